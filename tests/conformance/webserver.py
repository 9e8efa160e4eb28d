#!/usr/bin/env python3
"""Replays freqtrade's recorded answers of webserver mode against the built binary, jobs and all.

usage: webserver.py TREMOLO [--data FOLDER] [--keep] [--verbose]
FOLDER is freqtrade's set of test candles (default: ../shared/data beside the project); without it: "skipped", exit status 77.
The records are replayed in the order in which they were made. Ids of jobs and names of result files are those of this run: each is taken
from our answer to the request that made it. Where the recorded server was busy, the process of our job is held until the record was
replayed. Values are compared exactly (compare.py --strict); what differs by nature is named below. Ends with "N passed, N failed".
"""
import argparse
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import compare
from judging import Count, run_folder
from run import HERE, free_port, answers

SECRET = "0123456789abcdef0123456789abcdef0123456789"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RESULT = re.compile(r"backtest-result-\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
# Records that can only be had while the job of the record named behind them runs.
BUSY = {"download_data": ["download_data_busy"], "backtest_start": ["backtest_running", "backtest_start_busy", "backtest_delete_running"],
        "recursive_start": ["lookahead_busy", "backtest_busy_analysis", "recursive_running"]}
# Values of one moment, of one installation, or of our own choice.
VOLATILE = {
    "pair_history": ["last_analyzed*"],
    "logs": ["log_count", "logs"],
    "backtest_": ["*run_id", "*backtest_start_time", "*backtest_run_start_ts", "*backtest_run_end_ts"],
    # the last report of a job is its own
    "background": ["*progress_tasks"],
}


def replayed():
    """The records in the order in which they were made, those of a busy server behind the start of its job."""
    records = [json.loads(f.read_text()) for f in (HERE / "records" / "webserver").glob("*.json")]
    return sorted(records, key=lambda r: r["recorded_at_ms"]) + [json.loads(f.read_text()) for f in sorted((HERE / "records" / "webserver" / "trade_only").glob("*.json"))]


def children(pid):
    """Processes that run a job of ours."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError, IndexError):
            if entry.name.isdigit() and int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(entry.name))
    return found


class Session:
    def __init__(self, client, process):
        self.client, self.process, self.known = client, process, {}

    def ours(self, value):
        """A recorded request or answer with the names of this run."""
        text = json.dumps(value)
        for theirs, name in self.known.items():
            text = text.replace(theirs, name)
        return json.loads(text)

    def get(self, path):
        return json.loads(self.client.send("GET", "/api/v1" + path, {"Authorization": self.client.basic()}, None)[2])

    def wait(self):
        deadline = time.time() + 240
        while any(j["running"] or j["status"] == "pending" for j in self.get("/background")):
            if time.time() > deadline:
                raise TimeoutError("a job does not end")
            time.sleep(0.02)

    def send(self, record):
        return self.client.replay(self.ours(record))

    def learn(self, record, body):
        """What this run calls the job or the result file that the answer names."""
        for pattern in (UUID, RESULT):
            theirs, ours = (pattern.findall(text) for text in (json.dumps(record.get("response")), body.decode(errors="replace")))
            for a, b in zip(dict.fromkeys(theirs), dict.fromkeys(ours)):
                if a not in self.known:
                    self.known[a] = b

    def held(self, record):
        """Starts the record's job and stops its process; again, should it have been too quick."""
        for _ in range(20):
            status, headers, body = self.send(record)
            stopped = children(self.process.pid)
            for pid in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGSTOP)
            running = any(j["running"] for j in self.get("/background"))
            if status != 200 or (stopped and running):
                return (status, headers, body), stopped
            for pid in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
            self.wait()
        raise TimeoutError("no job could be held")


def judged(record, answer, known):
    want = known(record)
    ignored = [p for path, ps in RULES.items() if re.search(path, record["path"]) for p in ps]
    for begin, patterns in VOLATILE.items():
        if record["name"].startswith(begin):
            ignored += patterns
    client = type("answered", (), {"replay": staticmethod(lambda _: answer)})
    found = list(compare.check(client, want, ignored, False, False))
    if record["name"].startswith("available_pairs"):  # within a pair the order is the folder's
        ours, theirs = json.loads(answer[2]), want["response"]
        if sorted(map(tuple, ours.get("pair_interval", []))) == sorted(map(tuple, theirs.get("pair_interval", []))):
            found = [d for d in found if not d.startswith("pair_interval")]
    return found


