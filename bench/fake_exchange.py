#!/usr/bin/env python3
"""A spot exchange on loopback that speaks just enough of Binance's public REST for a freqtrade dry run, so that both programs can be
measured side by side without a network. Prices follow a sine of the time; the market list is that of tests/conformance/market.

usage: fake_exchange.py PORT
"""
import json
import math
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse

MARKET = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "market"
MARKETS = {m["id"]: m for m in json.loads((MARKET / "markets.json").read_text()).values()}
LAST = {m: t["last"] for m, t in json.loads((MARKET / "tickers.json").read_text()).items()}
SECONDS = {"1m": 60, "5m": 300, "15m": 900, "1h": 3600, "1d": 86400}


def price(market, at):
    return LAST[market["symbol"]] * (1 + 0.01 * math.sin(at / 900 + len(market["base"])) + 0.004 * math.sin(at / 97))


def text(value):
    return f"{value:.8f}"


def exchange_info(_):
    def symbol(m):
        limits, precision = m["limits"], m["precision"]
        return {"symbol": m["id"], "status": "TRADING" if m["active"] else "BREAK", "baseAsset": m["base"], "baseAssetPrecision": 8,
                "quoteAsset": m["quote"], "quotePrecision": 8, "quoteAssetPrecision": 8, "orderTypes": ["LIMIT", "MARKET", "STOP_LOSS_LIMIT"],
                "isSpotTradingAllowed": True, "isMarginTradingAllowed": False, "permissions": ["SPOT"], "permissionSets": [["SPOT"]],
                "filters": [{"filterType": "PRICE_FILTER", "minPrice": text(precision["price"]), "maxPrice": "10000000", "tickSize": text(precision["price"])},
                            {"filterType": "LOT_SIZE", "minQty": text(precision["amount"]), "maxQty": "9000000", "stepSize": text(precision["amount"])},
                            {"filterType": "NOTIONAL", "minNotional": text(limits["cost"]["min"] or 5), "maxNotional": "9000000"}]}
    return {"timezone": "UTC", "serverTime": int(time.time() * 1000), "rateLimits": [], "symbols": [symbol(m) for m in MARKETS.values()]}


def klines(query):
    market, step = MARKETS[query["symbol"][0]], SECONDS[query["interval"][0]]
    limit, now = int(query.get("limit", ["1000"])[0]), time.time()
    last = int(now // step) * step
    first = last - (limit - 1) * step
    if "startTime" in query:
        first = -(-int(query["startTime"][0]) // (step * 1000)) * step
    rows = []
    for at in range(first, min(last, first + (limit - 1) * step) + 1, step):
        o, c = price(market, at), price(market, min(at + step, now))
        rows.append([at * 1000, text(o), text(max(o, c) * 1.0005), text(min(o, c) * 0.9995), text(c), "1000.0", (at + step) * 1000 - 1,
                     text(1000 * c), 10, "500", "500", "0"])
    return rows


def depth(query):
    market = MARKETS[query["symbol"][0]]
    at, tick = price(market, time.time()), market["precision"]["price"]
    level = lambda n: [text(round(at / tick + n) * tick), "100.0"]
    count = min(int(query.get("limit", ["20"])[0]), 100)
    return {"lastUpdateId": 1, "bids": [level(-n) for n in range(1, count + 1)], "asks": [level(n) for n in range(1, count + 1)]}


def tickers(query):
    def one(m):
        at = price(m, time.time())
        return {"symbol": m["id"], "priceChange": "1", "priceChangePercent": "0.5", "weightedAvgPrice": text(at), "prevClosePrice": text(at),
                "lastPrice": text(at), "bidPrice": text(at * 0.9999), "bidQty": "10", "askPrice": text(at * 1.0001), "askQty": "10",
                "openPrice": text(at), "highPrice": text(at * 1.01), "lowPrice": text(at * 0.99), "volume": "100000", "quoteVolume": text(100000 * at),
                "openTime": 0, "closeTime": int(time.time() * 1000), "count": 1000}
    if "symbol" in query:
        return one(MARKETS[query["symbol"][0]])
    return [one(m) for m in MARKETS.values() if m["symbol"] in LAST]


ROUTES = {"/api/v3/exchangeInfo": exchange_info, "/api/v3/klines": klines, "/api/v3/depth": depth, "/api/v3/ticker/24hr": tickers,
          "/api/v3/ticker/bookTicker": tickers, "/api/v3/ticker/price": tickers, "/api/v3/ping": lambda _: {},
          "/api/v3/time": lambda _: {"serverTime": int(time.time() * 1000)}}


class handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urlparse(self.path)
        route = ROUTES.get(url.path)
        body = json.dumps(route(parse_qs(url.query)) if route else {"code": -1, "msg": "unknown path"}).encode()
        self.send_response(200 if route else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), handler)
    server.daemon_threads = True
    server.serve_forever()
