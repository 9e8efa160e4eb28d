#!/usr/bin/env python3
"""Stands in for Binance on loopback with the frozen market of a folder, so that freqtrade itself can run beside Tremolo on the same prices.

usage: frozen_exchange.py PORT [MARKET_FOLDER]
Speaks just enough of the public REST of the spot and the USDT futures side for a dry run: markets, order books, tickers, candles.
"""
import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlparse


def text(value):
    return f"{value:.8f}"


class market:
    def __init__(self, folder):
        read = lambda name: json.loads((folder / name).read_text())
        self.folder, self.books, self.tickers = folder, read("order_books.json"), read("tickers.json")
        self.markets = list(read("markets.json").values())

    def of(self, futures):
        return [m for m in self.markets if m["swap"] == futures]

    def named(self, query, futures):
        return next(m for m in self.of(futures) if m["id"] == query["symbol"][0])

    def exchange_info(self, _, futures):
        def symbol(m):
            limits, precision = m["limits"], m["precision"]
            filters = [{"filterType": "PRICE_FILTER", "minPrice": text(limits["price"]["min"] or precision["price"]), "maxPrice": text(limits["price"]["max"] or 1e7),
                        "tickSize": text(precision["price"])},
                       {"filterType": "LOT_SIZE", "minQty": text(limits["amount"]["min"] or precision["amount"]), "maxQty": text(limits["amount"]["max"] or 9e6),
                        "stepSize": text(precision["amount"])},
                       {"filterType": "MARKET_LOT_SIZE", "minQty": "0", "maxQty": "9000000", "stepSize": text(precision["amount"])},
                       {"filterType": "MIN_NOTIONAL", "notional": text(limits["cost"]["min"] or 5)} if futures else
                       {"filterType": "NOTIONAL", "minNotional": text(limits["cost"]["min"] or 5), "maxNotional": "9000000"}]
            one = {"symbol": m["id"], "status": "TRADING" if m["active"] else "BREAK", "baseAsset": m["base"], "baseAssetPrecision": 8, "quoteAsset": m["quote"],
                   "quotePrecision": 8, "quoteAssetPrecision": 8, "baseCommissionPrecision": 8, "orderTypes": ["LIMIT", "MARKET", "STOP_LOSS_LIMIT"],
                   "isSpotTradingAllowed": True, "isMarginTradingAllowed": False, "permissions": ["SPOT"], "permissionSets": [["SPOT"]], "filters": filters}
            if futures:
                one |= {"pair": m["id"], "contractType": "PERPETUAL", "marginAsset": m["settle"], "deliveryDate": 4133404800000, "onboardDate": 1569398400000,
                        "contractStatus": "TRADING", "pricePrecision": 8, "quantityPrecision": 8, "underlyingType": "COIN", "timeInForce": ["GTC", "IOC", "FOK", "GTX"]}
            return one
        return {"timezone": "UTC", "serverTime": int(time.time() * 1000), "rateLimits": [], "assets": [], "symbols": [symbol(m) for m in self.of(futures)]}

    def depth(self, query, futures):
        book = self.books[self.named(query, futures)["symbol"]]
        count = int(query.get("limit", ["100"])[0])
        levels = lambda side: [[repr(price), repr(amount)] for price, amount in book[side][:count]]
        return {"lastUpdateId": 1, "bids": levels("bids"), "asks": levels("asks")}

    def ticker(self, query, futures):
        def one(m):
            t = self.tickers[m["symbol"]]
            number = lambda key: repr(t[key] or 0)
            return {"symbol": m["id"], "priceChange": number("change"), "priceChangePercent": number("percentage"), "weightedAvgPrice": number("vwap"),
                    "prevClosePrice": number("previousClose"), "lastPrice": number("last"), "lastQty": "1", "bidPrice": number("bid"), "bidQty": number("bidVolume"),
                    "askPrice": number("ask"), "askQty": number("askVolume"), "openPrice": number("open"), "highPrice": number("high"), "lowPrice": number("low"),
                    "volume": number("baseVolume"), "quoteVolume": number("quoteVolume"), "openTime": 0, "closeTime": t["timestamp"], "count": 1000}
        if "symbol" in query:
            return one(self.named(query, futures))
        return [one(m) for m in self.of(futures) if m["symbol"] in self.tickers]

    def klines(self, query, futures):
        m = self.named(query, futures)
        name = m["symbol"].replace("/", "_").replace(":", "_")
        rows = json.loads((self.folder / "ohlcv" / f"{name}-{query['interval'][0]}.json").read_text())
        since = int(query.get("startTime", ["0"])[0])
        step = rows[1][0] - rows[0][0]
        return [[r[0], *(repr(v) for v in r[1:6]), r[0] + step - 1, repr(r[4] * r[5]), 10, "0", "0", "0"] for r in rows if r[0] >= since][-int(query.get("limit", ["500"])[0]):]


ROUTES = {"exchangeInfo": market.exchange_info, "klines": market.klines, "depth": market.depth, "ticker/24hr": market.ticker, "ticker/bookTicker": market.ticker,
          "ticker/price": market.ticker, "ping": lambda *_: {}, "time": lambda *_: {"serverTime": int(time.time() * 1000)},
          "fundingInfo": lambda *_: [], "premiumIndex": lambda *_: [], "fundingRate": lambda *_: [], "markPriceKlines": market.klines}


def handler_of(shown):
    class handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            url = urlparse(self.path)
            _, root, _, name = (url.path.split("/", 3) + ["", "", ""])[:4]
            route = ROUTES.get(name)
            body = json.dumps(route(shown, parse_qs(url.query), root == "fapi") if route else {"code": -1, "msg": "unknown path"}).encode()
            self.send_response(200 if route else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass
    return handler


def serve(port, folder):
    """The listening server; the caller runs serve_forever and shutdown."""
    server = ThreadingHTTPServer(("127.0.0.1", port), handler_of(market(Path(folder))))
    server.daemon_threads = True
    return server


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent / "market").serve_forever()