def play(session):
    """Yields (name, differences)."""
    busy = {name: start for start, names in BUSY.items() for name in names}
    records = replayed()
    by_name = {r["name"]: r for r in records}
    for record in records:
        name = record["name"]
        if name in busy:
            continue
        if name in BUSY:
            answer, stopped = session.held(record)
            session.learn(record, answer[2])
            yield name, judged(record, answer, session.ours)
            for other in BUSY[name]:
                yield other, judged(by_name[other], session.send(by_name[other]), session.ours)
            for pid in stopped:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
            continue
        if not name.startswith("tradeonly"):
            session.wait()
        answer = session.send(record)
        session.learn(record, answer[2])
        yield name, judged(record, answer, session.ours)


def start(tremolo, folder, data, port):
    shutil.copy(HERE / "config.webserver.json", folder)
    shutil.copy(HERE / "frozen.json", folder)
    (folder / "market").symlink_to(HERE / "market")
    shutil.copytree(HERE / "webserver_strategies", folder / "strategies")
    shutil.copy(HERE.parent / "strategies" / "OracleStrategy.cpp", folder / "strategies")
    shutil.copytree(data, folder / "candles", ignore=shutil.ignore_patterns("UNITTEST_BTC-8m.feather"))
    (folder / "candles" / "UNITTEST_BTC-8m.feather").write_bytes((data / "UNITTEST_BTC-8m.feather").read_bytes())
    (folder / "backtest_results").mkdir()
    for f in ("backtest-result.json", "backtest-result.meta.json"):
        shutil.copy(data / "backtest_results" / f, folder / "backtest_results")
    (folder / "freqaimodels").mkdir()
    (folder / "freqaimodels" / "model.py").write_text("class SKLearnRandomForestClassifier(BaseClassifierModel):\n    pass\n")
    env = {k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")}
    env["FREQTRADE__API_SERVER__LISTEN_PORT"] = str(port)
    env["FREQTRADE__EXCHANGE__SIMULATED__LATENCY_MS"] = "150"
    env["XDG_CACHE_HOME"] = str(Path(tempfile.gettempdir()) / "tremolo-conformance-cache")
    command = [tremolo, "webserver", "--config", str(folder / "config.webserver.json"), "--config", str(folder / "frozen.json"), "--userdir", str(folder),
               "--datadir", str(folder / "candles"), "--logfile", str(folder / "log")]
    return subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def compared(o, folder):
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    client = compare.Client(base, "freqtrader", "test", SECRET, None)
    process = start(o.tremolo, folder, o.data, port)
    count = Count(o.verbose)
    try:
        deadline = time.time() + 120
        while not answers(base + "/api/v1/ping"):
            if process.poll() is not None or time.time() > deadline:
                print((folder / "log").read_text() if (folder / "log").exists() else "no log")
                print("the server did not start\n0 passed, 1 failed")
                return 1
            time.sleep(0.05)
        # Strategies are compiled once: a list that leaves out the broken one is complete.
        deadline = time.time() + 280
        while b"OracleBroken" in (answers(base + "/api/v1/strategies", client.basic()) or b"OracleBroken") and time.time() < deadline:
            time.sleep(0.2)
        for name, differing in play(Session(client, process)):
            count.take(name, differing)
        return count.exit_status()
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(20)
        process.kill()


def main():
    global RULES
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo")
    options.add_argument("--data", type=Path, default=HERE.parents[2] / "shared" / "data")
    options.add_argument("--keep", action="store_true", help="keep the folder of the run, and say where it is")
    options.add_argument("--verbose", action="store_true", help="every difference")
    o = options.parse_args()
    if not o.data.is_dir():
        print(f"skipped: {o.data} is not on this machine")
        return 77
    RULES = json.loads((HERE / "ignore.json").read_text())
    with run_folder("conformance", o.keep) as folder:
        return compared(o, folder)


if __name__ == "__main__":
    sys.exit(main())
