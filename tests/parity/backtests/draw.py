"""Draws backtests by chance: candles, markets, settings and what the strategies of Drawn.py are to do."""
import random

import numpy as np
import pandas as pd
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType

TIERS = [[0, 5000, 0.0065, 75.0, 0.0], [5000, 25000, 0.01, 50.0, 17.5], [25000, 100000, 0.02, 25.0, 267.5], [100000, 500000, 0.05, 10.0, 3267.5],
         [500000, 2000000, 0.1, 5.0, 28267.5], [2000000, 30000000, 0.125, 2.0, 78267.5]]
STRATEGIES = ["DrawnBare", "DrawnPrices", "DrawnStops", "DrawnStakes", "DrawnMixed", "DrawnAll"]
MINUTES = {"1m": 1, "3m": 3, "5m": 5, "15m": 15, "30m": 30, "1h": 60, "4h": 240}


def candles(rng, r, start, minutes, price, digits, noisy):
    """One-minute candles of a random walk."""
    sigma = r.choice([0.0004, 0.001, 0.002, 0.004])
    steps = rng.normal(0, sigma, minutes) + (rng.random(minutes) < 0.002) * rng.normal(0, 12 * sigma, minutes)
    close = price * np.exp(np.cumsum(steps))
    open_ = np.concatenate([[price], close[:-1]]) * np.exp(rng.normal(0, sigma / 6, minutes))
    high = np.maximum(open_, close) * np.exp(np.abs(rng.normal(0, sigma / 2, minutes)))
    low = np.minimum(open_, close) * np.exp(-np.abs(rng.normal(0, sigma / 2, minutes)))
    flat = rng.random(minutes) < r.choice([0, 0.02, 0.3])
    open_[flat] = high[flat] = low[flat] = close[flat]
    df = pd.DataFrame({"date": pd.date_range(start, periods=minutes, freq="1min", tz="UTC")})
    for name, column in (("open", open_), ("high", high), ("low", low), ("close", close)):
        ticks = np.maximum(1, np.round(column * 10**digits))
        df[name] = ticks * 10.0**-digits if noisy else np.round(ticks / 10**digits, digits)
    df["volume"] = np.where(flat, 0.0, np.round(rng.random(minutes) * 1000, 3))
    return df


def in_timeframe(df, minutes):
    if minutes == 1:
        return df.copy()
    grouped = df.set_index("date").resample(f"{minutes}min").agg({"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"})
    return grouped.dropna(subset=["open"]).reset_index()


def with_gaps(r, rng, df):
    kind = r.random()
    if kind < 0.6:
        return df
    if kind < 0.8:
        return df[rng.random(len(df)) > 0.03].reset_index(drop=True)
    if kind < 0.9 and len(df) > 50:
        hole = r.randrange(10, len(df) - 20)
        return df.drop(df.index[hole:hole + r.randrange(2, 15)]).reset_index(drop=True)
    if kind < 0.95:
        return pd.concat([df, df.iloc[5:9]]).reset_index(drop=True)
    return df.sample(frac=1, random_state=r.randrange(10**6)).reset_index(drop=True)


def draw_market(r, base, quote, futures, digits):
    price_scale = 10.0**-digits
    step = r.choice([1.0, 0.1, 0.001, 1e-05, 1e-08])
    settle = {"settle": quote, "contractSize": r.choice([1.0, 1.0, 10.0, 0.1, 1000.0])} if futures else {}
    if futures and settle["contractSize"] == 10.0:
        step = 1.0
    taker, maker = r.choice([(0.001, 0.001), (0.00075, 0.0005), (0.0005, 0.0002), (0.0002, 0.0026), (0.0, 0.0)])
    return {"symbol": f"{base}/{quote}" + (f":{quote}" if futures else ""), "id": base + quote, "base": base, "quote": quote,
            "type": "swap" if futures else "spot", "taker": taker, "maker": maker, "precision": {"amount": step, "price": price_scale},
            "limits": {"amount": [r.choice([step, step, None]), r.choice([None, 9e7])], "price": [price_scale, None],
                       "cost": [r.choice([None, 1e-4, 5.0 if quote == "USDT" else 0.001]), r.choice([None, None, 9e6])],
                       **({"leverage": [1, 75]} if futures else {})}, **settle}


