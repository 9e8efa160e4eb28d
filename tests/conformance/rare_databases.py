"""More trade databases and settings for beside_freqtrade.py: what few bots have, and no bot has often. odd_databases.py runs them."""
from datetime import datetime, timedelta, timezone

from freqtrade.enums import TradingMode
from freqtrade.persistence import KeyValueStore, PairLocks, Trade
from freqtrade.persistence.custom_data import _CustomData
from freqtrade.persistence.pairlock import PairLock
from freqtrade.persistence.wallet_history import WalletHistory

from odd_databases import FUTURES, NOW, RATES, ago, bitcoin, book, long_history, open_only, partial


def of_ether(b):
    """Stakes in ether: five decimals, pairs that few have."""
    for n in range(6):
        b.round_trip(("SOL/ETH", "LINK/ETH")[n % 2], ago(days=6 - n, seconds=n * 7), 70 + n, (0.051, 0.0046)[n % 2], (-1) ** n * 0.0137, stake=0.25, price_precision=1e-06)
    b.entered("LINK/ETH", ago(hours=5), 0.0045, stake=0.3, price_precision=1e-06)
    return {"stake_currency": "ETH", "stake_amount": 0.25, "dry_run_wallet": 3.123456789, "fiat_display_currency": "USD", "timeframe": "1h",
            "exchange": {"pair_whitelist": ["SOL/ETH", "LINK/ETH"], "pair_blacklist": []}}


def odd_names(b):
    """Pairs with digits, other scripts and signs in their names."""
    for n, (pair, rate) in enumerate([("1000SATS/USDT", 0.00025), ("币安人生/USDT", 0.11), ("A-B.C/USDT", 3.0), ("1INCH/USDT", 0.3)]):
        b.round_trip(pair, ago(days=6 - n), 70, rate, 0.01 * (n - 1.5), price_precision=1e-07)
        b.entered(pair, ago(hours=5 + n), rate * 1.01, price_precision=1e-07)
    PairLocks.lock_pair("币安人生/USDT", NOW + timedelta(days=1), "ñ \"q\" \\ / \t", now=NOW)
    return {"exchange": {"pair_whitelist": ["1000SATS/USDT", "币安人生/USDT", "A-B.C/USDT", "ETH/USDT"], "pair_blacklist": ["1INCH/.*", ".*UP/USDT"]}, "bot_name": "机器人 / \\ \t <b>",
            "timeframe": "1d", "max_open_trades": 7.0}


def tiny_and_huge(b):
    """Figures that are written with exponents."""
    b.round_trip("XRP/USDT", ago(days=3), 5, 1.23e-08, 0.5, stake=0.0001, price_precision=1e-10)
    t = b.trade("SOL/USDT", ago(days=2), 1.7e-09, stake=1e-07, price_precision=1e-12)
    b.order(t, "buy", ago(days=2), 1.7e-09, t.amount)
    t.recalc_trade_from_orders()
    t = b.entered("ADA/USDT", ago(days=2), 1e9, stake=3e10)
    b.close(t, ago(days=1), 1.1e9)
    b.entered("LTC/USDT", ago(days=1), 97.123456789012, stake=123456789.123456)
    return {"dry_run_wallet": 1e12, "stake_amount": 0.0001, "tradable_balance_ratio": 0.123456789}


def moments(b):
    """Trades that last no time, years or less than none; of the past century and the next one."""
    b.round_trip("ETH/USDT", ago(days=3), 0, 3500.0, 0.01)
    b.round_trip("SOL/USDT", datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=timezone.utc), 60 * 24 * 366, 180.0, 0.02)
    b.round_trip("XRP/USDT", datetime(2024, 2, 29, 12, tzinfo=timezone.utc), 60 * 24 * 3 + 61.5, 2.0, -0.02)
    b.round_trip("ADA/USDT", datetime(2090, 1, 1, tzinfo=timezone.utc), 30, 0.8, 0.01)
    b.round_trip("DOT/USDT", ago(hours=2, microseconds=123456), 0.0101, 6.0, -0.01)
    b.round_trip("LTC/USDT", ago(hours=1), -30, 97.0, 0.03)
    b.entered("LINK/USDT", datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc), 16.0)
    b.entered("AVAX/USDT", NOW + timedelta(days=30), 24.0)
    return {}


