#!/usr/bin/env python3
"""Measures charts of webserver mode: /pair_history of Tremolo beside real freqtrade, on the same candle files, in one run.

usage: pair_history.py [--tremolo build/release/tremolo] [--freqtrade PROGRAM] [--candles 50000] [--million] [--times 7] [--json FILE]
One file of five-minute candles, made here, is drawn with a strategy of thirty columns (bench/chart) and without one, asked for by GET and POST:
the time to the first byte of the answer, to its last, and the memory of the processes. --million draws ten days out of, and the whole of, a
million candles with thirty indicators (Tremolo alone). Both answers are compared cell by cell before anything is timed.
"""
import argparse
import base64
import json
import math
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from run import PASSWORD, USER, configuration, free_port, server

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PAIR, BEGIN, STEP = "BTC/USDT", 1_609_459_200_000, 300_000  # from 2021 on, 5m


def candles(count):
    chance, price, rows = random.Random(7), 30_000.0, []
    for i in range(count):
        opened, price = price, round(price * math.exp(chance.gauss(0, 0.001)), 2)
        high, low = max(opened, price) * (1 + abs(chance.gauss(0, 0.0004))), min(opened, price) * (1 - abs(chance.gauss(0, 0.0004)))
        rows.append([BEGIN + i * STEP, opened, round(high, 2), round(low, 2), price, round(chance.uniform(1, 90), 5)])
    return rows


