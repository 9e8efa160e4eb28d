"""An exchange with real orders, as a scenario of a live bot tells them to go (the one in C++: tests/bot/scenario_orders.hpp).

Market orders are filled at once at the best price of the other side. Limit orders and stops rest until a step says how much of them is filled. The next
orders may be refused ("funds", "invalid"), or expire with that share of them filled. Fees are a
thousandth: `fees` of the scenario says of what ("base": of what is bought, "quote", "third": in BNB) and whether the order tells them or only its
single fills do ("late").
"""
import copy
from datetime import datetime, timezone

import ccxt

RATE = 0.001


class Orders:
    def __init__(self, world, fees):
        self.world, self.kind = world, fees
        self.orders, self.fills, self.next = {}, [], []
        self.money = {"USDT": 1000.0, "BNB": 5.0}

    def now(self):
        return int(datetime.now(timezone.utc).timestamp() * 1000)

    def create_order(self, symbol, type, side, amount, price=None, params=None):  # noqa: A002
        fate = self.next.pop(0) if self.next else None
        if isinstance(fate, str):
            raise (ccxt.InsufficientFunds if fate == "funds" else ccxt.InvalidOrder)("told to")
        name = f"live_{len(self.orders) + 1}"
        self.world.made.append(name)
        order = {"id": name, "symbol": symbol, "type": type, "side": side, "amount": amount, "price": price, "average": None, "filled": 0.0, "remaining": amount,
                 "cost": 0.0, "status": "open", "timestamp": self.now(), "datetime": None, "lastTradeTimestamp": None, "fee": None, "fees": [], "trades": [],
                 "clientOrderId": None, "info": {}}
        if params and "stopPrice" in params:
            order["stopPrice"] = params["stopPrice"]
        self.orders[name] = order
        if type == "market":
            book = self.world.books[symbol]
            order["price"] = book["asks" if side == "buy" else "bids"][0][0]
        if fate is not None:
            self.fill(name, fate)
            order["status"] = "expired"
        elif type == "market":
            self.fill(name, 1.0)
        return copy.deepcopy(order)

    # The order is filled up to this share of its amount.
    def fill(self, name, share):
        order = self.orders.get(name)
        if not order or order["status"] != "open":
            return
        amount = order["amount"] * share - order["filled"]
        if amount <= 0:
            return
        price, (base, quote), buys = order["price"], order["symbol"].split("/"), order["side"] == "buy"
        cost = amount * price
        order["filled"] = order["filled"] + amount if share < 1 else order["amount"]
        order["remaining"] = order["amount"] - order["filled"]
        order["cost"] = order["filled"] * price
        order["average"] = price
        order["lastTradeTimestamp"] = self.now()
        if share >= 1:
            order["status"] = "closed"
        currency = "BNB" if self.kind == "third" else base if buys and self.kind != "quote" else quote
        fee = {"currency": currency, "cost": amount * RATE if currency == base else cost * RATE if currency == quote else cost * RATE / 500}
        for coin, change in ((base, amount if buys else -amount), (quote, -cost if buys else cost), (currency, -fee["cost"])):
            self.money[coin] = self.money.get(coin, 0.0) + change
        self.fills.append({"order": name, "symbol": order["symbol"], "amount": amount, "price": price, "cost": cost, "fee": fee, "fees": [fee],
                           "timestamp": self.now(), "datetime": None, "side": order["side"], "id": str(len(self.fills) + 1), "info": {}})
        if self.kind != "late":
            before = (order["fee"] or {}).get("cost", 0.0)
            order["fee"] = {"currency": currency, "cost": before + fee["cost"]}

    def cancel(self, name):
        order = self.orders.get(name)
        if order and order["status"] == "open":
            order["status"] = "canceled"

    def cancel_order(self, name, pair, params=None):
        self.cancel(name)
        return copy.deepcopy(self.orders[name])

    def fetch_order(self, name, pair, params=None):
        return copy.deepcopy(self.orders[name])

    def fetch_orders(self, pair, since=None, params=None, **_):
        return [copy.deepcopy(o) for o in self.orders.values() if o["symbol"] == pair and o["timestamp"] >= (since or 0)]

    def fetch_my_trades(self, pair, since=None, params=None, **_):
        return [copy.deepcopy(f) for f in self.fills if f["symbol"] == pair]

    def fetch_balance(self, params=None):
        used = {}
        for order in self.orders.values():
            if order["status"] == "open":
                base, quote = order["symbol"].split("/")
                coin, amount = (quote, order["remaining"] * order["price"]) if order["side"] == "buy" else (base, order["remaining"])
                used[coin] = used.get(coin, 0.0) + amount
        return {coin: {"free": total - used.get(coin, 0.0), "used": used.get(coin, 0.0), "total": total} for coin, total in self.money.items()}