def closed_without_figures(b):
    """Closed trades as a crash or another program may leave them; with no figures that freqtrade itself cannot do without."""
    for n, fields in enumerate([("close_profit_abs",), ("close_rate",), ("enter_tag", "exit_order_status"), ("realized_profit",), ("stop_loss",), ("fee_close",)]):
        t = b.round_trip("ETH/USDT" if n % 2 else "SOL/USDT", ago(days=9, hours=n), 55, (3500.0, 180.0)[1 - n % 2], 0.01 * n - 0.03, tag=f"without {fields[0]}")
        for name in fields:
            setattr(t, name, None)
    b.entered("XRP/USDT", ago(hours=1), 2.0)
    return {}


def without_orders(b):
    """Trades whose orders are gone."""
    for n in range(3):
        t = b.trade("ETH/USDT", ago(days=3 - n), 3500.0, tag=None)
        t.close_date, t.close_rate, t.close_profit, t.close_profit_abs, t.is_open, t.exit_reason = ago(days=3 - n, minutes=-9), 3600.0, 0.02, 2.0 - n, False, "roi"
    b.trade("SOL/USDT", ago(hours=3), 180.0)
    return {}


def zeroes(b):
    """Trades of nothing."""
    t = b.round_trip("SOL/USDT", ago(days=2), 20, 180.0, -0.999999)
    b.order(t, "sell", ago(days=2), 190.0, 1.0, filled=0.0, is_open=True, status="open", kind=None, order_id="left-over")
    t = b.entered("XRP/USDT", ago(hours=4), 2.0)
    t.amount = t.stake_amount = t.max_stake_amount = 0.0
    t = b.entered("ADA/USDT", ago(hours=4), 0.8)
    t.max_stake_amount = 0.0
    return {"dry_run_wallet": 0}


def many_orders(b):
    """Open trades with several open orders, stop orders that were replaced, and orders of every status."""
    t = b.entered("ETH/USDT", ago(days=1), 3500.0)
    for n, (side, status, is_open, filled) in enumerate([("buy", "open", True, 0.0), ("buy", "open", True, 0.001), ("sell", "open", True, 0.0), ("sell", "open", True, 0.002),
                                                         ("stoploss", "canceled", False, 0.0), ("stoploss", "open", True, 0.0), ("buy", "canceled", False, 0.003),
                                                         ("sell", "expired", False, 0.001), ("sell", "rejected", False, 0.0), ("buy", "new", True, None)]):
        b.order(t, side, ago(hours=20 - n), 3500.0 + n, 0.01, filled=filled if filled is not None else 0.0, is_open=is_open, status=status, order_id=f"many-{n}", tag=f"tag {n}")
    t = b.trade("SOL/USDT", ago(minutes=3), 150.0, tag="never filled")
    b.order(t, "buy", ago(minutes=3), 150.0, 0.6, filled=0.0, status="canceled")
    b.order(t, "buy", ago(minutes=2), 150.0, 0.6, filled=0.0, is_open=True, status="open")
    b.order(t, "buy", ago(minutes=1), 150.0, 0.6, filled=0.0, is_open=True, status="open")
    t = b.entered("XRP/USDT", ago(hours=2), 2.0)
    b.order(t, "sell", ago(hours=1), 2.1, t.amount, filled=round(t.amount / 4, 5), is_open=True, status="open", tag="roi")
    t.orders[-1].average, t.orders[-1].cost, t.orders[-1].remaining = None, None, None
    t = b.round_trip("ADA/USDT", ago(hours=9), 60, 0.8, 0.02)
    b.order(t, "sell", ago(hours=8), 0.9, 3.0, filled=0.0, status="canceled", ft_cancel_reason="user")
    t.orders[0].ft_fee_base, t.orders[0].funding_fee = 0.0, 0.0
    return {"position_adjustment_enable": True, "max_entry_position_adjustment": -1, "order_types": {"entry": "market", "exit": "limit", "stoploss": "limit", "stoploss_on_exchange": True}}


