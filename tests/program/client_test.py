#!/usr/bin/env python3
"""tremolo-client against a running bot: the commands and output of freqtrade-client, and exit codes that a script can act on."""
import json
import shutil
import subprocess
import unittest

import harness

CLIENT = harness.PROGRAM.with_name("tremolo-client")
# Answers that do not change while the bot is stopped.
STEADY = ("balance", "blacklist", "count", "daily", "daily 3", "daily days=3", "entries", "entries BTC/USDT", "exits", "forcebuy",
          "list_custom_data 1", "list_open_trades_custom_data", "list_open_trades_custom_data limit=2", "locks", "mix_tags", "monthly", "nosuch",
          "pair_candles BTC/USDT 1m 3", "performance", "ping", "plot_config", "profit", "show_config", "start 1", "stats", "status",
          "strategies", "strategy BusyStrategy", "trade", "trade 1", "trade 999", "trades", "trades 2 1", "trades limit=1", "version", "weekly",
          "whitelist", "delete_lock 99", "cancel_open_order 999", "forceexit 999", "forceenter NO/PAIR long", "lock_add BTC/USDT 2026-01-01")



class client_test(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bot = harness.bot()
        cls.addClassCleanup(cls.bot.__exit__)
        cls.bot.start()
        cls.config = cls.bot.folder / "client.json"
        cls.config.write_text("// comments are fine\n" + json.dumps({"api_server": cls.bot.config["api_server"]}))

    def run_client(self, *words, program=CLIENT, config=None):
        done = subprocess.run([str(program), "--config", str(config or self.config), *words], capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout, done.stderr

    def stop_with_trades(self):
        self.bot.wait_for(lambda: self.bot.get("/profit")["closed_trade_count"] > 0 and self.bot.get("/count")["current"] > 0, "trades", 200)
        self.assertEqual(self.run_client("stop")[0], 0)
        self.bot.wait_for(lambda: self.bot.get("/show_config")["state"] == "stopped", "the stop")
        # The round that was under way may still change a trade.
        seen = []
        self.bot.wait_for(lambda: seen.append(self.bot.sql("SELECT * FROM orders")) or len(seen) > 20 and seen[-1] == seen[-20], "quiet")

    @unittest.skipUnless(shutil.which("freqtrade-client"), "freqtrade-client is not installed (pip install freqtrade-client)")
    def test_prints_what_freqtrade_client_prints(self):
        self.stop_with_trades()
        try:
            for command in STEADY:
                with self.subTest(command):
                    _, theirs, _ = self.run_client(*command.split(), program="freqtrade-client")
                    code, ours, _ = self.run_client(*command.split())
                    if theirs.startswith(("{", "[")):
                        self.assertEqual(ours, theirs)
                        self.assertEqual(code, 2 if any(f'"{key}": ' in theirs[:12] for key in ("error", "detail")) else 0)
                    else:  # freqtrade-client lists its commands or fails
                        self.assertEqual((code, ours), (1, ""))
        finally:
            self.bot.call("POST", "/start")

    def test_exit_codes_tell_who_failed(self):
        self.assertEqual(self.run_client("version")[0], 0)
        self.assertEqual(self.run_client("nosuch")[0], 1)
        self.assertEqual(self.run_client("trade")[0], 1)
        self.assertEqual(self.run_client("version", "--output", "xml")[0], 1)
        self.assertEqual(self.run_client("version", config="/nowhere.json")[0], 1)
        self.assertEqual(self.run_client("trade", "99999")[0], 2)
        broken = self.bot.folder / "wrong.json"
        broken.write_text(json.dumps({"api_server": self.bot.config["api_server"] | {"password": "wrong"}}))
        code, out, said = self.run_client("version", config=broken)
        self.assertEqual((code, out), (2, '{"detail": "Unauthorized"}\n'))
        self.assertIn("Unauthorized", said)
        broken.write_text(json.dumps({"api_server": {"listen_port": harness.free_port()}}))
        code, out, said = self.run_client("version", config=broken)
        self.assertEqual((code, out), (3, ""))
        self.assertIn("Could not connect", said)
        broken.write_text("{ no json")
        self.assertEqual(self.run_client("version", config=broken)[0], 1)

    def test_a_url_serves_as_well_as_a_file(self):
        url = f"http://{harness.USER}:{harness.PASSWORD}@127.0.0.1:{self.bot.port}"
        code, out, _ = self.run_client("--url", url, "version", config="/nowhere.json")
        self.assertEqual((code, json.loads(out)), (0, self.bot.get("/version")))

    def test_tables_and_csv(self):
        self.bot.wait_for(lambda: self.bot.get("/status"), "an open trade")
        code, table, _ = self.run_client("daily", "--output", "table")
        self.assertEqual(code, 0)
        self.assertIn("stake_currency: USDT", table)
        self.assertRegex(table, r"date +abs_profit +rel_profit")
        code, text, _ = self.run_client("status", "--output=csv")
        self.assertEqual(code, 0)
        self.assertTrue(text.startswith("trade_id,pair,"))
        self.assertGreater(text.count("\n"), 1)

    def test_watches_what_happens_over_a_restart(self):
        with harness.bot() as bot:
            bot.start()
            url = f"http://{harness.USER}:{harness.PASSWORD}@127.0.0.1:{bot.port}"
            with open(bot.folder / "watched", "w") as out:
                watch = subprocess.Popen([str(CLIENT), "--url", url, "--output", "json", "watch", "status"], stdout=out, stderr=out)
            try:
                told = lambda: (bot.folder / "watched").read_text()
                while not told():  # it takes a moment to listen
                    bot.call("POST", "/stop")
                    bot.call("POST", "/start")
                bot.kill()
                bot.start()
                before = told()
                bot.call("POST", "/stop")
                bot.wait_for(lambda: "stopped" in told()[len(before):], "the stream after the restart")
                self.assertIn('{"type": "status", "status": ', told())
            finally:
                watch.kill()
                watch.wait()

    def test_lists_its_commands(self):
        for words in ((), ("--show",), ("help",)):
            code, out, _ = self.run_client(*words)
            self.assertEqual(code, 0)
            self.assertIn("forceenter pair side [price] [order_type=…]", out)
        self.assertIn("tremolo-client ", self.run_client("-V")[1])
        self.assertIn("--output", self.run_client("--help")[1])


if __name__ == "__main__":
    unittest.main()
