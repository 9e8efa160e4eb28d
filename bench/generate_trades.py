#!/usr/bin/env python3
"""Writes a trade database in freqtrade's schema with any number of closed and open trades, the same for the same seed.

usage: generate_trades.py FILE [--closed 50000] [--open 20] [--seed 1] [--until EPOCH]
The schema is that of a database which freqtrade wrote (tests/conformance/trades.sqlite), emptied.
"""
import argparse
import random
import shutil
import sqlite3
import time
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

TEMPLATE = Path(__file__).resolve().parent.parent / "tests" / "conformance" / "trades.sqlite"
PRICES = {"BTC": 86000.0, "ETH": 3000.0, "SOL": 180.0, "XRP": 2.1, "ADA": 0.6, "DOGE": 0.24, "LTC": 97.0, "LINK": 16.7, "AVAX": 24.0,
          "DOT": 6.1, "TRX": 0.27, "XLM": 0.3, "ATOM": 6.5}
TABLES = ("trade_custom_data", "orders", "trades", "pairlocks", "wallet_history", "KeyValueStore")
FEE, STAKE, MINUTES = 0.001, 100.0, 10


def moment(at):
    return at.strftime("%Y-%m-%d %H:%M:%S.%f")


def order(trade, side, base, amount, rate, at, tag, rng):
    pair = f"{base}/USDT"
    return {"ft_trade_id": trade, "ft_order_side": side, "ft_pair": pair, "ft_is_open": 0, "ft_amount": amount, "ft_price": rate,
            "order_id": f"dry_run_{side}_{pair}_{uuid.UUID(int=rng.getrandbits(128), version=4)}", "status": "closed", "symbol": pair,
            "order_type": "limit", "side": side, "price": rate, "average": rate, "amount": amount, "filled": amount, "remaining": 0.0,
            "cost": amount * rate, "order_date": moment(at), "order_filled_date": moment(at), "order_update_date": moment(at),
            "funding_fee": 0.0, "ft_order_tag": tag}


def trade(number, opened, closed, base, rng):
    rate = PRICES[base] * rng.uniform(0.9, 1.1)
    amount = round(STAKE / rate, 6)
    stake, tag = amount * rate, rng.choice(("dip", "momo", "by_hand", "force_entry"))
    row = {"id": number, "exchange": "binance", "pair": f"{base}/USDT", "base_currency": base, "stake_currency": "USDT", "is_open": int(closed is None),
           "fee_open": FEE, "fee_open_cost": stake * FEE, "fee_open_currency": "USDT", "fee_close": FEE, "open_rate": rate,
           "open_rate_requested": rate, "open_trade_value": stake * (1 + FEE), "realized_profit": 0.0, "stake_amount": stake,
           "max_stake_amount": stake, "amount": amount, "amount_requested": amount, "open_date": moment(opened), "stop_loss": rate * 0.5,
           "stop_loss_pct": -0.5, "initial_stop_loss": rate * 0.5, "initial_stop_loss_pct": -0.5, "is_stop_loss_trailing": 0, "max_rate": rate,
           "min_rate": rate, "strategy": "BenchStrategy", "enter_tag": tag, "timeframe": 5, "trading_mode": "SPOT", "amount_precision": 1e-6,
           "price_precision": 1e-8, "precision_mode": 4, "precision_mode_price": 4, "contract_size": 1.0, "leverage": 1.0, "is_short": 0,
           "interest_rate": 0.0, "funding_fees": 0.0, "funding_fee_running": 0.0, "record_version": 2}
    orders = [order(number, "buy", base, amount, rate, opened, tag, rng)]
    if closed is not None:
        exit_rate = rate * rng.gauss(1.003, 0.015)
        profit = amount * exit_rate * (1 - FEE) - stake * (1 + FEE)
        reason = rng.choice(("roi", "exit_signal", "stop_loss", "trailing_stop_loss"))
        ratio = profit / (stake * (1 + FEE))
        row |= {"close_rate": exit_rate, "close_rate_requested": exit_rate, "realized_profit": profit, "close_profit": ratio,
                "close_profit_abs": profit, "close_date": moment(closed), "exit_reason": reason, "exit_order_status": "closed",
                "fee_close_cost": amount * exit_rate * FEE, "fee_close_currency": "USDT"}
        orders.append(order(number, "sell", base, amount, exit_rate, closed, reason, rng))
    return row, orders


def insert(database, table, rows):
    if rows:
        names = list(rows[0])
        database.executemany(f"INSERT INTO {table} ({','.join(names)}) VALUES ({','.join(':' + n for n in names)})", rows)


def generate(file, closed_count, open_count, seed, until):
    rng, coins = random.Random(seed), list(PRICES)
    shutil.copy(TEMPLATE, file)
    database = sqlite3.connect(file)
    for table in TABLES:
        database.execute(f"DELETE FROM {table}")
    now = datetime.fromtimestamp(until, timezone.utc)
    first = now - timedelta(minutes=MINUTES * (closed_count + 2))
    trades, open_trades, orders = [], [], []
    for n in range(closed_count):
        opened = first + timedelta(minutes=MINUTES * n)
        row, made = trade(n + 1, opened, opened + timedelta(seconds=rng.randint(30, MINUTES * 60 - 1)), rng.choice(coins), rng)
        trades.append(row)
        orders += made
    for n in range(open_count):
        row, made = trade(closed_count + n + 1, now - timedelta(minutes=5, seconds=n), None, coins[n % len(coins)], rng)
        open_trades.append(row)
        orders += made
    insert(database, "trades", trades)
    insert(database, "trades", open_trades)
    insert(database, "orders", orders)
    insert(database, "KeyValueStore", [{"key": "bot_start_time", "value_type": "datetime", "datetime_value": moment(first)},
                                       {"key": "wallet_history_migration_date", "value_type": "datetime", "datetime_value": moment(now)}])
    insert(database, "KeyValueStore", [{"key": "wallet_history_migration", "value_type": "int", "int_value": 1}])
    database.commit()
    database.execute("VACUUM")
    database.close()


if __name__ == "__main__":
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("file", type=Path)
    a.add_argument("--closed", type=int, default=50_000)
    a.add_argument("--open", type=int, default=20)
    a.add_argument("--seed", type=int, default=1)
    a.add_argument("--until", type=int, default=int(time.time()))
    o = a.parse_args()
    generate(o.file, o.closed, o.open, o.seed, o.until)
