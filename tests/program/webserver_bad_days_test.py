"""Webserver mode when things go wrong: strategies that crash while they draw, disks that are full, lists that come over the web; and long charts."""
import base64
import http.client
import json
import math
import os
import resource
import shutil
import signal
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import harness
import webserver_test

BEGIN, STEP, COUNT = 1_767_225_600, 300, 30_000
WHOLE = f"{BEGIN}-{BEGIN + (COUNT - 1) * STEP}"
CREDENTIALS = "Basic " + base64.b64encode(f"{harness.USER}:{harness.PASSWORD}".encode()).decode()
A_DAY = f"{BEGIN + 86400}-{BEGIN + 2 * 86400}"


def candles(phase):
    prices = [100 + 5 * math.sin(i / 20 + phase) + math.sin(i / 3) for i in range(COUNT + 1)]
    return [[(BEGIN + i * STEP) * 1000, prices[i], max(prices[i], prices[i + 1]) + 0.25, min(prices[i], prices[i + 1]) - 0.25, prices[i + 1], 10 + i % 7]
            for i in range(COUNT)]


CONSTRUCTORS = """
#include "strategy/prelude.hpp"
#include <cstdlib>
#include <stdexcept>
#include <thread>

class Quiet : public strategy {
  public:
    Quiet() : strategy{{.timeframe = "5m"}} {}
    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame&, const metadata&) override {}
    void populate_exit_trend(frame&, const metadata&) override {}
};
class Aborting final : public Quiet {
  public:
    Aborting() { std::abort(); }
};
class Leaving final : public Quiet {
  public:
    Leaving() { std::exit(0); }
};
class Looping final : public Quiet {
  public:
    Looping() {
        for (;;) std::this_thread::sleep_for(std::chrono::milliseconds{5});
    }
};
class Refusing final : public Quiet {
  public:
    Refusing() { throw std::runtime_error{"not today"}; }
};
TREMOLO_STRATEGY(Aborting)
TREMOLO_STRATEGY(Leaving)
TREMOLO_STRATEGY(Looping)
TREMOLO_STRATEGY(Refusing)
"""


