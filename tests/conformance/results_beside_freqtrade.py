#!/usr/bin/env python3
"""What one program writes into a user_data folder, the other reads: candles, results, trades. Both print the same of them.

usage: results_beside_freqtrade.py TREMOLO [FREQTRADE]
Exit status: 0 the same, 1 not, 77 no freqtrade installed here (looked for on the PATH).
"""
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# In freqtrade's own Python: what its API would read out of the archive.
READ_BY_FREQTRADE = """
import sys
from pathlib import Path
from freqtrade.data.btanalysis import get_backtest_market_change, get_backtest_resultlist, get_backtest_wallet_change, load_backtest_data
folder = Path(sys.argv[1])
(archive,) = folder.glob("*.zip")
(entry,) = get_backtest_resultlist(folder)
market, wallet = get_backtest_market_change(archive), get_backtest_wallet_change(archive, entry["strategy"])
trades = load_backtest_data(folder)
assert len(market) > 100 and list(market)[:4] == ["date", "mean", "rel_mean", "count"], market
assert len(wallet) > 100 and wallet["currency"].iloc[0] == "USDT", wallet
assert len(trades) > 0 and len(entry["run_id"]) == 40, entry
print(len(trades), "trades,", len(wallet), "balances,", len(market), "prices")
"""


def said(program, *arguments, folder):
    environment = os.environ | {"COLUMNS": "250"}
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, cwd=folder, env=environment, timeout=240)
    if done.returncode != 0:
        sys.exit(f"{program} {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
    return [line.strip() for line in done.stdout.splitlines() if line.strip()]


def main():
    tremolo = str(Path(sys.argv[1]).resolve())
    freqtrade = sys.argv[2] if len(sys.argv) > 2 else shutil.which("freqtrade")
    if not freqtrade:
        print("skipped: there is no freqtrade on this machine")
        return 77
    differences = 0
    with tempfile.TemporaryDirectory(prefix="tremolo-beside-") as scratch:
        home, config = Path(scratch) / "user_data", Path(scratch) / "config.json"
        said(tremolo, "create-userdir", "--userdir", home, folder=scratch)
        shutil.copy(ROOT / "strategies" / "EmaCrossAtr.cpp", home / "strategies")
        said(tremolo, "new-config", "--config", config, "--defaults", folder=scratch)
        chosen = ["--userdir", home, "-c", config]
        pairs = ["-p", "BTC/USDT", "ETH/USDT"]
        said(tremolo, "download-data", *chosen, *pairs, "-t", "5m", "1h", "--days", "10", folder=scratch)
        said(tremolo, "backtesting", *chosen, *pairs, "-i", "5m", "--export", "signals", folder=scratch)
        same = [["backtesting-show", "--userdir", home, "--breakdown", "day", "week", "weekday", "--show-pair-list"],
                ["list-data", "--userdir", home, "--exchange", "binance", "--show-timerange"],
                ["backtesting-analysis", *chosen, "--analysis-groups", "0", "1", "2", "3", "4", "5", "--indicator-list", "ema_fast"]]
        for arguments in same:
            ours, theirs = (said(program, *arguments, folder=scratch) for program in (tremolo, freqtrade))
            if arguments[0] == "backtesting-analysis":  # rows that sort alike come in any order, one column is aligned to the left
                ours, theirs = (sorted(" ".join(line.split()) for line in lines if line[0] not in "┏┡└") for lines in (ours, theirs))
            for a, b in zip(ours, theirs):
                if a != b:
                    print(f"{arguments[0]}\n  Tremolo:   {a}\n  freqtrade: {b}")
                    differences += 1
            if len(ours) != len(theirs):
                print(f"{arguments[0]}: {len(ours)} lines, freqtrade prints {len(theirs)}")
                differences += 1
            print(f"{arguments[0]}: {len(ours)} lines compared")
        python = Path(freqtrade).resolve().with_name("python3")
        print(*said(str(python), "-c", READ_BY_FREQTRADE, home / "backtest_results", folder=scratch), sep="\n")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
