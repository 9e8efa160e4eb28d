#!/usr/bin/env python3
"""Draws bots by chance, lets an installed freqtrade live through them, and compares what Tremolo's bot does with it, field by field.

usage: drawn_bots.py TEST_BOT [FIRST COUNT] [--python PYTHON] [--keep FILE]
TEST_BOT is the program of the bot's tests. PYTHON has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the
PATH) and time_machine, for which PYTHONPATH is looked at as well. Without them: "skipped", exit status 77. --keep writes the recorded scenarios to a
file, in the form of tests/bot/data/scenarios.json. How it works: bots/draw.py, bots/drive.py.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent


def python_beside_freqtrade():
    freqtrade = shutil.which("freqtrade")
    return str(Path(freqtrade).resolve().parent / "python3") if freqtrade else ""


def lacks(python):
    """What it takes and is not there, or nothing."""
    if not python or not shutil.which(python):
        return "no freqtrade on the PATH"
    for module in ("freqtrade", "time_machine"):
        if subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode:
            return f"{python} has no module {module}"
    return ""


def draw_and_compare(tools, count, variable, tests):
    """What draw.py and drive.py of the folder `tools` make goes, named by the environment's `variable`, to those of the program's `tests`. `count`: of
    what is drawn, where nothing else is asked for. The exit status."""
    options = argparse.ArgumentParser()
    options.add_argument("program")
    options.add_argument("first", nargs="?", type=int, default=5000)
    options.add_argument("count", nargs="?", type=int, default=count)
    options.add_argument("--python", default=os.environ.get("FREQTRADE_PYTHON") or python_beside_freqtrade())
    options.add_argument("--keep")
    o = options.parse_args()
    if why := lacks(o.python):
        print(f"skipped: {why}")
        return 77
    with tempfile.TemporaryDirectory(prefix="tremolo-drawn-") as folder:
        drawn, driven = Path(folder) / "drawn.json", Path(o.keep or Path(folder) / "driven.json").resolve()
        subprocess.run([o.python, HERE / tools / "draw.py", str(o.first), str(o.count), drawn], check=True)
        subprocess.run([o.python, HERE / tools / "drive.py", drawn, driven], check=True)
        return subprocess.run([o.program, "--gtest_brief=1", f"--gtest_filter={tests}"], env=os.environ | {variable: str(driven)}).returncode


if __name__ == "__main__":
    sys.exit(draw_and_compare("bots", 12, "TREMOLO_SCENARIOS", "*scenarios*"))
