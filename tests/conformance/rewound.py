"""The database of the recorded bot (trades.sqlite) as it was at an earlier moment of its life: for records that were made on the way.

Open trades are given an opening date a little ahead of `now`, so that the strategy does not find them too old while records are replayed.
"""
import sqlite3
from datetime import datetime, timedelta, timezone

UNSET_WHEN_OPEN = ("close_rate", "close_rate_requested", "close_profit", "close_profit_abs", "close_date", "exit_reason", "exit_order_status", "fee_close_cost",
                   "fee_close_currency")


def text(at):
    return at.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")


def forget_after(database, trade_id, lock_id):
    """As if nothing had happened after that trade and that lock."""
    for statement in ("DELETE FROM trade_custom_data WHERE ft_trade_id > ?", "DELETE FROM orders WHERE ft_trade_id > ?", "DELETE FROM trades WHERE id > ?"):
        database.execute(statement, (trade_id,))
    database.execute("DELETE FROM pairlocks WHERE id > ?", (lock_id,))


def reopen(database, trade_id, opened):
    """The trade as it was after its first entry was filled."""
    first = database.execute("SELECT min(id) FROM orders WHERE ft_trade_id = ?", (trade_id,)).fetchone()[0]
    database.execute("DELETE FROM orders WHERE ft_trade_id = ? AND id > ?", (trade_id, first))
    amount, rate = database.execute("SELECT filled, average FROM orders WHERE id = ?", (first,)).fetchone()
    values = dict.fromkeys(UNSET_WHEN_OPEN) | {
        "is_open": 1, "amount": amount, "open_rate": rate, "stake_amount": amount * rate, "max_stake_amount": amount * rate, "open_trade_value": amount * rate * 1.001,
        "realized_profit": 0.0, "open_date": text(opened), "stop_loss": rate * 0.92, "stop_loss_pct": -0.08, "is_stop_loss_trailing": 0, "max_rate": rate, "min_rate": rate}
    database.execute(f"UPDATE trades SET {', '.join(name + ' = ?' for name in values)} WHERE id = ?", (*values.values(), trade_id))
    database.execute("UPDATE orders SET order_date = ?, order_filled_date = ? WHERE id = ?", (text(opened), text(opened), first))


def add_unfilled_entry(database, trade_id, like, opened):
    """An entry far below the market that waits, in a trade of its own: the present one of trade `like`, under another id."""
    for table, key in (("trades", "id"), ("orders", "ft_trade_id")):
        names = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
        row = dict(zip(names, database.execute(f"SELECT * FROM {table} WHERE {key} = ?", (like,)).fetchone())) | {key: trade_id}
        row |= {name: text(opened) for name in ("open_date", "order_date", "order_update_date") if row.get(name)}
        if table == "orders":
            row |= {"id": None, "order_id": f"dry_run_buy_of_{trade_id}"}
        database.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", tuple(row.values()))


def before_actions(file, now):
    """Four closed trades, SOL (6) and TRX (7) open, eight locks."""
    with sqlite3.connect(file) as database:
        forget_after(database, 7, 8)
        for trade_id in (6, 7):
            reopen(database, trade_id, now + timedelta(hours=1))


def before_reads(file, now):
    """Nine closed trades, an unfilled entry (11), DOGE (12) open."""
    with sqlite3.connect(file) as database:
        add_unfilled_entry(database, 11, 34, now)
        forget_after(database, 12, 24)
        reopen(database, 12, now + timedelta(hours=1))


def rewind(file, to, now=None):
    {"actions": before_actions, "read": before_reads}[to](file, now or datetime.now(timezone.utc))
