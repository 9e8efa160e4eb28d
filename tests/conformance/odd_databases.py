#!/usr/bin/env python3
"""Writes trade databases of many kinds through an installed freqtrade's own persistence, with the settings that go with each.

usage: PYTHON odd_databases.py FOLDER [NAME...]      PYTHON is one that has freqtrade installed
For each scenario: FOLDER/NAME/trades.sqlite and FOLDER/NAME/extra.json, which is laid over the common configuration. drawn_SEED: one drawn by chance.
"""
import json
import logging
import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from freqtrade.enums import TradingMode
from freqtrade.persistence import KeyValueStore, Order, PairLocks, Trade, init_db
from freqtrade.persistence.wallet_history import WalletHistory

NOW = datetime.now(timezone.utc).replace(microsecond=0)
RATES = {"BTC/USDT": 85000.0, "ETH/USDT": 3500.0, "SOL/USDT": 180.0, "XRP/USDT": 2.0, "ADA/USDT": 0.8, "DOGE/USDT": 0.24, "LTC/USDT": 97.0, "LINK/USDT": 16.0,
         "AVAX/USDT": 24.0, "DOT/USDT": 6.1, "TRX/USDT": 0.27, "ETH/BTC": 0.04, "LTC/BTC": 0.0011}


def ago(**span):
    return NOW - timedelta(**span)


class book:
    """Makes trades; ids grow in the order of the calls."""

    def __init__(self, seed=1, leverage=1.0, mode=TradingMode.SPOT):
        self.random, self.leverage, self.mode = random.Random(seed), leverage, mode

    def order(self, trade, side, at, rate, amount, filled=None, is_open=False, status="closed", kind="limit", tag=None, **more):
        number = f"dry_run_{side}_{trade.pair}_{self.random.getrandbits(64):016x}"
        filled = amount if filled is None else filled
        values = {"order_id": number, "status": status, "symbol": trade.pair, "order_type": kind, "side": "sell" if side == "stoploss" else side, "price": rate,
                  "average": rate if filled else None, "amount": amount, "filled": filled, "remaining": amount - filled, "cost": rate * filled,
                  "order_date": at, "order_filled_date": at + timedelta(seconds=1, microseconds=250000) if filled else None, "order_update_date": at,
                  "ft_order_side": side, "ft_pair": trade.pair, "ft_is_open": is_open, "ft_amount": amount, "ft_price": rate, "ft_order_tag": tag}
        trade.orders.append(Order(**(values | more)))

    def trade(self, pair, opened, rate, stake=100.0, short=False, fee=0.001, tag="dip", leverage=None, **more):
        leverage = leverage or self.leverage
        amount = round(stake * leverage / rate, 5)
        base = pair.split("/")[0]
        values = {"exchange": "binance", "pair": pair, "base_currency": base, "stake_currency": pair.split("/")[1].split(":")[0], "is_open": True, "fee_open": fee,
                  "fee_close": fee, "fee_open_cost": stake * leverage * fee, "fee_open_currency": pair.split("/")[1].split(":")[0], "open_rate": rate,
                  "open_rate_requested": rate, "stake_amount": amount * rate / leverage, "max_stake_amount": amount * rate / leverage, "amount": amount,
                  "amount_requested": amount * 1.0001, "open_date": opened, "strategy": "BenchStrategy", "enter_tag": tag, "timeframe": 5, "trading_mode": self.mode,
                  "amount_precision": 1e-05, "price_precision": 1e-05 if rate < 10 else 0.01, "precision_mode": 4, "precision_mode_price": 4, "contract_size": 1.0,
                  "leverage": leverage, "is_short": short, "interest_rate": 0.0, "funding_fees": 0.0}
        t = Trade(**(values | more))
        t.recalc_open_trade_value()
        t.adjust_stop_loss(rate, -0.1, initial=True)
        t.adjust_min_max_rates(rate * 1.02, rate * 0.97)
        Trade.session.add(t)
        return t

    def entered(self, pair, opened, rate, **more):
        tag = more.get("tag", "dip")
        t = self.trade(pair, opened, rate, **more)
        self.order(t, t.entry_side, opened, rate, t.amount, tag=tag)
        t.recalc_trade_from_orders()
        return t

    def close(self, t, at, rate, reason="roi", amount=None):
        self.order(t, t.exit_side, at, rate, t.amount if amount is None else amount, tag=reason)
        t.exit_reason, t.close_rate_requested, t.close_date = reason, rate, at
        t.fee_close_cost, t.fee_close_currency = t.amount * rate * t.fee_close, t.stake_currency
        t.close(rate, show_msg=False)
        return t

    def round_trip(self, pair, opened, minutes, rate, gain, reason="roi", **more):
        return self.close(self.entered(pair, opened, rate, **more), opened + timedelta(minutes=minutes), rate * (1 + gain), reason)

    def part(self, t, at, rate, share):
        self.order(t, t.exit_side, at, rate, round(t.amount * share, 5), tag="take_part")
        t.recalc_trade_from_orders()

    def more_of(self, t, at, rate, stake):
        self.order(t, t.entry_side, at, rate, round(stake * t.leverage / rate, 5), tag="dca")
        t.recalc_trade_from_orders()


