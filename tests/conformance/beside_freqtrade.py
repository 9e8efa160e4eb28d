#!/usr/bin/env python3
"""Runs Tremolo and an installed freqtrade side by side on databases of many kinds and compares every read endpoint, field by field.

usage: beside_freqtrade.py TREMOLO [SCENARIO...] [--python PYTHON] [--keep] [--verbose]
PYTHON is one that has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the PATH); without one: "skipped", exit status 77.
The databases and settings come from odd_databases.py, prices from frozen_exchange.py, on loopback. Both bots are stopped, so that nothing
moves. Compared by compare.py's strict rules: values, key order, int and float. Ends with "N passed, N failed".
"""
import argparse
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import compare
import frozen_exchange
from run import HERE, free_port

BENCH = HERE.parent.parent / "bench"
FIAT_RATES = {"USDT/EUR": 0.8625, "BTC/USD": 85123.5}
READS = ["balance", "count", "entries", "entries?pair=ETH/USDT", "entries?pair=NOPE", "exits", "exits?pair=SOL/USDT", "mix_tags", "mix_tags?pair=ETH/USDT", "performance", "profit",
         "profit_all", "stats", "historic_balance", "daily", "daily?timescale=1", "daily?timescale=400", "weekly", "weekly?timescale=60", "monthly", "monthly?timescale=14", "status",
         "trades", "trades?limit=3&offset=1", "trades?limit=5&order_by_id=false", "trades?limit=5&offset=3&order_by_id=false", "trades?offset=1000",
         *(f"trade/{n}" for n in range(1, 9)), *(f"trades/{n}/custom-data" for n in range(1, 6)), "trades/open/custom-data", "trades/open/custom-data?key=n",
         "trades/open/custom-data?limit=1&offset=1", "trades/1/custom-data?key=n", "locks", "blacklist", "whitelist", "show_config", "plot_config", "markets", "markets?base=ETH",
         "markets?quote=BTC&include_inactive=true", "health", "version", "pair_candles?pair=ETH/USDT&timeframe=5m", "strategy/BenchStrategy", "strategy/Nope",
         "entries?pair=", "exits?pair=", "mix_tags?pair=", "markets?base=&quote=", "plot_config?strategy=", "plot_config?strategy=Nope", "trades/1/custom-data?key=",
         "trades/open/custom-data?key=", "trade/-1", "trades/0/custom-data"]
# What depends on the moment of the question, or on whose source text it is.
IGNORED = {r"/health$": ["last_process*", "bot_start*"], r"/strategy/": ["code"], r"/profit": ["*humanized", "bot_start*", "*.bot_start*", "cagr", "*.cagr"]}
IGNORED_ALWAYS = []


def common(port, exchange_port):
    api = f"http://127.0.0.1:{exchange_port}/api/v3"
    futures = f"http://127.0.0.1:{exchange_port}/fapi/v1"
    urls = {"public": api, "private": api} | dict.fromkeys(("v1", "sapi", "sapiV2", "sapiV3", "sapiV4"), api)
    urls |= dict.fromkeys(("fapiPublic", "fapiPublicV2", "fapiPublicV3", "fapiPrivate", "fapiPrivateV2", "fapiPrivateV3", "fapiData"), futures)
    return {"bot_name": "beside", "dry_run": True, "dry_run_wallet": 2000, "stake_currency": "USDT", "stake_amount": 100, "max_open_trades": 5, "timeframe": "5m", "minimal_roi": {"0": 100},
            "strategy": "BenchStrategy", "initial_state": "stopped", "force_entry_enable": True, "cancel_open_orders_on_exit": False,
            "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1}, "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
            "exchange": {"name": "binance", "key": "", "secret": "", "enable_ws": False, "skip_pair_validation": False, "pair_whitelist": ["ETH/USDT", "SOL/USDT", "XRP/USDT"],
                         "pair_blacklist": ["BNB/.*"], "ccxt_config": {"enableRateLimit": False, "urls": {"api": urls}}},
            "pairlists": [{"method": "StaticPairList"}],
            "api_server": {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "verbosity": "error", "jwt_secret_key": "0123456789" * 4, "CORS_origins": [],
                           "username": "freqtrader", "password": "test"}}


def merged(base, extra):
    extra = dict(extra)
    left_out = extra.pop("__left_out__", [])
    base = {k: v for k, v in base.items() if k not in left_out}
    return base | {k: merged(base[k], v) if k != "dry_run_wallet" and isinstance(v, dict) and isinstance(base.get(k), dict) else v for k, v in extra.items()}


def with_swaps(source, folder):
    """The frozen market with a USDT perpetual beside each USDT spot pair; at the same prices."""
    shutil.copytree(source, folder)
    for name in ("markets.json", "tickers.json", "order_books.json"):
        table = json.loads((folder / name).read_text())
        for symbol, one in list(table.items()):
            if not symbol.endswith("/USDT") or symbol == "OLD/USDT":
                continue
            swap = dict(one)
            if name == "markets.json":
                swap |= {"settle": "USDT", "settleId": "USDT", "type": "swap", "spot": False, "swap": True, "contract": True, "linear": True, "inverse": False, "subType": "linear",
                         "contractSize": 1.0}
            if "symbol" in swap:
                swap["symbol"] = f"{symbol}:USDT"
            table[f"{symbol}:USDT"] = swap
        (folder / name).write_text(json.dumps(table))
    for f in list((folder / "ohlcv").glob("*_USDT-*.json")):
        shutil.copy(f, f.with_name(f.name.replace("_USDT-", "_USDT_USDT-")))
    return folder


