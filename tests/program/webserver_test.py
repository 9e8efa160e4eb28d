"""Webserver mode from outside: candles downloaded offline, backtests of them, jobs that crash, hang, wait and outlive the server, forged input."""
import json
import os
import shutil
import signal
import time
import unittest
import urllib.request
import zipfile
from pathlib import Path

import harness

HERE = Path(__file__).resolve().parent
RANGE = {}


class server(harness.bot):
    def __init__(self):
        super().__init__(strategy="")
        self.config["timeframe"] = "5m"
        shutil.copytree(HERE / "webserver_strategies", self.folder / "strategies")
        (self.folder / "strategies" / "Broken.cpp").write_text('#include "no_such_header.hpp"\nTREMOLO_STRATEGY(Broken)\n')

    def command(self):
        (self.folder / "config.json").write_text(json.dumps(self.config))
        return [str(harness.PROGRAM), "webserver", "--config", str(self.folder / "config.json"), "--userdir", str(self.folder)]

    def start(self, timeout=120):
        self.launch()
        self.wait_for(self.answers, "the server", timeout)
        return self

    def answers(self):
        try:
            return self.call("GET", "/ping", quick=True)[0] == 200
        except OSError:
            return False

    def job(self, job_id):
        return self.call("GET", f"/background/{job_id}")[1]

    def done(self, job_id):
        self.wait_for(lambda: not self.job(job_id)["running"] and self.job(job_id)["status"] != "pending", f"job {job_id}", 200)
        return self.job(job_id)

    def newest(self):
        return self.get("/background")[-1]["job_id"]

    def backtest(self, strategy="Plain", **more):
        return self.call("POST", "/backtest", {"strategy": strategy, "timerange": RANGE["text"], "enable_protections": False, "stake_amount": 100,
                                               "dry_run_wallet": 1000, "max_open_trades": 3, **more})

    def reported(self, job_id):
        self.wait_for(lambda: self.job(job_id)["progress_tasks"], "its first report", 200)