def empty(b):
    return {}


def single(b):
    b.round_trip("ETH/USDT", ago(days=3, minutes=7), 61.5, 3400.0, 0.031)
    return {}


def two_at_once(b):
    b.round_trip("ETH/USDT", ago(hours=5), 30, 3400.0, 0.02)
    b.round_trip("XRP/USDT", ago(hours=5), 45, 2.0, -0.01)
    return {}


def losses_only(b):
    for n in range(7):
        b.round_trip("SOL/USDT" if n % 2 else "ADA/USDT", ago(days=8 - n, hours=3), 90 + 7 * n, (180.0, 0.8)[1 - n % 2], -0.01 - 0.004 * n, "stop_loss")
    b.entered("LTC/USDT", ago(hours=2), 101.0)
    return {}


def wins_only(b):
    for n in range(6):
        b.round_trip(list(RATES)[n], ago(days=40 - 6 * n), 300, list(RATES.values())[n], 0.01 + 0.005 * n)
    return {"stake_amount": 50.5, "max_open_trades": -1}


def draws(b):
    for n, gain in enumerate((0.0, 0.02, 0.0, -0.015)):
        b.round_trip("ETH/USDT", ago(days=4 - n), 20, 3500.0, gain, "draw" if gain == 0 else "roi", fee=0.0)
    b.entered("ETH/USDT", ago(minutes=40), 3500.0, fee=0.0)
    return {}


def open_only(b):
    b.entered("ETH/USDT", ago(days=1), 3300.0)
    b.entered("SOL/USDT", ago(days=2), 190.0, tag=None)
    b.entered("DOGE/USDT", ago(minutes=1), 0.23, stake=900.0)
    return {"max_open_trades": 3}


def partial(b):
    t = b.entered("ETH/USDT", ago(days=2), 3500.0, stake=300)
    b.part(t, ago(days=2) + timedelta(hours=1), 3600.0, 0.4)
    b.part(t, ago(days=2) + timedelta(hours=2), 3700.0, 0.5)
    b.close(t, ago(days=1), 3450.0, "age_out")
    t = b.entered("SOL/USDT", ago(days=1), 190.0, stake=200)
    b.more_of(t, ago(hours=20), 180.0, 150)
    b.part(t, ago(hours=10), 200.0, 0.3)
    t = b.entered("XRP/USDT", ago(hours=9), 2.2, stake=250)
    b.part(t, ago(hours=7), 2.0, 0.5)
    b.more_of(t, ago(hours=6), 1.9, 100)
    b.order(t, "sell", ago(hours=1), 2.5, t.amount, filled=0.0, is_open=True, status="open", tag="force_exit")
    t = b.entered("ADA/USDT", ago(hours=30), 0.8, stake=120)
    b.more_of(t, ago(hours=29), 0.7, 60)
    b.close(t, ago(hours=3), 0.77)
    return {"position_adjustment_enable": True}


