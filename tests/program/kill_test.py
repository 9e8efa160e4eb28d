#!/usr/bin/env python3
"""What the API has acknowledged survives `kill -9`: twenty times at random moments in the middle of trading."""
import contextlib
import random
import time
import unittest

import harness

ROUNDS = 20
PAIRS = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "ADA/USDT", "LTC/USDT")


class kill_test(unittest.TestCase):
    def test_every_acknowledged_trade_and_order_is_there_after_each_kill(self):
        rng = random.Random(20261121)
        acknowledged = {}  # trade id -> order ids
        with harness.bot(max_open_trades=6) as bot:
            for _ in range(ROUNDS):
                bot.start()
                self.check(bot, acknowledged)
                self.trade_for(bot, rng, rng.uniform(0.2, 1.5), acknowledged)
                bot.kill()
            bot.start()
            self.check(bot, acknowledged)
            self.assertGreater(len(acknowledged), ROUNDS / 2, "hardly anything was traded: the test shows nothing")

    def trade_for(self, bot, rng, seconds, acknowledged):
        """Forces entries and exits until the time is over, and notes what the answers and reads promise."""
        end = time.time() + seconds
        with contextlib.suppress(OSError):
            while time.time() < end:
                if rng.random() < 0.6:
                    status, answer = bot.call("POST", "/forceenter", {"pair": rng.choice(PAIRS)})
                    if status == 200 and "trade_id" in answer:
                        self.note(acknowledged, answer)
                else:
                    for trade in bot.get("/status")[:1]:
                        bot.call("POST", "/forceexit", {"tradeid": trade["trade_id"]})
                for trade in bot.get("/status"):
                    self.note(acknowledged, trade)

    def note(self, acknowledged, trade):
        """Filled orders stay for ever; an entry that was never filled may be withdrawn, and its trade with it."""
        filled = {o["order_id"] for o in trade["orders"] if o["filled"]}
        if filled:
            acknowledged.setdefault(trade["trade_id"], set()).update(filled)

    def check(self, bot, acknowledged):
        bot.call("POST", "/stop")
        try:
            bot.wait_for(lambda: bot.get("/show_config")["state"] == "stopped", "the stop")
            self.check_wallet(bot)
            stored = {}
            for trade, order in bot.sql("SELECT t.id, o.order_id FROM trades t LEFT JOIN orders o ON o.ft_trade_id = t.id"):
                stored.setdefault(trade, set()).add(order)
            for trade, orders in acknowledged.items():
                self.assertTrue(trade in stored, f"trade {trade} was acknowledged and is lost")
                self.assertFalse(orders - stored[trade], f"orders of trade {trade} are lost")
            shown = {t["trade_id"] for t in bot.get("/status")}
            self.assertEqual(shown, {row[0] for row in bot.sql("SELECT id FROM trades WHERE is_open = 1")})
            self.assertEqual(bot.sql("PRAGMA integrity_check"), [("ok",)])
            self.assertEqual(bot.sql("SELECT count(*) FROM orders WHERE ft_trade_id NOT IN (SELECT id FROM trades)"), [(0,)])
        finally:
            bot.call("POST", "/start")

    def check_wallet(self, bot):
        """Free money is the start, plus what was earned, less what open trades hold: SQL and the API agree."""
        # The round that was under way when the stop came may still fill an order: both sides are read until they agree.
        deadline = time.time() + 20
        while True:
            earned = bot.sql("SELECT coalesce(sum(close_profit_abs), 0) FROM trades WHERE is_open = 0")[0][0]
            realised, tied = bot.sql("SELECT coalesce(sum(realized_profit), 0), coalesce(sum(stake_amount), 0) FROM trades WHERE is_open = 1")[0]
            expected = 10000 + earned + realised - tied
            free = next((c["free"] for c in bot.get("/balance")["currencies"] if c["currency"] == "USDT"), 0)
            shown = bot.get("/profit")["profit_closed_coin"]
            if (abs(free - expected) < 1e-6 and abs(shown - earned) < 1e-6) or time.time() > deadline:
                break
            time.sleep(0.1)
        self.assertAlmostEqual(free, expected, places=6)
        self.assertAlmostEqual(shown, earned, places=6)


if __name__ == "__main__":
    unittest.main()