def many_closed(b):
    """More than a page of them."""
    pairs = list(RATES)[:11]
    for n in range(640):
        pair = pairs[n % 11]
        b.round_trip(pair, ago(days=90 - n * 0.14), b.random.uniform(1, 300), RATES[pair], b.random.gauss(0.0005, 0.01), b.random.choice(("roi", "stop_loss")), tag=b.random.choice("abc"))
    KeyValueStore.store_value("bot_start_time", ago(days=91))
    return {"dry_run_wallet": 5000, "fiat_display_currency": "EUR"}


def of_data(b):
    """Custom data under every kind of key and of every type, also as other programs may have stored it."""
    closed = b.round_trip("ETH/USDT", ago(days=2), 55, 3500.0, 0.02)
    first, second, third = (b.entered(pair, ago(hours=5), RATES[pair]) for pair in ("SOL/USDT", "XRP/USDT", "ADA/USDT"))
    Trade.commit()
    for n, (t, key, kind, value) in enumerate([
            (closed, "Key", "str", "a"), (closed, "k_y", "str", "b"), (closed, "kéy", "str", "ü"), (closed, "k%y", "str", ""), (closed, "100%", "int", "100"),
            (first, "n", "int", " 7 "), (first, "N2", "int", "-0"), (first, "e", "float", "1e5"),
            (first, "t", "bool", "TRUE"), (first, "f", "bool", "anything"), (first, "", "str", "empty key"), (first, "list", "list", "[1, 2.0, \"x\", null, true]"),
            (first, "map", "dict", "{\"b\": 1, \"a\": {\"c\": [1e-7, 1e22]}}"), (first, "none", "NoneType", "null"), (first, "tuple", "tuple", "[1, 2]"),
            (first, "long", "str", "x" * 5000), (first, "quote", "str", "'; DROP TABLE trades; --"), (first, "f0", "float", "0.1"),
            (second, "n", "int", "3"), (second, "x y/z?", "str", "odd key"), (third, "Ä", "str", "upper"), (third, "N", "int", "5")]):
        Trade.session.add(_CustomData(ft_trade_id=t.id, cd_key=key, cd_type=kind, cd_value=value, created_at=ago(hours=3, minutes=n, microseconds=n * 1001),
                                      updated_at=None if n % 3 else ago(hours=2, microseconds=1)))
    return {"max_open_trades": 10}


def of_locks(b):
    """Locks in force, over, taken back, of all and of one side, without an end to see."""
    Trade.commit()
    for n, (pair, minutes, side, reason, active) in enumerate([("ETH/USDT", 10, "*", "a", True), ("ETH/USDT", 10, "*", "a", True), ("*", 500, "*", None, True), ("SOL/USDT", 60, "long", "", True),
                                                               ("SOL/USDT", -1, "long", "over", True), ("SOL/USDT", 600, "short", "taken back", False), ("", 30, "*", "no pair", True),
                                                               ("XRP/USDT", 60 * 24 * 365 * 60, "*", "for long", True), ("eth/usdt", 45, "*", "small", True)]):
        PairLock.session.add(PairLock(pair=pair, side=side, reason=reason, lock_time=ago(minutes=n, microseconds=999999 - n), lock_end_time=NOW + timedelta(minutes=minutes, microseconds=n), active=active))
    return {"timeframe": "1h"}