def tags(b):
    names = ["dip", "", None, "momo", "ünïcode ✓", 'quote" \' ; drop', "a b c", "x" * 200, "dip"]
    for n, name in enumerate(names * 3):
        b.round_trip(("ETH/USDT", "SOL/USDT", "DOT/USDT")[n % 3], ago(days=20 - n * 0.5), 33 + n, (3500.0, 180.0, 6.1)[n % 3], b.random.gauss(0.002, 0.02),
                     ("roi", "stop_loss", "exit_signal", "", "force_exit", "größe")[n % 6], tag=name)
    b.entered("ETH/USDT", ago(hours=4), 3500.0, tag="open one")
    return {}


def other_fees(b):
    t = b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02, fee=0.00075)
    t.fee_open_currency = t.fee_close_currency = "BNB"
    t.fee_open_cost, t.fee_close_cost = 0.0001, 0.00012
    t = b.trade("SOL/USDT", ago(days=1), 180.0, fee=0.001)
    b.order(t, "buy", ago(days=1), 180.0, t.amount, ft_fee_base=t.amount * 0.001)
    t.fee_open_currency, t.fee_open_cost = "SOL", t.amount * 0.001
    t.recalc_trade_from_orders()
    b.close(t, ago(hours=5), 182.5, "exit_signal", amount=t.amount)
    t = b.trade("XRP/USDT", ago(hours=5), 2.0, fee=0.002)
    b.order(t, "buy", ago(hours=5), 2.0, t.amount, ft_fee_base=t.amount * 0.002)
    t.recalc_trade_from_orders()
    b.round_trip("ADA/USDT", ago(days=3), 10, 0.8, 0.001, fee=0.01)
    return {}


def odd_orders(b):
    t = b.entered("ETH/USDT", ago(days=1), 3500.0)
    b.order(t, "sell", ago(hours=10), 3600.0, t.amount, filled=0.0, status="canceled", ft_cancel_reason="timeout")
    b.order(t, "sell", ago(hours=9), 3600.0, t.amount, filled=round(t.amount / 3, 5), status="canceled")
    b.order(t, "stoploss", ago(hours=8), 3100.0, t.amount, filled=0.0, status="open", is_open=True, kind="stop_loss_limit", stop_price=3120.0, order_id="stop-1")
    t.recalc_trade_from_orders()
    t = b.trade("SOL/USDT", ago(minutes=3), 150.0)
    t.amount = 0.0
    b.order(t, "buy", ago(minutes=3), 150.0, 0.66666, filled=0.0, status="open", is_open=True)
    t = b.trade("DOT/USDT", ago(minutes=9), 6.0)
    b.order(t, "buy", ago(minutes=9), 6.0, 16.0, filled=4.0, status="open", is_open=True)
    t = b.entered("LTC/USDT", ago(hours=3), 100.0)
    b.order(t, "sell", ago(hours=1), 130.0, t.amount, filled=0.0, status="expired")
    b.order(t, "sell", ago(minutes=50), 130.0, t.amount, filled=0.0, status="rejected")
    b.order(t, "sell", ago(minutes=40), 130.0, t.amount, filled=0.0, status=None, is_open=True, kind=None, order_date=None)
    t = b.trade("AVAX/USDT", ago(hours=7), 24.0)
    b.order(t, "buy", ago(hours=7), 24.0, 4.0, kind="market", price=None, average=None, cost=None, ft_price=24.0)
    t.recalc_trade_from_orders()
    return {}


def unset_fields(b):
    t = b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02)
    for name in ("base_currency", "stake_currency", "fee_open_cost", "fee_open_currency", "fee_close_cost", "fee_close_currency", "open_rate_requested",
                 "close_rate_requested", "max_stake_amount", "max_rate", "min_rate", "exit_order_status", "enter_tag", "amount_precision", "price_precision", "precision_mode", "precision_mode_price", "contract_size", "funding_fees",
                 "stop_loss_pct", "initial_stop_loss", "initial_stop_loss_pct"):
        setattr(t, name, None)
    t = b.entered("SOL/USDT", ago(hours=12), 180.0)
    for name in ("base_currency", "stake_currency", "fee_open_cost", "fee_open_currency", "open_rate_requested", "max_rate", "min_rate", "enter_tag",
                 "amount_precision", "price_precision", "precision_mode", "precision_mode_price", "contract_size", "funding_fees", "stop_loss_pct",
                 "initial_stop_loss_pct"):
        setattr(t, name, None)
    t = b.entered("XRP/USDT", ago(hours=12), 2.0)
    t.stop_loss = t.initial_stop_loss = 0.0
    t.stop_loss_pct = t.initial_stop_loss_pct = 0.0
    t.strategy, t.exchange, t.timeframe = "SomeOther", "kraken", 60
    return {}


