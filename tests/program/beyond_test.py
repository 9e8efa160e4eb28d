#!/usr/bin/env python3
"""What Tremolo's API has beyond freqtrade's, and what bad clients may try, over real sockets on a running bot."""
import contextlib
import csv
import gzip
import http.client
import io
import json
import base64
import os
import resource
import shutil
import socket
import subprocess
import threading
import time
import unittest
from pathlib import Path

import harness

BASIC = "Basic " + base64.b64encode(f"{harness.USER}:{harness.PASSWORD}".encode()).decode()
FREQTRADE = Path(os.environ.get("TREMOLO_FREQTRADE") or shutil.which("freqtrade") or "none").with_name("python")


def ask(bot, method, target, body=None, timeout=30, **headers):
    """(status, headers in lower case, body) as they came."""
    c = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=timeout)
    try:
        c.request(method, target, body, {"Authorization": BASIC, **{k.replace("_", "-"): v for k, v in headers.items()}})
        r = c.getresponse()
        return r.status, {k.lower(): v for k, v in r.getheaders()}, r.read()
    finally:
        c.close()


def raw(bot, *pieces, timeout=30):
    """All that the server answers to these bytes until it closes or falls silent."""
    with socket.create_connection(("127.0.0.1", bot.port), timeout=timeout) as s:
        answer = b""
        try:
            for piece in pieces:
                s.sendall(piece)
            while chunk := s.recv(65536):
                answer += chunk
        except (TimeoutError, ConnectionError):
            pass
        return answer


def trading(**changes):
    return harness.bot(exchange={"simulated": {"source": "synthetic", "seed": 3, "speed": 30}}, **changes)


