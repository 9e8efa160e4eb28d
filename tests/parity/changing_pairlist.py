"""A backtest whose pair list is made anew at each candle (enable_dynamic_pairlist), beside what freqtrade made of it.

    changing_pairlist.py PARITY_BACKTEST SHARED

freqtrade's result is kept in tests/data/backtest/dynamic_pairlist; one of the pairs has no candles. Exit status 77: there are no candles here.
"""
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from recorded_backtests import TOLERANCE, overlay

KEPT = Path(__file__).resolve().parents[1] / "data" / "backtest" / "dynamic_pairlist"


def main():
    program, shared = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    records = os.path.join(shared, "conformance", "backtest")
    if not os.path.isdir(records):
        print(f"skipped: there are no candles in {shared}")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        data, out = os.path.join(folder, "data"), os.path.join(folder, "result.json")
        overlay(shared, data)
        os.remove(os.path.join(data, "ZEC_BTC-5m.feather"))
        options = {"timerange": "20180111-20180114", "enable_dynamic_pairlist": True}
        done = subprocess.run([program, os.path.join(records, "markets.json"), data, json.dumps(options), out, str(KEPT / "config.json"), "BtPlain"],
                              cwd=folder, text=True, capture_output=True)
        if done.returncode:
            print(done.stderr)
            return 1
        compared = subprocess.run([sys.executable, os.path.join(records, "compare_bt.py"), str(KEPT / "result.json.gz"), out, "--tolerance", str(TOLERANCE)])
        return compared.returncode


if __name__ == "__main__":
    sys.exit(main())
