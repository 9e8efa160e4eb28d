#!/usr/bin/env python3
"""Draws scenarios for bots by chance: settings, prices, signals, answers of the strategy, wishes of a user; each a function of its seed.

usage: draw.py FIRST COUNT OUT.json      every third one is live, with partial fills and fees in coins; the others are dry runs, on spot or futures
"""
import json
import random
import sys

SPOT = ["ETH/USDT", "BTC/USDT", "XRP/USDT", "LTC/USDT"]
FUTURES = ["ETH/USDT:USDT", "BTC/USDT:USDT", "XRP/USDT:USDT", "DOT/USDT:USDT", "ADA/USDT:USDT"]


class Drawer:
    def __init__(self, seed, futures):
        self.random = random.Random(seed)
        self.live = seed % 3 == 0
        self.futures = not self.live and self.chance(0.4)
        known = [pair for pair in futures if pair in FUTURES]
        self.pairs = self.random.sample(known, min(len(known), self.one(1, 1, 2))) if self.futures else self.random.sample(SPOT, self.one(1, 1, 2, 3))
        self.config, self.strategy, self.listed = {}, {}, {}
        self.one_for_both = self.chance(0.3)

    def one(self, *of):
        return self.random.choice(of)

    def chance(self, share):
        return self.random.random() < share

    def kind(self):
        return self.one("limit", "limit", "market")

    # -- settings
    def money(self):
        c = self.config
        c["max_open_trades"] = self.one(1, 2, 3, 5)
        c["stake_amount"] = self.one(100.0, 100.0, 50.0, 333.0, "unlimited", 980.0)
        if self.chance(0.3):
            c["tradable_balance_ratio"] = self.one(0.5, 0.9, 1.0)
        if self.chance(0.2):
            c["available_capital"] = self.one(300.0, 500.0, 1000.0)
        if self.chance(0.4):
            c |= {"amend_last_stake_amount": True, "last_stake_amount_min_ratio": self.one(0.2, 0.5, 0.9)}
        if self.chance(0.2):
            c["fee"] = self.one(0.0, 0.002, 0.0005)
        if self.chance(0.2):
            c["amount_reserve_percent"] = self.one(0.0, 0.3)
        if self.chance(0.3):
            c["custom_price_max_distance_ratio"] = self.one(0.0, 0.005, 0.1)
        if self.chance(0.15):
            c["cancel_open_orders_on_exit"] = True
        if not self.live and self.chance(0.2):
            c["dry_run_wallet"] = self.one(250.0, 5000.0, {"USDT": 600.0, "ETH": 1.5, "BNB": 3.0})
        if c["stake_amount"] != "unlimited" and self.chance(0.1):
            c["max_open_trades"] = -1

    def pricing(self, market, side):
        d = {"price_side": self.one("same", "other", "ask", "bid"), "use_order_book": self.chance(0.6), "order_book_top": self.one(1, 1, 2, 5)}
        if not d["use_order_book"] and self.chance(0.6):
            d["price_last_balance"] = self.one(0.0, 0.5, 1.0)
        return d | ({"price_side": self.one("other", side)} if market else {})

    def orders(self):
        types = {"entry": self.kind(), "exit": self.kind(), "stoploss": self.one("limit", "market"), "stoploss_on_exchange": self.chance(0.3)}
        for more in ("emergency_exit", "force_entry", "force_exit"):
            if self.chance(0.3):
                types[more] = self.kind()
        if types["stoploss_on_exchange"]:
            if not self.futures:
                types["stoploss"] = "limit"
            types["stoploss_on_exchange_interval"] = self.one(10, 60, 120)
            if self.chance(0.4):
                types["stoploss_on_exchange_limit_ratio"] = self.one(0.97, 0.99, 1.0)
        self.strategy["order_types"] = types
        if self.chance(0.3):
            self.strategy["order_time_in_force"] = {"entry": self.one("GTC", "FOK", "IOC", "PO"), "exit": self.one("GTC", "FOK", "IOC", "PO")}
        self.config["entry_pricing"] = self.pricing(types["entry"] == "market", "ask")
        if self.chance(0.15):
            self.config["entry_pricing"]["check_depth_of_market"] = {"enabled": True, "bids_to_ask_delta": self.one(0.5, 1, 1.1)}
        self.config["exit_pricing"] = self.pricing("market" in (types["exit"], types["stoploss"]), "bid")
        unit = self.one("seconds", "minutes")
        limits = {"unit": unit, "exit_timeout_count": self.one(0, 0, 1, 2)}
        for side in ("entry", "exit"):
            if self.chance(0.9):
                limits[side] = self.one(30, 90, 200) if unit == "seconds" else self.one(1, 3, 10)
        self.config["unfilledtimeout"] = limits

    def rules(self):
        s = self.strategy
        s["minimal_roi"] = self.one({"0": 10.0}, {"0": 0.02}, {"0": 0.03, "2": 0.01, "5": 0.004, "9": 0}, {"3": 0.005}, {"0": 0.01})
        self.config["stoploss"] = -self.one(0.01, 0.03, 0.05, 0.1, 0.2, 0.99)
        if self.chance(0.4):
            s["trailing_stop"] = True
            if self.chance(0.6):
                s |= {"trailing_stop_positive": self.one(0.002, 0.005, 0.01), "trailing_stop_positive_offset": self.one(0.0, 0.011, 0.02)}
                if s["trailing_stop_positive_offset"] > 0:
                    s["trailing_only_offset_is_reached"] = self.chance(0.5)
        for switch, share in (("use_custom_stoploss", 0.25), ("use_custom_roi", 0.2), ("ignore_roi_if_entry_signal", 0.2)):
            if self.chance(share):
                s[switch] = True
        if self.chance(0.2):
            s["use_exit_signal"] = False
        if self.chance(0.25):
            s |= {"exit_profit_only": True, "exit_profit_offset": self.one(0.0, 0.005)}
        if self.chance(0.15):
            s["ignore_buying_expired_candle_after"] = self.one(5, 60)
        if self.chance(0.5):
            s |= {"position_adjustment_enable": True, "max_entry_position_adjustment": self.one(-1, 0, 1, 3)}
        if self.chance(0.3):
            self.config["process_only_new_candles"] = True
        if self.futures:
            s["can_short"] = True
        if self.chance(0.3):
            s["protections"] = list(self.protections())

    def protections(self):
        if self.chance(0.5):
            yield {"method": "CooldownPeriod"} | self.one({"stop_duration_candles": self.one(1, 2)}, {"unlock_at": self.one("10:20", "09:59", "23:00")})
        if self.chance(0.5):
            yield {"method": "StoplossGuard", "lookback_period_candles": 12, "trade_limit": self.one(1, 2), "stop_duration_candles": self.one(1, 3),
                   "only_per_pair": self.chance(0.5), "only_per_side": self.chance(0.5), "required_profit": self.one(0.0, -0.01)}
        if self.chance(0.5):
            yield {"method": "LowProfitPairs", "lookback_period": 30, "trade_limit": 1, "stop_duration": self.one(7, 12),
                   "required_profit": self.one(0.0, 0.02), "only_per_side": self.chance(0.5)}
        if self.chance(0.5):
            equity = {"calculation_mode": "equity"} if self.chance(0.4) else {}
            yield {"method": "MaxDrawdown", "lookback_period_candles": 12, "trade_limit": self.one(1, 2), "stop_duration_candles": 2,
                   "max_allowed_drawdown": self.one(0.005, 0.02)} | equity

    # -- pair lists in chains
    def chain(self):
        refreshed = {"refresh_period": self.one(60, 300, 1800)}
        yield self.one({"method": "StaticPairList"}, {"method": "VolumePairList", "number_assets": self.one(1, 2, 4), "sort_key": "quoteVolume"} | refreshed,
                       {"method": "PercentChangePairList", "number_assets": self.one(1, 2, 4), "sort_direction": self.one("asc", "desc")} | refreshed)
        for more in ({"method": "SpreadFilter", "max_spread_ratio": self.one(0.002, 0.005, 0.02)}, {"method": "PriceFilter", "min_price": 95, "max_price": 120},
                     {"method": "PriceFilter", "low_price_ratio": self.one(0.00009, 0.0002)}, {"method": "OffsetFilter", "offset": self.one(0, 1), "number_assets": 2},
                     {"method": "PerformanceFilter", "minutes": self.one(5, 60)} | self.one({}, {"min_profit": 0.001}), {"method": "FullTradesFilter"},
                     {"method": "PrecisionFilter"}, {"method": "VolumePairList", "number_assets": 3, "sort_key": "quoteVolume"},
                     {"method": "PercentChangePairList", "number_assets": 3, "min_value": -3.0, "max_value": 4.0}):
            if self.chance(0.2):
                yield more

    def pairlists(self):
        if self.chance(0.6):
            return {}
        self.config["pairlists"] = list(self.chain())
        quote = "/USDT:USDT" if self.futures else "/USDT"
        more = {"blacklist": self.one(["XRP/.*"], ["(BTC|LTC)/.*"], ["eth/usdt.*"], [".*3L/USDT"])} if self.chance(0.4) else {}
        if self.chance(0.3):
            more["whitelist"] = [self.one(".*" + quote, "(ETH|BTC|XRP)" + quote), *self.pairs]
        self.listed = set(FUTURES if self.futures else SPOT) - ({"ADA/USDT:USDT"} if self.futures else set())
        return more | {"tickers": self.tickers()}

    def tickers(self):
        return {pair: [round(self.random.uniform(1e3, 1e6), 1), round(self.random.gauss(0, 4), 2)] for pair in sorted(self.listed)}

    def callbacks(self):
        c = {}
        if self.futures and self.chance(0.8):
            c["leverage"] = self.one(1.0, 2.0, 3.0, 5.0, 10.0, 20.0)
        if self.chance(0.5):
            c["order_filled"] = None
        if self.strategy.get("position_adjustment_enable"):
            c["adjust_trade_position"] = None
        if self.chance(0.3):
            c["custom_exit"] = None
        if self.strategy.get("use_custom_stoploss"):
            c["custom_stoploss"] = self.one(None, -0.02, 0.03, -0.05)
        if self.strategy.get("use_custom_roi"):
            c["custom_roi"] = self.one(None, 0.004, 0.03)
        return c

    # -- steps
    def signal(self):
        d = {}
        if self.chance(0.35):
            d["enter_long"] = 1
        if self.futures and self.chance(0.35):
            d["enter_short"] = 1
        if d and self.chance(0.7):
            d["enter_tag"] = self.one("in", "b", "")
        if self.chance(0.1):
            d["exit_long"] = 1
            if self.chance(0.6):
                d["exit_tag"] = self.one("out", "x")
        if self.futures and self.chance(0.1):
            d["exit_short"] = 1
        return d

    def answers(self, asked, price):
        near = (round(price * 0.997, 2), round(price * 1.003, 2))
        around = (None, 0, round(price * 0.99, 3), round(price * 1.01, 3), price * 0.9)
        drawn = [("custom_entry_price", 0.07, around), ("custom_exit_price", 0.07, (None, *around[2:4], price * 1.3)),
                 ("custom_stake_amount", 0.07, (None, 0, 20.0, 9.0, 12.0, 150.0, 5000.0, -5)), ("confirm_trade_entry", 0.05, (False,)),
                 ("confirm_trade_exit", 0.07, (False,)),
                 ("lock", 0.03, ([self.pairs[0], 7, "told", "*"], [self.pairs[-1], 12, None, "long"], ["*", 4, "all", "*"])),
                 ("unlock", 0.02, tuple(self.pairs)), ("unlock_reason", 0.02, ("told", "Auto lock")), ("check_entry_timeout", 0.05, (True, False)), ("check_exit_timeout", 0.05, (True, False))]
        for replacing in ("adjust_order_price",) if self.one_for_both else ("adjust_entry_price", "adjust_exit_price"):
            drawn.append((replacing, 0.1, (None, *near)))
        if "adjust_trade_position" in asked:
            drawn.append(("adjust_trade_position", 0.4, (20.0, 50.0, [33.0, "more"], -20.0, -50.0, [-30.0, "less"], -1000.0, -0.01, 2000.0, 0, 3.0)))
        if "custom_exit" in asked:
            drawn.append(("custom_exit", 0.1, ("enough", True, "x" * 300, "")))
        if "custom_stoploss" in asked:
            drawn.append(("custom_stoploss", 0.3, (None, -0.01, 0.02, 0, -0.2)))
        if "custom_roi" in asked:
            drawn.append(("custom_roi", 0.3, (None, 0.001, 0.02, -0.5)))
        return {name: self.one(*of) for name, share, of in drawn if self.chance(share)}

    def wish(self, price):
        again = self.chance(0.5)
        what = self.one("force_entry", "force_entry", "force_exit", "force_exit", "cancel", "delete", "restart" if again else "force_exit", "lock", "unlock",
                        "reload" if self.live else "lock", "stop_cleanup")
        step = {"do": what}
        pair = self.one(*self.pairs)
        if what == "force_entry":
            how = {"pair": pair, "price": self.one(None, round(price[pair] * 0.995, 2), round(price[pair] * 1.005, 3))}
            for key, share, of in (("order_type", 0.4, ("limit", "limit", "market")), ("stake_amount", 0.4, (60.0, 7.0, 150.0, 3000.0)), ("enter_tag", 0.4, ("hand", ""))):
                if self.chance(share):
                    how[key] = self.one(*of)
            if self.futures and self.chance(0.5):
                how["side"] = "short"
            if self.futures and self.chance(0.3):
                how["leverage"] = self.one(2.0, 4.0)
            step["args"] = how
        elif what == "force_exit":
            how = {"trade_id": self.one("1", "2", "3", "4", "all", "77")}
            for key, share, of in (("ordertype", 0.4, ("limit", "limit", "market")), ("amount", 0.4, (0.1, 0.3, 0.5, 1.0, 2.0)),
                                   ("price", 0.3, (round(price[pair] * 0.995, 2), round(price[pair] * 1.005, 3)))):
                if self.chance(share):
                    how[key] = self.one(*of)
            step["args"] = how
        elif what == "lock":
            step["args"] = {"pair": self.one(pair, "*"), "seconds": self.one(1, 200, 900), "reason": self.one("by hand", "", None), "side": self.one("*", "long", "short")}
        elif what == "unlock":
            step["args"] = self.one({"id": self.one(1, 2, 3)}, {"pair": pair}, {"pair": "*"})
        elif what in ("cancel", "delete", "reload"):
            step["args"] = {"trade_id": self.one(1, 2, 3, 4, 77)}
        return step

    def steps(self, asked):
        price, at, step_size = {pair: 100.0 for pair in self.pairs}, 3, self.one(0.002, 0.005, 0.015)
        for _ in range(self.one(15, 25, 40)):
            at += self.one(3, 5, 5, 5, 20, 60, 100, 300) if self.chance(0.98) else self.one(3600, 90000)
            step = {"at": at, "books": {}}
            for pair in price:
                move = self.one(-0.15, -0.3, 0.2) if self.chance(0.02) else self.random.gauss(0, step_size)
                price[pair] = round(price[pair] * (1 + move), 2)
                step["books"][pair] = [price[pair], round(price[pair] + self.one(0.01, 0.02, 0.3, 1.0), 2)]
                if self.chance(0.3):
                    bid, ask = step["books"][pair]
                    step["books"][pair] += [self.one(0.2, 2, 50), self.one(0.2, 2, 50), self.one(0.01, 0.05, 0.3), self.one(5, 20),
                                            self.one(bid, ask, round(bid * 0.99, 2), round(ask * 1.01, 2), round((bid + ask) / 2, 2))]
            if self.listed and self.chance(0.3):
                step["tickers"] = self.tickers()
            if signals := {pair: found for pair in price if (found := self.signal())}:
                step["signals"] = signals
            if answers := self.answers(asked, price[self.pairs[0]]):
                step["answers"] = answers
            if self.chance(0.05):
                step["state"] = self.one("PAUSED", "RUNNING", "RUNNING")
            if self.live:
                step["fills"] = {str(n): self.one(0.3, 0.5, 0.9, 1.0, 1.0) for n in range(1, 31) if self.chance(0.25)}
                if self.chance(0.1):
                    step["cancelled"] = self.random.sample(range(1, 31), 5)
                if self.chance(0.08):
                    step["next_orders"] = [self.one("funds", "invalid", 0.0, 0.4, 0.7, None)]
            yield step
            if self.chance(0.12):
                at += self.one(1, 2, 30)
                yield {"at": at} | self.wish(price)


