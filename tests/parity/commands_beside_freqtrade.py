#!/usr/bin/env python3
"""Runs the commands about markets, data, results and analyses beside an installed freqtrade: what they print, the files they write, how they end.

usage: commands_beside_freqtrade.py TREMOLO SHARED [WORD...] [--drawn FIRST-LAST] [--python PYTHON] [--keep] [--verbose]
PYTHON has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the PATH); SHARED has the candles and strategies of the records. Without
them: "skipped", exit status 77. WORDs choose those command lines that begin so. commands/lines.py has the command lines, and draws more. Ends with "N passed, N failed".
"""
import argparse
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
LIMIT = 120  # seconds that a command may take on a busy machine; then it is ended by SIGALRM, and differs
sys.path[:0] = [str(HERE.parent / "conformance"), str(HERE / "commands")]
import beside_freqtrade  # noqa: E402
import lines  # noqa: E402
from judging import Count, run_folder  # noqa: E402

QUOTED_IN_BTC = {"ADA/BTC": 0.03, "DASH/BTC": 0.1, "ETC/BTC": 0.05, "NXT/BTC": 0.001, "TRX/BTC": 0.0005, "UNITTEST/BTC": 0.002, "XLM/BTC": 0.001, "XMR/BTC": 0.4, "XRP/BTC": 0.002, "ZEC/BTC": 0.3}
STRATEGIES = {"BtPlain": "strategies", "BtTrailing": "strategies", "BtNone": "strategies", "BtBiased": "analysis_strategies", "BtRecursive": "analysis_strategies"}


