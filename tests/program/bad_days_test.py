#!/usr/bin/env python3
"""Bad input and bad days: one clear paragraph, the right exit code or a bot that goes on, and no stored trade changed."""
import contextlib
import resource
import signal
import socket
import sqlite3
import subprocess
import unittest

import harness


def refusal(case, bot, status, *words):
    """Starts a bot that must not start; what it says."""
    code, _, said = harness.run(*bot.command()[1:], cwd=bot.folder)
    case.assertEqual(code, status, said)
    for word in words:
        case.assertIn(word, said)
    case.assertNotIn("terminate called", said)
    return said


class configuration_test(unittest.TestCase):
    def test_a_missing_file(self):
        code, _, said = harness.run("trade", "--config", "/nowhere/config.json")
        self.assertEqual(code, 2)
        self.assertIn("/nowhere/config.json", said)

    def test_a_broken_file(self):
        with harness.bot() as bot:
            bot.command()
            (bot.folder / "config.json").write_text('{"dry_run": true,\n  "stake_currency" "USDT"}')
            code, _, said = harness.run("trade", "--config", bot.folder / "config.json")
            self.assertEqual(code, 2)
            self.assertIn("line 2", said.lower())

    def test_an_unknown_exchange(self):
        with harness.bot(exchange={"name": "nowhere", "connector": "teleport"}) as bot:
            refusal(self, bot, 2, "exchange.connector", "teleport")

    def test_no_connector(self):
        with harness.bot() as bot:
            del bot.config["exchange"]["connector"]
            refusal(self, bot, 2, "exchange.connector")

    def test_an_unknown_strategy(self):
        with harness.bot(strategy="NoSuchStrategy") as bot:
            refusal(self, bot, 2, "NoSuchStrategy")

    def test_a_strategy_that_does_not_compile(self):
        with harness.bot(strategy="Broken") as bot:
            (bot.folder / "strategies").mkdir()
            (bot.folder / "strategies" / "Broken.cpp").write_text('#include "strategy/prelude.hpp"\nclass Broken : public strategy { oops };\nTREMOLO_STRATEGY(Broken)\n')
            refusal(self, bot, 2, "Broken.cpp", "2")

    def test_secrets_stay_secret(self):
        with harness.bot() as bot:
            bot.command()
            code, said, also = harness.run("show-config", "--config", bot.folder / "config.json")
            self.assertEqual(code, 0, also)
            for secret in (harness.PASSWORD, "k" * 40, "w" * 20):
                self.assertNotIn(secret, said + also)


class machine_test(unittest.TestCase):
    def test_a_port_in_use(self):
        with harness.bot() as bot, socket.socket() as taken:
            taken.bind(("127.0.0.1", bot.port))
            taken.listen()
            refusal(self, bot, 1, str(bot.port), "in use")

    def test_a_file_that_is_no_database(self):
        with harness.bot() as bot:
            bot.database.write_bytes(b"this is no database" * 1000)
            before = bot.database.read_bytes()
            refusal(self, bot, 1, "trades.sqlite")
            self.assertEqual(bot.database.read_bytes(), before)

    def test_a_database_of_an_older_schema(self):
        with harness.bot() as bot:
            with contextlib.closing(sqlite3.connect(bot.database)) as db:
                db.execute("CREATE TABLE trades (id INTEGER PRIMARY KEY, pair VARCHAR(25))")
                db.commit()
            before = bot.database.read_bytes()
            refusal(self, bot, 1, "trades.sqlite")
            self.assertEqual(bot.database.read_bytes(), before)

    def test_a_full_disk_keeps_what_was_stored(self):
        with harness.bot() as bot:
            bot.start()
            bot.wait_for(lambda: bot.sql("SELECT count(*) FROM trades")[0][0] >= 1, "a trade")
            bot.stop()
            stored = bot.sql("SELECT id, pair, open_rate FROM trades ORDER BY id")
            limit = bot.database.stat().st_size + 8192
            bot.launch(preexec_fn=lambda: limited(limit))
            try:
                bot.process.wait(20)
            except subprocess.TimeoutExpired:
                bot.stop()
            self.assertEqual(bot.sql("PRAGMA integrity_check"), [("ok",)])
            kept = bot.sql("SELECT id, pair, open_rate FROM trades ORDER BY id")
            self.assertEqual(kept[: len(stored)], stored)
            self.assertRegex(bot.log.lower(), "full|disk|i/o")

    def test_a_corrupt_candle_file(self):
        with harness.bot() as bot:
            data = bot.folder / "candles"
            data.mkdir()
            (data / "ETH_USDT-1m.json").write_text("[[1,2,")
            bot.config["exchange"]["simulated"] = {"source": "replay", "path": str(data), "speed": 1000}
            refusal(self, bot, 1, "ETH_USDT-1m.json")


def limited(size):
    """Writes beyond the size fail, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


class strategy_test(unittest.TestCase):
    def test_a_strategy_that_throws_or_miscounts_does_not_stop_the_bot(self):
        for name in ("ThrowingStrategy", "ShorteningStrategy", "LyingStrategy", "MismatchedColumnStrategy"):
            with self.subTest(name), harness.bot(strategy=name) as bot:
                bot.start()
                bot.wait_for(lambda: bot.get("/health")["last_process"], "an iteration")
                bot.wait_for(lambda: "WARNING" in bot.log or "ERROR" in bot.log, "a word in the log")
                self.assertEqual(bot.get("/status"), [])
                self.assertEqual(bot.stop(), 0)


if __name__ == "__main__":
    unittest.main()
