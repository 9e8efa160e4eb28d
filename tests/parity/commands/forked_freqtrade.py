"""Runs command lines of freqtrade, each in a process forked from one that has loaded it: a fraction of a second instead of many.

    freqtrade's python forked_freqtrade.py        reads {"arguments", "folder", "columns", "limit"} as lines of JSON, answers {"code", "out", "err"}

A child that runs for more than "limit" seconds is ended, with all that it has started, by SIGALRM.
"""
import io
import json
import os
import signal
import sys
import tempfile
import traceback
from contextlib import suppress

import freqtrade.commands  # noqa: F401
import freqtrade.data.entryexitanalysis  # noqa: F401
import freqtrade.exchange  # noqa: F401
import freqtrade.optimize.analysis.lookahead_helpers  # noqa: F401
import freqtrade.optimize.analysis.recursive_helpers  # noqa: F401
import freqtrade.persistence  # noqa: F401
import freqtrade.plugins.pairlistmanager  # noqa: F401
import freqtrade.resolvers  # noqa: F401


def run(asked, out, err):
    """In the child: its streams go into the files, and it asks nobody."""
    os.setsid()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(asked["limit"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    sys.stdout, sys.stderr = io.TextIOWrapper(os.fdopen(1, "wb"), write_through=True), io.TextIOWrapper(os.fdopen(2, "wb"), write_through=True)
    os.environ["COLUMNS"] = str(asked["columns"])
    os.chdir(asked["folder"])
    from freqtrade.main import main
    code = 1
    try:
        main(asked["arguments"])
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


answers = os.fdopen(os.dup(1), "w")
for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(json.loads(line), out.fileno(), err.fileno())
        _, status = os.waitpid(child, 0)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(child, signal.SIGKILL)  # what it has left behind
        read = lambda f: (f.seek(0), f.read().decode(errors="replace"))[1]
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "out": read(out), "err": read(err)}), file=answers, flush=True)
