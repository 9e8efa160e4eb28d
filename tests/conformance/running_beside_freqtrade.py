#!/usr/bin/env python3
"""Runs Tremolo and an installed freqtrade side by side on a market that stands still, and enters, leaves, locks and steers both by hand.

usage: running_beside_freqtrade.py TREMOLO [--python PYTHON] [--keep] [--verbose]      PYTHON: see beside_freqtrade.py
Both bots are running, with a strategy that never trades by itself and an hour between their rounds. Numbers of every kind go to /forceenter and
/forceexit; after each request the answer, /status, /count, /balance and the newest closed trade are compared, order ids and times apart. Numbers that
are none (NaN, infinity) are asked of Tremolo only: it refuses them, and nothing may change. Ends with "N passed, N failed".
"""
import argparse
import http.client
import json
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import beside_freqtrade as beside
import compare
import frozen_exchange
from judging import Count, run_folder
from run import HERE

HOUR = 3600
VOLATILE = ["*order_id", "*_date", "*_timestamp", "*duration*", "*stoploss_last_update*", "*humanized", "*lock_time", "*created_at", "*updated_at", "*last_analyzed*"]
NUMBERS = ["0", "-0", "-0.0", "-5", "1", "0.5", "1e-9", "1e-300", "1e9", "1e16", "1e300", "9223372036854775808", "170141183460469231731687303715884105728", '"5"', '"1e2"', '"abc"', '""', '" 7 "', "null", "true", "[]", "{}",
           '"0x10"', '"1_000"', "0.1234567890123456789", "5e-324"]
HUGE = ('"1_000"', "1e9", "1e16", "1e300", "9223372036854775808", "170141183460469231731687303715884105728", '"1e2"')
NONE = ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", '"nan"', '"inf"', '"-Infinity"']
SETTINGS = {"plain": {}, "adjusting": {"position_adjustment_enable": True, "max_open_trades": 2},
            "futures": {"trading_mode": "futures", "margin_mode": "isolated", "exchange": {"pair_whitelist": ["ETH/USDT:USDT", "XRP/USDT:USDT"], "pair_blacklist": []}},
            "unlimited": {"stake_amount": "unlimited", "max_open_trades": 3, "order_types": {"entry": "market", "exit": "market", "stoploss": "market", "stoploss_on_exchange": False, "force_entry": "limit", "force_exit": "market"}}}


def hourly(source, folder):
    """The market with candles of an hour that end now."""
    shutil.copytree(source, folder)
    newest = int(time.time()) // HOUR * HOUR
    for f in list((folder / "ohlcv").glob("*-5m.json")):
        rows = json.loads(f.read_text())
        for number, row in enumerate(rows):
            row[0] = (newest - HOUR * (len(rows) - 1 - number)) * 1000
        f.with_name(f.name.replace("-5m", "-1h")).write_text(json.dumps(rows))
    return folder


# Where freqtrade fails (500), and Tremolo refuses (docs/differences.md).
DIFFERENCES = [(r"forceexit .*(²|99999999999999999999999)", 502)]


