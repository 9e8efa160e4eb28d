"""Trade databases and settings drawn by chance for beside_freqtrade.py, and what is asked of them. odd_databases.py runs those of `drawn_SEED`."""
import json
import random
from datetime import datetime, timedelta, timezone
from urllib.parse import quote

TAGS = [None, "", "Other", "dip", "dip", "momo", "a", "a b", "größe", "币安", "\U0001f680 up", "quote\" ' ; --", "tab\tline\n", "x" * 255, "%", "None", "NULL", " "]
REASONS = ["roi", "roi", "stop_loss", "trailing_stop_loss", "exit_signal", "force_exit", "b c", "c", "", "Other", "liquidation", "partial_exit", "größe"]
STRATEGIES = ["BenchStrategy", "BenchStrategy", "Another", "Größe_2"]
KEYS = ["n", "N", "key", "a_b", "a%b", "größe", "x y", "list", "t"]


def is_drawn(name):
    return name.startswith("drawn_")


def random_of(name):
    return random.Random(f"tremolo {name}")


class drawer:
    """One database and its settings. What is rare is switched on for a whole database, so that most are like those of bots."""

    def __init__(self, name):
        import odd_databases as odd
        from freqtrade.enums import TradingMode
        self.odd, self.random = odd, random_of(name)
        r = self.random
        self.is_futures = r.random() < 0.4
        self.stake = "USDT" if self.is_futures else r.choice(("USDT", "USDT", "USDT", "BTC", "ETH", "EUR"))
        self.pairs = {"USDT": [p for p in odd.RATES if p.endswith("/USDT")] + ["1000SATS/USDT", "币安人生/USDT", "A-B.C/USDT"], "BTC": ["ETH/BTC", "LTC/BTC"], "ETH": ["SOL/ETH", "LINK/ETH"], "EUR": ["BTC/EUR"]}[self.stake]
        self.size = {"USDT": 100.0, "BTC": 0.01, "ETH": 0.3, "EUR": 150.0}[self.stake]
        self.rare = {name for name in ("unknown_pairs", "no_close_date", "old_rows", "ties", "zero_profits", "before_1970", "odd_orders", "without_filled_date", "other_exchange") if r.random() < 0.15}
        self.fees = r.choice(((0.001, 0.001), (0.0, 0.0), (0.00075, 0.001), (0.0004, 0.0004), (0.001, 0.0)))
        self.book = odd.book(r.getrandbits(30), 1.0, TradingMode.FUTURES if self.is_futures else TradingMode.SPOT)
        self.moments = [self.moment() for _ in range(4)]

    def rate(self, pair):
        near = {"1000SATS/USDT": 0.00025, "币安人生/USDT": 0.11, "A-B.C/USDT": 3.0, "SOL/ETH": 0.0514, "LINK/ETH": 0.00457, "BTC/EUR": 73000.0}
        plain = pair.split(":")[0]
        return {**self.odd.RATES, **near}.get(plain, 5.0) * self.random.choice((1, 1 + self.random.gauss(0, 0.05), self.random.uniform(0.6, 1.5)))

    def moment(self):
        """A time that is past, often on an edge."""
        r, now = self.random, self.odd.NOW
        midnight = now.replace(hour=0, minute=0, second=0)
        kinds = [lambda: now - timedelta(seconds=r.uniform(60, 3e7)), lambda: now - timedelta(seconds=r.randint(60, 400000)), lambda: midnight - timedelta(days=r.randint(0, 40)),
                 lambda: midnight - timedelta(days=r.randint(0, 9), microseconds=1), lambda: midnight - timedelta(days=midnight.weekday() + 7 * r.randint(0, 9)),
                 lambda: midnight.replace(day=1) - timedelta(microseconds=r.randint(0, 1)), lambda: datetime(2025, 10, 26, r.randint(0, 3), 0, tzinfo=timezone.utc),
                 lambda: datetime(2026, 3, 29, r.randint(0, 3), 0, tzinfo=timezone.utc), lambda: datetime(r.choice((2025, 2026)), 1, 1, tzinfo=timezone.utc) - timedelta(microseconds=r.randint(0, 2)),
                 lambda: datetime(2024, 2, 29, 23, 59, 59, 999999, tzinfo=timezone.utc)]
        if "before_1970" in self.rare:
            kinds.append(lambda: datetime(1969, 12, 31, 23, r.randint(0, 59), tzinfo=timezone.utc))
        return r.choice(kinds)()

    def some_time(self):
        return self.random.choice(self.moments) if self.random.random() < (0.5 if "ties" in self.rare else 0.05) else self.moment()

    def extras(self, t, at):
        """Orders and fields that not every trade has."""
        r, b = self.random, self.book
        if r.random() < 0.15:
            b.order(t, r.choice((t.entry_side, t.exit_side)), at, t.open_rate * 1.1, t.amount, filled=0.0, status=r.choice(("canceled", "expired", "rejected")), ft_cancel_reason="timeout")
        if r.random() < 0.1:
            b.order(t, t.exit_side, at, t.open_rate * 1.1, t.amount, filled=0.0, status="canceled", tag=r.choice(TAGS))
        if "odd_orders" in self.rare and r.random() < 0.4:
            o = t.orders[-1]
            for field in r.sample(("average", "cost", "remaining", "ft_fee_base", "ft_order_tag", "order_date", "order_update_date"), 2):
                if not (field == "average" and o.filled and o.price is None):
                    setattr(o, field, None)
        if "without_filled_date" in self.rare and r.random() < 0.3:
            t.orders[-1].order_filled_date = None
        for name, value in (("max_rate", None), ("min_rate", None), ("exit_order_status", r.choice(("closed", None))), ("interest_rate", r.choice((0.0, 0.0001))), ("fee_open_currency", r.choice((None, "BNB", t.base_currency))),
                            ("strategy", r.choice(STRATEGIES)), ("timeframe", r.choice((1, 5, 60, 1440))), ("stop_loss_pct", r.choice((-0.1, 0.0, -0.123456789, 0.05))), ("precision_mode", r.choice((2, 3, 4))),
                            ("exchange", "kraken" if "other_exchange" in self.rare else "binance"), ("amount_requested", t.amount * r.choice((1, 1.5)))):
            if r.random() < 0.15:
                setattr(t, name, value)
        if self.is_futures:
            if r.random() < 0.6:
                t.funding_fees = r.choice((0.0, r.gauss(0, 0.5)))
                t.orders[0].funding_fee = r.choice((None, 0.0, r.gauss(0, 0.1)))
            if r.random() < 0.5:
                t.liquidation_price = t.open_rate * (1.4 if t.is_short else 0.6)
        elif "old_rows" in self.rare and r.random() < 0.5:
            t.trading_mode, t.funding_fees, t.record_version = t.trading_mode, None, 1
        if "old_rows" in self.rare and r.random() < 0.5:
            t.record_version = 1

    def one_trade(self, is_open):
        r, b = self.random, self.book
        pair = r.choice(self.pairs)
        if "unknown_pairs" in self.rare and r.random() < 0.2:
            pair = r.choice(("ZZZ", "GONE", "größe")) + "/" + self.stake
        if self.is_futures:
            pair += f":{self.stake}"
        at = self.some_time()
        if is_open:
            at = min(at, self.odd.NOW - timedelta(hours=1))
        rate = self.rate(pair)
        t = b.entered(pair, at, rate, stake=self.size * r.choice((1, r.uniform(0.2, 4))), fee=self.fees[0], tag=r.choice(TAGS), short=self.is_futures and r.random() < 0.5,
                      leverage=r.choice((1.0, 2.5, 3.0, 10.0)) if self.is_futures else 1.0, price_precision=1e-8 if rate < 10 else r.choice((1e-8, 1e-5, 0.01)))
        t.fee_close = self.fees[1]
        for _ in range(r.choice((0, 0, 0, 1, 2, 4))):
            at += timedelta(seconds=r.uniform(0.001, 90000))
            if is_open and at > self.odd.NOW - timedelta(minutes=1):
                break
            price = rate * (1 + r.gauss(0, 0.03))
            if r.random() < 0.5:
                b.part(t, at, price, r.choice((0.1, 0.25, 0.5)))
            else:
                b.more_of(t, at, price, self.size * r.uniform(0.3, 2))
        if not is_open:
            gain = 0.0 if "zero_profits" in self.rare and r.random() < 0.5 else r.choice((r.gauss(0, 0.02), r.gauss(0, 0.2), 0.01))
            t.fee_open, t.fee_close = (0.0, 0.0) if gain == 0 else (t.fee_open, t.fee_close)
            at += timedelta(seconds=r.choice((0, r.uniform(0, 5000), r.uniform(0, 3e6))))
            b.close(t, r.choice(self.moments) if "ties" in self.rare and r.random() < 0.5 else at, t.open_rate * max(0.01, 1 + gain), r.choice(REASONS))
            if "no_close_date" in self.rare and r.random() < 0.3:
                t.close_date = None
            if "odd_orders" in self.rare and r.random() < 0.2:
                b.order(t, r.choice((t.entry_side, t.exit_side, "stoploss")), at, rate, t.amount or 1.0, filled=0.0, is_open=True, status="open")
        else:
            kind = r.random()
            if kind < 0.15:
                b.order(t, t.exit_side, at, rate * 1.3, t.amount, filled=r.choice((0.0, round(t.amount / 3, 5))), is_open=True, status="open", tag=r.choice(TAGS))
            elif kind < 0.25:
                b.order(t, t.entry_side, at, rate * 0.7, t.amount, filled=0.0, is_open=True, status="open")
            elif kind < 0.35:
                b.order(t, "stoploss", at, rate * 0.8, t.amount, filled=0.0, is_open=True, status="open", kind="stop_loss_limit", stop_price=rate * 0.81, order_id=f"stop-{r.getrandbits(40)}")
            t.is_stop_loss_trailing = r.random() < 0.2
            if t.is_stop_loss_trailing:
                t.adjust_stop_loss(t.open_rate * 1.05, -0.02)
                t.stoploss_last_update = at
        self.extras(t, at)

    def unfilled(self):
        """A trade that nothing was bought for yet."""
        r, b = self.random, self.book
        pair = r.choice(self.pairs) + (f":{self.stake}" if self.is_futures else "")
        t = b.trade(pair, self.odd.NOW - timedelta(minutes=r.randint(1, 500)), self.rate(pair), stake=self.size, leverage=r.choice((1.0, 3.0)) if self.is_futures else 1.0, short=self.is_futures and r.random() < 0.5)
        b.order(t, t.entry_side, t.open_date, t.open_rate, t.amount, filled=r.choice((0.0, 0.0, round(t.amount / 4, 5))), is_open=True, status="open")
        if r.random() < 0.5:
            t.amount = 0.0

    def beside_trades(self, count):
        from freqtrade.persistence import KeyValueStore, PairLocks, Trade
        from freqtrade.persistence.wallet_history import WalletHistory
        r, now = self.random, self.odd.NOW
        if r.random() < 0.6:
            KeyValueStore.store_value("bot_start_time", now - timedelta(days=r.uniform(0, 500)))
        for n in range(r.choice((0, 0, 3, 12))):
            PairLocks.lock_pair(r.choice((*self.pairs, "*")), now + timedelta(minutes=r.randint(-500, 50000)), r.choice(TAGS), side=r.choice(("*", "long", "short")), now=now - timedelta(minutes=r.randint(0, 600)))
        trades = Trade.session.query(Trade).all() if count < 100 else []
        for t in r.sample(trades, min(len(trades), r.choice((0, 2, 6)))):
            for key in r.sample(KEYS, r.randint(1, 4)):
                t.set_custom_data(key, r.choice((5, -1, 0.1, 1e22, 1e-7, True, False, None, "text", "", "größe \" \\ \n", [1, [2.0, None]], {"b": {"a": "x"}, "a": 1}, 2 ** 63, 2 ** 64, -10 ** 30, [10 ** 25], 123456789012)))
        if r.random() < 0.3:
            for day in range(r.randint(1, 30)):
                at = (now - timedelta(days=40 - day)).replace(hour=0, minute=7, second=0, tzinfo=None)
                for coin in r.sample(("USDT", "BTC", "ETH", "NOPE"), 2):
                    value = r.uniform(0, 1000)
                    Trade.session.add(WalletHistory(timestamp=at, currency=coin, rate=1.0, quote_currency=self.stake, balance=value, total_quote=r.choice((value, value, None)), bot_managed=r.random() < 0.8))
            if r.random() < 0.5:
                KeyValueStore.store_value("wallet_history_migration_date", now - timedelta(days=r.uniform(0, 60)))

    def settings(self):
        r = self.random
        wallet = self.size * r.choice((50, 3, 20.123456789, 1000))
        out = {"stake_currency": self.stake, "stake_amount": r.choice((self.size, "unlimited", self.size * 0.333)), "max_open_trades": r.choice((-1, 0, 1, 3, 7.0, 50)),
               "dry_run_wallet": r.choice((wallet, {self.stake: wallet}, {self.stake: wallet, "ETH": 0.5, "BTC": 0.01, "NOPE": 3, "SOL": 1.5})),
               "exchange": {"pair_whitelist": [p + (f":{self.stake}" if self.is_futures else "") for p in r.sample(self.pairs, min(len(self.pairs), r.randint(1, 5)))], "pair_blacklist": r.choice(([], ["DOGE/.*"], ["ETH/BTC", "A.*/USDT"]))},
               "timeframe": r.choice(("5m", "5m", "1h", "1m", "1d"))}
        pricing = lambda: {"price_side": r.choice(("same", "other", "bid", "ask")), "use_order_book": self.is_futures or r.random() < 0.6, "order_book_top": r.randint(1, 3), "price_last_balance": r.choice((0.0, 0.4))}
        choices = {"fiat_display_currency": lambda: r.choice(("EUR", "USD", "", "JPY", self.stake.replace("USDT", "BTC"))), "tradable_balance_ratio": lambda: r.choice((0.99, 0.5, 1.0, 0.123)), "available_capital": lambda: wallet * r.choice((0.5, 1, 3)),
                   "unfilledtimeout": lambda: {"entry": r.randint(1, 30), "exit": r.randint(1, 30), "unit": r.choice(("minutes", "seconds")), "exit_timeout_count": r.randint(0, 3)},
                   "entry_pricing": pricing, "exit_pricing": pricing, "position_adjustment_enable": lambda: r.random() < 0.5, "max_entry_position_adjustment": lambda: r.randint(-1, 5), "stoploss": lambda: -r.choice((0.05, 0.1, 1)),
                   "minimal_roi": lambda: r.choice(({"0": 0.1, "60": 0.01}, {"0": 10}, {"30": 0.02, "0": 0.5})), "trailing_stop": lambda: True, "force_entry_enable": lambda: r.random() < 0.5, "bot_name": lambda: r.choice(("", "bötchen", "b")),
                   "order_types": lambda: {"entry": r.choice(("limit", "market")), "exit": r.choice(("limit", "market")), "stoploss": "market", "stoploss_on_exchange": False}}
        for name, choice in choices.items():
            if r.random() < 0.4:
                out[name] = choice()
        if out.get("order_types", {}).get("entry") == "market":
            out["entry_pricing"] = {"price_side": "other", "use_order_book": True}
        if out.get("order_types", {}).get("exit") == "market":
            out["exit_pricing"] = {"price_side": "other", "use_order_book": True}
        if self.is_futures:
            out |= {"trading_mode": "futures", "margin_mode": r.choice(("isolated", "isolated", "cross"))}
        return out

    def fill(self, _):
        r = self.random
        closed = r.choice((0, 1, 2, 5, 9, 30, 30, 120))
        opened = r.choice((0, 0, 1, 3, 8))
        if closed and r.random() < 0.03:
            closed = 1300
        kinds = [False] * closed + [True] * opened
        r.shuffle(kinds)
        for is_open in kinds:
            self.one_trade(is_open)
        if r.random() < 0.3:
            self.unfilled()
        from freqtrade.persistence import Trade
        Trade.commit()
        self.beside_trades(closed + opened)
        return self.settings()