def gone_pair(b):
    b.round_trip("ZZZ/USDT", ago(days=2), 55, 5.0, 0.02)
    b.entered("ZZZ/USDT", ago(days=1), 5.0)
    b.entered("OLD/USDT", ago(days=1), 1.0)
    b.entered("ETH/USDT", ago(days=1), 3400.0)
    return {}


def bitcoin(b):
    for n in range(5):
        b.round_trip(("ETH/BTC", "LTC/BTC")[n % 2], ago(days=6 - n), 70, (0.04, 0.0011)[n % 2], (-1) ** n * 0.013, stake=0.01, price_precision=1e-06)
    b.entered("ETH/BTC", ago(hours=5), 0.0405, stake=0.02, price_precision=1e-06)
    return {"stake_currency": "BTC", "stake_amount": 0.01, "dry_run_wallet": 0.5,
            "exchange": {"pair_whitelist": ["ETH/BTC", "LTC/BTC"], "pair_blacklist": []}}


def coins_in_wallet(b):
    b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02)
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return {"dry_run_wallet": {"USDT": 640.5, "BTC": 0.03, "SOL": 2, "NOPE": 7, "ADA": 0.0}, "stake_amount": "unlimited", "tradable_balance_ratio": 0.5}


def capital(b):
    for n in range(9):
        b.round_trip(list(RATES)[n], ago(days=9 - n), 44, list(RATES.values())[n], b.random.gauss(0, 0.02))
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return {"available_capital": 500, "max_open_trades": 2, "fiat_display_currency": "", "minimal_roi": {"0": 0.1}, "stoploss": -0.2, "trailing_stop": True,
            "trailing_stop_positive": 0.02, "trailing_stop_positive_offset": 0.03, "bot_name": "käpitän \"x\"",
            "order_types": {"entry": "limit", "exit": "market", "stoploss": "limit", "stoploss_on_exchange": False}}


def long_history(b):
    pairs = list(RATES)[:11]
    for n in range(260):
        pair = b.random.choice(pairs)
        b.round_trip(pair, ago(days=420 - n * 1.6, seconds=b.random.randint(0, 80000)), b.random.uniform(0.2, 3000), RATES[pair] * b.random.uniform(0.5, 1.5),
                     b.random.gauss(0.001, 0.03), b.random.choice(("roi", "stop_loss", "exit_signal", "trailing_stop_loss")),
                     tag=b.random.choice(("dip", "momo", "breakout", None)), stake=b.random.choice((50, 100, 150.5)))
    for pair in pairs[:4]:
        b.entered(pair, ago(hours=b.random.randint(1, 99)), RATES[pair] * 1.02)
    return {"dry_run_wallet": 20000}


def ruined(b):
    for n in range(4):
        b.round_trip("ETH/USDT", ago(days=400 - 90 * n), 600, 3500.0, -0.9, stake=400)
    return {"dry_run_wallet": 1000}


def locks(b):
    for n, (pair, until, side, reason) in enumerate([("ETH/USDT", 10, "*", "by hand"), ("*", 60, "long", None), ("SOL/USDT", -5, "*", "over"), ("XRP/USDT", 3000, "short", "größe"),
                                                     ("NOPE/XXX", 5, "weird", "")]):
        PairLocks.lock_pair(pair, NOW + timedelta(minutes=until), reason, side=side, now=ago(minutes=n))
    PairLocks.unlock_pair("ETH/USDT", NOW)
    PairLocks.lock_pair("ETH/USDT", NOW + timedelta(days=400), "again", now=NOW)
    return {}


