"""Backtests that were drawn by chance (drawn_backtests.py) and once came out otherwise than freqtrade's; what freqtrade made of them is kept.

    kept_backtests.py PARITY_BACKTEST SHARED

Exit status 77: compare_bt.py is not there.
"""
import gzip
import os
import shutil
import sys
import tempfile
from pathlib import Path

from drawn_backtests import compare

KEPT = Path(__file__).resolve().parents[1] / "data" / "backtest" / "drawn"


def main():
    program, compare_bt = os.path.abspath(sys.argv[1]), Path(sys.argv[2]).resolve() / "conformance" / "backtest" / "compare_bt.py"
    if not compare_bt.exists():
        print(f"skipped: there is no {compare_bt}")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory(prefix="tremolo-kept-") as temporary:
        for kept in sorted(KEPT.iterdir()):
            folder = Path(temporary) / kept.name
            shutil.copytree(kept, folder)
            for packed in folder.glob("*.gz"):
                packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
            problem, summary = compare(program, compare_bt, folder)
            failed += bool(problem)
            print(f"{kept.name}: {'DIFFERENT ' + problem if problem else summary}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
