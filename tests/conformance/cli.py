#!/usr/bin/env python3
"""Runs the commands of freqtrade's own command line client against a running bot and compares output and exit status with the recorded ones.

usage: cli.py TREMOLO [--client PROGRAM]
PROGRAM: freqtrade-client (default: $FREQTRADE_CLIENT, else the one on the PATH); without one: "skipped", exit status 77.
The bot runs and trades, so JSON is compared by keys and types, refusals and other words exactly. Ends with "N passed, N failed".
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys

import compare
import run


def configurations(folder, port):
    """The configuration files that the recorded commands name."""
    server = {"listen_ip_address": "127.0.0.1", "listen_port": port, "username": "freqtrader", "password": "test"}
    for name, changed in (("config.json", {}), ("bad.json", {"password": "wrong"}), ("down.json", {"listen_port": 1})):
        (folder / name).write_text(json.dumps({"api_server": server | changed}))


def steady(text, folder):
    """Without times and the folder of the run."""
    return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+", "TIME", text.replace(str(folder), "$TMP"))


def unindented(text):
    return "\n".join(line for line in text.splitlines() if line and not line[0].isspace())


def differing(record, done, folder):
    if done.returncode != record["exit_code"]:
        yield f"exit status {done.returncode}, wanted {record['exit_code']}: {done.stderr[-300:]}"
        return
    if steady(done.stderr, folder) != steady(record["stderr"], folder):
        yield f"stderr {done.stderr[-300:]!r}, wanted {record['stderr']!r}"
    if "stdout_json" in record:
        want = record["stdout_json"]
        try:
            got = json.loads(done.stdout)
        except ValueError:
            yield f"no JSON: {done.stdout[:200]!r}"
            return
        if record["name"] == "stats":  # its keys are the reasons of the trades there are
            want["exit_reasons"] = got.get("exit_reasons")
        yield from compare.shape(want, got, "")
        if isinstance(want, dict) and want.keys() & {"error", "detail", "status", "version"}:
            if set(want) <= {"error", "detail", "status", "version"} and compare.worded(want) != compare.worded(got):
                yield f"wanted {want}, got {got}"
    else:
        want, got = (unindented(text) if "note" in record else text for text in (record["stdout"], done.stdout))
        if want.strip() != got.strip():
            yield f"stdout {got[:300]!r}, wanted {want[:300]!r}"


def found_client(named):
    for one in (named, os.environ.get("FREQTRADE_CLIENT"), "freqtrade-client"):
        if one and shutil.which(one):
            return one
    return None


def commands(client, folder):
    """Yields (name of the record, differences)."""
    for file in sorted((run.HERE / "records" / "cli").glob("*.json")):
        record = json.loads(file.read_text())
        command = [client, *(["--config", str(folder / record["config"])] if record["config"] else []), *record["args"]]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder, env=os.environ | {"COLUMNS": "80"})
        yield f"cli/{record['name']}", list(differing(record, done, folder))


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo")
    options.add_argument("--client")
    o = options.parse_args()
    client = found_client(o.client)
    if not client:
        print("skipped: no freqtrade-client")
        return 77
    with run.bot(o.tremolo, "actions") as running:
        if not running.ready:
            return 1
        configurations(running.folder, running.port)
        passed, failed = run.judge(commands(client, running.folder))
        print(f"{passed} passed, {failed} failed")
        return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
