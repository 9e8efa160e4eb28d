#!/usr/bin/env python3
"""Downloads from outside: a newcomer's first candles offline, kills in the middle, of candles and of trades, Ctrl-C, a folder that cannot be written."""
import json
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import harness

MINUTE = 60_000
RANGE = "20240101-20240301"
FIRST, LAST = 1_704_067_200_000, 1_709_251_200_000


class data_test(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="tremolo-data-")
        self.addCleanup(scratch.cleanup)
        self.home = Path(scratch.name)
        self.file = self.home / "data" / "binance" / "BTC_USDT-1m.json"

    def command(self, latency_ms):
        config = {"stake_currency": "USDT", "exchange": {"name": "binance", "connector": "simulated",
                                                         "simulated": {"source": "synthetic", "latency_ms": latency_ms}}}
        path = self.home / "config.json"
        path.write_text(json.dumps(config))
        return ["download-data", "--userdir", str(self.home), "-c", str(path), "-p", "BTC/USDT", "-t", "1m", "--timerange", RANGE,
                "--data-format-ohlcv", "json"]

    def launch(self, latency_ms):
        return subprocess.Popen([str(harness.PROGRAM), *self.command(latency_ms)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def candles(self):
        return json.loads(self.file.read_text())

    def assert_whole(self, until=None):
        dates = [row[0] for row in self.candles()]
        self.assertEqual(dates[0], FIRST)
        self.assertEqual(dates, list(range(FIRST, dates[-1] + 1, MINUTE)))
        if until is not None:
            self.assertEqual(dates[-1], until)

    def wait_for(self, found, process):
        deadline = time.monotonic() + 120
        while not found():
            self.assertIsNone(process.poll(), "the download ended")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.02)

    def test_a_killed_download_is_whole_and_goes_on(self):
        process = self.launch(latency_ms=60)
        self.wait_for(self.file.exists, process)
        process.kill()
        process.communicate()
        self.assert_whole()
        self.assertGreaterEqual(len(self.candles()), 50_000)
        self.assertLess(len(self.candles()), (LAST - FIRST) // MINUTE)
        code, said, errors = harness.run(*self.command(latency_ms=0))
        self.assertEqual(code, 0, errors)
        self.assertIn("new candles of 1 series", said)
        self.assert_whole(until=LAST)

    def trades(self, latency_ms, timerange, datadir):
        words = self.command(latency_ms)
        words[words.index("--timerange") + 1] = timerange
        return [*words, "--datadir", str(datadir), "--dl-trades", "--data-format-trades", "json"]

    @staticmethod
    def are_same(some, others):
        """Numbers to their last digit but one: they are read as freqtrade reads them."""
        return len(some) == len(others) > 0 and all(
            a[:4] == b[:4] and all(abs(x - y) <= 1e-14 * abs(y) for x, y in zip(a[4:], b[4:])) for a, b in zip(some, others))

    def test_a_killed_download_of_trades_is_whole_and_goes_on(self):
        # Half a million are stored at a time; the range has half as many again.
        timerange, last, hour = "20240101-20240321", 1_710_979_200_000, 3_600_000
        whole_name, part_name = self.home / "whole", self.home / "part"
        file = whole_name / "BTC_USDT-trades.json"
        process = subprocess.Popen([str(harness.PROGRAM), *self.trades(5, timerange, whole_name)], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.wait_for(file.exists, process)
        process.kill()
        process.communicate()
        kept = json.loads(file.read_text())
        self.assertGreaterEqual(len(kept), 500_000)
        self.assertLess(kept[-1][0], last - hour)
        code, _, errors = harness.run(*self.trades(0, timerange, whole_name))
        self.assertEqual(code, 0, errors)
        whole = json.loads(file.read_text())
        self.assertTrue(self.are_same(whole[:len(kept)], kept))
        self.assertGreater(whole[-1][0], last - hour)
        self.assertEqual(len({(row[0], row[1]) for row in whole}), len(whole))
        self.assertTrue(all(a[0] <= b[0] for a, b in zip(whole, whole[1:])))
        # Around the place of the kill it is what one download would have brought.
        since, until = (kept[-1][0] // hour - 1) * hour, (kept[-1][0] // hour + 2) * hour
        code, _, errors = harness.run(*self.trades(0, f"{since // 1000}-{until // 1000}", part_name))
        self.assertEqual(code, 0, errors)
        self.assertTrue(self.are_same(json.loads((part_name / file.name).read_text()), [row for row in whole if since <= row[0] <= until]))

    def test_ctrl_c_keeps_what_is_there(self):
        process = self.launch(latency_ms=60)
        line = ""
        while "Download history data" not in line:
            line = process.stderr.readline()
            self.assertTrue(line, "the download ended")
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        self.assert_whole()
        self.assertLess(len(self.candles()), (LAST - FIRST) // MINUTE)

    def test_a_folder_that_cannot_be_written_is_named(self):
        (self.home / "data").write_text("in the way")
        code, _, errors = harness.run(*self.command(latency_ms=0))
        self.assertEqual(code, 1)
        self.assertIn(str(self.home / "data"), errors)

    def test_a_newcomer_has_candles_offline(self):
        home = str(self.home / "user_data")
        self.assertEqual(harness.run("create-userdir", "--userdir", home)[0], 0)
        code, said, errors = harness.run("download-data", "--userdir", home, "--exchange", "binance", "-p", "BTC/USDT", "ETH/USDT", "-t", "1h",
                                         "--data-format-ohlcv", "json", "--days", "10")
        self.assertEqual(code, 0, errors)
        self.assertIn("series", said)
        code, said, errors = harness.run("list-data", "--userdir", home, "--exchange", "binance", "--data-format-ohlcv", "json")
        self.assertEqual(code, 0, errors)
        self.assertIn("Found 2 pair / timeframe combinations.", said)


if __name__ == "__main__":
    unittest.main()
