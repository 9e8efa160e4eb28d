#!/usr/bin/env python3
"""Files of candles and trades in all formats, from either program to the other, and candles made of trades by both: equal to the last bit.

usage: data_beside_freqtrade.py TREMOLO [FREQTRADE]
Exit status: 0 the same, 1 not, 77 no freqtrade installed here (looked for on the PATH).
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

FORMATS = ["feather", "parquet", "json", "jsongz"]
LENGTHS = ["1m", "5m", "1h", "4h", "1d", "3d", "1w", "1M"]
MODES = [[], ["--trading-mode", "futures"]]


def said(program, *arguments, folder):
    environment = os.environ | {"COLUMNS": "250"}
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=folder, env=environment, timeout=600)
    if done.returncode != 0:
        sys.exit(f"{program} {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


class both:
    def __init__(self, tremolo, freqtrade, scratch):
        self.tremolo, self.freqtrade, self.scratch = tremolo, freqtrade, Path(scratch)
        self.python = str(Path(freqtrade).resolve().with_name("python3"))

    def ours(self, command, folder, *arguments):
        return said(self.tremolo, command, "--exchange", "binance", "--userdir", self.scratch, "--datadir", folder, *arguments, folder=self.scratch)

    def theirs(self, *arguments):
        print(*said(self.python, Path(__file__).with_name("data_of_freqtrade.py"), *arguments, folder=self.scratch), sep="\n")

    def downloaded(self):
        """What Tremolo downloads: trades in each format, candles of them, and the candles that the exchange tells."""
        folder = self.scratch / "downloaded"
        for mode, pairs in zip(MODES, (["BTC/USDT", "XRP/USDT"], ["BTC/USDT:USDT"])):
            for name in FORMATS:
                self.ours("download-data", folder / name, "-p", *pairs, *mode, "--timerange", "20260101-20260103", "--dl-trades", "--convert",
                          "--data-format-trades", name, "--data-format-ohlcv", name, "-t", *LENGTHS)
        self.theirs("trades", folder, folder, "feather")
        self.theirs("candles", folder, folder, *LENGTHS)

    def written_by_freqtrade(self):
        """What freqtrade writes: read, converted into every format, and made into candles."""
        written = self.scratch / "written"
        self.theirs("write", written)
        for source in FORMATS:
            converted = self.scratch / f"from-{source}"
            for name in FORMATS:
                shutil.copytree(written / source, converted / name)
                if name != source:
                    for mode in MODES:
                        self.ours("convert-trade-data", converted / name, *mode, "--format-from", source, "--format-to", name, "--erase")
                        self.ours("convert-data", converted / name, *mode, "--format-from", source, "--format-to", name, "--erase")
                # Candles of a minute and rates of eight hours came from freqtrade: of trades, the others are made.
                for mode in MODES:
                    self.ours("trades-to-ohlcv", converted / name, *mode, "--data-format-trades", name, "--data-format-ohlcv", name, "-t", *LENGTHS[1:])
            print(f"written by freqtrade in {source}, converted by Tremolo:")
            self.theirs("trades", converted, written, source)
            self.theirs("same", written, converted, source)
            self.theirs("candles", converted, converted, *LENGTHS[1:])

    def listed(self):
        differences = 0
        for mode in MODES:
            for name in FORMATS:
                folder = self.scratch / "downloaded" / name
                for more in ([], ["--show-timerange"]):
                    arguments = ["list-data", "--exchange", "binance", "--userdir", self.scratch, "--datadir", folder, "--trades", "--data-format-trades", name,
                                 *mode, *more]
                    lines = [said(program, *arguments, folder=self.scratch) for program in (self.tremolo, self.freqtrade)]
                    if lines[0] != lines[1]:
                        differences += 1
                        print("list-data --trades", name, *mode, *more, "\n ", "\n  ".join(lines[0]), "\nfreqtrade:\n ", "\n  ".join(lines[1]))
        print(f"list-data --trades: {differences} differences")
        return differences


def main():
    tremolo = str(Path(sys.argv[1]).resolve())
    freqtrade = sys.argv[2] if len(sys.argv) > 2 else shutil.which("freqtrade")
    if not freqtrade:
        print("skipped: there is no freqtrade on this machine")
        return 77
    with tempfile.TemporaryDirectory(prefix="tremolo-data-") as scratch:
        test = both(tremolo, freqtrade, scratch)
        test.downloaded()
        test.written_by_freqtrade()
        return 1 if test.listed() else 0


if __name__ == "__main__":
    sys.exit(main())
