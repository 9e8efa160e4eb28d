#!/usr/bin/env python3
"""Drives freqtrade's own bot over scenarios and writes down what it did, step by step: tests/bot/scenarios_test.cpp compares.

usage: PYTHON drive.py IN.json OUT.json      PYTHON has freqtrade and time_machine; IN has cases without outcome (draw.py makes some)

Prices, candles, time and the answers of the strategy come from the scenario, orders are dry-run ones or, where it says "live", those of
told_exchange.py. Cases in which freqtrade itself breaks are left out and named.
"""
import contextlib
import copy
import inspect
import json
import logging
import math
import os
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from unittest.mock import patch

os.environ["TZ"] = "UTC"
HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE / "strategy")]
import time_machine  # noqa: E402
import told  # noqa: E402
from freqtrade.enums import RunMode, SignalDirection, State  # noqa: E402
from freqtrade.exceptions import DependencyException  # noqa: E402
import freqtrade.exchange  # noqa: E402
from freqtrade.exchange import Exchange, timeframe_to_msecs  # noqa: E402
from freqtrade.freqtradebot import FreqtradeBot  # noqa: E402
from freqtrade.persistence import PairLocks, Trade  # noqa: E402
from freqtrade.rpc import RPC, RPCManager  # noqa: E402
from freqtrade.rpc.rpc import RPCException  # noqa: E402
from freqtrade.strategy import IStrategy  # noqa: E402
from pandas import DataFrame, to_datetime  # noqa: E402
from sqlalchemy import select  # noqa: E402
from told_candles import Flow  # noqa: E402
from told_exchange import Orders  # noqa: E402

DATA = HERE.parent.parent / "data" / "engine"
BASE = json.loads((DATA / "scenarios.json").read_text())
TIERS = json.loads((DATA / "min_stake.json").read_text())["tiers"]
START = datetime(2026, 1, 1, 10, 0, 0, tzinfo=timezone.utc)
CANDLE_MS = 300_000
TOLD = {"entry", "entry_fill", "entry_cancel", "exit", "exit_fill", "exit_cancel", "protection_trigger", "protection_trigger_global"}
TRADE_FIELDS = """id pair is_short leverage open_rate_requested close_rate_requested open_date close_date enter_tag max_rate min_rate amount_requested
    stoploss_last_update_utc is_open amount stake_amount max_stake_amount open_rate open_trade_value fee_open fee_open_cost fee_open_currency fee_close
    fee_close_cost fee_close_currency close_rate close_profit close_profit_abs realized_profit stop_loss stop_loss_pct initial_stop_loss
    initial_stop_loss_pct is_stop_loss_trailing funding_fees funding_fee_running liquidation_price exit_reason exit_order_status
    nr_of_successful_entries nr_of_successful_exits has_open_orders has_open_position""".split()
ORDER_FIELDS = """order_id ft_order_side ft_is_open ft_amount ft_price status order_type side price average amount filled remaining cost stop_price
    funding_fee ft_fee_base ft_order_tag ft_cancel_reason safe_price safe_amount_after_fee order_date order_filled_date""".split()


def plain(v):
    if isinstance(v, Enum):
        return v.value if isinstance(v, str) or not isinstance(v.value, int) else v.name
    if isinstance(v, datetime):
        return round((v if v.tzinfo else v.replace(tzinfo=timezone.utc)).timestamp() * 1000)
    if isinstance(v, float):
        return None if math.isnan(v) else ("inf" if v > 0 else "-inf") if math.isinf(v) else float(v)
    if isinstance(v, dict):
        return {k: plain(x) for k, x in v.items()}
    if isinstance(v, (list, tuple)):
        return [plain(x) for x in v]
    return plain(v.item()) if hasattr(v, "item") else v


def market(name, known):
    base, rest = name.split("/")
    quote, futures = rest.split(":")[0], ":" in rest
    return copy.deepcopy(known) | {
        "id": base + quote, "symbol": name, "base": base, "quote": quote, "settle": quote if futures else None, "active": True, "spot": not futures,
        "swap": futures, "linear": futures, "type": "swap" if futures else "spot", "maker": 0.001, "taker": 0.001, "info": {}, "future": False,
        "margin": False, "contract": futures, "inverse": False}