class bot:
    def __init__(self, name, command, home, extra, exchange_port, environment=()):
        self.home, self.port = home / name, free_port()
        self.home.mkdir()
        (self.home / "strategies").mkdir()
        for source in ("BenchStrategy.py", "BenchStrategy.cpp"):
            shutil.copy(BENCH / source, self.home / "strategies")
        shutil.copy(home / "trades.sqlite", self.home / "trades.sqlite")
        (self.home / "config.json").write_text(json.dumps(merged(merged(common(self.port, exchange_port), json.loads((home / "extra.json").read_text())), extra)))
        log = open(self.home / "log", "w")
        self.process = subprocess.Popen([*command, "trade", "--config", str(self.home / "config.json"), "--userdir", str(self.home), "--strategy-path",
                                         str(self.home / "strategies"), "--db-url", f"sqlite:///{self.home}/trades.sqlite"], stdout=log, stderr=log, cwd=self.home,
                                        env={k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")} | dict(environment))
        self.client = compare.Client(f"http://127.0.0.1:{self.port}", "freqtrader", "test", "0123456789" * 4, None)

    def ready(self):
        deadline = time.time() + 120
        while time.time() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.get("ping")[0] == 200:
                    return True
            time.sleep(0.05)
        return False

    def get(self, path):
        return self.client.send("GET", "/api/v1/" + path, {"Authorization": self.client.basic()}, None)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.process.kill()
        self.process.wait()

    def why(self):
        return (self.home / "log").read_text()[-1500:]


def differing(path, theirs, ours):
    if theirs[0] != ours[0]:
        return [f"status: freqtrade {theirs[0]} {theirs[2][:150]!r}, tremolo {ours[0]} {ours[2][:150]!r}"]
    try:
        want, got = (json.loads(a[2]) for a in (theirs, ours))
    except ValueError:
        return [] if theirs[2] == ours[2] else [f"text: freqtrade {theirs[2][:100]!r}, tremolo {ours[2][:100]!r}"]
    ignored = [p for pattern, fields in IGNORED.items() if compare.re.search(pattern, "/" + path) for p in fields]
    return list(compare.differences(want, got, "", ignored, True))


def play(home, tremolo, python, exchange_port, swaps):
    """Yields (request, differences)."""
    extra = json.loads((home / "extra.json").read_text())
    is_futures = extra.get("trading_mode") == "futures"
    market = swaps if is_futures else HERE / "market"
    our_options = {"exchange": {"connector": "simulated", "simulated": {"source": "frozen", "path": str(market)}}, "fiat_rates": FIAT_RATES}
    their_options = {"exchange": {"ccxt_config": {"options": {"fetchMarkets": {"types": ["spot", "linear"] if is_futures else ["spot"]}}}}}
    theirs = bot("freqtrade", [python, str(HERE / "freqtrade_offline.py")], home, their_options, exchange_port, {"FIAT_RATES": json.dumps(FIAT_RATES)}.items())
    ours = bot("tremolo", [tremolo], home, our_options, exchange_port)
    try:
        for one in (theirs, ours):
            if not one.ready():
                yield "start", [f"{one.home.name} did not start: {one.why()}"]
                return
        for path in READS:
            yield path, differing(path, theirs.get(path), ours.get(path))
    finally:
        theirs.stop()
        ours.stop()


def python_beside_freqtrade():
    freqtrade = shutil.which("freqtrade")
    return str(Path(freqtrade).with_name("python")) if freqtrade else "python3"


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo"); options.add_argument("scenarios", nargs="*")
    options.add_argument("--python", default=os.environ.get("FREQTRADE_PYTHON") or python_beside_freqtrade())
    options.add_argument("--keep", action="store_true", help="keep the folder of the run, and say where it is")
    options.add_argument("--verbose", action="store_true", help="every difference, not the first five")
    o = options.parse_args()
    if subprocess.run([o.python, "-c", "import freqtrade"], capture_output=True).returncode if shutil.which(o.python) else True:
        print(f"skipped: no freqtrade at {o.python}")
        return 77
    folder = Path(tempfile.mkdtemp(prefix="tremolo-beside-"))
    passed = failed = 0
    try:
        market = with_swaps(HERE / "market", folder / "market")
        server = frozen_exchange.serve(0, market)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = subprocess.run([o.python, str(HERE / "odd_databases.py"), str(folder), *o.scenarios], check=True, capture_output=True, text=True).stdout.split()
        for name in made:
            for path, found in play(folder / name, o.tremolo, o.python, server.server_address[1], market):
                passed, failed = passed + (not found), failed + bool(found)
                if found:
                    print(f"FAIL {name}  /{path}")
                    for line in found if o.verbose else found[:5]:
                        print("       " + line)
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0
    finally:
        if o.keep:
            print(folder)
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
