#!/usr/bin/env python3
"""Sends random requests to a running Tremolo and to freqtrade's own routes, and compares what both refuse, byte for byte.

usage: PYTHON compare_with_freqtrade.py PORT [--seed N] [--count N]
PYTHON is one that has freqtrade installed; its application is called in this process, without a bot, a socket or a network.
PORT is where Tremolo listens, started as tests/conformance/run.py does for `http` (user freqtrader, password test, paused).
Compared are status, body and the headers that clients act on, of everything that the HTTP frame decides: routes, methods,
credentials, CORS, bodies that are no JSON, parameters that do not validate. Integers beyond 64 bits are left out: Tremolo
refuses them, freqtrade fails later. Ends with "N compared, N differ" and exit status 1 where any did.
"""
import argparse
import asyncio
import base64
import http.client
import random
import sys
import urllib.parse

from freqtrade.enums import RunMode
from freqtrade.rpc.api_server.webserver import ApiServer

HEADERS = ("allow", "vary", "www-authenticate", "content-type", "access-control-allow-origin", "access-control-allow-credentials",
           "access-control-allow-methods", "access-control-allow-headers", "access-control-max-age")
ORIGIN = "http://allowed.example:3000"
ATOMS = ["1", "0", "-1", "1.5", "2.0", "1e3", "1e400", "-0", "true", "false", "null", '""', '"a"', '"1"', '"1.5"', '" 7 "', '"yes"',
         '"long"', '"short"', '"limit"', '"market"', '"ETH/USDT"', '"all"', "[]", "{}", "NaN", "Infinity", "-Infinity", '"nan"',
         '"inf"', '"\\u00e9"', '"\\ud83d\\ude00"', '"2026-12-01T00:00:00Z"', '"2026-12-01"', "1795245900", '"1795245900"',
         '"2026-13-01T00:00:00Z"', '[1,"x"]', '{"a":1}', '"1_0"', '"+5"', '"é"']
BODIES = {"forceexit": ["tradeid", "ordertype", "amount", "price", "x"],
          "forceenter": ["pair", "side", "price", "ordertype", "stakeamount", "entry_tag", "leverage"],
          "locks": ["pair", "side", "until", "reason"], "locks/delete": ["pair", "lockid"], "blacklist": ["blacklist", "y"],
          "pair_candles": ["pair", "timeframe", "limit", "columns"]}
NOISE = b'{}[]",:\\utf0123456789-+.eE nulltrueNaNI\n\t\x01\xc3\xa9\xff'
PATHS = ["/openapi.json", "/docs", "/favicon.ico", "/ui_version", "/fallback_file.html", "/", "/api", "/api/v1", "/index.html", "/x/y",
         "/api/v1/message/ws"]
# Answered from a bot, an exchange or files: not the frame's.
BEYOND = ("markets", "strategy/", "sysinfo", "plot_c")
ACTS = ("start", "stop", "pause", "reload", "forc", "black")


def basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


GOOD = basic("freqtrader:test")
CREDENTIALS = [None, GOOD, GOOD, GOOD, basic("a:b"), "Basic x", "Basic", GOOD.replace("Basic", "basic "), "Bearer x", "Bearer", "BEARER  ",
               "Digest q", basic("nocolon"), GOOD[:-1], GOOD + "==", basic("freqtrader:te") + "!", GOOD.replace(" ", " ="), ""]


def application():
    ApiServer.start_api = lambda self: None
    return ApiServer({"runmode": RunMode.DRY_RUN, "api_server": {
        "enable_openapi": True, "username": "freqtrader", "password": "test", "CORS_origins": [ORIGIN],
        "jwt_secret_key": "0123456789abcdef0123456789abcdef0123456789"}}).app


async def theirs(app, method, path, query, headers, body):
    answer, chunks, asked = {}, [], []

    async def receive():
        if asked:
            await asyncio.sleep(0.01)
            return {"type": "http.disconnect"}
        asked.append(True)
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        if message["type"] == "http.response.start":
            answer.update(status=message["status"], headers={k.decode(): v.decode("latin1") for k, v in message["headers"]})
        else:
            chunks.append(message.get("body", b""))

    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1", "method": method,
             "path": urllib.parse.unquote(path), "raw_path": path.encode(), "query_string": query.encode(), "scheme": "http",
             "root_path": "", "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
             "headers": [(k.lower().encode(), v.encode("latin1")) for k, v in headers.items()]}
    try:
        await app(scope, receive, send)
    except Exception:  # it has no bot: what it would have asked one is not compared
        return 500, {}, b""
    return answer["status"], answer["headers"], b"".join(chunks)


def ours(port, method, path, query, headers, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path + ("?" + query if query else ""), skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value)
    if body or method in ("POST", "PUT", "PATCH"):
        connection.putheader("Content-Length", str(len(body)))
    connection.endheaders(body)
    answer = connection.getresponse()
    result = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    connection.close()
    return result