def venue(case, draw):
    """Another exchange, cross margin, fees that a market does not tell: drawn apart, so that what else a seed makes stays as it is."""
    futures = case.get("mode") == "futures"
    if "live" in case or draw.random() < (0.4 if futures else 0.7):
        return
    # What tickers tell is another matter on each: here it is of binance.
    others = [] if "pairlists" in case["config"] else ["bybit", "okx", "gate", "bitget", "hyperliquid"] if futures else ["okx", "gate", "kucoin", "kraken", "htx", "bitget"]
    case["exchange"] = draw.choice(["binance", "binance", *others])
    if futures and case["exchange"] in ("binance", "hyperliquid") and draw.random() < 0.6:
        case["margin"] = "cross"
    told = [0.0006] if case["exchange"] == "bitget" else [0.0006, 0.001, 0, None]  # freqtrade fails on bitget without one
    case["fees"] = {"taker": draw.choice(told), "maker": draw.choice([0.001, 0.0002, 0, None])}


def ties(case, draw):
    """Tickers in another order than the markets, with few values: pairs that are equal stand in the order of the tickers."""
    if "tickers" not in case or draw.random() < 0.4:
        return
    told = [case] + [step for step in case["steps"] if "tickers" in step]
    for one in told:
        pairs = list(one["tickers"])
        draw.shuffle(pairs)
        one["tickers"] = {pair: [draw.choice([1e5, 2e5, 3e5]), draw.choice([-2.0, 0.0, 2.0])] for pair in pairs}


