"""Runs every recorded backtest again and compares trades, statistics and traces with the record: values, order of keys, and what is 0 and what 0.0.

    recorded_backtests.py PARITY_BACKTEST SHARED [NAME...]

Exit status 77: there are no records to compare with.
"""
import gzip
import json
import os
import subprocess
import sys
import tempfile

TOLERANCE = 1e-8
FLAGS = {"--timerange": "timerange", "--timeframe-detail": "timeframe_detail", "-i": "timeframe"}


def options_of(run):
    """What the command line of the record sets, and the strategies that it names."""
    options, strategies, args = {}, [], list(run["args"])
    while args:
        word = args.pop(0)
        if word in FLAGS:
            options[FLAGS[word]] = args.pop(0)
        elif word == "--enable-protections":
            options["enable_protections"] = True
        elif word in ("--eps", "--enable-position-stacking"):
            options["position_stacking"] = True
        elif word == "--strategy-list":
            while args and not args[0].startswith("-"):
                strategies.append(args.pop(0))
        elif word == "--breakdown":
            while args and not args[0].startswith("-"):
                args.pop(0)
        else:
            sys.exit(f"{run['name']}: unknown argument {word}")
    return options, strategies or [run["strategy"]]


def overlay(shared, folder):
    """The candles of the records: those of all, and over them those of the backtests."""
    for source in (os.path.join(shared, "data"), os.path.join(shared, "conformance", "backtest", "data")):
        for place, _, files in os.walk(source):
            target = os.path.normpath(os.path.join(folder, os.path.relpath(place, source)))
            os.makedirs(target, exist_ok=True)
            for name in files:
                link = os.path.join(target, name)
                if os.path.lexists(link):
                    os.remove(link)
                os.symlink(os.path.abspath(os.path.join(place, name)), link)


def close(a, b):
    if isinstance(a, float) or isinstance(b, float):
        return isinstance(a, (int, float)) and isinstance(b, (int, float)) and abs(a - b) <= TOLERANCE * max(1e-6, abs(a), abs(b)) + 1e-15
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(close(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(close(x, y) for x, y in zip(a, b))
    return a == b


def told_otherwise(a, b, where=""):
    """Where keys stand in another order, or a whole number has a point on one side only."""
    if isinstance(a, dict) and isinstance(b, dict):
        if list(a) != list(b):
            yield f"{where}: keys of freqtrade's {list(a)}, ours {list(b)}"
        for key in a.keys() & b.keys() - {"minimal_roi"}:  # of the strategy: C++ has one kind of number there
            yield from told_otherwise(a[key], b[key], f"{where}.{key}")
    elif isinstance(a, list) and isinstance(b, list):
        for i, (x, y) in enumerate(zip(a, b)):
            yield from told_otherwise(x, y, f"{where}[{i}]")
    elif type(a) is not type(b):
        yield f"{where}: freqtrade's {a!r}, ours {b!r}"


def compare_texts(theirs, ours):
    a, b = json.load(gzip.open(theirs) if str(theirs).endswith(".gz") else open(theirs)), json.load(open(ours))
    for result in (a, b):
        result.pop("metadata", None)  # stored in a file of its own
    return "\n".join(list(told_otherwise(a, b))[:20])


def compare_traces(recorded, ours):
    a = [json.loads(line) for line in gzip.open(recorded, "rt")]
    b = [json.loads(line) for line in open(ours)]
    for i, (x, y) in enumerate(zip(a, b)):
        if not close(x, y):
            different = [k for k in set(x) | set(y) if k not in x or k not in y or not close(x[k], y[k])]
            return f"call {i} differs in {different}:\n  recorded {json.dumps(x)}\n  ours     {json.dumps(y)}"
    return "" if len(a) == len(b) else f"{len(a)} calls recorded, {len(b)} made"


def main():
    program, shared, names = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), sys.argv[3:]
    records = os.path.join(shared, "conformance", "backtest")
    if not os.path.isdir(records):
        print(f"skipped: there are no records in {records}")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        overlay(shared, data)
        for run in json.load(open(os.path.join(records, "runs.json"))):
            if run.get("command", "backtesting") != "backtesting" or (names and run["name"] not in names):
                continue
            record = os.path.join(records, run["name"])
            options, strategies = options_of(run)
            work = os.path.join(folder, run["name"])
            os.mkdir(work)
            out = os.path.join(work, "result.json")
            done = subprocess.run([program, os.path.join(records, "markets.json"), data, json.dumps(options), out,
                                   os.path.join(record, "config.json"), *strategies], cwd=work, text=True, capture_output=True)
            problem = done.stderr if done.returncode else ""
            if not problem:
                compared = subprocess.run([sys.executable, os.path.join(records, "compare_bt.py"),
                                           os.path.join(record, "result.json.gz"), out, "--tolerance", str(TOLERANCE)],
                                          text=True, capture_output=True)
                problem = compared.stdout + compared.stderr if compared.returncode else ""
                summary = compared.stdout.strip().splitlines()[-1:] or [""]
            if not problem:
                problem = compare_texts(os.path.join(record, "result.json.gz"), out)
            trace = os.path.join(record, "trace.jsonl.gz")
            if not problem and os.path.exists(trace):
                problem = compare_traces(trace, os.path.join(work, "trace.jsonl"))
            print(f"{run['name']}: {'DIFFERENT' if problem else 'equal'} {'' if problem else summary[0]}")
            if problem:
                failed += 1
                print("    " + problem.rstrip()[:3000].replace("\n", "\n    "))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