class Webserver(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = server().start()
        status, answer = cls.server.call("POST", "/download_data", {"pairs": ["BTC/USDT", "ETH/USDT"], "timeframes": ["5m"], "days": 4})
        assert status == 200, answer
        assert cls.server.done(answer["job_id"])["status"] == "success", cls.server.job(answer["job_id"])
        now = int(time.time())
        RANGE["text"] = f"{now // 86400 * 86400 - 3 * 86400}-{now // 86400 * 86400 - 86400}"

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def setUp(self):
        if self.server.process.poll() is not None:
            self.fail(f"the server is down:\n{self.server.log[-3000:]}")

    def tearDown(self):
        self.assertTrue(self.server.answers())
        self.server.call("GET", "/backtest/abort")
        for job in self.server.get("/background"):
            self.server.done(job["job_id"])

    def finished(self):
        self.server.done(self.server.newest())
        return self.server.get("/backtest")

    def test_candles_downloaded_offline_are_listed_and_drawn(self):
        pairs = self.server.get("/available_pairs?timeframe=5m")
        self.assertEqual(["BTC/USDT", "ETH/USDT"], pairs["pairs"])
        chart = self.server.get(f"/pair_history?pair=BTC/USDT&timeframe=5m&timerange={RANGE['text']}&strategy=Plain")
        self.assertIn("sma", chart["columns"])
        self.assertEqual(577, chart["length"])
        status, raw = self.server.call("POST", "/pair_history", {"pair": "BTC/USDT", "timeframe": "5m", "timerange": ""})
        self.assertEqual(200, status)
        self.assertGreater(raw["length"], 1000)

    def test_a_backtest_ends_with_a_result_that_is_kept(self):
        status, answer = self.server.backtest()
        self.assertEqual((200, "running"), (status, answer["status"]))
        state = self.finished()
        self.assertEqual("ended", state["status"], state)
        result = state["backtest_result"]["strategy"]["Plain"]
        self.assertGreater(result["total_trades"], 10)
        name = state["backtest_result"]["metadata"]["Plain"]["filename"]
        self.assertIn(name, [e["filename"] for e in self.server.get("/backtest/history")])
        stored = self.server.get(f"/backtest/history/result?filename={name}&strategy=Plain")
        self.assertEqual(result["total_trades"], stored["backtest_result"]["strategy"]["Plain"]["total_trades"])
        losses = self.server.get(f"/backtest/history/{name}/Plain/losses")["losses"]
        self.assertAlmostEqual(-result["profit_total_abs"], losses["OnlyProfitHyperOptLoss"])
        self.assertEqual({f["name"] for f in self.server.get("/hyperopt-loss")["loss_functions"]}, set(losses))
        self.assertGreater(self.server.get(f"/backtest/history/{name}/market_change")["length"], 100)
        # The same again comes from the archive.
        self.server.backtest()
        self.assertEqual(name, self.finished()["backtest_result"]["metadata"]["Plain"]["filename"])

    def test_a_crash_is_the_jobs_error(self):
        self.server.backtest("Crashing")
        state = self.finished()
        self.assertEqual("error", state["status"])
        self.assertIn("signal 6", state["status_msg"])

    def test_a_strategy_that_throws_is_named(self):
        self.server.backtest("Throwing")
        self.assertIn("no idea what to do", self.finished()["status_msg"])
        status, answer = self.server.call("GET", f"/pair_history?pair=BTC/USDT&timeframe=5m&timerange={RANGE['text']}&strategy=Throwing")
        self.assertEqual(502, status)
        self.assertIn("no idea what to do", answer["detail"])

    def test_a_job_that_hangs_ends_when_told_to_and_blocks_its_slot_until_then(self):
        self.server.backtest("Endless")
        job = self.server.newest()
        self.server.reported(job)
        self.assertEqual("running", self.server.get("/backtest")["status"])
        self.assertEqual((502, {"error": "Error querying /api/v1/backtest: Bot Background task already running"}), self.server.backtest())
        self.assertEqual((400, {"detail": "Analysis is already running."}), self.server.call("POST", "/recursive_analysis", {"strategy": "Plain"}))
        self.assertEqual((400, {"detail": "Job is still running."}), self.server.call("DELETE", f"/background/{job}"))
        self.assertEqual("running", self.server.call("DELETE", "/backtest")[1]["status"])
        self.assertEqual("stopping", self.server.get("/backtest/abort")["status"])
        self.assertEqual("Stop requested", self.server.done(job)["error"])
        self.assertEqual("Backtest failed with Stop requested", self.server.get("/backtest")["status_msg"])
        self.assertEqual("not_running", self.server.get("/backtest/abort")["status"])
        self.assertEqual(200, self.server.call("DELETE", f"/background/{job}")[0])

    def test_a_running_backtest_tells_how_many_trades_it_closed(self):
        self.server.backtest("Stuck")
        self.server.wait_for(lambda: (self.server.get("/backtest")["trade_count"] or 0) > 3, "closed trades", 200)
        state = self.server.get("/backtest")
        self.assertEqual(("running", "backtest"), (state["status"], state["step"]))
        self.assertEqual({"0", "1"}, set(self.server.job(self.server.newest())["progress_tasks"]))
        self.assertEqual("stopping", self.server.get("/backtest/abort")["status"])

    def test_queued_backtests_run_side_by_side(self):
        ids = []
        for _ in range(2):
            status, answer = self.server.backtest("Endless", queue=True)
            self.assertEqual(200, status)
            ids.append(answer["job_id"])
        if (os.cpu_count() or 1) > 1:
            for one in ids:
                self.server.reported(one)
        status, last = self.server.backtest("Plain", queue=True, backtest_cache="none")
        self.assertEqual((200, {"detail": "Job not found."}), (status, self.server.call("GET", "/backtest/job/nobody")[1]))
        for one in ids:
            self.assertEqual(200, self.server.call("POST", f"/background/{one}/abort")[0])
        self.assertEqual("success", self.server.done(last["job_id"])["status"])
        self.assertEqual("ended", self.server.get(f"/backtest/job/{last['job_id']}")["status"])

    def test_unknown_and_broken_strategies(self):
        names = self.server.get("/strategies")["strategies"]
        self.server.wait_for(lambda: "Broken" not in self.server.get("/strategies")["strategies"], "the broken one to be known")
        self.assertEqual({"Crashing", "Endless", "Plain", "Prophet", "Stuck", "Throwing"}, set(names) - {"Broken"})
        self.assertEqual((404, {"detail": "Strategy not found"}), self.server.call("GET", "/strategy/Nobody"))
        self.assertEqual((404, {"detail": "Strategy not found"}), self.server.call("GET", "/strategy/Broken"))
        self.server.backtest("Nobody")
        self.assertEqual("Backtest failed with Impossible to load Strategy 'Nobody'. This class does not exist or contains Python code errors.",
                         self.finished()["status_msg"])
        self.server.backtest("Broken")
        self.assertIn("no_such_header.hpp", self.finished()["status_msg"])

    def test_ranges_that_are_none(self):
        for text, said in (("20300101-20300102", "No data found. Terminating."), ("20180102-20180101", "Start date is after stop date for timerange \"20180102-20180101\""),
                           ("nonsense", "Incorrect syntax for timerange \"nonsense\"")):
            self.server.backtest(timerange=text)
            self.assertEqual(f"Backtest failed with {said}", self.finished()["status_msg"])
            status, answer = self.server.call("POST", "/pair_history", {"pair": "BTC/USDT", "timeframe": "5m", "timerange": text, "strategy": "Plain"})
            self.assertEqual(502, status)
        for timeframe in ("5x", "", "0m", "-5m"):
            self.assertEqual(502, self.server.call("POST", "/pair_history", {"pair": "BTC/USDT", "timeframe": timeframe, "timerange": ""})[0], timeframe)

    def test_analyses_find_who_looks_ahead(self):
        status, answer = self.server.call("POST", "/lookahead_analysis", {"strategy": "Prophet", "timeframe": "5m", "timerange": RANGE["text"],
                                                                         "minimum_trade_amount": 3, "targeted_trade_amount": 5})
        self.assertEqual(200, status)
        self.server.done(answer["job_id"])
        found = self.server.get(f"/lookahead_analysis/{answer['job_id']}")
        self.assertTrue(found["result"]["has_bias"], found)
        self.assertIn("enter_long", found["result"]["biased_indicators"])
        self.assertEqual(404, self.server.call("GET", f"/recursive_analysis/{answer['job_id']}")[0])
        self.assertEqual(404, self.server.call("GET", f"/pairlists/evaluate/{answer['job_id']}")[0])

    def test_forged_archives(self):
        results = self.server.folder / "backtest_results"
        results.mkdir(exist_ok=True)

        def archive(name, members, meta='{"Plain": {"run_id": "x", "backtest_start_time": 1}}'):
            with zipfile.ZipFile(results / f"{name}.zip", "w") as z:
                for member, text in members.items():
                    z.writestr(member, text)
            (results / f"{name}.meta.json").write_text(meta)

        outside = self.server.folder / "outside.json"
        archive("backtest-result-2030-01-01_00-00-01", {"../outside.json": "{}", "backtest-result-2030-01-01_00-00-01.json": '{"strategy":{}}'})
        archive("backtest-result-2030-01-01_00-00-02", {"backtest-result-2030-01-01_00-00-02.json": '{"strategy": {"Plain": '})
        archive("backtest-result-2030-01-01_00-00-03", {"other.json": "[]"})
        archive("backtest-result-2030-01-01_00-00-04", {"backtest-result-2030-01-01_00-00-04.json": '{"strategy": [1, 2]}'}, meta="not json")
        (results / "backtest-result-2030-01-01_00-00-05.zip").write_bytes(b"PK\x03\x04 cut off")
        (results / "backtest-result-2030-01-01_00-00-05.meta.json").write_text('{"Plain": []}')
        self.assertEqual(200, self.server.call("GET", "/backtest/history")[0])
        for n in range(1, 6):
            name = f"backtest-result-2030-01-01_00-00-0{n}"
            for path in (f"/backtest/history/result?filename={name}&strategy=Plain", f"/backtest/history/{name}/market_change",
                         f"/backtest/history/{name}/Plain/wallet", f"/backtest/history/{name}/Plain/losses"):
                self.assertGreaterEqual(self.server.call("GET", path)[0], 400, path)
        self.assertFalse(outside.exists())
        for name in ("../config", "..%2F..%2Fconfig", "%2Fetc%2Fpasswd", "x/../../config"):
            self.assertIn(self.server.call("GET", f"/backtest/history/result?filename={name}&strategy=Plain")[0], (404, 405))
            self.assertGreaterEqual(self.server.call("DELETE", f"/backtest/history/{name}")[0], 400)
        self.assertTrue((self.server.folder / "config.json").exists())
        for n in range(1, 6):
            self.server.call("DELETE", f"/backtest/history/backtest-result-2030-01-01_00-00-0{n}")

    def test_progress_is_told_to_who_listens(self):
        url = f"http://127.0.0.1:{self.server.port}/api/v1/message/sse?token={'w' * 20}&types=job_progress"
        with urllib.request.urlopen(url, timeout=120) as events:
            status, answer = self.server.call("POST", "/download_data", {"pairs": ["BTC/USDT"], "timeframes": ["5m"], "days": 1})
            self.assertEqual(200, status)
            told = []
            while not told or told[-1]["status"] == "pending":
                line = events.readline().decode()
                self.assertTrue(line, "the stream ended")
                if line.startswith("data:") and "job_progress" in line:
                    told.append(json.loads(line[5:])["data"])
        self.assertEqual({answer["job_id"]}, {one["job_id"] for one in told})
        self.assertEqual(told[-1], self.server.job(answer["job_id"]))

    def test_endpoints_of_a_bot_are_not_there(self):
        for method, path in (("GET", "/status"), ("GET", "/balance"), ("POST", "/start"), ("POST", "/forceenter"), ("GET", "/trades")):
            self.assertEqual((503, {"detail": "Bot is not in the correct state."}), self.server.call(method, path, {} if method == "POST" else None))

    def test_jobs_outlive_the_server_and_the_server_its_own_death(self):
        self.server.backtest(timeframe="5m")
        before = self.finished()
        self.server.backtest("Endless")
        self.server.reported(self.server.newest())
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()
        self.server.start()
        jobs = self.server.get("/background")
        self.assertEqual(("failed", "The server ended while the job was under way."), (jobs[-1]["status"], jobs[-1]["error"]))
        self.assertEqual("ended", self.server.get(f"/backtest/job/{jobs[-2]['job_id']}")["status"])
        self.assertEqual(before["backtest_result"], self.server.get(f"/backtest/job/{jobs[-2]['job_id']}")["backtest_result"])
        self.assertEqual([], self.server.call("DELETE", "/background/clear")[1])


if __name__ == "__main__":
    unittest.main()