def prepare(folder, tremolo, name, count, exchange_port, port):
    """A folder with candles, strategy and configuration; the candles in freqtrade's usual format."""
    home = folder / name
    (home / "strategies").mkdir(parents=True)
    for source in HERE.joinpath("chart").iterdir():
        if source.suffix in (".py", ".cpp"):
            shutil.copy(source, home / "strategies")
    data = home / "data" / "binance"
    data.mkdir(parents=True)
    (data / "BTC_USDT-5m.json").write_text(json.dumps(candles(count)))
    settings = configuration(port, exchange_port)
    settings.pop("strategy")
    config = folder / f"{name}.json"
    config.write_text(json.dumps(settings))
    subprocess.run([tremolo, "convert-data", "--config", config, "--userdir", home, "--datadir", data, "--format-from", "json", "--format-to", "feather", "--erase"],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return config, home


RECEIVED = bytearray(1 << 26)  # grows where an answer is longer


def unchunked(body):
    pieces, at = [], 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(body[end + 2:end + 2 + size])
        at = end + 2 + size + 2


def ask(port, method, timerange, strategy, columns=None):
    """Seconds to the first byte of the body and to the last, and the body. Read from the socket into memory that is there already, for both programs
    alike: what a client does with the bytes, and how long it takes, is its own affair."""
    path, body = "/api/v1/pair_history", ""
    if method == "GET":
        path += f"?pair={PAIR}&timeframe=5m&timerange={timerange}&strategy={strategy}"
    else:
        body = json.dumps({"pair": PAIR, "timeframe": "5m", "timerange": timerange, "strategy": strategy, "columns": columns})
    credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    request = (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Basic {credentials}\r\nConnection: close\r\n"
               f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()
    with socket.create_connection(("127.0.0.1", port), timeout=600) as connection:
        size, first, head = 0, None, -1
        begun = time.perf_counter()
        connection.sendall(request)
        while True:
            if size == len(RECEIVED):
                RECEIVED.extend(bytes(size))
            with memoryview(RECEIVED) as room:
                got = connection.recv_into(room[size:])
            size += got
            if first is None:
                head = RECEIVED.find(b"\r\n\r\n", 0, size) + 4
                if head >= 4 and size > head:
                    first = time.perf_counter() - begun
            if got == 0:
                break
        whole = time.perf_counter() - begun
    lines = bytes(RECEIVED[:head]).lower().split(b"\r\n")
    text = bytes(memoryview(RECEIVED)[head:size])
    if b"transfer-encoding: chunked" in lines:
        text = unchunked(text)
    if lines[0].split()[1] != b"200":
        sys.exit(f"{method} {path}: {lines[0]!r} {text[:500]!r}")
    return first, whole, text


def times_of(port, times, *question):
    ask(port, *question)  # what is compiled or loaded once is not what a chart costs
    found = [ask(port, *question) for _ in range(times)]
    return {"first ms": statistics.median(f[0] for f in found) * 1000, "whole ms": statistics.median(f[1] for f in found) * 1000,
            "worst first ms": max(f[0] for f in found) * 1000, "MB": len(found[0][2]) / 1e6}


def memory_mb(bot):
    """Resident memory, its greatest so far, of the server and of the processes that it and they have started and that are still there; pages that
    they share are counted for each of them."""
    def of(pid):
        status = Path(f"/proc/{pid}/status").read_text()
        return int(status[status.index("VmHWM:") + 6:].split()[0]) / 1024
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    pids = [bot.process.pid]
    for pid in pids:
        pids += [child for child, parent in parents.items() if parent == pid]
    return sum(of(pid) for pid in pids)


def differing(ours, theirs):
    """Cells that are not the same: an indicator may differ in its last digits."""
    a, b = json.loads(ours), json.loads(theirs)
    if a["columns"] != b["columns"] or a["length"] != b["length"]:
        return f"columns or length: {a['columns']} {a['length']}, {b['columns']} {b['length']}"
    for row, other in zip(a["data"], b["data"]):
        for name, x, y in zip(a["columns"], row, other):
            if x != y and not (isinstance(x, (int, float)) and isinstance(y, (int, float)) and math.isclose(x, y, rel_tol=1e-7, abs_tol=1e-7)):
                return f"{name} of {row[0]}: {x} {y}"
    return None


def questions(count):
    everything = f"{BEGIN // 1000}-{(BEGIN + (count - 1) * STEP) // 1000}"
    begin = f"{(BEGIN + 200 * STEP) // 1000}-{(BEGIN + (count - 1) * STEP) // 1000}"
    return {"GET, the strategy's 30 columns": ("GET", begin, "BenchChart"),
            "POST, 2 of its columns": ("POST", begin, "BenchChart", ["rsi_14", "ema_21"]),
            "POST, candles alone": ("POST", everything, None)}


def measured(folder, program, name, o, exchange_port, count):
    port = free_port()
    config, home = prepare(folder, o.tremolo, name, count, exchange_port, port)
    with server(name, [str(program), "webserver", "--config", str(config), "--userdir", str(home)], folder, port) as bot:
        asked = questions(count)
        bodies = {what: ask(port, *q)[2] for what, q in asked.items()}
        found = {what: times_of(port, o.times, *q) for what, q in asked.items()}
        found["memory MB"] = memory_mb(bot)
    return found, bodies


def a_million(folder, o, exchange_port):
    count, port = 1_000_000, free_port()
    config, home = prepare(folder, o.tremolo, "million", count, exchange_port, port)
    ten_days = f"{(BEGIN + 900_000 * STEP) // 1000}-{(BEGIN + 902_880 * STEP) // 1000}"
    found = {}
    with server("million", [str(o.tremolo), "webserver", "--config", str(config), "--userdir", str(home)], folder, port) as bot:
        ask(port, "GET", ten_days, "BenchChart")
        found["before"] = memory_mb(bot)
        found["ten days"] = times_of(port, o.times, "GET", ten_days, "BenchChart") | {"memory MB": memory_mb(bot)}
        whole = questions(count)["GET, the strategy's 30 columns"]
        found["everything"] = times_of(port, 1, *whole) | {"memory MB": memory_mb(bot)}
    return found


def row(what, ours, theirs, key):
    if theirs is None:
        return f"| {what} | {ours[key]:,.1f} | – | – |"
    return f"| {what} | {ours[key]:,.1f} | {theirs[key]:,.1f} | {theirs[key] / ours[key]:,.0f}x |"


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--tremolo", type=Path, default=ROOT / "build" / "release" / "tremolo")
    a.add_argument("--freqtrade", type=Path)
    a.add_argument("--candles", type=int, default=50_200)
    a.add_argument("--million", action="store_true")
    a.add_argument("--times", type=int, default=7)
    a.add_argument("--json", type=Path)
    o = a.parse_args()
    o.tremolo = o.tremolo.resolve()
    folder, exchange_port, results = Path(tempfile.mkdtemp(prefix="tremolo-bench-")), free_port(), {}
    exchange = subprocess.Popen([sys.executable, HERE / "fake_exchange.py", str(exchange_port)])
    try:
        results["tremolo"], ours = measured(folder, o.tremolo, "tremolo", o, exchange_port, o.candles)
        if o.freqtrade:
            results["freqtrade"], theirs = measured(folder, o.freqtrade, "freqtrade", o, exchange_port, o.candles)
            for what in ours:
                if difference := differing(ours[what], theirs[what]):
                    sys.exit(f"{what}: the answers differ: {difference}")
        if o.million:
            results["million"] = a_million(folder, o, exchange_port)
    finally:
        exchange.terminate()
        exchange.wait()
        shutil.rmtree(folder, ignore_errors=True)
    theirs = results.get("freqtrade")
    print(f"{o.candles} candles, median of {o.times}, {os.cpu_count()} cores\n\n| `/pair_history` | Tremolo | freqtrade | better by |\n|---|---:|---:|---:|")
    for what, found in results["tremolo"].items():
        if what == "memory MB":
            print(row(what, results["tremolo"], theirs, what))
            continue
        print(row(f"{what}: first byte, ms", found, theirs and theirs[what], "first ms"))
        print(row(f"{what}: whole, ms ({found['MB']:.1f} MB)", found, theirs and theirs[what], "whole ms"))
    if "million" in results:
        print("\n| of a million candles, 30 columns | first byte, ms | whole, ms | answer, MB | memory, MB |\n|---|---:|---:|---:|---:|")
        for what in ("ten days", "everything"):
            m = results["million"][what]
            print(f"| {what} | {m['first ms']:,.1f} | {m['whole ms']:,.1f} | {m['MB']:,.1f} | {m['memory MB']:,.0f} |")
    if o.json:
        o.json.write_text(json.dumps(results, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
