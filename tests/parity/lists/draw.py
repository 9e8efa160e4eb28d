#!/usr/bin/env python3
"""Draws chains of pair lists by chance, with every documented parameter, and rounds for them to be asked in: other tickers, later times.

usage: draw.py FIRST COUNT OUT.json      each case is a function of its seed; candles and markets are the same in all of them
"""
import json
import random
import sys

MINUTE = 60_000
STEPS = {"1d": 1440 * MINUTE, "4h": 240 * MINUTE, "1h": 60 * MINUTE}
START = 1770681900000  # 2026-02-10 00:05
END = START + 5 * STEPS["1d"]
PAIRS = ["ETH/USDT", "BTC/USDT", "XRP/USDT", "LTC/USDT", "DOGE/USDT", "SHIB/USDT", "ADA/USDT", "OLD/USDT", "SOL/USDT", "ETH3L/USDT", "NEO/BTC", "ETH/BTC"]
PRICES = [2000, 60000, 0.5, 80, 0.1, 0.00001, 0.4, 1, 150, 3, 0.0002, 0.04]
TICKS = [0.01, 0.01, 0.0001, 0.01, 0.00001, 1e-8, 0.0001, 0.0001, 0.01, 0.001, 1e-7, 1e-5]
STEP_SIZES = [0.0001, 0.00001, 1.0, 0.001, 1.0, 1.0, 0.1, 0.1, 0.01, 0.1, 0.01, 0.0001]


# Futures: with a price and when they are delisted, as the exchange writes it; that of BTC is never.
NEVER = "4133404800000"
FUTURES = {"BTC/USDT:USDT": (60000, NEVER), "ETH/USDT:USDT": (2000, NEVER), "XRP/USDT:USDT": (0.5, str(START + 2 * STEPS["1d"])), "SOL/USDT:USDT": (150, START + 20 * STEPS["1d"]),
           "1000SHIB/USDT:USDT": (0.01, None), "DOT/USDT:USDT": (5, int(NEVER)), "KAVA/USDT:USDT": (1, START - STEPS["1d"]), "NEO/USDT:USDT": (9, None)}


def candles():
    """By timeframe and pair. Some pairs are listed late, some rest for days, some have gaps."""
    rnd, all_of_them = random.Random(1), {}
    for timeframe, length in STEPS.items():
        by_pair = {}
        for index, pair in enumerate(PAIRS):
            days = {"1d": 60, "4h": 12, "1h": 7}[timeframe]
            at = (END - (days * 1440 * MINUTE if index % 4 else rnd.choice([7, 11, 16]) * 1440 * MINUTE)) // length * length
            price, rows = PRICES[index], []
            while at <= END:
                last = price
                price = last * (1 + rnd.gauss(0, rnd.choice([0.0, 0.002, 0.03])))
                high, low = max(last, price) * (1 + rnd.random() * 0.01), min(last, price) * (1 - rnd.random() * 0.01)
                if index != 3 or rnd.random() > 0.1:
                    rows.append([at, last, high, low, price, rnd.choice([0.0, round(rnd.uniform(1, 1e5), 2), round(rnd.uniform(1, 1e3), 2)])])
                at += length
            by_pair[pair] = rows
        all_of_them[timeframe] = by_pair
    return all_of_them


def markets(never_as_number):
    found = {}
    for index, pair in enumerate(PAIRS):
        base, quote = pair.split("/")
        found[pair] = {"symbol": pair, "base": base, "quote": quote, "active": pair != "OLD/USDT",
                       "precision": {"amount": STEP_SIZES[index], "price": TICKS[index]},
                       "limits": {"amount": {"min": STEP_SIZES[index], "max": 9000.0}, "cost": {"min": 10.0 if index % 2 else 5.0, "max": None},
                                  "price": {"min": None, "max": None}, "leverage": {"min": None, "max": None}}}
    for pair, (_, delisted) in FUTURES.items():
        info = {} if delisted is None else {"deliveryDate": delisted if pair != "BTC/USDT:USDT" or not never_as_number else int(NEVER)}
        found[pair] = {"symbol": pair, "base": pair.split("/")[0], "quote": "USDT", "active": pair != "NEO/USDT:USDT", "precision": {"amount": 0.1, "price": 0.001},
                       "limits": {"amount": {"min": 0.1, "max": 9000.0}, "cost": {"min": 5.0, "max": None}, "price": {"min": None, "max": None},
                                  "leverage": {"min": None, "max": None}}, "info": info}
    return found


