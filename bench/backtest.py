#!/usr/bin/env python3
"""Measures Tremolo's backtests beside real freqtrade's: the same candles, the same strategies, one machine, one run.

usage: backtest.py [--tremolo build/release/tremolo] [--candles-program build/release/bench/bench_candles] [--freqtrade PROGRAM]
                   [--pairs 100] [--candles 100000] [--freqtrade-pairs N] [--freqtrade-candles N] [--seed 1] [--repeat 3] [--growth]
                   [--shared FOLDER] [--limit 1800] [--keep FOLDER]
Candles are synthetic, of five minutes (bench_candles), in a temporary folder or the one of --keep. Strategies are compiled before anything is
measured. --freqtrade-pairs and --freqtrade-candles: a smaller size to compare at, when freqtrade would take too long; Tremolo runs it too.
--growth: how Tremolo's time grows with pairs and candles. --shared: the candles in FOLDER/data, to see how long a small backtest takes.
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
STRATEGIES = ("BenchPlain", "BenchCallbacks")
BYTES_A_CANDLE = 6 * 8


class measured:
    """A program that ran to its end: seconds, seconds of processor time on all cores, most memory in MB, and what it wrote."""

    def __init__(self, command, log, limit):
        with open(log, "w") as out:
            begun = time.monotonic()
            process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=out)
            while True:
                pid, status, used = os.wait4(process.pid, os.WNOHANG)
                self.seconds = time.monotonic() - begun
                if pid:
                    break
                if self.seconds > limit:
                    process.kill()
                time.sleep(min(0.05, self.seconds / 100))
            process.returncode = os.waitstatus_to_exitcode(status)
        self.text = Path(log).read_text()
        self.processor = used.ru_utime + used.ru_stime
        self.megabytes = used.ru_maxrss / 1024
        if process.returncode != 0:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}:\n{self.text[-3000:]}")


class bench:
    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.home = folder / "home"
        for name in ("tremolo", "freqtrade"):
            strategies = self.home / name / "strategies"
            strategies.mkdir(parents=True, exist_ok=True)
            for strategy in STRATEGIES:
                for suffix in (".py", ".cpp"):
                    shutil.copy(HERE / "backtest" / f"{strategy}{suffix}", strategies)
        self.markets = folder / "markets.json"

    def data(self, pairs, candles):
        place = self.folder / f"candles-{candles}-{self.options.seed}"
        if len(list(place.glob("*.feather"))) < pairs:
            subprocess.run([self.options.candles_program, place, str(pairs), str(candles), str(self.options.seed)], check=True)
        return place

    def configuration(self, pairs):
        names = [f"C{number:03}/USDT" for number in range(pairs)]
        market = {"type": "spot", "quote": "USDT", "taker": 0.001, "maker": 0.001, "precision": {"amount": 0.001, "price": 0.0001},
                  "limits": {"amount": [0.001, 9e7], "price": [1e-4, None], "cost": [1, 9e6]}}
        self.markets.write_text(json.dumps({"markets": [market | {"symbol": name, "id": name.replace("/", ""), "base": name[:4]} for name in names]}))
        config = self.folder / f"config-{pairs}.json"
        config.write_text(json.dumps({
            "stake_currency": "USDT", "stake_amount": 100, "dry_run": True, "dry_run_wallet": 100000, "max_open_trades": 10, "fee": 0.001,
            "dataformat_ohlcv": "feather", "exchange": {"name": "binance", "pair_whitelist": names, "pair_blacklist": []},
            "entry_pricing": {"price_side": "same", "use_order_book": False}, "exit_pricing": {"price_side": "same", "use_order_book": False},
            "pairlists": [{"method": "StaticPairList"}], "internals": {}}))
        return config

    def run(self, name, strategy, pairs, candles, repeat=1):
        """The fastest of `repeat` runs."""
        data, config, home = self.data(pairs, candles), self.configuration(pairs), self.home / name
        line = ["backtesting", "--config", config, "--userdir", home, "--datadir", data, "--strategy", strategy, "--cache", "none"]
        if name == "tremolo":
            line = [self.options.tremolo, *line, "--markets", self.markets]
        else:
            line = [self.options.freqtrade.parent / "python", HERE / "backtest" / "freqtrade_offline.py", self.markets, *line]
        runs = []
        for _ in range(repeat):
            shutil.rmtree(home / "backtest_results", ignore_errors=True)
            runs.append(measured(line, self.folder / f"{name}.log", self.options.limit))
            runs[-1].result = result_of(home / "backtest_results", strategy)
        best = min(runs, key=lambda one: one.seconds)
        said = re.search(r"Tested (\d+) candles: analysed in ([\d.]+) s, walked through in ([\d.]+) s", best.text)
        best.walked, best.walk_seconds = (int(said[1]), float(said[3])) if said else (0, 0)
        return best


def result_of(folder, strategy):
    """What the newest result says, in short: runs are the same when these are."""
    newest = folder / json.loads((folder / ".last_result.json").read_text())["latest_backtest"]
    with zipfile.ZipFile(newest) as archive:
        told = json.loads(archive.read(newest.with_suffix(".json").name))["strategy"][strategy]
    return {"trades": told["total_trades"], "profit": round(told["profit_total_abs"], 6), "rejected": told["rejected_signals"]}


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def compare(b, strategy, o):
    ours = b.run("tremolo", strategy, o.pairs, o.candles, o.repeat)
    candles = o.pairs * o.candles
    yield f"\n## {strategy}: {o.pairs} pairs of {o.candles:,} candles, {ours.result['trades']:,} trades\n"
    yield row("measured", "") + "\n|---|---:|"
    yield row("time to result, loading included", f"{ours.seconds:.2f} s")
    yield row("processor time", f"{ours.processor:.2f} s")
    yield row("over all", f"{candles / ours.seconds / 1e6:.1f} M candles/s")
    if ours.walk_seconds:
        yield row("the walk through time", f"{ours.walked / ours.walk_seconds / 1e6:.1f} M candles/s")
    size = candles * BYTES_A_CANDLE / 2**20
    yield row("most memory", f"{ours.megabytes:,.0f} MB, {ours.megabytes / size:.2f} times the {size:,.0f} MB of candles")
    if not o.freqtrade:
        return
    size = (o.freqtrade_pairs or o.pairs, o.freqtrade_candles or o.candles)
    if size != (o.pairs, o.candles):
        ours = b.run("tremolo", strategy, *size, o.repeat)
    theirs = b.run("freqtrade", strategy, *size)
    yield f"\nBeside freqtrade: {size[0]} pairs of {size[1]:,} candles, {ours.result['trades']:,} trades\n"
    yield row("", "Tremolo", "freqtrade", "better by") + "\n|---|---:|---:|---:|"
    yield row("time to result", f"{ours.seconds:.2f} s", f"{theirs.seconds:.1f} s", f"{theirs.seconds / ours.seconds:.0f}x")
    yield row("processor time", f"{ours.processor:.2f} s", f"{theirs.processor:.1f} s", f"{theirs.processor / ours.processor:.0f}x")
    yield row("most memory", f"{ours.megabytes:,.0f} MB", f"{theirs.megabytes:,.0f} MB", f"{theirs.megabytes / ours.megabytes:.1f}x")
    same = "the same" if ours.result == theirs.result else f"DIFFERENT: {ours.result} and {theirs.result}"
    yield f"\nTrades, profit and rejected signals of both are {same}."


def growth(b, o):
    yield "\n## How the time grows (BenchPlain)\n"
    yield row("pairs", "candles each", "seconds", "processor seconds", "those a million candles", "MB") + "\n|---:|---:|---:|---:|---:|---:|"
    sizes = [(max(1, o.pairs // part), o.candles) for part in (8, 4, 2)] + [(o.pairs, o.candles // part) for part in (8, 4, 2, 1)]
    for pairs, candles in sizes:
        found = b.run("tremolo", "BenchPlain", pairs, candles, o.repeat)
        yield row(str(pairs), f"{candles:,}", f"{found.seconds:.2f}", f"{found.processor:.2f}", f"{found.processor / pairs / candles * 1e6:.3f}",
                  f"{found.megabytes:,.0f}")


def small(b, o):
    """A backtest of a few thousand candles a pair: run anew, and shown again from its result."""
    data, home = o.shared / "data", b.home / "tremolo"
    pairs = sorted(f.name.split("-")[0].replace("_", "/") for f in data.glob("*_BTC-5m.feather") if not f.name.startswith("UNITTEST"))
    config = json.loads(b.configuration(1).read_text())
    config.update(stake_currency="BTC", stake_amount=0.05, dry_run_wallet=1, max_open_trades=3)
    config["exchange"]["pair_whitelist"] = pairs
    file = b.folder / "small.json"
    file.write_text(json.dumps(config))
    line = [o.tremolo, "backtesting", "--config", file, "--userdir", home, "--datadir", data, "--strategy", "BenchPlain", "--timerange", "20180111-20180125"]

    def best(*more):
        return min(measured([*line, *more], b.folder / "small.log", o.limit).seconds for _ in range(max(5, o.repeat))) * 1000
    shutil.rmtree(home / "backtest_results", ignore_errors=True)
    yield f"\n## A small backtest: {len(pairs)} pairs, a fortnight\n"
    yield row("measured", "") + "\n|---|---:|"
    yield row("start to result, run", f"{best('--cache', 'none'):.0f} ms")
    yield row("start to result, from the cache of results", f"{best('--cache', 'month'):.0f} ms")


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("--tremolo", type=Path, default=ROOT / "build" / "release" / "tremolo")
    a.add_argument("--candles-program", type=Path, default=ROOT / "build" / "release" / "bench" / "bench_candles")
    a.add_argument("--freqtrade", type=Path)
    a.add_argument("--pairs", type=int, default=100)
    a.add_argument("--candles", type=int, default=100_000)
    a.add_argument("--freqtrade-pairs", type=int)
    a.add_argument("--freqtrade-candles", type=int)
    a.add_argument("--strategies", nargs="*", default=STRATEGIES, choices=STRATEGIES)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--repeat", type=int, default=3)
    a.add_argument("--growth", action="store_true")
    a.add_argument("--shared", type=Path)
    a.add_argument("--limit", type=int, default=1800, help="seconds that a run may take")
    a.add_argument("--keep", type=Path)
    o = a.parse_args()
    folder = o.keep or Path(tempfile.mkdtemp(prefix="tremolo-backtests-"))
    folder.mkdir(parents=True, exist_ok=True)
    o.tremolo, o.candles_program = o.tremolo.resolve(), o.candles_program.resolve()
    try:
        b = bench(o, folder.resolve())
        for strategy in STRATEGIES:  # compiles it, which is not what a backtest costs
            b.run("tremolo", strategy, 2, 1000)
        print(f"{os.cpu_count()} cores")
        for strategy in o.strategies:
            for line in compare(b, strategy, o):
                print(line, flush=True)
        for line in growth(b, o) if o.growth else ():
            print(line, flush=True)
        for line in small(b, o) if o.shared else ():
            print(line, flush=True)
    finally:
        if not o.keep:
            shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
