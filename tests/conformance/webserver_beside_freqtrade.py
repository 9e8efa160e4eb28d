#!/usr/bin/env python3
"""Runs Tremolo's webserver and an installed freqtrade's side by side on the same folder of candles, strategies and results, asks both what odd_webserver_requests.py
has, and compares the answers: status, headers, values, texts; of jobs what became of them.

usage: webserver_beside_freqtrade.py TREMOLO SHARED [WORD...] [--python PYTHON] [--keep] [--verbose]
PYTHON has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the PATH); SHARED has the candles and strategies of the records. Without
them: "skipped", exit status 77. WORDs choose parts: reads, changes, jobs. DIFFERENCES names what is answered differently on purpose. Ends with "N passed, N failed".
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
import time
import zipfile
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "parity"), str(HERE.parent / "parity" / "commands")]
import beside_freqtrade  # noqa: E402
import commands_beside_freqtrade as commands  # noqa: E402
import compare  # noqa: E402
import lines  # noqa: E402
import odd_webserver_requests as odd  # noqa: E402
from judging import Count, run_folder  # noqa: E402
from run import free_port  # noqa: E402

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
RESULT = re.compile(r"backtest-result-\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
# What belongs to the moment, to the installation, or is worded here in words of our own.
beside_freqtrade.IGNORED |= {r"/(backtest|background)": ["*run_id", "*backtest_start_time", "*backtest_run_start_ts", "*backtest_run_end_ts", "*minimal_roi.*", "*progress_tasks*"], r"/pair_history": ["last_analyzed*"],
                             r"/sysinfo": ["*"], r"/(lookahead|recursive)_analysis/": ["*progress*"], r"/show_config": ["*version", "*strategy_version"]}
# Of what Tremolo answers on purpose in another way (docs/differences.md): method and path, freqtrade's status, Tremolo's.
DIFFERENCES = [(r"GET /hyperoptloss", 200, 200), (r"history/(result\?filename=)?\.\./", 200, 404), (r"timeframe=x?&", 502, 502), (r"GET /pairlists/evaluate/<job", 200, 404)]

OWN_WORDS = ("invalid literal for int()", "wanted \"'method'\"", "slice indices must", "has non-unique elements", "does not match 'unlimited'", "is less than the minimum of", "is too short", "is not of type", "is not one of", "cannot both be unlimited")


class server:
    def __init__(self, name, command, home, port, environment=()):
        self.name, self.home, self.names = name, home, {}
        config = json.loads((home / "config.json").read_text())
        config["api_server"] = {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "verbosity": "error", "jwt_secret_key": "0123456789" * 4, "CORS_origins": [], "username": "freqtrader", "password": "test"}
        (home / "webserver.json").write_text(json.dumps(config))
        self.log = open(home.parent / f"{name}.log", "w")
        self.process = subprocess.Popen([*command, "webserver", "-c", "webserver.json", "--userdir", str(home)], cwd=home, stdout=self.log, stderr=self.log,
                                        env={k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")} | dict(environment))
        self.client = compare.Client(f"http://127.0.0.1:{port}", "freqtrader", "test", "0123456789" * 4, None)

    def send(self, method, path, body=None):
        """With names of jobs and of new results the same for both."""
        for theirs, ours in self.names.items():
            path = path.replace(ours, theirs)
        path = quote(path, safe="%/?&=<>:*,+~.-_ ").replace(" ", "%20")
        headers = {"Authorization": self.client.basic()} | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            status, got, content = self.client.send(method, "/api/v1/" + path, headers, None if body is None else json.dumps(body).encode())
        except OSError as trouble:
            return -1, {}, repr(trouble).encode()
        text = content.decode(errors="replace")
        for pattern, word in ((UUID, "job"), (RESULT, "result")):
            for name in dict.fromkeys(pattern.findall(text)):
                self.names.setdefault(name, f"<{word} {sum(v.startswith('<' + word) for v in self.names.values())}>")
        for theirs, ours in self.names.items():
            text = text.replace(theirs, ours)
        return status, got, text.replace(str(self.home), "HOME").encode()

    def ready(self):
        deadline = time.time() + 120
        while time.time() < deadline and self.process.poll() is None:
            with contextlib.suppress(ValueError):
                if self.send("GET", "strategies")[0] == 200 and "BtTrailing" in self.send("GET", "strategies")[2].decode():
                    return True
            time.sleep(0.1)
        return False

    def idle(self):
        deadline = time.time() + 240
        while time.time() < deadline:
            with contextlib.suppress(ValueError, TypeError):
                if not any(job["running"] or job["status"] == "pending" for job in json.loads(self.send("GET", "background")[2])):
                    return
            time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(15)
        self.process.kill()
        self.process.wait()
        self.log.close()


def odd_results(folder):
    """Results that are not whole, or not what their name says; the names of the whole ones."""
    (folder / "config.json").write_text("{}")
    several, = (f.stem for f in folder.glob("several*.zip"))
    plain, = (f.stem for f in folder.glob("backtest-result-*.zip"))
    meta = (folder / f"{several}.meta.json").read_text()
    for name, content in (("broken", b"PK\x03\x04 no archive"), ("later", (folder / f"{several}.zip").read_bytes())):
        (folder / f"{name}.zip").write_bytes(content)
        (folder / f"{name}.meta.json").write_text(meta)
    with zipfile.ZipFile(folder / "named.zip", "w") as archive:
        archive.writestr("../../named.json", "{}")
    (folder / "named.meta.json").write_text(meta)
    (folder / "alone.meta.json").write_text(meta)
    (folder / "listless.zip").write_bytes((folder / f"{several}.zip").read_bytes())
    (folder / "listless.meta.json").write_text("{ no json")
    return {"several": several, "plain": plain}


def compared(theirs, ours, method, path, body=None):
    answers = [one.send(method, path, body) for one in (theirs, ours)]
    for pattern, status, here in DIFFERENCES:
        if re.search(pattern, f"{method} /{path}") and [answer[0] for answer in answers] == [status, here]:
            return []
    if answers[0][0] == 500 and answers[1][0] in (400, 404, 422, 502):  # said better than that something went wrong
        return []
    # A backtest that could not begin is told here, and forgotten there when none has run before.
    if b'"not_started"' in answers[0][2] and b'"Backtest failed with' in answers[1][2]:
        return []
    found = beside_freqtrade.differing("/" + path, *answers)
    # Words of Python's, or of the exchange's own list of timeframes, where Tremolo has its own.
    return [line for line in found if not any(words in line for words in OWN_WORDS)]


def of_job(theirs, ours, path, body):
    """Lets a job run; yields what is asked about it, and the differences."""
    before = [set(one.names.values()) for one in (theirs, ours)]
    if path == "backtest":
        time.sleep(1.01)  # results are called by the second: freqtrade writes one of the same second over
    yield f"POST {path} {json.dumps(body)}", compared(theirs, ours, "POST", path, body)
    for one in (theirs, ours):
        one.idle()
    yield f"GET background behind {path} {json.dumps(body)}", compared(theirs, ours, "GET", "background")
    jobs = sorted(set(ours.names.values()) - before[1] | set(theirs.names.values()) - before[0])
    if path == "backtest":  # one after the other freqtrade's results hold those of the runs before, too: each begins anew
        yield f"GET backtest behind {json.dumps(body)}", compared(theirs, ours, "GET", "backtest")
        yield "GET backtest/history", compared(theirs, ours, "GET", "backtest/history")
        yield "DELETE backtest", compared(theirs, ours, "DELETE", "backtest")
    for job in (name for name in jobs if name.startswith("<job")):
        for question in ("background", "pairlists/evaluate", "lookahead_analysis", "recursive_analysis"):
            yield f"GET {question}/{job} behind {path} {json.dumps(body)}", compared(theirs, ours, "GET", f"{question}/{job}")
    yield "DELETE background/clear", compared(theirs, ours, "DELETE", "background/clear")


def play(theirs, ours, names, words):
    """Yields (request, differences)."""
    fill = lambda text: text.replace("{several}", names["several"]).replace("{plain}", names["plain"])
    if not words or "reads" in words:
        for path in map(fill, odd.reads()):
            yield f"GET {path}", compared(theirs, ours, "GET", path)
    if not words or "changes" in words:
        for method, path, body in odd.changes():
            yield f"{method} {fill(path)} {json.dumps(body)[:150]}", compared(theirs, ours, method, fill(path), body)
        for one in (theirs, ours):
            one.idle()
        yield "DELETE background/clear", compared(theirs, ours, "DELETE", "background/clear")
        yield "GET backtest/history", compared(theirs, ours, "GET", "backtest/history")
    for path, body in odd.jobs() if not words or "jobs" in words or any(word in odd.JOBS for word in words) else ():
        if not words or "jobs" in words or path in words:
            yield from of_job(theirs, ours, path, body)
    for method, path in (("GET", "backtest/abort"), ("GET", "backtest/abort"), ("DELETE", "backtest"), ("GET", "backtest"), ("DELETE", "background/clear"), ("GET", "background")):
        yield f"{method} {path} at the end", compared(theirs, ours, method, path)


def judged(o, folder):
    tremolo = str(Path(o.tremolo).resolve())
    beside_freqtrade.MORE_PAIRS.update({pair: ("ETH/BTC", factor) for pair, factor in commands.QUOTED_IN_BTC.items()})
    port, markets = beside_freqtrade.serve_markets(folder)
    homes = [folder / "theirs", folder / "ours"]
    commands.make_home(homes[0], o.shared, port, markets)
    for arguments in lines.RESULTS:
        made = commands.tremolo(tremolo).run(homes[0], arguments, 200)
        if made["code"] != 0:
            print("no result to look at:", made["err"])
            return 1
    names = odd_results(homes[0] / "backtest_results")
    shutil.copytree(homes[0], homes[1], symlinks=True)
    count = Count(o.verbose)
    started = [server("theirs", [o.python, str(HERE / "freqtrade_offline.py")], homes[0], free_port()), server("ours", [tremolo], homes[1], free_port())]
    try:
        for one in started:
            if not one.ready():
                print(f"{one.name} did not start: {(folder / (one.name + '.log')).read_text()[-2000:]}")
                return 1
        for request, found in play(*started, names, o.words):
            count.take(request[:230], found)
        return count.exit_status()
    finally:
        for one in started:
            one.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo"); options.add_argument("shared", type=Path); options.add_argument("words", nargs="*")
    o = beside_freqtrade.common_options(options)
    if o is None:
        return 77
    if not (o.shared / "conformance" / "backtest").is_dir():
        print(f"skipped: {o.shared} is not on this machine")
        return 77
    with run_folder("webserver", o.keep) as folder:
        return judged(o, folder)


if __name__ == "__main__":
    sys.exit(main())
