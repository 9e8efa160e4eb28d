"""Crowds at the door: ten thousand half-open connections, clients that send a byte a second. The bot goes on trading, others are answered.

usage: crowd_test.py TREMOLO
"""
import base64
import contextlib
import http.client
import resource
import selectors
import socket
import sys
import time
import unittest

import harness

CROWD = 10_000
# A head that never ends.
HALF = b"GET /api/v1/status HTTP/1.1\r\nHost: h\r\nX-Slow: "


def files_allowed(wanted):
    """Whether this process may have as many files open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < wanted:
        return False
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
    return True


def resident_kb(process):
    with open(f"/proc/{process.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


class crowd:
    """Connections that ask half a question each."""

    def __init__(self, port):
        self.port, self.connections = port, []

    def grow(self, count):
        for _ in range(count):
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex(("127.0.0.1", self.port))
            self.connections.append(s)

    def ask(self):
        """Sends what it can; the number of those that the server has cut."""
        gone = 0
        for s in self.connections:
            try:
                s.send(HALF)
            except BlockingIOError:
                continue
            except OSError:
                gone += 1
        return gone

    def leave(self):
        for s in self.connections:
            s.close()


class crowd_test(unittest.TestCase):
    def setUp(self):
        self.bot = harness.bot()
        self.addCleanup(lambda: self.bot.__exit__())
        self.bot.start()

    def answered(self, method, path, body=None):
        """What it says; None while the crowd still fills the queue before the door."""
        with contextlib.suppress(OSError):
            return self.bot.call(method, path, body)
        return None

    def iterations(self):
        found = self.answered("GET", "/health")
        return found and found[1]["last_process_ts"]

    def wait_for_answer(self, method, path, body=None):
        kept = []
        self.bot.wait_for(lambda: kept.append(self.answered(method, path, body)) or kept[-1], f"an answer to {path}", timeout=150)
        return kept[-1]

    @unittest.skipUnless(files_allowed(CROWD + 500), "not enough open files are allowed")
    def test_the_bot_trades_on_beside_ten_thousand_half_open_connections(self):
        self.bot.wait_for(lambda: self.iterations() is not None, "the first round")
        before = resident_kb(self.bot.process)
        half = crowd(self.bot.port)
        self.addCleanup(half.leave)
        for _ in range(CROWD // 500):
            half.grow(500)
            half.ask()
        # Whoever comes behind the crowd waits until some of it are cut.
        began = self.wait_for_answer("GET", "/health")[1]["last_process_ts"]
        self.assertEqual(self.wait_for_answer("GET", "/ping"), (200, {"status": "pong"}))
        self.bot.wait_for(lambda: (self.iterations() or 0) > began + 1, "two more rounds")
        status, entered = self.wait_for_answer("POST", "/forceenter", {"pair": "LTC/USDT"})
        self.assertIn(status, (200, 502), entered)  # 502: the strategy was there first
        self.bot.wait_for(lambda: self.bot.sql("select count(*) from trades")[0][0] > 0, "a trade")
        self.assertLess(resident_kb(self.bot.process) - before, 100_000)

    def test_clients_that_drip_are_cut(self):
        slow = socket.create_connection(("127.0.0.1", self.bot.port))
        self.addCleanup(slow.close)
        with selectors.DefaultSelector() as ready:
            ready.register(slow, selectors.EVENT_READ)
            deadline = time.time() + 120
            cut = False
            while not cut:
                self.assertLess(time.time(), deadline, "a client that sends a byte a second was never cut")
                with contextlib.suppress(OSError):
                    slow.send(b"G")
                if ready.select(timeout=1):
                    try:
                        cut = slow.recv(1000) == b""
                    except OSError:
                        cut = True
        self.assertEqual(self.bot.get("/ping"), {"status": "pong"})

    def test_bodies_that_never_end_are_cut(self):
        c = http.client.HTTPConnection("127.0.0.1", self.bot.port, timeout=120)
        self.addCleanup(c.close)
        c.putrequest("POST", "/api/v1/forceenter")
        c.putheader("Authorization", "Basic " + base64.b64encode(f"{harness.USER}:{harness.PASSWORD}".encode()).decode())
        c.putheader("Content-Type", "application/json")
        c.putheader("Content-Length", "100")
        c.endheaders(b'{"pair": ')
        try:
            status = c.getresponse().status  # said before it is cut, or not
        except (OSError, http.client.HTTPException):
            status = 408
        self.assertEqual(status, 408)
        self.assertEqual(self.bot.get("/ping"), {"status": "pong"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