class Drawer:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, *of):
        return self.random.choice(of)

    def maybe(self, share, **keys):
        return {k: v for k, v in keys.items() if self.random.random() < share}

    def looking_back(self):
        how = self.one("none", "days", "frame", "frame")
        if how == "none":
            return {}
        if how == "days":
            return {"lookback_days": self.one(1, 2, 5, 10)} | self.maybe(0.9, refresh_period=self.one(86400, 90000))
        timeframe = self.one("1d", "1h", "4h")
        return {"lookback_timeframe": timeframe, "lookback_period": self.one(1, 2, 6, 24)} | self.maybe(0.9, refresh_period=STEPS[timeframe] // 1000)

    def volume(self):
        return {"method": "VolumePairList", "number_assets": self.one(1, 3, 5, 20), "sort_key": "quoteVolume"} | self.maybe(
            0.3, min_value=self.one(0, 1e4, 5e5), max_value=self.one(6e5, 9e5), refresh_period=self.one(60, 900, 3600, 90000)) | (
            self.looking_back() if self.one(True, False) else {})

    def change(self):
        return {"method": "PercentChangePairList", "number_assets": self.one(1, 3, 5, 20)} | self.maybe(
            0.3, min_value=self.one(-3.0, 0, 0.5), max_value=self.one(1.0, 4.0, 10), sort_direction=self.one("asc", "desc", None),
            refresh_period=self.one(60, 900, 3600, 90000)) | (self.looking_back() if self.one(True, False) else {})

    def remote(self, first):
        mode = "whitelist" if first else self.one("whitelist", "blacklist")
        listed = self.random.sample(PAIRS, self.one(2, 5, 8)) + self.one([], ["NOPE/USDT"], ["ETH/USDT"])
        text = json.dumps({"pairs": listed} | self.maybe(0.5, refresh_period=self.one(60, 3600)))
        return {"method": "RemotePairList", "pairlist_url": "file:///FOLDER/list.json", "number_assets": self.one(1, 3, 20), "mode": mode} | self.maybe(
            0.4, processing_mode=self.one("filter", "append"), refresh_period=self.one(60, 1800), keep_pairlist_on_failure=self.one(True, False)), text

    def filters(self):
        spread = self.maybe(0.7, max_spread_ratio=self.one(0.0, 0.002, 0.005, 0.02))
        price = self.maybe(0.4, low_price_ratio=self.one(0.0001, 0.001, 0.01), min_price=self.one(0.001, 0.5, 10), max_price=self.one(1, 100, 1e4),
                           max_value=self.one(0.1, 1.0, 10.0))
        lasting = self.looking_back()
        moving = self.maybe(0.6, min_rate_of_change=self.one(0.005, 0.02, 0.1), max_rate_of_change=self.one(0.05, 0.2, 0.5),
                            sort_direction=self.one("asc", "desc", None), refresh_period=self.one(60, 1440, 86400))
        swinging = self.maybe(0.6, min_volatility=self.one(0.0, 0.01, 0.03), max_volatility=self.one(0.02, 0.08, 0.5),
                              sort_direction=self.one("asc", "desc", None), refresh_period=self.one(60, 1440, 86400))
        about = self.one(("base", "ETH"), ("quote", "USDT"), ("limits.cost.min", 5.0), ("precision.price", 0.01), ("limits.nothing", 1), ("active", True))
        return [{"method": "SpreadFilter"} | spread, {"method": "PriceFilter"} | price, {"method": "PrecisionFilter"},
                {"method": "AgeFilter"} | self.maybe(0.7, min_days_listed=self.one(1, 5, 10, 14), max_days_listed=self.one(15, 20, 60)),
                {"method": "RangeStabilityFilter"} | moving | lasting, {"method": "VolatilityFilter"} | swinging | lasting,
                {"method": "OffsetFilter"} | self.maybe(0.7, offset=self.one(0, 1, 3, 20), number_assets=self.one(0, 2, 4)),
                {"method": "PairInformationFilter", "info_key": about[0], "info_compare_value": about[1]} | self.maybe(0.5, selection_mode=self.one("whitelist", "blacklist")),
                {"method": "StaticPairList"} | self.maybe(0.4, allow_inactive=True), self.volume(), self.change()]

    def other_market(self, case, seed):
        """Pairs of futures and of spot in one: which coins are on both, which are about to go."""
        case["mode"] = self.one("spot", "futures", "futures")
        futures = case["mode"] == "futures"
        pairs = list(FUTURES) if futures else PAIRS
        cross = {"method": "CrossMarketPairList"} | self.maybe(0.8, pairs_exist_on=self.one("both_markets", "current_market_only"), refresh_period=self.one(60, 1800))
        plain = {"number_assets": self.one(1, 3, 20), "refresh_period": self.one(60, 1800)}
        more = [cross, {"method": "DelistFilter", "max_days_from_now": self.one(0, 1, 5, 30)}, {"method": "OffsetFilter", "offset": self.one(0, 1, 3)},
                {"method": "SpreadFilter", "max_spread_ratio": self.one(0.002, 0.02)}, {"method": "PriceFilter", "min_price": self.one(0.02, 2)}]
        first = self.one({"method": "StaticPairList"}, {"method": "VolumePairList", "sort_key": "quoteVolume"} | plain, {"method": "PercentChangePairList"} | plain, cross)
        chain = [first] + [one for one in self.random.sample(more, self.one(1, 2, 3)) if one is not first and (futures or one["method"] != "DelistFilter")]
        case |= {"pairlists": chain, "stoploss": -0.1, "pair_blacklist": self.one([], ["XRP/.*"]),
                 "pair_whitelist": self.one(pairs, [".*"], self.random.sample(pairs, 4))}
        case["rounds"] = list(self.rounds())
        for turn in case["rounds"]:
            if futures and "tickers" in turn:
                turn["tickers"] = self.tickers({pair: price for pair, (price, _) in FUTURES.items()})
        self.ties(case, random.Random(f"{seed} ties"))
        return case

    def tickers(self, prices=None):
        found = {}
        for pair, price in (prices or dict(zip(PAIRS, PRICES, strict=True))).items():
            if self.random.random() < 0.05:
                continue
            last = price * (1 + self.random.gauss(0, 0.05))
            spread = self.one(0, 0.001, 0.004, 0.03)
            facts = {"bid": last * (1 - spread), "ask": last, "last": last, "quoteVolume": round(self.random.uniform(0, 1e6), 2), "percentage": round(self.random.gauss(0, 4), 3)}
            if self.random.random() < 0.06:
                facts[self.one("bid", "ask", "last", "percentage")] = self.one(None, None, 0)
            found[pair] = {"symbol": pair, "baseVolume": None} | facts
        return found

    @staticmethod
    def ties(case, draw):
        """Tickers in another order than the markets, with few values: pairs that are equal stand in the order of the tickers."""
        for turn in case["rounds"] if draw.random() < 0.5 else ():
            pairs = list(turn.get("tickers", {}))
            draw.shuffle(pairs)
            turn |= {"tickers": {pair: turn["tickers"][pair] | {"quoteVolume": draw.choice([0.0, 1e5, 2e5]), "percentage": draw.choice([-1.0, 0.5, None, 2.0])}
                                 for pair in pairs}} if pairs else {}

    def rounds(self):
        at = 0
        for _ in range(self.one(1, 3, 6)):
            yield {"at": at} | ({"tickers": self.tickers()} if at == 0 or self.random.random() < 0.7 else {})
            at += self.one(5, 60, 300, 1801, 1801, 3601, 7200, 40000, 86400)

    def case(self, seed):
        case = {"name": f"seed {seed}"}
        if seed % 5 == 4:
            return self.other_market(case, seed)
        generator = self.one("static", "static", "volume", "change", "remote")
        if generator == "remote":
            first, case["list"] = self.remote(True)
        else:
            first = {"static": {"method": "StaticPairList"} | self.maybe(0.3, allow_inactive=True), "volume": self.volume(), "change": self.change()}[generator]
        chain = [first] + self.random.sample(self.filters(), self.one(0, 1, 1, 2, 3))
        if generator != "remote" and self.random.random() < 0.15:
            more, case["list"] = self.remote(False)
            chain.append(more)
        case |= {"pairlists": chain, "stoploss": self.one(-0.1, -0.01, -0.99), "pair_blacklist": self.one([], [], ["XRP/.*"], [".*3L/USDT", "btc/USDT"], ["(ETH|BTC)/.*"])}
        case["pair_whitelist"] = self.one(PAIRS, PAIRS + ["NOPE/USDT"], [".*/USDT"], ["(ETH|XRP|DOGE)/.*", "LTC/USDT"], self.random.sample(PAIRS, 6), ["eth/usdt", "ETH/USDT"])
        case["rounds"] = list(self.rounds())
        self.ties(case, random.Random(f"{seed} ties"))
        return case


def main():
    first, count = int(sys.argv[1]), int(sys.argv[2])
    with open(sys.argv[3], "w", encoding="utf-8") as out:
        json.dump({"start": START, "markets": markets(first % 2 == 0), "candles": candles(), "cases": [Drawer(seed).case(seed) for seed in range(first, first + count)]}, out)


if __name__ == "__main__":
    main()