def custom_data(b):
    closed = b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02)
    first, second, third = (b.entered(pair, ago(hours=5), RATES[pair]) for pair in ("SOL/USDT", "XRP/USDT", "ADA/USDT"))
    Trade.commit()
    for t, key, value in [(closed, "n", 5), (first, "n", -3), (first, "text", "a \"b\" ü"), (first, "f", 0.1), (first, "t", True), (first, "f2", False), (first, "none", None),
                          (first, "list", [1, "x", None, 2.5]), (first, "map", {"z": 1, "a": {"q": []}}), (second, "only", "here"), (third, "n", 12345678901234567890)]:
        t.set_custom_data(key, value)
    first.set_custom_data("n", 4)
    return {}


def wallet_records(b):
    for day in range(5):
        at = (NOW - timedelta(days=5 - day)).replace(hour=0, minute=7, second=0, tzinfo=None)
        for coin, rate, balance, managed in (("USDT", 1.0, 1000.5 - day, True), ("ETH", 3500.0, 0.01 * day, True), ("XRP", 2.0, 5.0, False), ("NOPE", None, 3.0, True)):
            Trade.session.add(WalletHistory(timestamp=at, currency=coin, rate=rate, quote_currency="USDT", balance=balance,
                                            total_quote=None if rate is None else rate * balance, bot_managed=managed))
    KeyValueStore.store_value("wallet_history_migration_date", NOW - timedelta(days=3, microseconds=-123456))
    KeyValueStore.store_value("bot_start_time", ago(days=60))
    b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02)
    return {}


def fiat(b):
    for n in range(6):
        b.round_trip(list(RATES)[n], ago(days=9 - n), 44, list(RATES.values())[n], b.random.gauss(0, 0.02))
    b.entered("SOL/USDT", ago(days=1), 170.0)
    t = b.trade("DOT/USDT", ago(minutes=9), 6.0)
    b.order(t, "buy", ago(minutes=9), 6.0, 16.0, filled=0.0, status="open", is_open=True)
    b.entered("ZZZ/USDT", ago(days=1), 5.0)
    return {"fiat_display_currency": "EUR"}


def fiat_of_bitcoin(b):
    return bitcoin(b) | {"fiat_display_currency": "USD"}


def fiat_itself(b):
    bitcoin(b)
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return bitcoin(b) | {"fiat_display_currency": "BTC"}


def fiat_unknown(b):
    single(b)
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return {"fiat_display_currency": "JPY"}


FUTURES = {"trading_mode": "futures", "margin_mode": "isolated", "stake_currency": "USDT",
           "exchange": {"pair_whitelist": ["ETH/USDT:USDT", "SOL/USDT:USDT"], "pair_blacklist": []}}


def futures(b):
    b = book(3, 3.0, TradingMode.FUTURES)
    for n in range(12):
        pair = ("ETH/USDT", "SOL/USDT")[n % 2]
        t = b.entered(f"{pair}:USDT", ago(days=20 - n), RATES[pair], short=n % 3 == 0, leverage=(1.0, 3.0, 5.0)[n % 3])
        t.orders[-1].funding_fee = 0.01 * n - 0.03
        b.close(t, ago(days=20 - n) + timedelta(hours=5), RATES[pair] * (1 + b.random.gauss(0, 0.02)), "roi")
    for short, pair in ((True, "ETH/USDT"), (False, "SOL/USDT")):
        t = b.entered(f"{pair}:USDT", ago(hours=8), RATES[pair], short=short)
        t.funding_fees = -0.05
        t.liquidation_price = RATES[pair] * (1.3 if short else 0.7)
    return FUTURES


def futures_longs(b):
    b = book(4, 2.0, TradingMode.FUTURES)
    b.round_trip("ETH/USDT:USDT", ago(days=5), 300, 3500.0, 0.04)
    b.entered("SOL/USDT:USDT", ago(hours=9), 180.0)
    return FUTURES