class World:
    """What surrounds the bots of one scenario, whatever happens to them."""

    def __init__(self, case):
        self.case, self.books, self.last, self.made, self.messages = case, {}, {}, [], []
        self.listed, self.marks = dict(case.get("tickers", {})), {}
        self.markets = {name: market(name, known) | case.get("fees", {}) for name, known in BASE["markets"].items()}
        if case.get("exchange") == "hyperliquid":
            for one in self.markets.values():
                one["limits"]["leverage"]["max"] = 40.0
        self.orders = Orders(self, case["live"]) if "live" in case else None
        self.flow = Flow(case["flow"]) if "flow" in case else None
        for name in self.markets:
            self.set_book(name, 99.99, 100.01)

    def set_book(self, pair, bid, ask, bids=50, asks=50, gap=0.01, levels=20, last=None):
        self.books[pair] = {"bids": [[round(bid - gap * i, 8), bids] for i in range(levels)], "asks": [[round(ask + gap * i, 8), asks] for i in range(levels)]}
        self.last[pair] = bid if last is None else last

    def ticker(self, pair):
        bid, ask = self.books[pair]["bids"][0][0], self.books[pair]["asks"][0][0]
        return {"symbol": pair, "bid": bid, "ask": ask, "last": self.last[pair]}

    def candles(self):
        forming = int(datetime.now(timezone.utc).timestamp() * 1000) // CANDLE_MS * CANDLE_MS
        rows = [[forming - (10 - i) * CANDLE_MS, 100.0, 101.0, 99.0, 100.0, 5.0] for i in range(10)]
        df = DataFrame(rows, columns=["date", "open", "high", "low", "close", "volume"])
        df["date"] = to_datetime(df["date"], unit="ms", utc=True)
        return df

    def name_of(self, order_id):
        return order_id.rsplit("_", 1)[0] + f"#{self.made.index(order_id) + 1}" if order_id in self.made else order_id

    def patches(self):
        """Everything of freqtrade that would ask a network."""
        world, case = self, self.case

        def reload_markets(exchange, force=False, *, load_leverage_tiers=True):
            exchange._markets = exchange._api.markets = world.markets

        def fill_tiers(exchange):
            has_tiers = case.get("exchange") != "hyperliquid"
            exchange._leverage_tiers = {pair: [dict(t) for t in tiers] for pair, tiers in TIERS.items() if pair in world.markets and has_tiers}

        def message_outlets(manager, bot):
            manager.registered_modules, manager._rpc = [], RPC(bot)

        place = Exchange.create_dry_run_order

        def noted(exchange, *arguments, **named):
            order = place(exchange, *arguments, **named)
            world.made.append(order["id"])
            return order

        def nothing(*_, **__):
            return None

        def count_candles(exchange, conf):
            exchange._set_startup_candle_count(conf)

        connect = Exchange._init_ccxt

        async def candles(pair, timeframe="5m", since=None, limit=None, params=None):
            if (params or {}).get("price") == "mark":
                return [[at, mark, mark, mark, mark, 0.0] for at, _, mark in Flow.funding(pair, since)]
            return world.flow.answer(pair, timeframe_to_msecs(timeframe), since, limit or 1000)

        async def rates(pair, since=None, limit=None, params=None):
            return [{"timestamp": at, "fundingRate": rate} for at, rate, _ in Flow.funding(pair, since)]

        def connected(exchange, *arguments, **named):
            api = connect(exchange, *arguments, **named)
            if world.flow and inspect.iscoroutinefunction(api.fetch_ohlcv):
                api.fetch_ohlcv, api.fetch_funding_rate_history = candles, rates
            api.calculate_fee = lambda symbol, takerOrMaker, **_: {"rate": world.markets[symbol][takerOrMaker]}  # noqa: N803
            api.fetch_funding_rates = lambda pairs, **_: {pair: {"markPrice": world.marks.get(pair, world.last[pair])} for pair in pairs}
            for call in ("create_order", "cancel_order", "fetch_order", "fetch_orders", "fetch_my_trades", "fetch_balance") if world.orders else ():
                setattr(api, call, getattr(world.orders, call))
            return api

        instead = {
            "reload_markets": reload_markets, "fill_leverage_tiers": fill_tiers, "klines": lambda *_, **__: world.candles(),
            "refresh_latest_ohlcv": lambda *_, **__: {}, "fetch_l2_order_book": lambda _, pair, limit=100: copy.deepcopy(world.books[pair]),
            "fetch_ticker": lambda _, pair: world.ticker(pair), "validate_config": count_candles, "ft_additional_exchange_init": nothing,
            "get_funding_fees": lambda _, **of: world.funding(**of), "get_tickers": lambda *_, **__: world.tickers(), "create_dry_run_order": noted,
            "_init_ccxt": connected}
        if world.flow:
            del instead["klines"], instead["refresh_latest_ohlcv"]
        if "funding_flow" in case:
            del instead["get_funding_fees"]
        for one in {of for of in vars(freqtrade.exchange).values() if isinstance(of, type) and issubclass(of, Exchange)}:
            for name in instead.keys() & vars(one).keys():
                yield patch.object(one, name, instead[name])
        yield patch.multiple(RPCManager, __init__=message_outlets, send_msg=lambda _, message: world.messages.append(message), cleanup=nothing)
        strategy = case.get("strategy", {})
        yield patch.object(IStrategy, "protections", copy.deepcopy(strategy.get("protections", [])), create=True)
        for switch in ("can_short", "use_custom_roi"):
            yield patch.object(IStrategy, switch, strategy.get(switch, False))

    def funding(self, pair, amount, is_short, open_date):
        if "funding_per_coin" in self.case:
            return self.case["funding_per_coin"] * amount * (-1 if is_short else 1)
        return self.case.get("funding_fee", 0.0)

    def tickers(self):
        listed = {pair: self.ticker(pair) | {"quoteVolume": volume, "percentage": change} for pair, (volume, change) in self.listed.items()}
        return listed | ({"BNB/USDT": {"symbol": "BNB/USDT", "last": 500.0, "bid": 500.0, "ask": 500.0}} if self.orders else {})


