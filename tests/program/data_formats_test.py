#!/usr/bin/env python3
"""Formats of data from outside: the same backtest and the same charts on candles in parquet, feather and JSON; trades by job; broken files."""
import json
import resource
import shutil
import signal
import subprocess
import time
import unittest
import urllib.parse
from pathlib import Path

import harness

HERE = Path(__file__).resolve().parent
PAIRS = ["BTC/USDT", "ETH/USDT"]
RANGE = "20260101-20260104"
FORMATS = ["parquet", "feather", "json", "jsongz"]


class server(harness.bot):
    def __init__(self):
        super().__init__(strategy="")
        self.config["timeframe"] = "5m"
        shutil.copytree(HERE / "webserver_strategies", self.folder / "strategies")
        self.data = self.folder / "data" / "binance"
        self.use("parquet")

    def use(self, name):
        self.config |= {"dataformat_ohlcv": name, "dataformat_trades": name}
        (self.folder / "config.json").write_text(json.dumps(self.config))

    def command(self):
        return [str(harness.PROGRAM), "webserver", "--config", str(self.folder / "config.json"), "--userdir", str(self.folder)]

    def start(self):
        self.launch()
        self.wait_for(self.answers, "the server", 120)
        return self

    def answers(self):
        try:
            return self.call("GET", "/ping", quick=True)[0] == 200
        except OSError:
            return False

    def said(self, *arguments):
        code, said, errors = harness.run(arguments[0], "-c", str(self.folder / "config.json"), "--userdir", str(self.folder), *arguments[1:])
        return code, said, errors

    def job(self, path, body):
        status, answer = self.call("POST", path, body)
        assert status == 200, answer
        job = f"/background/{answer['job_id']}"
        self.wait_for(lambda: self.get(job)["status"] != "pending", path, 200)
        return self.get(job)