class freqtrade:
    def __init__(self, python):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")}
        self.process = subprocess.Popen([python, str(HERE / "commands" / "forked_freqtrade.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment)

    def run(self, home, arguments, columns):
        print(json.dumps({"arguments": arguments, "folder": str(home), "columns": columns, "limit": LIMIT}), file=self.process.stdin, flush=True)
        # It ends its children itself; the first command also waits until it has loaded.
        if not select.select([self.process.stdout], [], [], 2 * LIMIT)[0]:
            self.process.kill()
            raise RuntimeError(f"freqtrade does not come back from {' '.join(arguments)}")
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class tremolo:
    def __init__(self, program):
        self.program = program

    def run(self, home, arguments, columns):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")} | {"COLUMNS": str(columns)}
        # Files, not pipes: one that is left open by a grandchild would be waited for.
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = subprocess.Popen([self.program, *arguments], cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
            try:
                code = child.wait(LIMIT)
            except subprocess.TimeoutExpired:
                code = -signal.SIGALRM
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)  # with what it has left behind
            child.wait()
            read = lambda file: (file.seek(0), file.read().decode(errors="replace"))[1]
            return {"code": code, "out": read(out), "err": read(err)}


def configuration(exchange_port, market, stake):
    settings = beside_freqtrade.common(0, exchange_port)
    del settings["api_server"]
    settings["exchange"] |= {"connector": "simulated", "simulated": {"source": "frozen", "path": str(market)},
                             "pair_whitelist": ["ETH/BTC", "LTC/BTC", "XRP/BTC", "ADA/BTC", "XLM/BTC", "ZEC/BTC"] if stake == "BTC" else ["ETH/USDT", "SOL/USDT", "XRP/USDT"]}
    settings["exchange"]["ccxt_config"]["options"] = {"fetchMarkets": {"types": ["spot"]}}
    settings |= {"stake_currency": stake, "stake_amount": 0.01 if stake == "BTC" else 100, "dry_run_wallet": 1 if stake == "BTC" else 1000, "strategy": "BtPlain"}
    for name in ("minimal_roi", "initial_state"):
        settings.pop(name, None)
    return settings


def make_home(home, shared, port, markets):
    home.mkdir()
    for name in ("strategies", "backtest_results", "plot", "hyperopts", "data", "notebooks", "logs"):
        (home / name).mkdir()
    data = home / "data" / "binance"
    for source in (shared / "data", shared / "conformance" / "backtest" / "data"):
        shutil.copytree(source, data, dirs_exist_ok=True, copy_function=shutil.copyfile)
    for name, folder in STRATEGIES.items():
        shutil.copy(HERE / folder / f"{name}.cpp", home / "strategies")
        shutil.copy(shared / "conformance" / "backtest" / "strategies" / f"{name}.py", home / "strategies")
    (home / "config.json").write_text(json.dumps(configuration(port, markets[0], "BTC"), indent=1))
    (home / "usdt.json").write_text(json.dumps(configuration(port, markets[0], "USDT"), indent=1))
    futures = beside_freqtrade.merged(configuration(port, markets[1], "USDT"), {"trading_mode": "futures", "margin_mode": "isolated",
                                      "exchange": {"pair_whitelist": ["ETH/USDT:USDT"], "ccxt_config": {"options": {"fetchMarkets": {"types": ["linear"]}}}}})
    (home / "futures.json").write_text(json.dumps(futures, indent=1))


def told(text, home):
    """What is printed, the same wherever it ran; the program's own words aside."""
    return text.replace(f"{home}/", "").replace("\\No trades", "No trades").replace(".cpp", ".py").replace("\r\n", "\n")


def files_of(home):
    return {str(f.relative_to(home)): f.read_bytes() for f in sorted(home.rglob("*")) if f.is_file() and not {".cache", "__pycache__"} & set(f.parts)}


def refused(answer):
    # freqtrade ends with 0 after a bad configuration or command line.
    return answer["code"] != 0 or any(words in answer["err"] for words in ("Configuration error:", ": error: ", "helpers - ERROR - There w"))


def reason(answer):
    lines = [line for line in answer["err"].splitlines() if line.strip()]
    return " / ".join(line.strip() for line in lines[-3:])[-400:]


def differing(case, homes, answers, before):
    theirs, ours = answers
    if case.ours_says not in ours["out"] + ours["err"]:
        return [f"tremolo does not say {case.ours_says!r}: {reason(ours)}"]
    if "No module named 'plotly'" in theirs["err"]:
        return []
    if case.ours_alone and ours["code"] == 0 and theirs["code"] != 0:
        return []
    if case.refused_here and ours["code"] in (1, 2):
        return []
    if refused(theirs) != refused(ours) or theirs["code"] < 0 or ours["code"] < 0:
        return [f"freqtrade ends with {theirs['code']}: {reason(theirs)}", f"tremolo ends with {ours['code']}: {reason(ours)}"]
    found = []
    if not refused(theirs):
        a, b = (told(answer["out"], home) for answer, home in zip(answers, homes))
        a, b = (case.seen(text) if case.seen else text for text in (a, b))
        if a != b:
            rows = list(zip((a + "\n").splitlines(), (b + "\n").splitlines()))
            found += [f"line {i}:\n  freqtrade {x}\n  tremolo   {y}" for i, (x, y) in enumerate(rows) if x != y][:6] or [""]
            if len(a.splitlines()) != len(b.splitlines()):
                longer = a.splitlines() if len(a.splitlines()) > len(b.splitlines()) else b.splitlines()
                found.append(f"freqtrade prints {len(a.splitlines())} lines, tremolo {len(b.splitlines())}; then: {longer[len(rows)-1:][:3]}")
    if case.files:
        now = [files_of(home) for home in homes]
        changed = {name for files, old in zip(now, before) for name in files.keys() | old.keys() if files.get(name) != old.get(name)}
        for name in sorted(changed):
            a, b = (files.get(name) for files in now)
            if a is None or b is None:
                found.append(f"file {name} is {'not ' if a is None else ''}freqtrade's, {'not ' if b is None else ''}Tremolo's")
            elif case.file(name, a, homes[0]) != case.file(name, b, homes[1]):
                at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
                found.append(f"file {name}, byte {at}: freqtrade {a[max(0, at - 60):at + 60]!r}\n  tremolo   {b[max(0, at - 60):at + 60]!r}")
    return found


def judged(o, folder):
    beside_freqtrade.MORE_PAIRS.update({pair: ("ETH/BTC", factor) for pair, factor in QUOTED_IN_BTC.items()})
    port, markets = beside_freqtrade.serve_markets(folder)
    homes = [folder / "theirs", folder / "ours"]
    programs = [freqtrade(o.python), tremolo(str(Path(o.tremolo).resolve()))]
    count = Count(o.verbose)
    try:
        make_home(homes[0], o.shared, port, markets)
        # The results that both look at: of this program, with the candles of signals.
        for arguments in lines.RESULTS:
            made = programs[1].run(homes[0], arguments, 200)
            if made["code"] != 0:
                print("no result to look at:", made["err"], made["out"])
                return 1
        (homes[0] / "data" / "binance" / "UNITTEST_BTC-8m.feather").unlink()  # a broken file: said so here, no candles there
        subprocess.run([o.python, str(HERE.parent / "conformance" / "odd_databases.py"), str(folder), "single", "many_closed"], check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=LIMIT)
        for name in ("single", "many_closed"):
            shutil.copy(folder / name / "trades.sqlite", homes[0] / f"{name}.sqlite")
        shutil.copytree(homes[0], homes[1], symlinks=True)
        cases = lines.fixed() if not o.drawn else [c for seed in range(int(o.drawn.split("-")[0]), int(o.drawn.split("-")[-1]) + 1) for c in lines.drawn(seed)]
        for case in cases:
            if o.words and not " ".join(case.arguments).startswith(tuple(o.words)):
                continue
            before = [files_of(home) for home in homes] if case.files else [{}, {}]
            answers = [program.run(home, case.arguments, case.columns) for program, home in zip(programs, homes)]
            count.take(f"{' '.join(case.arguments)}   [{case.columns}]", differing(case, homes, answers, before))
            if o.refusals and refused(answers[1]):
                print(f"NO   {' '.join(case.arguments)}\n       freqtrade {answers[0]['code']}: {reason(answers[0])}\n       tremolo   {answers[1]['code']}: {reason(answers[1])}")
        return count.exit_status()
    finally:
        programs[0].stop()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo"); options.add_argument("shared", type=Path); options.add_argument("words", nargs="*")
    options.add_argument("--drawn", metavar="FIRST-LAST", help="instead: command lines drawn by chance from these seeds")
    options.add_argument("--refusals", action="store_true", help="show how both say no")
    o = beside_freqtrade.common_options(options)
    if o is None:
        return 77
    if not (o.shared / "conformance" / "backtest").is_dir():
        print(f"skipped: {o.shared} is not on this machine")
        return 77
    with run_folder("commands", o.keep) as folder:
        return judged(o, folder)


if __name__ == "__main__":
    sys.exit(main())
