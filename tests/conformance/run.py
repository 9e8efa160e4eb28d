#!/usr/bin/env python3
"""Replays freqtrade's recorded answers against the built binary and holds two lists against the outcome.

usage: run.py TREMOLO SET [--keep]      SET: quiescent, empty_paused, http, read or actions
Starts the binary in the state that the records of SET were made in (frozen market, OracleStrategy; the clock pinned at 1795245900, but for
read and actions, which a bot answers that runs in real time) and replays them: with compare.py --strict; read and actions with its --shape,
actions also held to what an answer says in words (live.py). Compares the outcome with
  pending.txt      records not expected to pass yet: one that passes must leave the list
  differences.txt  records that are answered differently on purpose: each stands in docs/differences.md
Ends with "N passed, N failed".
"""
import argparse
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import compare
import live
import rewound

HERE = Path(__file__).resolve().parent
NOW = 1795245900
LIVE = ("read", "actions")  # a bot that runs, on the machine's clock


def listed(name):
    lines = (line.split("#")[0].strip() for line in (HERE / name).read_text().splitlines())
    return {line for line in lines if line}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start(tremolo, records, folder, port):
    for name in ("config.quiescent.json", "frozen.json"):
        shutil.copy(HERE / name, folder)
    (folder / "market").symlink_to(HERE / "market")
    if records in ("quiescent", *LIVE):
        shutil.copy(HERE / "trades.sqlite", folder / "trades.sqlite")
    if records in LIVE:
        rewound.rewind(folder / "trades.sqlite", records)
    env = {k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")}
    env["FREQTRADE__API_SERVER__LISTEN_PORT"] = str(port)
    if records != "quiescent":
        env["FREQTRADE__INITIAL_STATE"] = "running" if records in LIVE else "paused"
    if records in LIVE:  # nothing times out on a slow machine
        env |= {f"FREQTRADE__UNFILLEDTIMEOUT__{side}": "60" for side in ("ENTRY", "EXIT")}
    command = [tremolo, "trade", "--config", str(folder / "config.quiescent.json"), "--config", str(folder / "frozen.json"),
               "--userdir", str(folder), "--db-url", f"sqlite:///{folder}/trades.sqlite",
               "--strategy-path", str(HERE.parent / "strategies"), "--logfile", str(folder / "log")]
    command += [] if records in LIVE else ["--clock", str(NOW)]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answers(url, authorization=None):
    request = urllib.request.Request(url, headers={"Authorization": authorization} if authorization else {})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.read()
    except OSError:
        return None


def wait_until_ready(process, base, client, records):
    """The recorded bot had analysed its candles: wait for that, not for a time."""
    deadline = time.time() + 120
    while time.time() < deadline:
        if process.poll() is not None:
            return False
        if answers(base + "/api/v1/ping"):
            body = answers(base + "/api/v1/pair_candles?pair=ETH/USDT&timeframe=1m&limit=1", client.basic()) or b""
            if records == "quiescent" and answers(base + "/api/v1/whitelist", client.basic()):
                return True
            if b'"length":1' in body:
                return True
        time.sleep(0.05)
    return False


def replay(client, root):
    """Yields (name of the record, differences found)."""
    rules = compare.json.loads((HERE / "ignore.json").read_text())
    for f in sorted(root.rglob("*.json")):
        record = compare.json.loads(f.read_text())
        if "method" not in record:
            continue
        ignored = [p for path, ps in rules.items() if compare.re.search(path, record["path"]) for p in ps]
        found = live.check(client, record, ignored) if root.name in LIVE else compare.check(client, record, ignored, True, False)
        yield str(f.relative_to(root.parent).with_suffix("")), list(found)


def judge(found):
    pending, differences, passed, failed = listed("pending.txt"), listed("differences.txt"), 0, 0
    for name, differing in found:
        expected = name in pending or name in differences
        if bool(differing) == expected:
            passed += 1
            continue
        failed += 1
        if differing:
            print(f"FAIL {name}")
            for line in differing[:5]:
                print(f"       {line}")
        else:
            print(f"FAIL {name} passes: take it off {'pending.txt' if name in pending else 'differences.txt'}")
    return passed, failed


class bot:
    """A bot in the state that the records of a set were made in; ended, and its folder removed, when the block ends."""

    def __init__(self, tremolo, records, keep=False):
        self.records, self.keep = records, keep
        self.folder, self.port = Path(tempfile.mkdtemp(prefix="tremolo-conformance-")), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.client = compare.Client(self.base, "freqtrader", "test", "0123456789abcdef0123456789abcdef0123456789", None if records in LIVE else NOW)
        self.process = start(tremolo, records, self.folder, self.port)

    def __enter__(self):
        self.ready = wait_until_ready(self.process, self.base, self.client, self.records)
        if not self.ready:
            log = self.folder / "log"
            print(log.read_text() if log.exists() else "no log")
            print(f"the bot did not get ready (exit status {self.process.poll()})\n0 passed, 1 failed")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.process.kill()
        self.process.wait()
        if self.keep:
            print(self.folder)
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo")
    options.add_argument("set", choices=("quiescent", "empty_paused", "http", *LIVE))
    options.add_argument("--keep", action="store_true", help="keep the folder of the run, and say where it is")
    o = options.parse_args()
    with bot(o.tremolo, o.set, o.keep) as running:
        if not running.ready:
            return 1
        passed, failed = judge(replay(running.client, HERE / "records" / o.set))
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