def draw_data(r, rng, folder, case, bases, quote, futures, timeframe, detail, days):
    start = pd.Timestamp(r.choice(["2018-01-10", "2019-12-28", "2021-11-14", "2022-02-26", "2024-02-27"]), tz="UTC")
    handler = get_datahandler(folder, case["config"]["dataformat_ohlcv"])
    kind = CandleType.FUTURES if futures else CandleType.SPOT
    markets = []
    for base in bases:
        digits = r.choice([2, 3, 4, 5]) if quote == "USDT" else r.choice([5, 6, 8])
        price = r.choice([0.5, 3.0, 42.0, 900.0]) if quote == "USDT" else r.choice([0.00002, 0.003, 0.04])
        if price * 10**digits < 200:
            digits += 3
        market = draw_market(r, base, quote, futures, digits)
        markets.append(market)
        if len(bases) > 2 and r.random() < 0.05 and not futures:
            continue  # a pair without candles
        minutes = days * 1440
        late = r.choice([0, 0, 0, 0, 77, 1000]) if not futures else 0
        early = r.choice([0, 0, 0, 0, 123, 900])
        df = candles(rng, r, start + pd.Timedelta(minutes=late), minutes - late - early, price, digits, r.random() < 0.2)
        handler.ohlcv_store(market["symbol"], timeframe, with_gaps(r, rng, in_timeframe(df, MINUTES[timeframe])), kind)
        if detail:
            handler.ohlcv_store(market["symbol"], detail, with_gaps(r, rng, in_timeframe(df, MINUTES[detail])), kind)
        if futures:
            hours = in_timeframe(df, 60)
            mark = hours.copy()
            mark[["open", "high", "low", "close"]] = (mark[["open", "high", "low", "close"]] * r.choice([1.0003, 0.9998, 1.0])).round(8)
            handler.ohlcv_store(market["symbol"], "1h", mark, CandleType.MARK)
            every = r.choice([1, 4, 8])
            rates = hours[hours["date"].dt.hour % every == 0].reset_index(drop=True)
            rates["funding_rate"] = np.round(0.0001 + 0.0006 * np.sin(1.7 * np.arange(len(rates))), 8)
            rates = rates[["date", "funding_rate"]]
            if r.random() < 0.2:
                rates = rates.iloc[len(rates) // 3:].reset_index(drop=True)
            handler.ohlcv_store(market["symbol"], "1h", rates, CandleType.FUNDING_RATE)
    return start, markets


def draw_timerange(r, start, days):
    end = start + pd.Timedelta(days=days)
    a, b = start + pd.Timedelta(minutes=r.randrange(0, 900)), end - pd.Timedelta(minutes=r.randrange(0, 900))
    day = lambda t: t.strftime("%Y%m%d")  # noqa: E731
    minute = lambda t: t.strftime("%Y%m%dT%H%M")  # noqa: E731
    return r.choice([None, f"{day(a)}-{day(end)}", f"{minute(a)}-{minute(b)}", f"{minute(a)}-", f"-{minute(b)}", f"{day(a)}-",
                     f"{int(a.timestamp())}-{int(b.timestamp())}", f"{int(a.timestamp())}000-{int(b.timestamp())}000",
                     f"{day(start - pd.Timedelta(days=3))}-{day(end + pd.Timedelta(days=3))}"])


def maybe(r, probability, value):
    return value() if r.random() < probability else None


def draw_roi(r):
    kind = r.random()
    if kind < 0.15:
        return {"0": 100}
    if kind < 0.3:
        return {"0": r.choice([0.01, 0.003])}
    if kind < 0.4:
        return {str(r.choice([30, 37, 60])): 0.01, "240": r.choice([0, -1, -0.01])}
    table = {"0": r.choice([0.05, 0.02]), str(r.choice([20, 33, 60])): r.choice([0.01, 0.015]), str(r.choice([120, 200])): r.choice([0.002, 0, 0.005])}
    if r.random() < 0.5:
        table[str(r.choice([300, 333, 480]))] = r.choice([-1, -1, -0.02, 0.0])
    return table


def draw_protections(r):
    out = []
    for _ in range(r.randrange(1, 4)):
        method = r.choice(["CooldownPeriod", "StoplossGuard", "LowProfitPairs", "MaxDrawdown"])
        one = {"method": method}
        if r.random() < 0.7:
            one.update(r.choice([{"stop_duration": r.choice([7, 30, 60])}, {"stop_duration_candles": r.choice([2, 5, 10])},
                                 {"unlock_at": r.choice(["08:00", "17:30"])}]))
        if method != "CooldownPeriod":
            one.update(r.choice([{"lookback_period": r.choice([60, 300, 1440])}, {"lookback_period_candles": r.choice([12, 48])}, {}]))
            if r.random() < 0.7:
                one["trade_limit"] = r.choice([1, 2, 4])
        if method in ("StoplossGuard", "LowProfitPairs"):
            if r.random() < 0.4:
                one["only_per_side"] = r.random() < 0.7
            if r.random() < 0.4:
                one["required_profit"] = r.choice([0.0, -0.01, 0.01])
        if method == "StoplossGuard" and r.random() < 0.4:
            one["only_per_pair"] = r.random() < 0.7
        if method == "MaxDrawdown":
            one["max_allowed_drawdown"] = r.choice([0.01, 0.05, 0.2])
            if r.random() < 0.5:
                one["calculation_mode"] = r.choice(["ratios", "equity"])
        out.append(one)
    return out


def draw_trailing(r, config):
    if r.random() < 0.5:
        return
    config["trailing_stop"] = True
    if r.random() < 0.7:
        config["trailing_stop_positive"] = r.choice([0.003, 0.01, 0.02])
        if r.random() < 0.7:
            config["trailing_stop_positive_offset"] = config["trailing_stop_positive"] + r.choice([0.002, 0.01])
            config["trailing_only_offset_is_reached"] = r.random() < 0.6


def draw_config(r, quote, futures, pairs, timeframe):
    scale = {"USDT": 1000.0, "BTC": 1.0, "ETH": 10.0}[quote]
    unlimited = r.random() < 0.35
    config = {
        "stake_currency": quote, "stake_amount": "unlimited" if unlimited else scale * r.choice([0.05, 0.1, 0.3]), "dry_run": True,
        "dry_run_wallet": scale * r.choice([1, 1, 0.5, 20 if futures else 3]), "max_open_trades": r.choice([1, 2, 3, 3, 10] + ([] if unlimited else [-1])),
        "stoploss": -r.choice([0.01, 0.03, 0.05, 0.1, 0.99]), "minimal_roi": draw_roi(r), "dataformat_ohlcv": r.choice(["feather"] * 4 + ["json", "jsongz"]),
        "exchange": {"name": "binance", "pair_whitelist": pairs, "pair_blacklist": []}, "internals": {},
        "entry_pricing": {"price_side": "same", "use_order_book": True}, "exit_pricing": {"price_side": "same", "use_order_book": True},
        "pairlists": [{"method": "StaticPairList"}]}
    if futures:
        config |= {"trading_mode": "futures", "margin_mode": r.choice(["isolated", "isolated", "cross"])}
    chances = {
        "fee": (0.5, lambda: r.choice([0.0, 0.001, 0.0025, 0.0007])),
        "tradable_balance_ratio": (0.4, lambda: r.choice([0.5, 0.97, 1.0])),
        "available_capital": (0.15, lambda: scale * r.choice([0.4, 0.9])),
        "amend_last_stake_amount": (0.3, lambda: True),
        "last_stake_amount_min_ratio": (0.3, lambda: r.choice([0.1, 0.9])),
        "amount_reserve_percent": (0.2, lambda: r.choice([0.0, 0.2])),
        "use_exit_signal": (0.3, lambda: r.random() < 0.4),
        "exit_profit_only": (0.3, lambda: True),
        "exit_profit_offset": (0.2, lambda: r.choice([0.01, -0.01])),
        "ignore_roi_if_entry_signal": (0.3, lambda: True),
        "ignore_buying_expired_candle_after": (0.2, lambda: r.choice([60, 120, 400])),
        "unfilledtimeout": (0.6, lambda: r.choice([{"entry": r.choice([5, 10, 33]), "exit": r.choice([5, 30]), "unit": "minutes"},
                                                   {"entry": 400, "exit": 700, "unit": "seconds", "exit_timeout_count": 2},
                                                   {"entry": 20, "exit": 10}])),
        "order_types": (0.4, lambda: {"entry": r.choice(["limit", "market"]), "exit": r.choice(["limit", "market"]), "stoploss": r.choice(["limit", "market"]),
                                      "stoploss_on_exchange": r.random() < 0.3}),
        "custom_price_max_distance_ratio": (0.1, lambda: 0.001),
    }
    for key, (probability, value) in chances.items():
        if (drawn := maybe(r, probability, value)) is not None:
            config[key] = drawn
    if config.get("order_types") and r.random() < 0.9:
        config["entry_pricing"]["price_side"] = config["exit_pricing"]["price_side"] = "other"
    if futures and r.random() < 0.3:
        config["liquidation_buffer"] = r.choice([0.0, 0.01, 0.2])
    if futures and r.random() < 0.4:
        config["futures_funding_rate"] = r.choice([0.0, 0.0005])
    if futures and r.random() < 0.3:
        config["exchange"]["name"], config["margin_mode"] = r.choice(["bybit", "gate", "okx"]), "isolated"
    if r.random() < 0.15:
        config["dry_run_wallet"] = {quote: config["dry_run_wallet"], pairs[0].split("/")[0]: 3.5}
    if r.random() < 0.1:
        config["max_open_trades"] = r.choice([0, 2.0, 1]) if not unlimited else 2
    draw_trailing(r, config)
    if r.random() < 0.15:
        config["pairlists"].append({"method": "OffsetFilter", "offset": r.choice([0, 1]), "number_assets": 3})
    if r.random() < 0.15:
        config["pairlists"].append({"method": "ShuffleFilter", "seed": r.choice([0, 42, -7, 2**40, 1.5]), "shuffle_frequency": r.choice(["candle", "iteration"])})
    return config


def draw_signals(r, futures, timeframe):
    out, salt = [], r.randrange(10**6)
    sides = ["long", "short"] if futures else ["long", "long"]
    for i in range(r.randrange(1, 4)):
        side = sides[r.randrange(2)]
        rule = {"column": f"enter_{side}", "tag_column": "enter_tag", "tag": r.choice([f"in{i}", f"in{i}", None])}
        out.append(rule | r.choice([{"kind": "chance", "salt": salt + i, "per_mille": r.choice([5, 30, 100, 400])},
                                    {"kind": "move", "rows": r.choice([1, 3, 12]), "limit": r.choice([0.99, 0.997]), "below": True}]))
    for i in range(r.randrange(0, 3)):
        side = sides[r.randrange(2)]
        rule = {"column": f"exit_{side}", "tag_column": "exit_tag", "tag": r.choice([f"out{i}", None])}
        out.append(rule | r.choice([{"kind": "chance", "salt": salt + 50 + i, "per_mille": r.choice([5, 30, 100])},
                                    {"kind": "move", "rows": r.choice([1, 3, 12]), "limit": r.choice([1.01, 1.004]), "below": False}]))
    return out


def draw_calls(r):
    thrown = [{"throw": True}] if r.random() < 0.3 else []
    near, far = r.choice([0.001, 0.004]), r.choice([0.01, 0.05])
    prices = [{}, {"factor": 1 - near}, {"factor": 1 + near}, {"factor": 1 - far}, {"factor": 1 + far}, {"factor": 1 - near / 3}]
    some = lambda of, n: [r.choice(of) for _ in range(n)] + thrown  # noqa: E731
    stops = [{}, {"value": -0.01}, {"value": 0.02}, {"value": -0.3}, {"value": 0.0}, {"nan": True}, {"open": 0.005}, {"open": -0.02},
             {"price": 0.98}, {"price": 1.01}, {"value": -0.004}]
    adjusted = [{}, {}, {}, {"stake": 0.5, "tag": "more", "calm": True}, {"stake": 0.3}, {"stake": -0.5, "tag": "less", "calm": True}, {"stake": -0.25},
                {"stake": -1.0, "tag": "all"}, {"stake": -2.0}, {"stake": -1e-5}, {"stake": 1e-6}, {"stake": 5.0}, {"stake": -0.97}]
    return {
        "custom_entry_price": some(prices, 7), "custom_exit_price": some(prices, 7),
        "check_entry_timeout": some([{}, {}, {"yes": True}], 8), "check_exit_timeout": some([{}, {}, {"yes": True}], 8),
        "adjust_order_price": some([{}, {}, {"none": True}, {"factor": 1 - near}, {"factor": 1.0}, {"factor": 1 + near}], 8),
        "adjust_entry_price": some([{}, {}, {"none": True}, {"factor": 1 - near}, {"factor": 1.0}], 8),
        "adjust_exit_price": some([{}, {}, {"none": True}, {"factor": 1 + near}, {"factor": 1.0}], 8),
        "custom_stoploss": some(stops, r.choice([2, 9])), "custom_roi": some([{}, {}, {"value": 0.01}, {"value": -0.01}, {"value": 0.0}, {"value": 0.004}], 7),
        "custom_exit": some([{}] * 25 + [{"exit": True}, {"exit": "own"}, {"exit": "long " * 70}, {"exit": False}, {"exit": ""}], 12),
        "custom_stake_amount": some([{}, {}, {"factor": 0.5}, {"factor": 3.0}, {"factor": 0.001}, {"factor": 0.0}, {"none": True}, {"factor": -1.0}], 8),
        "leverage": some([{"value": v} for v in (1.0, 2.0, 3.5, 10.0, 20.0, 200.0, 0.5)], 4),
        "confirm_trade_entry": some([{}] * 3 + [{"yes": False}], 6), "confirm_trade_exit": some([{}] * 3 + [{"yes": False}], 6),
        "adjust_trade_position": some(adjusted, 12), "order_filled": [{}] + thrown + ([{"lock": r.choice([7, 30, 120]), "side": r.choice(["*", "long"])}] if r.random() < 0.3 else []), "bot_loop_start": [{}] + thrown}


def draw_strategy(r, futures, timeframe):
    return {"attributes": {
        "timeframe": timeframe, "can_short": futures and r.random() < 0.8, "use_custom_stoploss": r.random() < 0.6, "use_custom_roi": r.random() < 0.6,
        "startup_candle_count": r.choice([0, 0, 3, 20, 45, 200]), "position_adjustment_enable": r.random() < 0.7,
        "max_entry_position_adjustment": r.choice([-1, -1, 0, 1, 3]), "ignore_buying_expired_candle_after": r.choice([0, 0, 0, 60, 150]),
        "protections": draw_protections(r) if r.random() < 0.5 else []}, "signals": draw_signals(r, futures, timeframe), "calls": draw_calls(r), "looks": r.random() < 0.3}


def draw_case(seed, folder):
    """A case, and its candles in `folder`."""
    r, rng = random.Random(seed), np.random.default_rng(seed)
    futures = r.random() < 0.4
    quote = "USDT" if futures else r.choice(["USDT", "BTC", "ETH"])
    timeframe = r.choice(["5m", "5m", "15m", "1h", "1m", "4h"])
    detail = r.choice([None, None, "1m", "3m" if timeframe != "5m" else "1m", "15m" if timeframe == "1h" else "1m"])
    detail = None if timeframe == "1m" else "30m" if detail and timeframe == "4h" else detail
    bases = r.sample(["AAA", "BBB", "CCC", "DDD", "EEE", "FFF"], r.choice([1, 2, 3, 5]))
    days = {"5m": r.choice([2, 4]), "15m": r.choice([4, 9]), "1h": r.choice([15, 34]), "1m": 1, "4h": 60}[timeframe]
    pairs = [f"{base}/{quote}" + (f":{quote}" if futures else "") for base in bases]
    case = {"seed": seed, "config": draw_config(r, quote, futures, pairs, timeframe), "options": {}}
    start, markets = draw_data(r, rng, folder, case, bases, quote, futures, timeframe, detail, days)
    if case["config"]["exchange"]["name"] != "binance":
        for market in markets:  # where it is 0, freqtrade takes what ccxt has for the exchange
            market["taker"] = market["taker"] or 0.0005
    case["markets"] = {"markets": markets, "leverage_tiers": {p: TIERS for p in pairs} if futures else {}}
    if (timerange := draw_timerange(r, start, days)) is not None:
        case["options"]["timerange"] = timerange
    if detail:
        case["options"]["timeframe_detail"] = detail
    case["options"] |= {name: True for name, p in (("enable_protections", 0.5), ("position_stacking", 0.2)) if r.random() < p}
    if len(case["config"]["pairlists"]) > 1 and r.random() < 0.5:
        case["options"]["enable_dynamic_pairlist"] = True
    names = r.sample(STRATEGIES, r.choice([1, 1, 1, 1, 2]))
    if len(names) > 1:
        case["config"]["timeframe"] = timeframe  # freqtrade looks for it there
    case["strategies"] = {name: draw_strategy(r, futures, timeframe) for name in names}
    if futures and r.random() < 0.25:
        make_daring(r, case, futures, timeframe)
    return case


def make_daring(r, case, futures, timeframe):
    """Much leverage, and nothing that ends a trade before its liquidation does."""
    config = case["config"]
    for key in [k for k in config if k.startswith("trailing")] + ["exit_profit_only"]:
        config.pop(key, None)
    config |= {"stoploss": -0.99, "minimal_roi": {"0": r.choice([100, 0.5])}}
    told = draw_strategy(r, futures, timeframe)
    told["attributes"] |= {"use_custom_stoploss": False, "use_custom_roi": False}
    told["calls"] |= {"leverage": [{"value": v} for v in (20.0, 50.0, 75.0)], "adjust_trade_position": [{}] * 6 + [{"stake": 0.5}, {"stake": -0.3}],
                      "custom_exit": [{}]}
    case["strategies"] = {r.choice(["DrawnStakes", "DrawnAll"]): told}