def of_wallets(b):
    """Records of the wallet with gaps, several a day, and of coins that are unknown."""
    rows = [(0, 0, "USDT", 1.0, 1000.0, 1000.0, True), (0, 0, "BTC", None, 0.5, None, True), (0, 0, "NOPE", 2.0, 1.0, None, False), (1, 5, "USDT", 1.0, 900.25, 900.25, True),
            (1, 5, "ETH", 3500.0, 0.1, 350.0, True), (1, 9, "USDT", 1.0, 950.125, 950.125, True), (30, 0, "USDT", 1.0, 1e-09, 1e-09, True), (31, 0, "BTC", 1.0, 1.0, None, True),
            (32, 0, "XRP", 2.0, 5.0, 10.0, False)]
    for day, minute, coin, rate, balance, quote, managed in rows:
        at = (NOW - timedelta(days=40 - day)).replace(hour=0, minute=minute, second=minute % 3, microsecond=minute * 1000 + 7, tzinfo=None)
        Trade.session.add(WalletHistory(timestamp=at, currency=coin, rate=rate, quote_currency="USDT", balance=balance, total_quote=quote, bot_managed=managed))
    KeyValueStore.store_value("wallet_history_migration_date", datetime(2001, 9, 9, 1, 46, 40, tzinfo=timezone.utc))
    return {"dry_run_wallet": {"USDT": 100}}


def wallet_of_other_coins(b):
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return {"dry_run_wallet": {"BTC": 1, "ETH": 2.5, "EUR": 100, "OLD": 3, "USDC": 0}, "available_capital": 0.5, "fiat_display_currency": "EUR"}


def capital_of_nothing(b):
    open_only(b)
    return {"available_capital": 0, "max_open_trades": 0, "fiat_display_currency": "EUR"}


def bitcoin_in_euro(b):
    """No rate between the two is known."""
    return bitcoin(b) | {"fiat_display_currency": "EUR", "dry_run_wallet": {"BTC": 0.02, "USDT": 300, "LTC": 3}}


def dollar(b):
    partial(b)
    return {"fiat_display_currency": "USD", "position_adjustment_enable": True, "api_server": {"username": "", "password": "test", "enable_openapi": True,
                                                                                             "CORS_origins": ["http://allowed.example:3000", "http://b.example/"]}}


def short_parts(b):
    """Shorts with leverage that leave in parts, pay and get funding, and were liquidated."""
    b = book(7, 4.0, TradingMode.FUTURES)
    t = b.entered("ETH/USDT:USDT", ago(days=3), 3500.0, stake=200, short=True)
    t.orders[-1].funding_fee = -0.12
    b.part(t, ago(days=2), 3300.0, 0.5)
    t.orders[-1].funding_fee = 0.4
    b.more_of(t, ago(days=2) + timedelta(hours=3), 3600.0, 50)
    b.close(t, ago(days=1), 3450.0, "exit_signal")
    t = b.entered("SOL/USDT:USDT", ago(days=2), 180.0, stake=150, short=True, leverage=10.0)
    t.liquidation_price = 196.0
    b.close(t, ago(days=1), 195.9, "liquidation")
    t = b.entered("SOL/USDT:USDT", ago(hours=30), 185.0, stake=150, short=True, leverage=2.5)
    t.funding_fees, t.funding_fee_running, t.interest_rate = 0.5, -0.25, 0.0001
    t.liquidation_price = 240.0
    b.part(t, ago(hours=9), 170.0, 0.25)
    b.order(t, "buy", ago(hours=1), 150.0, t.amount, filled=0.0, is_open=True, status="open", tag="force_exit")
    t = b.entered("XRP/USDT:USDT", ago(hours=3), 2.0, contract_size=10.0, amount_precision=1.0, precision_mode=2, precision_mode_price=2, price_precision=3.0)
    b.part(t, ago(hours=2), 2.1, 0.5)
    return FUTURES | {"position_adjustment_enable": True, "dry_run_wallet": {"USDT": 1500, "BNB": 2}, "liquidation_buffer": 0.1,
                      "exchange": {"pair_whitelist": ["ETH/USDT:USDT", "SOL/USDT:USDT", "XRP/USDT:USDT"], "pair_blacklist": []}}


