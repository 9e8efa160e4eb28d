#!/usr/bin/env python3
"""Bots that listen to bots: Tremolo to Tremolo, and with TREMOLO_FREQTRADE=PROGRAM also freqtrade to Tremolo and Tremolo to freqtrade."""
import json
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

import harness

FREQTRADE = os.environ.get("TREMOLO_FREQTRADE")
PAIRS = ["BTC/USDT", "ETH/USDT", "SOL/USDT"]
TOKEN = "the-token-of-a-producer"


def consuming(port):
    return {"external_message_consumer": {"enabled": True, "sleep_time": 1, "wait_timeout": 5,
                                          "producers": [{"name": "default", "host": "127.0.0.1", "port": port, "ws_token": TOKEN}]}}


def producer(**changes):
    made = harness.bot("OracleStrategy", pairlists=[{"method": "StaticPairList"}], initial_state="paused",
                       exchange={"pair_whitelist": PAIRS}, api_server={"ws_token": TOKEN}, **changes)
    return made


class real_freqtrade(harness.bot):
    """The same bot as freqtrade runs it, on an exchange that answers from this machine."""

    def __init__(self, strategy, **changes):
        super().__init__(strategy, **changes)
        self.exchange_port = harness.free_port()
        self.exchange = None

    def command(self):
        api = f"http://127.0.0.1:{self.exchange_port}/api/v3"
        self.config["exchange"] = {"name": "binance", "key": "", "secret": "", "enable_ws": False, "pair_whitelist": PAIRS, "pair_blacklist": [],
                                   "ccxt_config": {"enableRateLimit": False, "urls": {"api": {k: api for k in ("public", "private", "v1", "sapi", "sapiV2", "sapiV3", "sapiV4")}},
                                                   "options": {"fetchMarkets": {"types": ["spot"]}, "defaultType": "spot"}}}
        (self.folder / "strategies").mkdir(exist_ok=True)
        for strategy in (harness.STRATEGIES / "Follower.py", harness.ROOT / "tests" / "conformance" / "records" / "OracleStrategy.py"):
            if strategy.exists():
                shutil.copy(strategy, self.folder / "strategies")
        super().command()
        return [FREQTRADE, "trade", "--config", str(self.folder / "config.json"), "--userdir", str(self.folder), "--strategy", self.strategy,
                "--strategy-path", str(self.folder / "strategies"), "--db-url", f"sqlite:///{self.database}"]

    def __enter__(self):
        self.exchange = subprocess.Popen([sys.executable, str(harness.ROOT / "bench" / "fake_exchange.py"), str(self.exchange_port)])
        return super().__enter__()

    def __exit__(self, *details):
        super().__exit__(*details)
        self.exchange.kill()
        self.exchange.wait()


