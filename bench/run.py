#!/usr/bin/env python3
"""Measures Tremolo beside real freqtrade: the same database, the same strategy, the same market list, one machine, one run.

usage: run.py [--tremolo build/release/tremolo] [--freqtrade PROGRAM] [--constant build/release/bench/bench_constant] [--closed 50000] [--open 20]
              [--seconds 3] [--limits] [--many 1000000] [--json FILE]
Needs wrk (Debian) on the PATH; without --freqtrade only Tremolo is measured. Everything listens on loopback, each load is bounded.
Prints a table: start to first answered ping, resident memory of an idle bot with 12 pairs, requests a second and p99 by endpoint. With
--constant also how far each endpoint is from the same bytes served as a constant; with --limits what connections cost and what reads cost while
the exchange hangs (bench/limits.py); with --many what a million closed trades cost beside a thousand.
"""
import argparse
import base64
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import limits

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
USER, PASSWORD = "bench", "bench"
PATHS = ("/ping", "/version", "/count", "/status", "/trades?limit=500", "/profit", "/performance", "/daily", "/stats", "/balance", "/entries",
         "/pair_candles?pair=BTC/USDT&timeframe=5m&limit=1000")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def configuration(port, exchange_port):
    api = f"http://127.0.0.1:{exchange_port}/api/v3"
    return {
        "dry_run": True, "dry_run_wallet": 100000, "stake_currency": "USDT", "stake_amount": 100, "max_open_trades": 40, "timeframe": "5m",
        "strategy": "BenchStrategy", "initial_state": "running", "cancel_open_orders_on_exit": False,
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exchange": {"name": "binance", "key": "", "secret": "", "enable_ws": False, "connector": "simulated",
                     "simulated": {"source": "synthetic", "seed": 1},
                     "ccxt_config": {"enableRateLimit": False, "urls": {"api": {"public": api, "private": api, "v1": api, "sapi": api, "sapiV2": api, "sapiV3": api, "sapiV4": api}},
                                     "options": {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot"}},
                     "pair_whitelist": [f"{c}/USDT" for c in ("BTC", "ETH", "BNB", "SOL", "XRP", "ADA", "DOGE", "LTC", "LINK", "AVAX", "DOT", "TRX")],
                     "pair_blacklist": []},
        "pairlists": [{"method": "StaticPairList"}],
        "api_server": {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "verbosity": "error", "jwt_secret_key": "0123456789" * 4,
                       "ws_token": "bench-token", "CORS_origins": [], "username": USER, "password": PASSWORD},
        "internals": {"process_throttle_secs": 5},
    }


class server:
    """A running bot; ended by its process id when the block ends."""

    def __init__(self, name, command, folder, port):
        self.name, self.base = name, f"http://127.0.0.1:{port}/api/v1"
        self.log = open(folder / f"{name}.log", "w")
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, cwd=folder)

    def __enter__(self):
        while True:
            if self.process.poll() is not None or time.monotonic() - self.started > 120:
                sys.exit(f"{self.name} did not start, see its log:\n{Path(self.log.name).read_text()[-2000:]}")
            try:
                urllib.request.urlopen(self.base + "/ping", timeout=30).read()
                self.startup_s = time.monotonic() - self.started
                return self
            except OSError:
                time.sleep(0.002)

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def resident_mb(self):
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024

    def token(self):
        credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(self.base + "/token/login", method="POST", headers={"Authorization": f"Basic {credentials}"})
        return json.loads(urllib.request.urlopen(request, timeout=30).read())["access_token"]


def load(bot, path, token, seconds, connections):
    """Requests a second and p99 in ms, from wrk on its own core."""
    out = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "60s", "--latency", "-H", f"Authorization: Bearer {token}", bot.base + path],
                         capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        sys.exit(f"{bot.name} {path}: {out}")
    number, unit = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", out).groups()
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def measure(bot, seconds, connections, settle, keep=None):
    """`keep`: a folder for one answer of each path."""
    time.sleep(settle)
    result = {"start-up ms": bot.startup_s * 1000, "resident MB": bot.resident_mb()}
    token = bot.token()
    for number, path in enumerate(PATHS):
        body = urllib.request.urlopen(urllib.request.Request(bot.base + path, headers={"Authorization": f"Bearer {token}"}), timeout=120).read()
        if keep:
            (keep / f"{number}.json").write_bytes(body)
        result[path] = load(bot, path, token, seconds, connections)
    result["resident MB after load"] = bot.resident_mb()
    return result


def constants(program, folder, seconds, connections):
    """Requests a second of each path's bytes as a constant."""
    port = free_port()
    files = [folder / f"{number}.json" for number in range(len(PATHS))]
    with subprocess.Popen([program, str(port), *files], stdin=subprocess.PIPE) as process:
        class constant:
            name, base = "constant", f"http://127.0.0.1:{port}"
        for _ in range(500):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.01)
        found = {path: load(constant, f"/{file.name}", "x", seconds, connections)[0] for path, file in zip(PATHS, files)}
        process.stdin.close()
    return found