def shorts_only(b):
    b = book(8, 1.0, TradingMode.FUTURES)
    for n in range(4):
        b.round_trip("ETH/USDT:USDT", ago(days=5 - n), 300, 3500.0, (-1) ** n * 0.04, short=True, tag=("a", None)[n % 2])
    return FUTURES | {"fiat_display_currency": "USD", "max_open_trades": -1, "stake_amount": 33.3, "proxy_coin": "BNFCR"}


def futures_empty(b):
    return FUTURES | {"dry_run_wallet": 777}


def futures_unfilled(b):
    b = book(9, 3.0, TradingMode.FUTURES)
    t = b.trade("SOL/USDT:USDT", ago(minutes=3), 150.0, short=True, leverage=3.0)
    b.order(t, "sell", ago(minutes=3), 190.0, 0.6, filled=0.0, is_open=True, status="open")
    t = b.trade("ETH/USDT:USDT", ago(minutes=9), 3300.0, leverage=5.0)
    b.order(t, "buy", ago(minutes=9), 3300.0, 0.1, filled=0.04, is_open=True, status="open")
    return FUTURES | {"margin_mode": "cross", "available_capital": 400}


def of_settings(b):
    """Settings that show in /show_config, each in a form of its own."""
    b.entered("SOL/USDT", ago(days=1), 170.0)
    return {"max_open_trades": 2.0, "stake_amount": 100.0, "tradable_balance_ratio": 1, "timeframe": "1m", "minimal_roi": {"0": 0.5, "10": 0.25, "1440": -0.05},
            "stoploss": -1, "trailing_stop": True, "trailing_only_offset_is_reached": True, "trailing_stop_positive": 0.001, "trailing_stop_positive_offset": 0.1,
            "unfilledtimeout": {"entry": 1, "exit": 2, "exit_timeout_count": 3}, "order_time_in_force": {"entry": "GTC", "exit": "GTC"}, "ignore_roi_if_entry_signal": True,
            "use_exit_signal": False, "exit_profit_only": True, "exit_profit_offset": 0.1, "position_adjustment_enable": True, "max_entry_position_adjustment": 0,
            "order_types": {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": False, "force_entry": "market"},
            "entry_pricing": {"price_side": "bid"}, "exit_pricing": {"price_side": "ask", "use_order_book": False}, "disable_dataframe_checks": True, "dry_run_wallet": 2000.0}


def of_pairlists(b):
    long_history(b)
    return {"pairlists": [{"method": "StaticPairList", "allow_inactive": True}, {"method": "SpreadFilter", "max_spread_ratio": 0.5},
                          {"method": "OffsetFilter", "offset": 0, "number_assets": 2}],
            "exchange": {"pair_whitelist": ["ETH/USDT", "OLD/USDT", "SOL/USDT", "(XRP|ADA)/USDT", "NOPE/USDT"], "pair_blacklist": ["A.*/USDT", "LTC/BTC", "ZZZ/USDT"]}}


def oracle(b):
    """A strategy with parameters, plots, protections and orders of its own."""
    partial(b)
    return {"strategy": "OracleStrategy", "__left_out__": ["minimal_roi"], "timeframe": "1m", "max_open_trades": 3}


def oracle_overruled(b):
    single_day = b.round_trip("ETH/USDT", ago(hours=3), 61.5, 3400.0, 0.031)
    single_day.strategy = "OracleStrategy"
    return {"strategy": "OracleStrategy", "stoploss": -0.33, "timeframe": "5m", "trailing_stop": True, "position_adjustment_enable": False, "use_custom_stoploss": False,
            "max_entry_position_adjustment": 7, "order_types": {"entry": "market", "exit": "market", "stoploss": "limit", "stoploss_on_exchange": True, "stoploss_on_exchange_interval": 10}}


SCENARIOS = [of_ether, odd_names, tiny_and_huge, moments, closed_without_figures, without_orders, zeroes, many_orders, many_closed, of_data, of_locks, of_wallets,
             wallet_of_other_coins, capital_of_nothing, bitcoin_in_euro, dollar, short_parts, shorts_only, futures_empty, futures_unfilled, of_settings, of_pairlists, oracle, oracle_overruled]