class Requests:
    def __init__(self, seed, paths):
        self.r, self.paths = random.Random(seed), paths

    def one(self):
        return self.r.choice((self.to_a_path, self.with_a_body, self.with_a_query))()

    def value(self, depth=0):
        if self.r.random() < 0.08 and depth < 2:
            return "[" + ",".join(self.value(depth + 1) for _ in range(self.r.randint(0, 3))) + "]"
        return self.r.choice(ATOMS)

    def object(self, keys):
        return "{" + ",".join(f'"{self.r.choice(keys)}":{self.value()}' for _ in range(self.r.randint(0, len(keys)))) + "}"

    def damaged(self, body):
        for _ in range(self.r.randint(1, 3)):
            at = self.r.randrange(len(body) + 1)
            cut = at + self.r.randint(0, 1)
            body = body[:at] + (bytes([self.r.choice(NOISE)]) if self.r.random() < 0.6 else b"") + body[cut:]
        return body

    def with_a_body(self):
        name = self.r.choice(list(BODIES))
        text = self.object(BODIES[name])
        if name == "locks" and self.r.random() < 0.9:
            text = "[" + ",".join(self.object(BODIES[name]) for _ in range(self.r.randint(0, 3))) + "]"
        body = text.encode()
        if self.r.random() < 0.3:
            body = self.damaged(body)
        kind = self.r.choice(["application/json"] * 12 + ["application/json; charset=utf-8", "text/plain", "application/x+json",
                                                          " application/json", "application/JSON"])
        return "POST", "/api/v1/" + name, "", {"Content-Type": kind, "Authorization": GOOD}, body

    def with_a_query(self):
        values = ["0", "1", "-1", "x", "", "2.0", "1.5", "%201", "1_0", "+1", "%2B1", "true", "yes", "1e2", "01", "%D9%A3"]
        keys = ["limit", "offset", "order_by_id", "timescale"]
        query = "&".join(f"{self.r.choice(keys)}={self.r.choice(values)}" for _ in range(self.r.randint(0, 3)))
        return "GET", "/api/v1/" + self.r.choice(["trades", "daily", "logs"]), query, {"Authorization": GOOD}, b""

    def to_a_path(self):
        path = self.r.choice(self.paths)
        while "{" in path:
            word = self.r.choice(["1", "abc", "-5", "a%3Ab", "a%2Fb", "open", "clear", "1.0", "%20", "%C3%A9", "..", "delete"])
            path = path[:path.index("{")] + word + path[path.index("}") + 1:]
        twist = self.r.random()
        at = self.r.randrange(1, len(path)) if len(path) > 4 else 0
        if twist < 0.1: path += "/"
        elif twist < 0.15: path = path.replace("/", "//", 1)
        elif twist < 0.2: path = path.rpartition("/")[0] or "/"
        elif twist < 0.25: path += "x"
        elif twist < 0.3 and at and path[at] != "%": path = f"{path[:at]}%{ord(path[at]):02x}{path[at + 1:]}"
        headers = {}
        credentials = self.r.choice(CREDENTIALS)
        if credentials is not None: headers["Authorization"] = credentials
        if self.r.random() < 0.2: headers["Origin"] = self.r.choice([ORIGIN, "http://evil.example", "null"])
        if self.r.random() < 0.1: headers["Access-Control-Request-Method"] = self.r.choice(["GET", "FOO", "PATCH"])
        if self.r.random() < 0.05: headers["Access-Control-Request-Headers"] = "a, b"
        if self.r.random() < 0.03: headers["Access-Control-Request-Private-Network"] = "true"
        method = self.r.choice(["GET", "GET", "GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "FOO"])
        body = b""
        if method in ("POST", "PATCH") and self.r.random() < 0.5:
            body = self.r.choice([b"{}", b"[]", b"{", b'"x"', b'{"strategy":"a:b"}'])
            headers["Content-Type"] = "application/json"
        return method, path, self.r.choice(["", "", "limit=x", "timescale=0", "timeframe=1", "strategy=a:b"]), headers, body


def differences(method, want, got):
    (status, headers, body), (our_status, our_headers, our_body) = want, got
    if status != our_status:
        yield f"status {status}, ours {our_status}: {our_body[:200]!r}"
    for name in HEADERS:
        a, b = headers.get(name), our_headers.get(name)
        if name == "allow" and a and b: a, b = sorted(a.split(", ")), sorted(b.split(", "))
        if a != b: yield f"{name}: {a}, ours {b}"
    if status != 200 and method != "HEAD" and body != our_body:
        yield f"body {body[:400]!r}, ours {our_body[:400]!r}"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("port", type=int)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--count", type=int, default=5000)
    o = arguments.parse_args()
    app, loop = application(), asyncio.new_event_loop()
    requests = Requests(o.seed, PATHS + list(app.openapi()["paths"]))
    compared = differing = 0
    for _ in range(o.count):
        method, path, query, headers, body = requests.one()
        acts = method in ("POST", "DELETE", "PATCH") and any(word in path for word in ACTS)
        if any(word in path for word in BEYOND) or (acts and headers.get("Content-Type") is None):
            continue
        want = loop.run_until_complete(theirs(app, method, path, query, headers, body))
        if want[0] in (500, 502) or (want[0] == 200 and "html" not in want[1].get("content-type", "")):
            continue  # accepted: the bot's to answer
        found = list(differences(method, want, ours(o.port, method, path, query, headers, body)))
        compared, differing = compared + 1, differing + bool(found)
        if found:
            print(method, path, query, headers, body, *found, sep="\n    ")
    print(f"{compared} compared, {differing} differ")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