def constant_table(ours, at_best):
    yield "\n| the same bytes as a constant | endpoint requests/s | constant requests/s | times as many |\n|---|---:|---:|---:|"
    for path in PATHS:
        yield f"| `{path.split('&limit')[0]}` | {ours[path][0]:,.0f} | {at_best[path]:,.0f} | {at_best[path] / ours[path][0]:.2f}x |"


def prepare(folder, template, name):
    home = folder / name
    (home / "strategies").mkdir(parents=True)
    for source in (HERE / "BenchStrategy.py", HERE / "BenchStrategy.cpp"):
        shutil.copy(source, home / "strategies")
    shutil.copy(template, home / "trades.sqlite")
    return home


def command(program, folder, home, port, exchange_port):
    config = folder / f"{home.name}.json"
    config.write_text(json.dumps(configuration(port, exchange_port)))
    return [str(program), "trade", "--config", str(config), "--userdir", str(home), "--strategy-path", str(home / "strategies"), "--db-url", f"sqlite:///{home}/trades.sqlite"]


def row(name, ours, theirs, unit, higher_is_better):
    if theirs is None:
        return f"| {name} | {ours:,.1f} {unit} | – | – |"
    if theirs == 0:
        return f"| {name} | {ours:,.1f} {unit} | none in time | – |"
    ratio = ours / theirs if higher_is_better else theirs / ours
    return f"| {name} | {ours:,.1f} {unit} | {theirs:,.1f} {unit} | {ratio:,.0f}x |"


def table(ours, theirs):
    yield "| measured | Tremolo | freqtrade | better by |\n|---|---:|---:|---:|"
    for name in ("start-up ms", "resident MB", "resident MB after load"):
        yield row(name, ours[name], theirs and theirs[name], "", False)
    for path in PATHS:
        yield row(f"`{path.split('&limit')[0]}` requests/s", ours[path][0], theirs and theirs[path][0], "", True)
        yield row(f"`{path.split('&limit')[0]}` p99", ours[path][1], theirs and theirs[path][1], "ms", False)


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--tremolo", type=Path, default=ROOT / "build" / "release" / "tremolo")
    a.add_argument("--freqtrade", type=Path)
    a.add_argument("--closed", type=int, default=50_000)
    a.add_argument("--open", type=int, default=20)
    a.add_argument("--seconds", type=int, default=3)
    a.add_argument("--constant", type=Path)
    a.add_argument("--limits", action="store_true")
    a.add_argument("--many", type=int)
    a.add_argument("--json", type=Path)
    o = a.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="tremolo-bench-"))
    subprocess.run([sys.executable, HERE / "generate_trades.py", folder / "trades.sqlite", "--closed", str(o.closed), "--open", str(o.open)], check=True)
    exchange_port, results = free_port(), {}
    exchange = subprocess.Popen([sys.executable, HERE / "fake_exchange.py", str(exchange_port)])
    try:
        home = prepare(folder, folder / "trades.sqlite", "tremolo")
        port = free_port()
        line = command(o.tremolo.resolve(), folder, home, port, exchange_port)
        with server("tremolo", line, folder, port):  # the first start compiles the strategy: not what a start costs
            pass
        with server("tremolo", line, folder, port) as bot:
            results["tremolo"] = measure(bot, o.seconds, 8, 5, folder)
            if o.limits:
                results["connections"] = limits.connections(bot, o.seconds)
        if o.constant:
            results["constant"] = constants(o.constant, folder, o.seconds, 8)
        if o.limits:
            results["hanging"] = limits.hanging(o.tremolo.resolve(), folder, max(o.seconds, 10))
        if o.many:
            results["many"] = limits.many(o.tremolo.resolve(), folder, o.many, o.seconds)
        if o.freqtrade:
            home = prepare(folder, folder / "trades.sqlite", "freqtrade")
            port = free_port()
            with server("freqtrade", command(o.freqtrade, folder, home, port, exchange_port), folder, port) as bot:
                results["freqtrade"] = measure(bot, max(o.seconds, 6), 2, 15)
    finally:
        exchange.terminate()
        exchange.wait()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{o.closed} closed and {o.open} open trades, {os.cpu_count()} cores\n")
    print("\n".join(table(results["tremolo"], results.get("freqtrade"))))
    if "constant" in results:
        print("\n".join(constant_table(results["tremolo"], results["constant"])))
    for name in ("connections", "hanging", "many"):
        if name in results:
            print("\n".join(limits.table(name, results[name])))
    if o.json:
        o.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
