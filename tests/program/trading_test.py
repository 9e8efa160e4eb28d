#!/usr/bin/env python3
"""A bot trades by itself, and every way of adding up what it did gives the same sum."""
import json
import shutil
import subprocess
import unittest
from pathlib import Path

import harness

CLOSED = "SELECT count(*), coalesce(sum(close_profit_abs), 0) FROM trades WHERE is_open = 0"
CANDLES = harness.ROOT.parent / "shared" / "data"


def stop_trading(case, bot):
    bot.call("POST", "/stop")
    bot.wait_for(lambda: "to: STOPPED" in bot.log, "the stop")
    case.assertEqual(bot.get("/show_config")["state"], "stopped")


class synthetic_test(unittest.TestCase):
    def test_sums_agree_between_sql_profit_daily_performance_and_wallet(self):
        # A minute of the market takes two seconds.
        with harness.bot(exchange={"simulated": {"source": "synthetic", "seed": 3, "speed": 30}}, internals={"process_throttle_secs": 5}) as bot:
            bot.start()
            bot.wait_for(lambda: bot.sql(CLOSED)[0][0] >= 20, "twenty closed trades", 120)
            stop_trading(self, bot)
            bot.wait_for(lambda: bot.get("/profit")["closed_trade_count"] == bot.sql(CLOSED)[0][0], "the newest picture")
            count, earned = bot.sql(CLOSED)[0]
            profit = bot.get("/profit")
            self.assertEqual(profit["closed_trade_count"], count)
            self.assertAlmostEqual(profit["profit_closed_coin"], earned, places=6)
            days = bot.get("/daily?timescale=2")["data"]
            self.assertAlmostEqual(sum(d["abs_profit"] for d in days), earned, places=6)
            self.assertAlmostEqual(sum(p["profit_abs"] for p in bot.get("/performance")), earned, places=6)
            trades = bot.get("/trades")
            self.assertEqual(trades["total_trades"], count)
            self.assertAlmostEqual(sum(t["close_profit_abs"] for t in trades["trades"]), earned, places=6)
            realised, tied = bot.sql("SELECT coalesce(sum(realized_profit), 0), coalesce(sum(stake_amount), 0) FROM trades WHERE is_open = 1")[0]
            free = next(c["free"] for c in bot.get("/balance")["currencies"] if c["currency"] == "USDT")
            self.assertAlmostEqual(free, 10000 + earned + realised - tied, places=6)
            self.assertEqual(bot.stop(), 0)

    def test_a_user_enters_exits_pauses_and_reloads(self):
        with harness.bot(initial_state="paused") as bot:
            bot.start()
            self.assertEqual(bot.call("POST", "/forceenter", {"pair": "BTC/USDT"}), (502, {"error": "Error querying /api/v1/forceenter: trader is not running"}))
            self.assertEqual(bot.call("POST", "/start")[1], {"status": "starting trader ..."})
            bot.wait_for(lambda: bot.get("/count")["current"] > 0, "the first entry")
            first = bot.get("/status")[0]
            status, answer = bot.call("POST", "/forceexit", {"tradeid": first["trade_id"]})
            self.assertEqual((status, answer), (200, {"result": f"Created exit order for trade {first['trade_id']}."}))
            self.assertEqual(bot.call("POST", "/forceexit", {"tradeid": "4711"})[1], {"error": "Error querying /api/v1/forceexit: invalid argument"})
            bot.call("POST", "/reload_config")
            bot.wait_for(lambda: bot.get("/show_config")["state"] in ("running", "paused"), "the reload")
            self.assertEqual(bot.stop(), 0)


@unittest.skipUnless(CANDLES.exists(), f"{CANDLES} is not on this machine")
class replay_test(unittest.TestCase):
    def test_real_candles_are_played_to_their_end(self):
        pairs = ("ETH/BTC", "LTC/BTC", "ADA/BTC")
        with harness.bot(timeframe="5m", stake_currency="BTC", stake_amount=0.001, dry_run_wallet=1,
                         exchange={"pair_whitelist": list(pairs)}) as bot:
            candles = bot.folder / "candles"
            candles.mkdir()
            for pair in pairs:
                name = pair.replace("/", "_") + "-5m.feather"
                (candles / name).symlink_to(CANDLES / name)
            bot.config["exchange"]["simulated"] = {"source": "replay", "path": str(candles), "speed": 100000}
            bot.config["internals"]["process_throttle_secs"] = 60
            bot.start()
            bot.wait_for(lambda: "end of" in bot.log.lower() and "replay" in bot.log.lower(), "the end of the replay", 280)
            bot.wait_for(lambda: "to: STOPPED" in bot.log, "the stop")
            self.assertGreater(bot.sql(CLOSED)[0][0], 0)
            count, earned = bot.sql(CLOSED)[0]
            bot.wait_for(lambda: bot.get("/profit")["closed_trade_count"] == count, "the newest picture")
            self.assertAlmostEqual(bot.get("/profit")["profit_closed_coin"], earned, places=7)
            self.assertEqual(bot.stop(), 0)


@unittest.skipUnless(shutil.which("freqtrade-client"), "freqtrade-client is not installed (pip install freqtrade-client)")
class client_test(unittest.TestCase):
    def test_freqtrade_client_speaks_to_it(self):
        with harness.bot() as bot:
            bot.start()
            config = bot.folder / "client.json"
            config.write_text(json.dumps({"api_server": bot.config["api_server"]}))

            def client(*words):
                done = subprocess.run(["freqtrade-client", "--config", str(config), *words], capture_output=True, text=True, timeout=60)
                self.assertEqual(done.returncode, 0, done.stderr)
                return json.loads(done.stdout[done.stdout.index(done.stdout.strip()[0]):])

            bot.wait_for(lambda: bot.get("/count")["current"] > 0, "a trade")
            self.assertTrue(client("status"))
            self.assertIn("profit_closed_coin", client("profit"))
            self.assertIn("currencies", client("balance"))
            self.assertIn("status", client("stop"))
            self.assertIn("status", client("start"))
            bot.wait_for(lambda: bot.get("/show_config")["state"] == "running", "the start")
            trade = client("status")[0]
            self.assertIn("result", client("forceexit", str(trade["trade_id"])))
            entered = client("forceenter", "BTC/USDT", "long")
            self.assertTrue({"trade_id", "error"} & set(entered), entered)


if __name__ == "__main__":
    unittest.main()