class quiet_reads(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.bot = trading().start()
        cls.bot.wait_for(lambda: cls.bot.sql("SELECT count(*) FROM trades WHERE is_open = 0")[0][0] >= 4, "four closed trades", 120)
        cls.bot.call("POST", "/stop")
        cls.bot.wait_for(lambda: "to: STOPPED" in cls.bot.log, "the stop")

    @classmethod
    def tearDownClass(cls):
        cls.bot.__exit__()

    def test_unchanged_and_compressed(self):
        target = "/api/v1/trades?limit=4"
        status, headers, plain = ask(self.bot, "GET", target)
        self.assertEqual(status, 200)
        self.assertEqual(ask(self.bot, "GET", target, If_None_Match=headers["etag"])[0], 304)
        status, packed_headers, packed = ask(self.bot, "GET", target, Accept_Encoding="gzip")
        self.assertEqual((status, packed_headers["content-encoding"]), (200, "gzip"))
        self.assertEqual(gzip.decompress(packed), plain)
        self.assertEqual(ask(self.bot, "GET", target, If_None_Match=packed_headers["etag"], Accept_Encoding="gzip")[0], 304)

    def test_search_by_pages_gives_every_trade_once(self):
        every = {row[0] for row in self.bot.sql("SELECT id FROM trades WHERE is_open = 0")}
        for order in ("true", "false"):
            seen, cursor = [], ""
            while cursor is not None:
                page = self.bot.get(f"/trades?limit=3&order_by_id={order}&cursor={cursor}")
                seen += [t["trade_id"] for t in page["trades"]]
                self.assertEqual(page["total_trades"], len(every))
                cursor = page["next_cursor"]
            self.assertEqual((len(seen), set(seen)), (len(every), every))
        self.assertEqual(self.bot.get("/trades?until=2000-01-01")["trades"], [])
        self.assertEqual(self.bot.get("/trades?since=2000-01-01T00:00:00Z&pair=NO/PAIR")["total_trades"], 0)
        some = self.bot.get("/trades?limit=1&fields=pair,trade_id")["trades"]
        self.assertEqual([list(t) for t in some], [["trade_id", "pair"]])
        self.assertEqual(self.bot.get("/trades?is_open=true")["total_trades"], self.bot.sql("SELECT count(*) FROM trades WHERE is_open = 1")[0][0])
        for bad in ("cursor=x", "since=yesterday", "fields=nothing", "fields=", "limit=0&pair=X"):
            status, answer = self.bot.call("GET", f"/trades?{bad}")
            self.assertEqual(status, 422, bad)
            self.assertEqual(answer["detail"][0]["loc"], ["query", bad.split("=")[0]])
        # freqtrade's own form is as it was.
        self.assertEqual(list(self.bot.get("/trades?limit=2")), ["trades", "trades_count", "offset", "total_trades"])

    def test_csv(self):
        status, headers, text = ask(self.bot, "GET", "/api/v1/trades", Accept="text/csv")
        self.assertEqual((status, headers["content-type"], headers["transfer-encoding"]), (200, "text/csv; charset=utf-8", "chunked"))
        rows = list(csv.DictReader(io.StringIO(text.decode(), newline="")))
        stored = self.bot.sql("SELECT id, pair, close_profit_abs FROM trades WHERE is_open = 0 ORDER BY id")
        self.assertEqual([(int(r["trade_id"]), r["pair"]) for r in rows], [(i, p) for i, p, _ in stored])
        for row, (_, _, profit) in zip(rows, stored):
            self.assertAlmostEqual(float(row["profit_abs"]), profit, places=6)
        two = ask(self.bot, "GET", "/api/v1/trades?limit=2&fields=trade_id,pair", Accept="text/csv")[2].decode().split("\r\n")
        self.assertEqual((two[0], len(two)), ("trade_id,pair", 4))
        self.assertEqual(ask(self.bot, "GET", "/api/v1/trades?fields=orders", Accept="text/csv")[0], 422)

    def test_fields_of_open_and_single_trades(self):
        trades = self.bot.get("/status?fields=trade_id,current_rate")
        self.assertTrue(all(list(t) == ["trade_id", "current_rate"] for t in trades))
        self.assertEqual(len(trades), self.bot.sql("SELECT count(*) FROM trades WHERE is_open = 1")[0][0])
        one = self.bot.sql("SELECT id, pair FROM trades LIMIT 1")[0]
        self.assertEqual(self.bot.get(f"/trade/{one[0]}?fields=pair"), {"pair": one[1]})
        self.assertEqual(self.bot.call("GET", "/trade/99999?fields=pair")[0], 404)

    def test_health_without_credentials(self):
        for path in ("/livez", "/readyz"):
            status, _, body = ask(self.bot, "GET", path, Authorization="")
            self.assertEqual((status, json.loads(body)["status"]), (200, "ok"), body)
        self.assertEqual(set(json.loads(ask(self.bot, "GET", "/readyz")[2])["checks"]), {"loop", "exchange", "database"})

    # -- bad input

    def assert_answers_still(self):
        self.assertEqual(self.bot.call("GET", "/version")[0], 200)

    def test_large_and_slow_requests(self):
        head = f"POST /api/v1/forceexit HTTP/1.1\r\nHost: h\r\nAuthorization: {BASIC}\r\nContent-Type: application/json\r\n".encode()
        too_long = raw(self.bot, head + b"Content-Length: 1048577\r\n\r\n" + b" " * 1000)
        self.assertTrue(too_long.startswith(b"HTTP/1.1 413 "), too_long[:80])
        exact = b'{"tradeid": "4711"' + b" " * (1048576 - 19) + b"}"
        self.assertIn(b"Error querying /api/v1/forceexit", raw(self.bot, head + b"Connection: close\r\nContent-Length: 1048576\r\n\r\n" + exact))
        chunks = raw(self.bot, head + b"Transfer-Encoding: chunked\r\n\r\n", *[b"10000\r\n" + b" " * 65536 + b"\r\n"] * 17)
        self.assertTrue(chunks.startswith(b"HTTP/1.1 413 "), chunks[:80])
        for large in (b"X: " + b"a" * 17000, b"\r\n".join(b"X-%d: %s" % (i, b"a" * 50) for i in range(400))):
            answer = raw(self.bot, b"GET /api/v1/ping HTTP/1.1\r\nHost: h\r\n" + large + b"\r\n\r\n")
            self.assertTrue(answer.startswith(b"HTTP/1.1 431 "), answer[:80])
        self.assertTrue(raw(self.bot, b"GET /" + b"a" * 20000 + b" HTTP/1.1\r\nHost: h\r\n\r\n").startswith(b"HTTP/1.1 431 "))
        self.assert_answers_still()

    def test_a_byte_a_second_is_cut(self):
        with socket.create_connection(("127.0.0.1", self.bot.port), timeout=5) as s:
            began, cut = time.time(), False
            for byte in b"GET /api/v1/ping HTTP/1.1\r\nHost: " + b"h" * 200:
                try:
                    s.sendall(bytes([byte]))
                    s.settimeout(1)
                    cut = s.recv(100) == b""
                except TimeoutError:
                    continue
                except ConnectionError:
                    cut = True
                if cut:
                    break
            self.assertTrue(cut, f"still open after {time.time() - began:.0f} s")
        self.assert_answers_still()

    def test_names_and_numbers(self):
        names = ["Ünï/çødé", "'; DROP TABLE trades; --", '"', "\\", "\u0000", "😀/USDT", "a" * 5000, "", " ", "%00", "../../etc/passwd", "<script>"]
        numbers = ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "-0", "-0.0", str(2**63), str(-2**63 - 1), "9" * 400, "1e-400", "true", "[]", "{}", '""']
        before = self.bot.sql("SELECT count(*), sum(amount), sum(is_open) FROM trades"), self.bot.sql("SELECT count(*) FROM orders")
        bodies = [json.dumps({"pair": n, "side": "long", "entry_tag": n}) for n in names]
        bodies += [f'{{"pair": "BTC/USDT", "{key}": {n}}}' for n in numbers for key in ("price", "stakeamount", "leverage")]
        bodies += [f'{{"tradeid": {n}}}' for n in numbers] + [f'{{"tradeid": "1", "amount": {n}, "price": {n}}}' for n in numbers]
        bodies += [json.dumps({"tradeid": n}) for n in names] + ["", "null", "[", "{", '{"pair": ', "\ufeff{}", "[" * 20000, '{"a":' * 5000]
        for body in bodies:
            for path in ("forceenter", "forceexit"):
                status, headers, answer = ask(self.bot, "POST", f"/api/v1/{path}", body.encode(), Content_Type="application/json")
                self.assertIn(status, (400, 422, 502), (path, body[:80], answer[:200]))
                self.assertEqual(headers["content-type"], "application/json", body[:80])
                self.assertTrue({"detail", "error"} & set(json.loads(answer)), body[:80])
        for identity in (str(2**63), str(2**64), "-1", "0", "9" * 300, "1e3", "0x10", "%20", "1.5", "%F0%9F%98%80", "1%00"):
            for method, path in (("GET", "trade/{}"), ("DELETE", "trades/{}"), ("DELETE", "trades/{}/open-order"), ("POST", "trades/{}/reload"),
                                 ("GET", "trades/{}/custom-data"), ("DELETE", "locks/{}")):
                status, headers, answer = ask(self.bot, method, "/api/v1/" + path.format(identity))
                self.assertLess(status, 503, (method, path, identity, answer[:200]))
                self.assertNotEqual(status, 500, (method, path, identity))
                json.loads(answer)
        for query in ("limit=nan", "limit=1e400", f"limit={2**63}", f"offset={2**64}", "limit=-0", "offset=-1", "since=1e400", f"since={2**63}", "pair=%00", "pair='--"):
            status, _, answer = ask(self.bot, "GET", f"/api/v1/trades?{query}")
            self.assertIn(status, (200, 422), (query, answer[:200]))
            json.loads(answer)
        self.assertEqual((self.bot.sql("SELECT count(*), sum(amount), sum(is_open) FROM trades"), self.bot.sql("SELECT count(*) FROM orders")), before)
        self.assert_answers_still()

    def test_nonsense_on_the_wire(self):
        for nonsense in (b"\x00" * 100, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\r\n" * 1000,
                         b"GET /api/v1/ping HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n",
                         b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            answer = raw(self.bot, nonsense, timeout=1)
            self.assertTrue(answer == b"" or answer.startswith(b"HTTP/1.1 4"), (nonsense[:30], answer[:80]))
        self.assert_answers_still()


class acting(unittest.TestCase):
    def key(self, bot, name, body, path="forceexit", method="POST"):
        return ask(bot, method, f"/api/v1/{path}", json.dumps(body).encode(), Content_Type="application/json", Idempotency_Key=name)

    def test_a_key_acts_once_even_over_a_kill(self):
        with trading(max_open_trades=3) as bot:
            bot.start()
            bot.wait_for(lambda: bot.get("/count")["current"] > 0, "the first entry")
            trade = bot.get("/status")[0]["trade_id"]
            answers = []
            threads = [threading.Thread(target=lambda: answers.append(self.key(bot, "exit-1", {"tradeid": str(trade)})[::2])) for _ in range(8)]
            for t in threads:
                t.start()
            for t in threads:
                t.join()
            self.assertEqual(len(set(answers)), 1, answers)
            self.assertEqual(bot.sql("SELECT count(*), status FROM tremolo_answers")[0], (1, answers[0][0]))
            bot.kill()
            bot.start()
            status, headers, body = self.key(bot, "exit-1", {"tradeid": str(trade)})
            self.assertEqual((status, body), answers[0])
            self.assertEqual(headers["idempotency-replayed"], "true")
            self.assertEqual(self.key(bot, "exit-1", {"tradeid": "all"})[0], 422)
            self.assertEqual(bot.stop(), 0)
            if FREQTRADE.exists():  # the table of our own is no trouble for freqtrade
                code = ("from freqtrade.persistence import init_db, Trade; "
                        f"init_db('sqlite:///{bot.database}'); print(len(Trade.get_trades().all()))")
                done = subprocess.run([FREQTRADE, "-c", code], capture_output=True, text=True, timeout=120)
                self.assertEqual(done.stdout.strip(), str(bot.sql("SELECT count(*) FROM trades")[0][0]), done.stderr[-2000:])

    def test_settings_are_changed_until_the_configuration_is_read_again(self):
        with trading(initial_state="paused") as bot:
            bot.start()
            status, shown = bot.call("PATCH", "/config", {"max_open_trades": 2, "stake_amount": 50, "stoploss": -0.3, "force_entry_enable": False})
            self.assertEqual(status, 200, shown)
            self.assertEqual((shown["max_open_trades"], shown["stake_amount"], shown["stoploss"], shown["force_entry_enable"]), (2, "50", -0.3, False))
            bot.call("POST", "/start")
            bot.wait_for(lambda: bot.get("/count")["current"] == 2, "two trades")
            self.assertEqual(bot.get("/count")["max"], 2)
            self.assertTrue(all(45 < s <= 50.5 for (s,) in bot.sql("SELECT stake_amount FROM trades")))
            self.assertEqual(bot.call("POST", "/forceenter", {"pair": "BTC/USDT"})[1]["error"], "Error querying /api/v1/forceenter: Force_entry not enabled.")
            for bad in ({"dry_run": False}, {"stoploss": 0.1}, {"stoploss": -1.5}, {"max_open_trades": "many"}, {"stake_amount": -1}, {"stake_amount": None},
                        {}, [], {"api_server": {}}, {"max_open_trades": 3, "exchange": {}}, {"tradable_balance_ratio": 1.5}):
                status, answer = bot.call("PATCH", "/config", bad)
                self.assertEqual((status, answer["detail"][0]["loc"][0]), (422, "body"), (bad, answer))
            self.assertEqual(bot.get("/show_config")["max_open_trades"], 2)  # nothing of a refused change holds
            bot.call("POST", "/reload_config")
            bot.wait_for(lambda: bot.get("/show_config")["max_open_trades"] == 5, "the reload")
            self.assertTrue(bot.get("/show_config")["force_entry_enable"])
            self.assertIn("Settings changed until the configuration is read again", bot.log)
            self.assertEqual(bot.stop(), 0)

    def test_a_reload_keeps_the_sockets(self):
        with trading() as bot:
            bot.start()
            c = http.client.HTTPConnection("127.0.0.1", bot.port, timeout=30)
            c.request("GET", "/api/v1/ping")
            c.getresponse().read()
            kept = c.sock
            bot.call("POST", "/reload_config")
            bot.wait_for(lambda: "after config reloaded" in bot.log or bot.log.count("state='RUNNING'") > 1 or "to: RUNNING" in bot.log.split("RELOAD_CONFIG")[-1],
                         "the reload")
            c.request("GET", "/api/v1/ping")
            self.assertEqual(c.getresponse().status, 200)
            self.assertIs(c.sock, kept)
            c.close()

    def test_reads_do_not_wait_for_an_exchange_that_hangs(self):
        faults = {"delays": 1, "delay_ms": 3000}
        with harness.bot(exchange={"simulated": {"source": "synthetic", "seed": 3, "faults": faults}}, internals={"process_throttle_secs": 5}) as bot:
            bot.start(300)
            bot.wait_for(lambda: bot.call("GET", "/show_config")[0] == 200, "the first picture", 300)
            paths = ("/status", "/trades", "/profit", "/balance", "/count", "/performance", "/daily", "/whitelist", "/locks", "/health", "/entries")

            def force():
                with contextlib.suppress(OSError):  # the bot is killed in the end
                    bot.call("POST", "/forceexit", {"tradeid": "all"})
            for _ in range(10):  # on a loaded machine the exchange may be the quicker one
                forced = threading.Thread(target=force, daemon=True)
                forced.start()
                self.assertEqual([bot.call("GET", path)[0] for path in paths], [200] * len(paths))
                if forced.is_alive():
                    break
            else:
                self.fail("every read waited for the exchange")
            bot.kill()

    def test_ten_thousand_half_open_connections(self):
        with trading() as bot:
            soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            count = min(10_000, hard - 100 if hard != resource.RLIM_INFINITY else 10_000)
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(count + 100, hard) if hard != resource.RLIM_INFINITY else count + 100, hard))
            bot.start()
            held = []
            try:
                for _ in range(count):
                    s = socket.socket()
                    s.setblocking(False)
                    s.connect_ex(("127.0.0.1", bot.port))
                    held.append(s)
                before = bot.sql("SELECT count(*) FROM orders")[0][0]
                bot.wait_for(lambda: bot.sql("SELECT count(*) FROM orders")[0][0] > before, "another order", 120)
            finally:
                for s in held:
                    s.close()
                resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            bot.wait_for(lambda: self.answers(bot), "an answer", 60)
            self.assertEqual(bot.stop(), 0)

    @staticmethod
    def answers(bot):
        try:
            return bot.call("GET", "/version", quick=True)[0] == 200
        except OSError:
            return False

    def test_base_path_and_logins(self):
        with trading(api_server={"base_path": "/one/bot", "enable_openapi": True}) as bot:
            bot.launch()
            bot.wait_for(lambda: self.reachable(bot, "/one/bot/api/v1/ping"), "the server")
            self.assertEqual(ask(bot, "GET", "/api/v1/ping")[0], 404)
            self.assertEqual(ask(bot, "GET", "/one/bot/api/v1/version")[0], 200)
            self.assertIn(b'data-base="/one/bot"', ask(bot, "GET", "/one/bot/docs")[2])
            wrong = "Basic " + base64.b64encode(b"trader:guess").decode()
            statuses = [ask(bot, "POST", "/one/bot/api/v1/token/login", Authorization=wrong)[0] for _ in range(10)]
            self.assertEqual(statuses, [401] * 10)
            status, headers, _ = ask(bot, "POST", "/one/bot/api/v1/token/login", Authorization=wrong)
            self.assertEqual(status, 429)
            self.assertGreaterEqual(int(headers["retry-after"]), 1)
            bot.wait_for(lambda: ask(bot, "GET", "/one/bot/api/v1/version")[0] == 200, "the end of the wait")
            self.assertEqual(ask(bot, "GET", "/one/bot/api/v1/version", X_Request_Id="my-own/id")[1]["x-request-id"], "my-own/id")
            self.assertEqual(bot.stop(), 0)

    @staticmethod
    def reachable(bot, path):
        try:
            return ask(bot, "GET", path)[0] == 200
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