class consumer_test(unittest.TestCase):
    def heard(self, follower):
        """The newest candles of the follower, as columns; nothing before it heard of the producer's candles."""
        answer = follower.call("GET", "/pair_candles?pair=BTC/USDT&timeframe=1m&limit=900")[1]
        if not isinstance(answer, dict) or "producer_rows" not in answer.get("columns", []):
            return None
        rows = [dict(zip(answer["columns"], row)) for row in answer["data"]]
        return rows if rows and (rows[-1]["producer_rows"] or 0) > 100 and rows[-1]["producer_pairs"] == len(PAIRS) else None

    def follow(self, source, follower):
        source.start()
        source.wait_for(lambda: source.call("GET", "/pair_candles?pair=BTC/USDT&timeframe=1m&limit=3")[1].get("length") == 3, "the producer's candles", 120)
        follower.start()
        follower.wait_for(lambda: self.heard(follower), "candles of the producer", 180)
        rows = self.heard(follower)
        theirs = {row["date"]: row["close"] for row in self.candles(source)}
        shown = [(row["date"], row["producer_close"]) for row in rows if row["producer_close"] is not None]
        return theirs, shown

    def candles(self, source):
        answer = source.get("/pair_candles?pair=BTC/USDT&timeframe=1m&limit=900")
        return [dict(zip(answer["columns"], row)) for row in answer["data"]]

    def test_tremolo_listens_to_tremolo(self):
        with producer() as source, harness.bot("Follower", exchange={"pair_whitelist": PAIRS, "simulated": {"source": "synthetic", "seed": 4}},
                                               process_only_new_candles=False, pairlists=[{"method": "ProducerPairList"}], **consuming(0)) as follower:
            follower.config["external_message_consumer"]["producers"][0]["port"] = source.port
            theirs, shown = self.follow(source, follower)
            self.assertTrue(shown)
            for date, close in shown:
                if date in theirs:
                    self.assertEqual(close, theirs[date])
            self.assertEqual(follower.get("/whitelist")["whitelist"], PAIRS)
            self.assertNotIn(TOKEN, follower.log)
            source.stop()
            follower.wait_for(lambda: "ended (1012), retrying" in follower.log, "the end of the producer")
            source.start()
            follower.wait_for(lambda: follower.log.count("Connected to producer") == 2, "a second connection", 60)
            self.assertEqual(follower.stop(), 0)

    def test_a_reload_reads_again_whom_to_listen_to(self):
        with producer() as first, producer() as second, harness.bot("Follower", exchange={"pair_whitelist": PAIRS}, initial_state="paused",
                                                                    **consuming(0)) as follower:
            consumer = follower.config["external_message_consumer"]
            consumer["producers"][0]["port"] = first.port
            for one in (first, second, follower):
                one.start()
            connected = f"Connected to producer `default` at 127.0.0.1:{first.port}"
            follower.wait_for(lambda: connected in follower.log, "the first producer")
            # A reload that changes nothing here leaves the connection alone.
            self.reload(follower)
            self.assertEqual(follower.log.count("Connected to producer"), 1)
            consumer["producers"][0]["port"] = second.port
            self.reload(follower)
            follower.wait_for(lambda: f"at 127.0.0.1:{second.port}" in follower.log, "the second producer")
            # One that cannot be used leaves all as it was; then nobody is listened to any more.
            consumer["producers"] = []
            self.reload(follower, "The new configuration cannot be used")
            consumer["enabled"] = False
            self.reload(follower)
            second.stop()
            self.reload(follower)
            self.assertNotIn("retrying", follower.log)

    def reload(self, follower, told="after config reloaded"):
        before = follower.log.count(told)
        follower.command()
        follower.call("POST", "/reload_config")
        follower.wait_for(lambda: follower.log.count(told) > before, "the reload")

    @unittest.skipUnless(FREQTRADE, "TREMOLO_FREQTRADE names no freqtrade")
    def test_freqtrade_listens_to_tremolo(self):
        with producer() as source, real_freqtrade("Follower", **consuming(0)) as follower:
            follower.config["external_message_consumer"]["producers"][0]["port"] = source.port
            theirs, shown = self.follow(source, follower)
            self.assertTrue(shown or theirs)
            self.assertNotIn("Invalid message", follower.log)
            print(f"freqtrade heard {self.heard(follower)[-1]['producer_rows']:.0f} candles of Tremolo")

    @unittest.skipUnless(FREQTRADE, "TREMOLO_FREQTRADE names no freqtrade")
    def test_tremolo_listens_to_freqtrade(self):
        with real_freqtrade("Follower", api_server={"ws_token": TOKEN}, initial_state="paused") as source, \
                harness.bot("Follower", exchange={"pair_whitelist": PAIRS}, process_only_new_candles=False, **consuming(0)) as follower:
            follower.config["external_message_consumer"]["producers"][0]["port"] = source.port
            _, shown = self.follow(source, follower)
            self.assertTrue(shown is not None)
            print(f"Tremolo heard {self.heard(follower)[-1]['producer_rows']:.0f} candles of freqtrade")


if __name__ == "__main__":
    unittest.main()
