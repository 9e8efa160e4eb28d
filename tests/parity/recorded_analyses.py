"""Runs every recorded lookahead and recursive analysis again, by the commands, and compares the tables with the record.

    recorded_analyses.py TREMOLO SHARED

Exit status 77: there are no records to compare with.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
NAMES = ("LookaheadBiased", "LookaheadClean", "LookaheadFalsePositive", "RecursiveBiased", "RecursiveClean")


def overlay(shared, folder):
    """The candles of the records: those of all, and over them those of the backtests."""
    for source in (os.path.join(shared, "data"), os.path.join(shared, "conformance", "backtest", "data")):
        shutil.copytree(source, folder, dirs_exist_ok=True, copy_function=shutil.copyfile)


def cells(text):
    """The cells of a drawn table; the ending of a strategy's file aside."""
    rows = [line for line in text.splitlines() if line and line[0] in "┃│"]
    return [[cell.strip().replace(".py", "").replace(".cpp", "") for cell in line[1:-1].replace("┃", "│").split("│")] for line in rows]


def csv(path):
    with open(path) as f:
        return f.read().replace(".py,", ",").replace(".cpp,", ",")


def differing(tremolo, record, folder, data, markets):
    run = json.load(open(os.path.join(record, "run.json")))
    shutil.copy(os.path.join(record, "config.json"), folder)
    answer = subprocess.run([tremolo, run["command"], "--config", "config.json", "--userdir", folder, "--datadir", data, "--markets", markets,
                             "--strategy", run["strategy"], *run["args"], "--no-color"], cwd=folder, capture_output=True, text=True, timeout=280)
    if answer.returncode != 0:
        return f"exit status {answer.returncode}: {answer.stderr[-600:]}"
    want, got = (cells(t) for t in (open(os.path.join(record, "tables.txt")).read(), answer.stdout))
    if want != got:
        return f"wanted {want}\n     got {got}"
    for name in run.get("collect", []):
        if csv(os.path.join(record, name)) != csv(os.path.join(folder, name)):
            return f"{name}: {csv(os.path.join(folder, name))}"
    return None


def main():
    tremolo, shared = sys.argv[1:3]
    records = os.path.join(shared, "conformance", "backtest")
    if not os.path.isdir(records):
        print(f"skipped: {records} is not on this machine")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "candles")
        overlay(shared, data)
        os.makedirs(os.path.join(folder, "strategies"))
        for name in ("analysis_strategies/BtBiased.cpp", "analysis_strategies/BtRecursive.cpp", "strategies/BtPlain.cpp"):
            shutil.copy(os.path.join(HERE, name), os.path.join(folder, "strategies"))
        for name in NAMES:
            found = differing(tremolo, os.path.join(records, name), folder, data, os.path.join(records, "markets.json"))
            failed += found is not None
            print(f"{name}: {'equal' if found is None else found}")
            if os.path.exists(os.path.join(folder, "lookahead.csv")):
                os.remove(os.path.join(folder, "lookahead.csv"))
    print(f"{len(NAMES) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