def flow(case, draw):
    """Candles that come and go as an exchange tells them, on other timeframes, and more of them to look at."""
    if case.get("exchange", "binance") not in ("binance", "okx", "gate", "bybit", "kucoin") or draw.random() < 0.5:
        return
    case["flow"] = {"days": draw.choice([1, 2, 8]), "gaps": draw.choice([0, 0, 2, 5, 20]), "late": draw.choice([0, 0, 1, 4, 20])}
    if case.get("mode") == "futures" and draw.random() < 0.7:
        case["funding_flow"] = True
    minutes = {"1m": 1, "5m": 5, "15m": 15, "1h": 60, "4h": 240}
    own = draw.choice(["1m", "5m", "5m", "15m"])
    case["config"]["timeframe"] = own
    longer = [name for name, length in minutes.items() if length >= minutes[own]]
    known = (FUTURES[:-1] if case.get("mode") == "futures" else SPOT)
    case["watched"] = [[draw.choice(known), draw.choice(longer)] for _ in range(draw.choice([1, 2, 3]))]
    if draw.random() < 0.2:
        case["merged_as_told"] = True
    if draw.random() < 0.3:
        case["config"]["startup_candle_count"] = draw.choice([30, 400, 1200])
    if case["config"].get("startup_candle_count") == 1200:
        # Several calls, whose answers do not all reach the newest candle: freqtrade would take that for a closed one.
        case["flow"] |= {"days": 400, "gaps": draw.choice([0, 20])}