def requests(name):
    """(method, path, body) of what is asked of a drawn database beyond all that can be read: first reads, then what changes it, then reads again."""
    r = random_of(name + " requests")
    number = lambda: r.choice((0, 1, 2, 3, 7, 50, 500, 1000, -1))
    pairs = ["ETH/USDT", "BTC/USDT", "SOL/USDT:USDT", "ETH/BTC", "SOL/ETH", "币安人生/USDT", "A-B.C/USDT", "ETH/USDT:USDT", "NOPE", "größe/USDT"]
    for _ in range(6):
        yield "GET", f"trades?limit={number()}&offset={number()}&order_by_id={r.choice(('true', 'false'))}", None
    for unit, most in (("daily", 800), ("weekly", 110), ("monthly", 30)):
        yield "GET", f"{unit}?timescale={r.randint(1, most)}", None
    for _ in range(5):
        yield "GET", f"trade/{r.randint(1, 40)}", None
        yield "GET", f"{r.choice(('entries', 'exits', 'mix_tags'))}?pair={quote(r.choice(pairs))}", None
        yield "GET", f"trades/{r.choice((*range(1, 12), 'open'))}/custom-data?key={quote(r.choice(KEYS))}", None
    for n in range(6, 40):
        yield "GET", f"trades/{n}/custom-data", None
    yield "GET", f"trades/open/custom-data?limit={number()}&offset={r.randint(0, 3)}", None
    for _ in range(2):
        yield "GET", f"markets?base={r.choice(('ETH', 'BTC', ''))}&quote={r.choice(('USDT', 'BTC', 'ETH'))}&include_inactive={r.choice(('true', 'false'))}", None
        yield "GET", f"pair_candles?pair={quote(r.choice(pairs))}&timeframe={r.choice(('1m', '5m', '1h', '1d'))}&limit={number()}", None
    for _ in range(3):
        yield "DELETE", f"trades/{r.randint(1, 12)}", None
        yield "DELETE", f"locks/{r.randint(1, 9)}", None
    yield "POST", "locks", [{"pair": r.choice(pairs), "until": "2031-01-01T00:00:01Z", "side": r.choice(("*", "long", "short")), "reason": r.choice(TAGS)}]
    yield "POST", "locks/delete", {"pair": r.choice(pairs)}
    yield "POST", "blacklist", {"blacklist": [r.choice(pairs), r.choice(("DOGE/.*", "[", ".*/BTC"))]}
    for path in ("profit", "profit_all", "performance", "daily", "stats", "balance", "status", "entries", "exits", "mix_tags", "trades", "locks", "count", "whitelist", "blacklist", "trades?order_by_id=false&limit=20"):
        yield "GET", path, None


def encoded(body):
    return None if body is None else json.dumps(body).encode()