class pair:
    """The two bots, and what came of asking them the same."""

    def __init__(self, theirs, ours):
        self.theirs, self.ours, self.found = theirs, ours, []

    def send(self, one, method, path, body=None):
        headers = {"Authorization": one.client.basic()} | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            return one.client.send(method, "/api/v1/" + path, headers, body if body is None or isinstance(body, bytes) else json.dumps(body).encode())
        except (OSError, http.client.HTTPException) as trouble:
            return -1, {}, repr(trouble).encode()

    def both(self, method, path, body=None):
        return [self.send(one, method, path, body) for one in (self.theirs, self.ours)]

    def ask(self, method, path, body=None):
        """One request with all that it changes. Yields (request, differences)."""
        name = f"{method} {path} {body.decode() if isinstance(body, bytes) else json.dumps(body) if body is not None else ''}".strip()
        theirs, ours = self.both(method, path, body)
        yield name, [] if beside.listed(name, theirs, ours, DIFFERENCES) else list(self.differing(path, theirs, ours))
        for after in ("status", "count", "balance", "trades?limit=1&order_by_id=false", "locks"):
            found = list(self.differing(after, *self.both("GET", after)))
            if found:
                yield f"{name}  and then /{after}", found

    @staticmethod
    def differing(path, theirs, ours):
        if theirs[0] != ours[0]:
            return [f"status: freqtrade {theirs[0]} {theirs[2][:150]!r}, tremolo {ours[0]} {ours[2][:150]!r}"]
        try:
            want, got = (json.loads(re.sub(rb"_[0-9a-f]{8}-[0-9a-f-]{27}", b"_ID", a[2]), parse_float=beside.written) for a in (theirs, ours))
        except ValueError:
            return [] if theirs[2] == ours[2] else [f"text: freqtrade {theirs[2][:100]!r}, tremolo {ours[2][:100]!r}"]
        return list(compare.differences(want, got, "", VOLATILE, True)) + list(beside.spelled(want, got))

    def trades(self, one):
        status, _, body = self.send(one, "GET", "status")
        return json.loads(body) if status == 200 else []

    def clear(self):
        """Both without open trades, whatever they have come to."""
        for one in (self.theirs, self.ours):
            for trade in self.trades(one):
                self.send(one, "DELETE", f"trades/{trade['trade_id']}")

    def entered(self, name, **more):
        """The trade's id, the same in both; none when they could not enter."""
        self.clear()
        answers = self.both("POST", "forceenter", {"pair": name} | more)
        ids = {json.loads(a[2]).get("trade_id") for a in answers if a[0] == 200}
        return ids.pop() if len(ids) == 1 else None

    def refused(self, path, body):
        """A number that is none, of Tremolo alone."""
        look = lambda: [self.send(self.ours, "GET", p)[2] for p in ("status", "count", "balance", "trades")]
        before = look()
        status, _, text = self.send(self.ours, "POST", path, body)
        after = look()
        wrong = [] if status in (422, 502) and (status == 422 or b"invalid argument" in text) else [f"answered {status} {text[:200]!r}"]
        return f"POST {path} {body.decode()}", wrong + [f"changed: {b[:150]!r} to {a[:150]!r}" for a, b in zip(after, before) if a != b]


def entries(bots, name):
    for field in ("price", "stakeamount", "leverage"):
        # The tiers of leverage are the exchange's: those of the market here are others than freqtrade's own.
        for number in NUMBERS if field == "price" or ":" not in name else [n for n in NUMBERS if n not in HUGE]:
            for kind in ("limit", "market"):
                bots.clear()
                yield from bots.ask("POST", "forceenter", f'{{"pair": "{name}", "{field}": {number}, "ordertype": "{kind}"}}'.encode())
        bots.clear()
        for number in NONE:
            yield bots.refused("forceenter", f'{{"pair": "{name}", "{field}": {number}}}'.encode())
    for body in ({"pair": "NOPE/USDT"}, {"pair": "eth/usdt"}, {"pair": ""}, {"pair": "ETH/BTC"}, {"pair": "OLD/USDT"}, {"pair": name, "side": "short"}, {"pair": name, "entry_tag": ""}, {"pair": name, "entry_tag": "ü" * 300},
                 {"pair": name, "entry_tag": None, "price": None, "ordertype": None}, {"pair": name, "price": 100, "stakeamount": 50.5, "leverage": 3.0}):
        bots.clear()
        yield from bots.ask("POST", "forceenter", body)
        yield from bots.ask("POST", "forceenter", body)


def exits(bots, name):
    for field in ("amount", "price"):
        for number in [*NUMBERS, "20", "40", "48", "49.9", "50", "51", "1.99", "2.01"]:
            for kind in ("limit", "market"):
                trade = bots.entered(name)
                yield f"enter before {field} {number}", [] if trade else ["not entered alike"]
                yield from bots.ask("POST", "forceexit", f'{{"tradeid": {trade}, "{field}": {number}, "ordertype": "{kind}"}}'.encode())
        trade = bots.entered(name)
        for number in NONE:
            yield bots.refused("forceexit", f'{{"tradeid": {trade}, "{field}": {number}}}'.encode())
    for number in ["0", "-1", "1e3", "99999", '"x"', '""', '" 1"', '"+1"', '"٣"', '"²"', "9223372036854775807", '"99999999999999999999999"', '"1.0"', "1.0", "true", "null", "[]", '"ALL"']:
        bots.entered(name)
        yield from bots.ask("POST", "forceexit", f'{{"tradeid": {number}}}'.encode())
    trade = bots.entered(name)
    for body in ({"tradeid": trade, "amount": 20, "ordertype": "market"}, {"tradeid": str(trade), "amount": 10, "price": 999}, {"tradeid": trade, "amount": 10, "price": 1000}, {"tradeid": "all"}, {"tradeid": trade}):
        yield from bots.ask("POST", "forceexit", body)
    trade = bots.entered(name, price=1e-3)  # far from the market: it stays open
    yield from bots.ask("DELETE", f"trades/{trade}/open-order")
    yield from bots.ask("DELETE", f"trades/{trade}/open-order")
    trade = bots.entered(name, price=1e-3)
    yield from bots.ask("POST", "forceexit", {"tradeid": trade})
    trade = bots.entered(name)
    yield from bots.ask("POST", "forceexit", {"tradeid": trade, "price": 1e5, "ordertype": "limit"})
    yield from bots.ask("POST", f"trades/{trade}/reload")
    yield from bots.ask("DELETE", f"trades/{trade}/open-order")
    yield from bots.ask("DELETE", f"trades/{trade}")
    yield from bots.ask("DELETE", f"trades/{trade}")