def configuration(case, folder):
    conf = copy.deepcopy(BASE["base_config"]) | copy.deepcopy(BASE["base_strategy"]) | copy.deepcopy(case.get("config", {}))
    own = ("protections", "use_custom_roi", "can_short")
    conf |= {k: copy.deepcopy(v) for k, v in case.get("strategy", {}).items() if k not in own}
    if case.get("mode") == "futures":
        conf["exchange"]["pair_whitelist"] = ["ETH/USDT:USDT"]
        conf |= {"trading_mode": "futures", "margin_mode": case.get("margin", "isolated")}
    conf["exchange"] |= {"name": case.get("exchange", "binance"), "enable_ws": False}
    if "whitelist" in case:
        conf["exchange"]["pair_whitelist"] = case["whitelist"]
    if "blacklist" in case:
        conf["exchange"]["pair_blacklist"] = case["blacklist"]
    if "live" in case:
        conf["dry_run"] = False
    if conf["max_open_trades"] == -1:
        conf["max_open_trades"] = float("inf")
    place = Path(folder)
    return conf | {"runmode": RunMode.DRY_RUN if conf["dry_run"] else RunMode.LIVE, "strategy": "Told", "strategy_path": str(HERE / "strategy"),
                   "user_data_dir": place, "datadir": place, "db_url": f"sqlite:///{place}/trades.sqlite", "exportfilename": "x", "original_config": {}}


def new_bot(world, folder):
    told.one_for_both = world.case.get("one_for_both", False)
    told.watched, told.fills_forward = world.case.get("watched", []), "merged_as_told" not in world.case
    return FreqtradeBot(configuration(world.case, folder))


def picture(world, bot, result):
    trades = []
    for t in Trade.session.scalars(select(Trade).order_by(Trade.id)).all():
        row = {f: plain(getattr(t, f)) for f in TRADE_FIELDS}
        # A dry run on exchanges that call the price of a stop otherwise stores none; Tremolo does (docs/differences.md).
        fields = [f for f in ORDER_FIELDS if f != "stop_price" or world.orders or bot.exchange._ft_has["stop_price_prop"] == "stopPrice"]
        row["orders"] = [{f: plain(getattr(o, f)) for f in fields} | {"order_id": world.name_of(o.order_id)} for o in t.orders]
        trades.append(row)
    locks = sorted(PairLocks.get_all_locks(), key=lambda lock: lock.id or 0)
    return {"result": result, "trades": trades, "messages": [m for m in map(lambda m: plain(dict(m)), world.messages) if m["type"] in TOLD],
            "callbacks": plain(told.asked), "wallets": {k: [plain(w.free), plain(w.used), plain(w.total)] for k, w in bot.wallets.get_all_balances().items()},
            "locks": [[x.pair, x.side, plain(x.lock_end_time), x.reason, x.active] for x in locks], "state": bot.state.name,
            "whitelist": list(bot.active_pair_whitelist)}


