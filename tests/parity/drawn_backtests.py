#!/usr/bin/env python3
"""Draws backtests by chance, lets an installed freqtrade run them, and compares what Tremolo makes of them: trades, figures, calls.

usage: drawn_backtests.py PARITY_BACKTEST SHARED [FIRST COUNT] [--python PYTHON] [--keep FOLDER] [--again]
PYTHON has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the PATH); SHARED has compare_bt.py. Without them:
"skipped", exit status 77. --keep leaves all files in a folder; --again takes freqtrade's results from there. How it works: backtests/.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from drawn_bots import python_beside_freqtrade
from recorded_backtests import TOLERANCE, compare_texts

HERE = Path(__file__).resolve().parent / "backtests"


def number(word):
    try:
        return float(word)
    except ValueError:
        return None


def same(a, b):
    x, y = a.split(), b.split()
    if len(x) != len(y):
        return False
    for v, w in zip(x, y):
        if v == w:
            continue
        p, q = number(v), number(w)
        if p is None or q is None or not (p == q or abs(p - q) <= TOLERANCE * max(1e-6, abs(p), abs(q)) + 1e-15):
            return False
    return True


def compare_calls(theirs, ours):
    a, b = (path.read_text().splitlines() if path.exists() else [] for path in (theirs, ours))
    for i, (x, y) in enumerate(zip(a, b)):
        if not same(x, y):
            return f"call {i} differs, behind {a[i - 1] if i else 'nothing'}:\n  freqtrade {x}\n  Tremolo   {y}"
    return "" if len(a) == len(b) else f"freqtrade made {len(a)} calls, Tremolo {len(b)}; then {(a + b)[min(len(a), len(b))]}"


def without_lock_times(path):
    """Locks that a strategy sets begin, with freqtrade, when the backtest ran."""
    result = json.loads(path.read_text())
    for strategy in result["strategy"].values():
        for lock in strategy.get("locks", []):
            if lock["reason"] == "own":
                lock["lock_time"] = lock["lock_timestamp"] = None
    path.write_text(json.dumps(result))


def compare(program, compare_bt, folder):
    """What differs, or nothing; and a word about the run."""
    ours = folder / "ours"
    shutil.rmtree(ours, ignore_errors=True)
    ours.mkdir()
    asked = json.loads((folder / "options.json").read_text())
    environment = os.environ | {"DRAWN_BEHAVIOUR": str(folder / "behaviour.json")}
    done = subprocess.run([program, folder / "markets.json", folder / "data", json.dumps(asked["options"]), ours / "result.json", folder / "config.json",
                           *asked["strategies"]], cwd=ours, env=environment, text=True, capture_output=True)
    refused = folder / "error.txt"
    if refused.exists() or done.returncode:
        said = f"freqtrade: {refused.read_text().strip() if refused.exists() else 'a result'}\n  Tremolo: {done.stderr.strip() or 'a result'}"
        return ("" if refused.exists() and done.returncode else said), "refused: " + said
    for path in (folder / "result.json", ours / "result.json"):
        without_lock_times(path)
    compared = subprocess.run([sys.executable, compare_bt, folder / "result.json", ours / "result.json", "--tolerance", str(TOLERANCE)],
                              text=True, capture_output=True)
    texts = "" if compared.returncode else compare_texts(folder / "result.json", ours / "result.json")
    calls = compare_calls(folder / "trace.txt", ours / "trace.txt")
    problem = (compared.stdout + compared.stderr)[:1500] if compared.returncode else ""
    return "\n".join(p for p in (calls, problem, texts) if p), compared.stdout.strip().splitlines()[-1]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("shared")
    options.add_argument("first", nargs="?", type=int, default=1)
    options.add_argument("count", nargs="?", type=int, default=20)
    options.add_argument("--python", default=os.environ.get("FREQTRADE_PYTHON") or python_beside_freqtrade())
    options.add_argument("--keep")
    options.add_argument("--again", action="store_true")
    options.add_argument("--quiet", action="store_true")
    o = options.parse_args()
    compare_bt = Path(o.shared).resolve() / "conformance" / "backtest" / "compare_bt.py"
    if not compare_bt.exists() or not o.python or subprocess.run([o.python, "-c", "import freqtrade"], capture_output=True).returncode:
        print("skipped: there is no freqtrade, or nothing to compare with")
        return 77
    failed = refused = 0
    with tempfile.TemporaryDirectory(prefix="tremolo-backtests-") as temporary:
        root = Path(o.keep or temporary).resolve()
        root.mkdir(exist_ok=True)
        if not o.again:
            subprocess.run([o.python, HERE / "drive.py", root, str(o.first), str(o.count)], check=True, stdout=subprocess.DEVNULL)
        for seed in range(o.first, o.first + o.count):
            problem, summary = compare(os.path.abspath(o.program), compare_bt, root / str(seed))
            failed += bool(problem)
            refused += summary.startswith("refused")
            if problem or not o.quiet:
                print(f"{seed}: {'DIFFERENT' if problem else 'equal'} " + (problem or summary).replace("\n", "\n    "), flush=True)
    print(f"{o.count} backtests, {failed} different, {refused} refused")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