def candles(bots, name):
    for limit in ("", "&limit=0", "&limit=1", "&limit=5", "&limit=-1", "&limit=-5", "&limit=100000", "&limit=-100000", "&limit=2.0"):
        yield from bots.ask("GET", f"pair_candles?pair={name}&timeframe=1h{limit}")
    for columns in (None, [], ["sma_5"], ["nope", "sma_60", "sma_60", "date"], ["enter_long", "__date_ts"]):
        for limit in (None, 0, 3, -3):
            yield from bots.ask("POST", "pair_candles", {"pair": name, "timeframe": "1h", "limit": limit, "columns": columns})


def steering(bots, name):
    for path in ("start", "pause", "pause", "stopbuy", "stopentry", "start", "stop", "stop", "pause", "start"):
        yield from bots.ask("POST", path)
        yield from bots.ask("GET", "show_config")
        yield from bots.ask("GET", "whitelist")
        if path != "start":
            yield from bots.ask("POST", "forceenter", {"pair": name})
            yield from bots.ask("POST", "forceexit", {"tradeid": "1"})
            yield from bots.ask("POST", "forceexit", {"tradeid": "all"})
            yield from bots.ask("DELETE", "trades/1/open-order")


def play(folder, market, exchange_port, extra, tremolo, python):
    folder.mkdir()
    is_futures = extra.get("trading_mode") == "futures"
    (folder / "extra.json").write_text(json.dumps(beside.merged({"initial_state": "running", "timeframe": "1h", "internals": {"process_throttle_secs": HOUR}, "dry_run_wallet": 5000, "unfilledtimeout": {"entry": 900, "exit": 900}}, extra)))
    subprocess.run([python, str(HERE / "odd_databases.py"), str(folder / "made"), "empty"], check=True, capture_output=True)
    shutil.move(folder / "made" / "empty" / "trades.sqlite", folder / "trades.sqlite")
    our_options = {"exchange": {"connector": "simulated", "simulated": {"source": "frozen", "path": str(market)}}}
    their_options = {"exchange": {"ccxt_config": {"options": {"fetchMarkets": {"types": ["spot", "linear"] if is_futures else ["spot"]}}}}}
    theirs = beside.bot("freqtrade", [python, str(HERE / "freqtrade_offline.py")], folder, their_options, exchange_port)
    ours = beside.bot("tremolo", [tremolo], folder, our_options, exchange_port)
    bots, name, cheap = pair(theirs, ours), *(("ETH/USDT:USDT", "XRP/USDT:USDT") if is_futures else ("ETH/USDT", "XRP/USDT"))
    try:
        for one in (theirs, ours):
            deadline = time.time() + 120
            while not one.ready() or b'"length":0' in bots.send(one, "GET", f"pair_candles?pair={name}&timeframe=1h&limit=1")[2]:
                if time.time() > deadline or one.process.poll() is not None:
                    yield "start", [f"{one.home.name} did not start: {one.why()}"]
                    return
                time.sleep(0.1)
        yield from candles(bots, name)
        yield from entries(bots, name)
        yield from exits(bots, cheap)
        yield from steering(bots, name)
    finally:
        theirs.stop()
        ours.stop()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo"); options.add_argument("settings", nargs="*", help=f"of {', '.join(SETTINGS)}; all of them")
    o = beside.common_options(options)
    if o is None:
        return 77
    count = Count(o.verbose)
    with run_folder("running-beside", o.keep) as folder:
        spot = hourly(HERE / "market", folder / "market")
        swaps = beside.with_swaps(spot, folder / "swaps")
        server = frozen_exchange.serve(0, swaps)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name in o.settings or SETTINGS:
            extra = SETTINGS[name]
            for request, found in play(folder / name, swaps if "trading_mode" in extra else spot, server.server_address[1], extra, o.tremolo, o.python):
                count.take(f"{name}  {request}", found)
        return count.exit_status()


if __name__ == "__main__":
    sys.exit(main())
