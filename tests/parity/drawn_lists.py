#!/usr/bin/env python3
"""Draws chains of pair lists by chance, lets an installed freqtrade list, round by round, and compares what Tremolo's pair lists list.

usage: drawn_lists.py TEST_PLUGINS [FIRST COUNT] [--python PYTHON] [--keep FILE]
TEST_PLUGINS is the program of the plugins' tests. PYTHON, and what is done without one: see drawn_bots.py. --keep writes the record to a file, in the form
of tests/plugins/data/drawn_pairlists.json. How it works: lists/draw.py, lists/drive.py.
"""
import sys

from drawn_bots import draw_and_compare

if __name__ == "__main__":
    sys.exit(draw_and_compare("lists", 100, "TREMOLO_PAIRLISTS", "*drawn_pairlists*"))
