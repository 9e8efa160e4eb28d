#!/usr/bin/env python3
"""The client library as others use it: installed, found by CMake, linked to a program of their own, which talks to a bot."""
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness

BUILD = harness.PROGRAM.parent
EXAMPLE = harness.ROOT / "tests" / "client" / "package"


def run(*words):
    done = subprocess.run([str(w) for w in words], capture_output=True, text=True, timeout=280)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return done.stdout


class package_test(unittest.TestCase):
    def test_an_example_is_built_on_the_installed_library(self):
        with tempfile.TemporaryDirectory() as folder, harness.bot(strategy="OracleStrategy", timeframe="1m") as bot:
            there = Path(folder)
            run("cmake", "--install", BUILD, "--prefix", there / "installed", "--component", "client")
            run("cmake", "-S", EXAMPLE, "-B", there / "build", f"-DCMAKE_PREFIX_PATH={there / 'installed'}",
                *(["-G", "Ninja"] if shutil.which("ninja") else []), "-DCMAKE_BUILD_TYPE=Debug")
            run("cmake", "--build", there / "build")
            bot.start()
            said = run(there / "build" / "profit_watch", f"http://{harness.USER}:{harness.PASSWORD}@127.0.0.1:{bot.port}")
            self.assertIn("closed: ", said)
            self.assertIn("again: 0", said)
            self.assertIn("told: entry", said)


if __name__ == "__main__":
    unittest.main()
