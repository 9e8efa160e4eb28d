#!/usr/bin/env python3
"""The way of a newcomer: make the folder and the configuration, start, look, stop with Ctrl-C."""
import json
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import harness


class first_start_test(unittest.TestCase):
    def test_what_run_sh_does_makes_a_bot_with_secrets_of_its_own(self):
        passwords = set()
        for _ in range(2):
            with tempfile.TemporaryDirectory() as folder:
                home = Path(folder) / "user_data"
                self.assertEqual(harness.run("create-userdir", "--userdir", home)[0], 0)
                code, _, said = harness.run("new-config", "--config", home / "config.json", "--defaults")
                self.assertEqual(code, 0, said)
                api = json.loads((home / "config.json").read_text())["api_server"]
                passwords |= {api["password"], api["jwt_secret_key"], api["ws_token"]}
                self.assertTrue((home / "strategies").is_dir())
        self.assertEqual(len(passwords), 6)

    def test_that_bot_runs_and_ctrl_c_ends_it(self):
        with harness.bot() as bot:
            home = bot.folder / "user_data"
            harness.run("create-userdir", "--userdir", home)
            harness.run("new-config", "--config", home / "config.json", "--defaults")
            made = json.loads((home / "config.json").read_text())
            made["api_server"] |= {"listen_port": bot.port, "username": harness.USER, "password": harness.PASSWORD}
            (home / "config.json").write_text(json.dumps(made))
            bot.command = lambda: [str(harness.PROGRAM), "trade", "--userdir", str(home), "--config", str(home / "config.json"),
                                   "--db-url", f"sqlite:///{bot.database}"]
            bot.start()
            self.assertEqual(bot.get("/show_config")["state"], "running")
            self.assertTrue(bot.get("/whitelist")["whitelist"])
            bot.wait_for(lambda: bot.get("/health")["last_process"], "an iteration")
            self.assertGreater(bot.get("/logs")["log_count"], 0)
            self.assertEqual(bot.stop(), 0)

    def test_one_command_downloads_and_backtests_the_sample(self):
        """run.sh --backtest as it is, but for the building."""
        source = Path(__file__).resolve().parents[2]
        with tempfile.TemporaryDirectory() as folder:
            clone = Path(folder)
            (clone / "build" / "release").mkdir(parents=True)
            (clone / "build" / "release" / "tremolo").symlink_to(harness.PROGRAM)
            (clone / "scripts").mkdir()
            (clone / "scripts" / "prepare.sh").write_text("prepare() { :; }\nbuild() { :; }\n")
            shutil.copy(source / "run.sh", clone)
            samples = clone / "user_data" / "strategies"
            samples.mkdir(parents=True)
            shutil.copy(source / "strategies" / "SampleStrategy.cpp", samples)
            done = subprocess.run([clone / "run.sh", "--backtest", "--breakdown", "week"], capture_output=True, text=True, timeout=600)
            self.assertEqual(0, done.returncode, done.stderr)
            for expected in ("BACKTESTING REPORT", "WEEK BREAKDOWN", "SUMMARY METRICS", "BTC/USDT", "SampleStrategy"):
                self.assertIn(expected, done.stdout)
            self.assertEqual(1, len(list((clone / "user_data" / "backtest_results").glob("*.zip"))))

    def test_help_and_completion(self):
        self.assertIn("trade", harness.run("--help")[1])
        for command in ("trade", "new-config", "create-userdir", "show-config", "list-timeframes", "list-strategies", "version"):
            code, said, _ = harness.run(command, "--help")
            self.assertEqual(code, 0)
            self.assertIn("--help", said)
        self.assertIn("complete", harness.run("completion", "bash")[1])
        self.assertIn("1m", harness.run("list-timeframes", "--exchange", "binance")[1])
        self.assertEqual(harness.run("trad")[0], 2)


if __name__ == "__main__":
    unittest.main()