@unittest.skipUnless((harness.PROGRAM.parent / "tremolo_parquet.so").exists(), "built without Arrow")
class data_formats_test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server()
        code, _, errors = cls.server.said("download-data", "-p", *PAIRS, "-t", "5m", "--timerange", RANGE)
        assert code == 0, errors
        for name in FORMATS[1:]:
            code, said, errors = cls.server.said("convert-data", "--format-from", "parquet", "--format-to", name)
            assert code == 0 and "Converted 2 files" in said, errors

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        self.addCleanup(self.server.use, "parquet")

    def with_server(self, name):
        self.server.use(name)
        self.server.start()
        self.addCleanup(self.server.stop)
        return self.server

    def test_a_backtest_is_the_same_on_all(self):
        tables = {}
        for name in FORMATS:
            self.server.use(name)
            code, said, errors = self.server.said("backtesting", "-s", "Plain", "-i", "5m", "--timerange", RANGE, "--cache", "none")
            self.assertEqual(code, 0, errors)
            tables[name] = [line for line in said.splitlines() if "│" in line]
            self.assertGreater(len(tables[name]), 30)
        for name in FORMATS[1:]:
            self.assertEqual(tables["parquet"], tables[name], name)

    def test_an_installed_program_reads_parquet(self):
        there = self.server.folder / "installed"
        done = subprocess.run(["cmake", "--install", str(harness.PROGRAM.parent), "--prefix", str(there), "--component", "Unspecified"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=280)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])
        done = subprocess.run([str(there / "bin" / "tremolo"), "list-data", "-c", str(self.server.folder / "config.json"), "--userdir", str(self.server.folder),
                               "--data-format-ohlcv", "parquet", "--show-timerange"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, cwd=there, env={"PATH": "/usr/bin:/bin"})
        self.assertEqual(done.returncode, 0, done.stderr)
        for pair in PAIRS:
            self.assertRegex(done.stdout, pair + r" │ +5m │ spot │ 2026-01-01 00:00:00 │ 2026-01-04 00:00:00 │ +865 │")

    def test_charts_are_the_same_on_all(self):
        charts = {}
        for name in FORMATS:
            running = self.with_server(name)
            self.assertEqual(PAIRS, running.get("/available_pairs?timeframe=5m")["pairs"])
            raw = running.call("POST", "/pair_history", {"pair": PAIRS[0], "timeframe": "5m", "timerange": "20260102-20260103"})[1]
            drawn = running.get("/pair_history?" + urllib.parse.urlencode(
                {"pair": PAIRS[0], "timeframe": "5m", "timerange": "20260102-20260103", "strategy": "Plain"}))
            self.assertEqual(289, raw["length"])
            charts[name] = [raw["data"], drawn["data"], drawn["columns"]]
            running.stop()
        self.assertEqual(charts["parquet"], charts["feather"])
        self.assertEqual(charts["json"], charts["jsongz"])  # read to the last bit but one, as freqtrade reads it

    def test_a_job_fetches_trades(self):
        running = self.with_server("parquet")
        job = running.job("/download_data", {"pairs": ["XRP/USDT"], "timerange": "20260101-20260101T0400", "download_trades": True})
        self.assertEqual("success", job["status"], job)
        file = running.data / "XRP_USDT-trades.parquet"
        self.assertTrue(file.exists())
        code, said, errors = running.said("trades-to-ohlcv", "-p", "XRP/USDT", "-t", "1h")
        self.assertEqual(code, 0, errors)
        self.assertIn("Made 1 file of candles of the trades of 1 pair.", said)
        # A file that was cut short is the job's error, and stays as it is.
        whole = file.read_bytes()
        file.write_bytes(whole[: len(whole) // 2])
        job = running.job("/download_data", {"pairs": ["XRP/USDT"], "days": 1, "download_trades": True})
        self.assertEqual("failed", job["status"], job)
        self.assertIn("XRP_USDT-trades.parquet", job["error"])
        self.assertEqual(len(whole) // 2, file.stat().st_size)
        job = running.job("/download_data", {"pairs": ["XRP/USDT"], "timerange": "20260101-20260101T0400", "download_trades": True, "erase": True})
        self.assertEqual("success", job["status"], job)
        self.assertEqual(whole, file.read_bytes())

    def test_broken_candles_are_named(self):
        running = self.with_server("parquet")
        file = running.data / "ETH_USDT-5m.parquet"
        whole = file.read_bytes()
        self.addCleanup(file.write_bytes, whole)
        ask = "/pair_history?" + urllib.parse.urlencode({"pair": "ETH/USDT", "timeframe": "5m", "timerange": RANGE, "strategy": "Plain"})
        for broken in (whole[:-20], whole[:100], b"", b"PAR1" + bytes(2000) + b"PAR1", (running.data / "ETH_USDT-5m.feather").read_bytes()):
            file.write_bytes(broken)
            status, answer = running.call("GET", ask)
            self.assertEqual(502, status)
            self.assertIn("cannot read candle file", answer["detail"])
            self.assertIn("ETH_USDT-5m.parquet", answer["detail"])
            code, _, errors = running.said("backtesting", "-s", "Plain", "-i", "5m", "--timerange", RANGE, "--cache", "none")
            self.assertNotEqual(0, code)
            self.assertIn("ETH_USDT-5m.parquet", errors)
        code, said, errors = running.said("list-data", "--show-timerange")
        self.assertEqual(0, code, errors)
        self.assertIn("BROKEN", said)
        self.assertTrue(running.answers())


class trades_test(unittest.TestCase):
    def test_a_full_disk_leaves_what_is_there(self):
        made = server()
        self.addCleanup(made.stop)
        names = FORMATS if (harness.PROGRAM.parent / "tremolo_parquet.so").exists() else FORMATS[2:]
        for name in names:
            made.use(name)
            for what, most in (["--dl-trades"], 20_000), (["-t", "5m"], 1_500):
                command = ["download-data", "-p", "BTC/USDT", *what]
                self.assertEqual(0, made.said(*command, "--timerange", "20260101-20260101T0100")[0])
                before = {path.name: path.read_bytes() for path in made.data.iterdir()}
                code, _, errors = harness.run("download-data", "-c", str(made.folder / "config.json"), "--userdir", str(made.folder), *command[1:],
                                              "--timerange", "20260101-20260104", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)))
                self.assertEqual(1, code, errors)
                self.assertIn("cannot write", errors)
                self.assertEqual(before, {path.name: path.read_bytes() for path in made.data.iterdir()}, name)

    def test_ctrl_c_keeps_what_is_there_and_it_goes_on(self):
        made = server()
        self.addCleanup(made.stop)
        made.use("json")
        command = ["download-data", "-p", "BTC/USDT", "--dl-trades", "--timerange", "20260101-20260106"]
        made.config["exchange"]["simulated"]["latency_ms"] = 150
        made.use("json")
        arguments = [command[0], "-c", str(made.folder / "config.json"), "--userdir", str(made.folder), *command[1:]]
        process = subprocess.Popen([str(harness.PROGRAM), *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        line = ""
        while "Downloading trades for pair" not in line:
            line = process.stderr.readline()
            self.assertTrue(line, "the download ended")
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
        self.assertEqual(process.returncode, 1)
        file = made.data / "BTC_USDT-trades.json"
        some = json.loads(file.read_text()) if file.exists() else []  # a slow machine may have had no answer yet
        made.config["exchange"]["simulated"]["latency_ms"] = 0
        made.use("json")
        self.assertEqual(made.said(*command)[0], 0)
        resumed = json.loads(file.read_text())
        self.assertLess(len(some), len(resumed))
        file.unlink()
        self.assertEqual(made.said(*command)[0], 0)
        whole = json.loads(file.read_text())
        self.assertEqual([row[:6] for row in whole], [row[:6] for row in resumed])
        self.assertEqual([row[:6] for row in whole[: len(some)]], [row[:6] for row in some])


if __name__ == "__main__":
    unittest.main()