class lists(BaseHTTPRequestHandler):
    """A pair list on the web."""

    def do_GET(self):
        found = {"/pairs": (200, "application/json", json.dumps({"pairs": ["ETH/USDT", "NONE/USDT", "BTC/USDT"], "refresh_period": 10})),
                 "/page": (200, "text/html", "<p>no list")}
        status, kind, text = found.get(self.path, (500, "text/plain", "broken"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_):
        pass


class WebserverBadDays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        webserver_test.RANGE["text"] = WHOLE
        cls.server = webserver_test.server()
        cls.server.config["dataformat_ohlcv"] = "json"
        data = cls.server.folder / "data" / "binance"
        data.mkdir(parents=True)
        for phase, pair in enumerate(("BTC_USDT", "ETH_USDT")):
            (data / f"{pair}-5m.json").write_text(json.dumps(candles(phase)))
        cls.server.start()
        cls.web = ThreadingHTTPServer(("127.0.0.1", 0), lists)
        threading.Thread(target=cls.web.serve_forever, daemon=True).start()

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()
        cls.web.shutdown()
        cls.web.server_close()
        shutil.rmtree(cls.server.folder, ignore_errors=True)

    def setUp(self):
        if self.server.process.poll() is not None:
            self.fail(f"the server is down:\n{self.server.log[-3000:]}")

    def tearDown(self):
        self.assertTrue(self.server.answers())

    def patient(self, method, path, body=None, headers=()):
        """An answer that may have to wait for a compiler: (status, headers, body)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=200)
        connection.request(method, "/api/v1" + path, None if body is None else json.dumps(body),
                           {"Authorization": CREDENTIALS, "Content-Type": "application/json", **dict(headers)})
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        return answer.status, answer.headers, text

    def chart(self, strategy, timerange=A_DAY):
        status, _, text = self.patient("GET", f"/pair_history?pair=BTC/USDT&timeframe=5m&timerange={timerange}&strategy={strategy}")
        return status, json.loads(text)

    def finished(self):
        self.server.wait_for(lambda: self.server.get("/backtest")["status"] not in ("running",), "the backtest", 200)
        return self.server.get("/backtest")

    def test_a_strategy_that_crashes_while_it_draws(self):
        status, answer = self.chart("Crashing")
        self.assertEqual(502, status)
        self.assertIn("signal 6", answer["detail"])
        self.assertEqual(200, self.chart("Plain")[0])
        status, answer = self.chart("Throwing")
        self.assertEqual(502, status)
        self.assertIn("no idea what to do", answer["detail"])

    def test_strategies_whose_constructors_do_what_none_should(self):
        made = self.server.folder / "strategies" / "Constructors.cpp"
        made.write_text(CONSTRUCTORS)
        self.addCleanup(made.unlink)
        for name, why in (("Aborting", "signal 6"), ("Leaving", "ended"), ("Looping", "within 20 seconds")):
            for path in (f"/strategy/{name}", f"/plot_config?strategy={name}"):
                status, _, text = self.patient("GET", path)
                self.assertEqual(502, status, text)
                self.assertIn(f"Strategy '{name}' cannot be looked at", json.loads(text)["detail"])
                self.assertIn(why, json.loads(text)["detail"])
        status, _, text = self.patient("GET", "/strategy/Refusing")
        self.assertEqual((404, "Strategy not found"), (status, json.loads(text)["detail"]))
        self.assertIn("not today", json.loads(self.patient("GET", "/plot_config?strategy=Refusing")[2])["detail"])
        listed = []

        def settled():
            listed[:] = json.loads(self.patient("GET", "/strategies")[2])["strategies"]
            return "Plain" in listed and not {"Aborting", "Leaving", "Looping", "Refusing"} & set(listed)
        self.server.wait_for(settled, "the list of strategies", 200)
        self.assertEqual("Plain", json.loads(self.patient("GET", "/strategy/Plain")[2])["strategy"])

    def test_charts_of_a_strategy_that_never_ends_are_given_up(self):
        self.assertEqual(200, self.chart("Plain")[0])  # the file is compiled
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=200)
        connection.request("GET", f"/api/v1/pair_history?pair=BTC/USDT&timeframe=5m&timerange={A_DAY}&strategy=Endless",
                           headers={"Authorization": CREDENTIALS})
        self.assertEqual(200, self.chart("Plain")[0])
        connection.close()

    def test_a_long_chart_is_written_while_it_is_sent(self):
        path = f"/pair_history?pair=BTC/USDT&timeframe=5m&timerange={WHOLE}&strategy=Plain"
        status, headers, text = self.patient("GET", path)
        self.assertEqual((200, "chunked", None), (status, headers["transfer-encoding"], headers["content-length"]))
        whole = json.loads(text)
        self.assertEqual(COUNT - 10, whole["length"])
        self.assertEqual(whole["length"], len(whole["data"]))
        self.assertEqual({len(whole["columns"])}, {len(row) for row in whole["data"]})
        raw = json.loads(self.patient("POST", "/pair_history", {"pair": "BTC/USDT", "timeframe": "5m", "timerange": ""})[2])
        self.assertEqual(COUNT, len(raw["data"]))
        shown = {name: i for i, name in enumerate(whole["columns"])}
        for row, same in zip(whole["data"], raw["data"][10:]):
            self.assertEqual(row[:6], same[:6])
        average = sum(row[4] for row in whole["data"][90:100]) / 10
        self.assertAlmostEqual(average, whole["data"][99][shown["sma"]])
        # A part of it is the same rows.
        part = self.chart("Plain")[1]
        first = part["data"][0][0]
        at = [row[0] for row in whole["data"]].index(first)
        self.assertEqual([row[:6] for row in part["data"]], [row[:6] for row in whole["data"][at:at + part["length"]]])

    def test_who_leaves_a_long_chart_early_does_no_harm(self):
        for _ in range(5):
            connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=200)
            connection.request("GET", f"/api/v1/pair_history?pair=BTC/USDT&timeframe=5m&timerange={WHOLE}&strategy=Plain",
                               headers={"Authorization": CREDENTIALS})
            self.assertEqual(1000, len(connection.getresponse().read(1000)))
            connection.close()
        self.assertEqual(200, self.chart("Plain")[0])

    def evaluated(self, *pairlists):
        status, answer = self.server.call("POST", "/pairlists/evaluate", {"pairlists": list(pairlists), "blacklist": [], "stake_currency": "USDT"})
        self.assertEqual(200, status, answer)
        self.server.done(answer["job_id"])
        return self.server.get(f"/pairlists/evaluate/{answer['job_id']}")

    def test_pair_lists_from_the_web(self):
        base = f"http://127.0.0.1:{self.web.server_address[1]}"
        remote = {"method": "RemotePairList", "pairlist_url": f"{base}/pairs", "number_assets": 5}
        answer = self.evaluated(remote)
        self.assertEqual(("success", ["ETH/USDT", "BTC/USDT"]), (answer["status"], answer["result"] and answer["result"]["whitelist"]), answer)
        answer = self.evaluated({"method": "StaticPairList"}, remote | {"mode": "blacklist"})
        self.assertNotIn("BTC/USDT", answer["result"]["whitelist"])
        for path, said in (("/page", "not of type JSON"), ("/gone", "status 500")):
            answer = self.evaluated(remote | {"pairlist_url": base + path})
            self.assertEqual("failed", answer["status"])
            self.assertIn(said, answer["error"])
        config = self.server.folder / "lists.json"
        config.write_text(json.dumps(self.server.config | {"pairlists": [remote]}))
        status, said, errors = harness.run("test-pairlist", "--config", config, "--userdir", self.server.folder, "--print-json")
        self.assertEqual((0, ["ETH/USDT", "BTC/USDT"]), (status, status == 0 and json.loads(said)), errors)

    def test_a_full_disk_while_a_result_is_written(self):
        self.server.backtest()  # compiled, and known to work
        self.assertEqual("ended", self.finished()["status"])
        results, jobs = self.server.folder / "backtest_results", self.server.folder / "jobs"
        before = sorted(p.name for p in results.iterdir())
        before_jobs = {p.name for p in jobs.iterdir()}
        self.server.stop()
        # Files may not grow beyond so much, as on a disk with that much left.
        limit = 64 * 1024
        self.server.launch(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.server.wait_for(self.server.answers, "the server", 120)
        self.server.backtest(backtest_cache="none")
        state = self.finished()
        self.assertEqual("error", state["status"], state)
        self.assertIn("File too large", state["status_msg"])
        self.assertEqual(before, sorted(p.name for p in results.iterdir()))
        made = {p.name for p in jobs.iterdir()} - before_jobs
        self.assertEqual([], [str(f) for name in made for f in (jobs / name).iterdir() if f.name != "job.json"])
        self.assertEqual(200, self.chart("Plain")[0])
        job = self.server.get("/background")[-1]
        self.assertEqual("failed", job["status"])
        # Downloads neither: the candles that were there stay.
        candles_before = (self.server.folder / "data" / "binance" / "BTC_USDT-5m.json").read_bytes()
        status, answer = self.server.call("POST", "/download_data", {"pairs": ["BTC/USDT"], "timeframes": ["5m"], "days": 2, "erase": False})
        self.assertEqual(200, status)
        self.assertEqual("failed", self.server.done(answer["job_id"])["status"])
        folder = self.server.folder / "data" / "binance"
        self.assertEqual(candles_before, (folder / "BTC_USDT-5m.json").read_bytes())
        self.assertEqual(["BTC_USDT-5m.json", "ETH_USDT-5m.json"], sorted(p.name for p in folder.iterdir()))
        self.server.stop()
        self.server.start()
        self.server.backtest(backtest_cache="none")
        self.assertEqual("ended", self.finished()["status"])

    def test_processes_end_with_the_server(self):
        self.assertEqual(200, self.chart("Plain")[0])

        def children():
            found = []
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    try:
                        if int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1]) == self.server.process.pid:
                            found.append(int(entry.name))
                    except (OSError, ValueError):
                        pass
            return found

        warm = children()
        self.assertTrue(warm)
        self.server.process.send_signal(signal.SIGKILL)
        self.server.process.wait()

        def gone():
            return not any(os.path.exists(f"/proc/{pid}") and "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] for pid in warm)

        self.server.start()
        self.server.wait_for(gone, "the processes of the last server to end")


if __name__ == "__main__":
    unittest.main()