def scenario(seed, futures):
    drawer = Drawer(seed, futures)
    drawer.money()
    drawer.orders()
    drawer.rules()
    asked = drawer.callbacks()
    case = {"name": f"seed {seed}", "whitelist": drawer.pairs, "config": drawer.config, "strategy": drawer.strategy, "callbacks": asked}
    if drawer.one_for_both:
        case["one_for_both"] = True
    if drawer.futures:
        case["mode"] = "futures"
    if drawer.futures and drawer.chance(0.5):
        case["funding_per_coin"] = drawer.one(0.01, -0.02, 0.003)
    case |= drawer.pairlists()
    if drawer.live:
        case["live"] = drawer.one("base", "base", "quote", "third", "late")
    case["steps"] = list(drawer.steps(asked))
    venue(case, random.Random(f"{seed} venue"))
    ties(case, random.Random(f"{seed} ties"))
    flow(case, random.Random(f"{seed} flow"))
    marks(case, random.Random(f"{seed} marks"))
    return case


def marks(case, draw):
    """Prices at which the other positions count in cross margin, apart from what was traded last."""
    if case.get("margin") == "cross":
        for step in case["steps"]:
            if told := {pair: round(book[0] * (1 + draw.gauss(0, 0.003)), 3) for pair, book in step.get("books", {}).items() if draw.random() < 0.5}:
                step["marks"] = told


def main():
    from pathlib import Path
    data = Path(__file__).resolve().parent.parent.parent / "data" / "engine" / "scenarios.json"
    futures = sorted(pair for pair in json.loads(data.read_text())["markets"] if ":" in pair)
    first, count = int(sys.argv[1]), int(sys.argv[2])
    Path(sys.argv[3]).write_text(json.dumps({"cases": [scenario(seed, futures) for seed in range(first, first + count)]}))


if __name__ == "__main__":
    main()