def pricing_by_ticker(b):
    open_only(b)
    b.entered("OLD/USDT", ago(days=1), 1.0)
    return {"max_open_trades": -1, "stake_amount": 77.7777, "unfilledtimeout": {"entry": 5, "exit": 10, "unit": "seconds"}, "timeframe": "1h", "fee": 0.002,
            "entry_pricing": {"price_side": "same", "use_order_book": False, "price_last_balance": 0.5, "check_depth_of_market": {"enabled": True, "bids_to_ask_delta": 2}},
            "exit_pricing": {"price_side": "bid", "use_order_book": False, "price_last_balance": 0.3}, "dry_run_wallet": 123.456, "tradable_balance_ratio": 1.0,
            "order_types": {"entry": "limit", "exit": "limit", "emergency_exit": "market", "force_exit": "market", "force_entry": "market", "stoploss": "market",
                            "stoploss_on_exchange": True, "stoploss_on_exchange_interval": 33}, "position_adjustment_enable": True, "max_entry_position_adjustment": 3,
            "minimal_roi": {"60": 0.01, "30": 0.02, "0": 1}, "stoploss": -0.05, "use_custom_stoploss": False, "trailing_stop": False}


def deep_book(b):
    open_only(b)
    b.entered("BNB/USDT", ago(days=1), 600.0)
    return {"entry_pricing": {"price_side": "same", "use_order_book": True, "order_book_top": 3}, "exit_pricing": {"price_side": "ask", "use_order_book": True, "order_book_top": 4},
            "pairlists": [{"method": "VolumePairList", "number_assets": 6, "sort_key": "quoteVolume"}, {"method": "SpreadFilter"}, {"method": "PriceFilter", "low_price_ratio": 0.01},
                          {"method": "OffsetFilter", "offset": 1}], "exchange": {"pair_blacklist": ["DOGE/.*", "X.P/USDT", "(AD|TR).*"]}, "stake_amount": "unlimited",
            "max_open_trades": 4, "force_entry_enable": False, "bot_name": ""}


def bare(b):
    """As little as a configuration can hold."""
    single(b)
    return {"__left_out__": ["bot_name", "force_entry_enable", "timeframe", "cancel_open_orders_on_exit", "dry_run_wallet"], "max_open_trades": 1}


def futures_same_side(b):
    return futures(b) | {"exit_pricing": {"price_side": "same", "use_order_book": True, "order_book_top": 1}, "fiat_display_currency": "EUR", "available_capital": 777.5}


def cross(b):
    return futures(b) | {"margin_mode": "cross", "stake_amount": "unlimited"}


def close_same_moment(b):
    """Trades that close at one moment, out of the order of their ids, on the edges of days."""
    midnight = NOW.replace(hour=0, minute=0, second=0)
    for n, (pair, gain) in enumerate([("ETH/USDT", 0.02), ("SOL/USDT", -0.02), ("XRP/USDT", 0.02), ("ADA/USDT", 0.0201), ("DOT/USDT", -0.03)]):
        t = b.entered(pair, ago(days=3, minutes=n), RATES[pair])
        b.close(t, (midnight, midnight - timedelta(microseconds=1), midnight, midnight - timedelta(days=1), midnight - timedelta(days=1))[n], RATES[pair] * (1 + gain))
    return {}


SCENARIOS = [empty, single, two_at_once, losses_only, wins_only, draws, open_only, partial, tags, other_fees, odd_orders, unset_fields, gone_pair, bitcoin, coins_in_wallet,
             capital, long_history, ruined, locks, custom_data, wallet_records, fiat, fiat_of_bitcoin, fiat_itself, fiat_unknown, futures, futures_longs, futures_same_side, cross, pricing_by_ticker, deep_book,
             bare, close_same_moment]


def main():
    import drawn_databases
    import rare_databases
    logging.disable(logging.CRITICAL)
    folder, wanted = Path(sys.argv[1]), set(sys.argv[2:])
    scenarios = {s.__name__: s for s in SCENARIOS + rare_databases.SCENARIOS if not wanted or s.__name__ in wanted}
    scenarios |= {name: drawn_databases.drawer(name).fill for name in sys.argv[2:] if drawn_databases.is_drawn(name)}
    for name, scenario in scenarios.items():
        home = folder / name
        home.mkdir(parents=True)
        init_db(f"sqlite:///{home}/trades.sqlite")
        PairLocks.timeframe, PairLocks.use_db = "5m", True
        extra = scenario(book())
        Trade.commit()
        Trade.session.remove()
        (home / "extra.json").write_text(json.dumps(extra))
        print(name, flush=True)


if __name__ == "__main__":
    main()
