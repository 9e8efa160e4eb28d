#!/usr/bin/env python3
"""Lets the Autobahn test suite loose on the server's WebSockets.

usage: autobahn.py ECHO_PROGRAM [CASES...]     such as 1.* 7.*; all without any
Needs `wstest` of autobahntestsuite (PyPI; it wants Python 2.7) on the path, or named by TREMOLO_WSTEST. Skipped, with status 77, where it is missing.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

# "Unimplemented" are the cases that want the server to compress in a smaller window than it has: it answers without compression then.
GOOD = {"OK", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED"}


def results(wstest, port, cases, folder):
    (folder / "spec.json").write_text(json.dumps({
        "outdir": str(folder / "reports"), "servers": [{"agent": "tremolo", "url": f"ws://127.0.0.1:{port}"}],
        "cases": cases, "exclude-cases": [], "exclude-agent-cases": {}}))
    done = subprocess.run([wstest, "-m", "fuzzingclient", "-s", str(folder / "spec.json")], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace", check=False)
    index = folder / "reports" / "index.json"
    if done.returncode != 0 or not index.exists():
        sys.exit(f"wstest ended with {done.returncode}:\n{done.stdout[-3000:]}")
    return json.loads(index.read_text())["tremolo"]


def main():
    wstest = os.environ.get("TREMOLO_WSTEST") or shutil.which("wstest")
    if not wstest:
        print("skipped: there is no wstest (autobahntestsuite from PyPI, for Python 2.7)")
        return 77
    with tempfile.TemporaryDirectory() as name, subprocess.Popen([sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as echo:
        found = results(wstest, int(echo.stdout.readline()), sys.argv[2:] or ["*"], Path(name))
        echo.stdin.close()
    bad = {case: one for case, one in found.items() if one["behavior"] not in GOOD or one["behaviorClose"] not in GOOD}
    for case, one in sorted(bad.items()):
        print(f"{case}: {one['behavior']}, closing {one['behaviorClose']} (remote code {one['remoteCloseCode']})")
    print(", ".join(f"{count} {what}" for what, count in Counter(one["behavior"] for one in found.values()).most_common()))
    print(f"{len(found) - len(bad)} passed, {len(bad)} failed")
    return 1 if bad or not found else 0


if __name__ == "__main__":
    sys.exit(main())
