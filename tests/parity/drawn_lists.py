#!/usr/bin/env python3
"""Draws chains of pair lists by chance, lets an installed freqtrade list, round by round, and compares what Tremolo's pair lists list.

usage: drawn_lists.py TEST_PLUGINS [FIRST COUNT] [--python PYTHON] [--keep FILE]
TEST_PLUGINS is the program of the plugins' tests. PYTHON, and what is done without one: see drawn_bots.py. --keep writes the record to a file, in the form
of tests/plugins/data/drawn_pairlists.json. How it works: lists/draw.py, lists/drive.py.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from drawn_bots import lacks, python_beside_freqtrade

LISTS = Path(__file__).resolve().parent / "lists"


def main():
    options = argparse.ArgumentParser()
    options.add_argument("test_plugins")
    options.add_argument("first", nargs="?", type=int, default=5000)
    options.add_argument("count", nargs="?", type=int, default=100)
    options.add_argument("--python", default=os.environ.get("FREQTRADE_PYTHON") or python_beside_freqtrade())
    options.add_argument("--keep")
    o = options.parse_args()
    if why := lacks(o.python):
        print(f"skipped: {why}")
        return 77
    with tempfile.TemporaryDirectory(prefix="tremolo-drawn-") as folder:
        drawn, driven = Path(folder) / "drawn.json", Path(o.keep or Path(folder) / "driven.json").resolve()
        subprocess.run([o.python, LISTS / "draw.py", str(o.first), str(o.count), drawn], check=True)
        subprocess.run([o.python, LISTS / "drive.py", drawn, driven], check=True)
        environment = os.environ | {"TREMOLO_PAIRLISTS": str(driven)}
        return subprocess.run([o.test_plugins, "--gtest_brief=1", "--gtest_filter=drawn_pairlists*"], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