def act(bot, step):
    wish, how, rpc = step["do"], dict(step.get("args", {})), bot.rpc._rpc
    if wish == "stop":
        return rpc._rpc_stop()
    if wish == "stop_cleanup":
        return bot.process_stopped()
    if wish == "force_entry":
        pair, price = how.pop("pair"), how.pop("price", None)
        if "side" in how:
            how["order_side"] = SignalDirection(how.pop("side"))
        if "enter_tag" in how:
            how["enter_tag"] = how["enter_tag"] or "force_entry"
        return bool(rpc._rpc_force_entry(pair, price, **how))
    if wish == "force_exit":
        return rpc._rpc_force_exit(how["trade_id"], how.get("ordertype"), amount=how.get("amount"), price=how.get("price"))
    if wish == "cancel":
        return rpc._rpc_cancel_open_order(how["trade_id"])
    if wish == "delete":
        return rpc._rpc_delete(how["trade_id"])
    if wish == "lock":
        rpc._rpc_add_lock(how["pair"], datetime.now(timezone.utc) + timedelta(seconds=how["seconds"]), how["reason"], how["side"])
        return None
    if wish == "unlock":
        rpc._rpc_delete_lock(how.get("id"), how.get("pair"))
        return None
    if wish == "reload":
        rpc._rpc_reload_trade_from_exchange(how["trade_id"])
        return None
    raise ValueError(wish)


def set_scene(world, first, step):
    for pair, sides in [(p, step["book"]) for p in world.books if "book" in step] + list(step.get("books", {}).items()):
        world.set_book(pair, *sides)
    world.listed |= step.get("tickers", {})
    world.marks |= step.get("marks", {})
    if world.orders:
        world.orders.next += step.get("next_orders", [])
    told.signals = ({first: step["signal"]} if "signal" in step else {}) | step.get("signals", {})
    told.answers = world.case.get("callbacks", {}) | step.get("answers", {})
    told.asked, world.messages = [], []
    for number, share in step.get("fills", {}).items():
        world.orders.fill(f"live_{number}", share)
    for number in step.get("cancelled", []):
        world.orders.cancel(f"live_{number}")


def run(case):
    outcome, world = [], World(case)
    with contextlib.ExitStack() as at_end, tempfile.TemporaryDirectory() as folder, time_machine.travel(START, tick=False) as clock:
        for one in world.patches():
            at_end.enter_context(one)
        bot = new_bot(world, folder)
        first = bot.config["exchange"]["pair_whitelist"][0]
        try:
            for step in case["steps"]:
                clock.move_to(START + timedelta(seconds=step["at"]))
                set_scene(world, first, step)
                if "state" in step:
                    bot.state = State[step["state"]]
                result = {"value": None}
                try:
                    if step.get("do") == "restart":
                        bot.cleanup()
                        state = bot.state
                        Trade.session.remove()
                        bot = new_bot(world, folder)
                        bot.state = state
                        bot.startup()
                    elif "do" in step:
                        result = {"value": act(bot, step)}
                    else:
                        bot.process()
                except (RPCException, DependencyException):
                    result = {"error": "RPCException"}
                outcome.append(picture(world, bot, result))
        finally:
            with contextlib.suppress(Exception):
                bot.cleanup()
            Trade.session.remove()
    return outcome


def shortened(outcome):
    """What did not change since the step before is left out."""
    before, short = {}, []
    for step in outcome:
        usual = {"messages": [], "callbacks": [], "result": {"value": None}}
        short.append({k: v for k, v in step.items() if (v != usual[k] if k in usual else before.get(k) != v)})
        before = step
    return short


def main():
    logging.disable(logging.CRITICAL)
    data, done = json.loads(Path(sys.argv[1]).read_text()), []
    for case in data["cases"]:
        try:
            case["outcome"] = shortened(run(case))
            done.append(json.dumps(case, separators=(",", ":")))
        except Exception as e:  # a case that freqtrade does not survive is of no use
            print(f"{case['name']}: freqtrade broke: {e!r:.200}", file=sys.stderr)
            if os.environ.get("TREMOLO_TRACE"):
                raise
    head = {"about": data.get("about", ""), "base_config": BASE["base_config"], "base_strategy": BASE["base_strategy"], "markets": BASE["markets"], "cases": []}
    text = json.dumps(head, separators=(",", ":"))
    Path(sys.argv[2]).write_text(text[:-2] + "\n" + ",\n".join(done) + "\n]}\n")


if __name__ == "__main__":
    main()
