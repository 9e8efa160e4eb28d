"""The built program under test: a bot in a folder of its own, its API as a client sees it, its database as SQL sees it."""
import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STRATEGIES = ROOT / "tests" / "strategies"
PROGRAM = Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 else ROOT / "build" / "dev" / "tremolo"
USER, PASSWORD = "trader", "a-password-for-tests"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def configuration(port, **changes):
    made = {
        "dry_run": True, "dry_run_wallet": 10000, "stake_currency": "USDT", "stake_amount": 100, "max_open_trades": 5, "timeframe": "1m",
        "initial_state": "running", "force_entry_enable": True, "cancel_open_orders_on_exit": False,
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exchange": {"name": "binance", "connector": "simulated", "simulated": {"source": "synthetic", "seed": 3},
                     "pair_whitelist": ["BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "ADA/USDT", "LTC/USDT"], "pair_blacklist": []},
        "pairlists": [{"method": "StaticPairList"}],
        "api_server": {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "jwt_secret_key": "k" * 40, "ws_token": "w" * 20,
                       "username": USER, "password": PASSWORD},
        "internals": {"process_throttle_secs": 1},
    }
    for key, value in changes.items():
        if isinstance(value, dict) and isinstance(made.get(key), dict):
            made[key] = made[key] | value
        else:
            made[key] = value
    return made


class bot:
    """A `tremolo trade` in a temporary folder. start() and end it as often as you like; the database stays."""

    def __init__(self, strategy="BusyStrategy", **changes):
        self.folder = Path(tempfile.mkdtemp(prefix="tremolo-program-"))
        self.port = free_port()
        self.strategy = strategy
        self.config = configuration(self.port, **changes)
        self.process = None
        self.arguments = []

    @property
    def database(self):
        return self.folder / "trades.sqlite"

    @property
    def log(self):
        return (self.folder / "bot.log").read_text() if (self.folder / "bot.log").exists() else ""

    def command(self):
        (self.folder / "config.json").write_text(json.dumps(self.config))
        return [str(PROGRAM), "trade", "--config", str(self.folder / "config.json"), "--userdir", str(self.folder), "--strategy", self.strategy,
                "--strategy-path", str(STRATEGIES), "--db-url", f"sqlite:///{self.database}", *self.arguments]

    def launch(self, **extra):
        with open(self.folder / "bot.log", "a") as log:
            self.process = subprocess.Popen(self.command(), stdout=log, stderr=log, cwd=self.folder, **extra)
        return self

    def start(self, timeout=120):
        self.launch()
        deadline = time.time() + timeout
        while time.time() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the bot ended with {self.process.returncode}:\n{self.log[-3000:]}")
            with contextlib.suppress(OSError):
                if self.call("GET", "/health", quick=True)[0] == 200:
                    return self
            time.sleep(0.02)
        raise RuntimeError(f"the bot does not answer:\n{self.log[-3000:]}")

    def call(self, method, path, body=None, quick=False):
        """(status, answer) of an API call."""
        credentials = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/api/v1{path}", method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Authorization": f"Basic {credentials}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=2 if quick else 30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as refused:
            text = refused.read()
            return refused.code, json.loads(text) if text[:1] in b"{[" else text.decode()

    def get(self, path):
        status, answer = self.call("GET", path)
        assert status == 200, f"GET {path}: {status} {answer}"
        return answer

    def sql(self, query):
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as db:
            return db.execute(query).fetchall()

    def wait_for(self, condition, what, timeout=60):
        deadline = time.time() + timeout
        while time.time() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(f"the bot ended while waiting for {what}:\n{self.log[-3000:]}")
            if condition():
                return
            time.sleep(0.05)
        raise AssertionError(f"waited {timeout} s for {what}:\n{self.log[-3000:]}")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, timeout=30):
        """Ends the bot as Ctrl-C does; its exit status."""
        if self.process is None or self.process.poll() is not None:
            return self.process and self.process.returncode
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)


def run(*arguments, **extra):
    """A whole run of the program: (exit status, stdout, stderr)."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")}
    done = subprocess.run([str(PROGRAM), *map(str, arguments)], capture_output=True, text=True, timeout=120, env=environment, **extra)
    return done.returncode, done.stdout, done.stderr
