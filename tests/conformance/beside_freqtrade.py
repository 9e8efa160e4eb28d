#!/usr/bin/env python3
"""Runs Tremolo and an installed freqtrade side by side on databases of many kinds and compares the answers to all that odd_requests.py asks.

usage: beside_freqtrade.py TREMOLO [SCENARIO...] [--drawn FIRST-LAST] [--python PYTHON] [--keep] [--thorough] [--verbose]
PYTHON is one that has freqtrade installed (default: $FREQTRADE_PYTHON, else the one beside the `freqtrade` on the PATH); without one: "skipped", exit status 77.
The databases and settings come from odd_databases.py and rare_databases.py, with --drawn from drawn_databases.py; prices from frozen_exchange.py, on loopback. Both bots are stopped, so
that nothing moves. Compared by compare.py's strict rules: status, headers, values, key order, int and float, and how a number is written.
DIFFERENCES names what Tremolo answers differently on purpose. Ends with "N passed, N failed".
"""
import argparse
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import compare
import drawn_databases
import frozen_exchange
import odd_requests
from judging import Count, run_folder
from run import HERE, free_port

BENCH = HERE.parent.parent / "bench"
FIAT_RATES = {"USDT/EUR": 0.8625, "BTC/USD": 85123.5}
# What depends on the moment of the question, or on whose source text it is.
IGNORED = {r"/health$": ["last_process*", "bot_start*"], r"/strategy/": ["code"], r"/profit": ["bot_start*", "*.bot_start*"], r"/locks": ["locks.*.lock_time*"], r"/token/": ["*token"],
           r"/openapi.json": ["*"], r"/logs": ["*"]}
PAGES = r"^/(docs.*|redoc|openapi.json/|fallback_file.html|index.html|favicon.ico|ui_version|openapi.json|[xA.]?|%2e.*|api/?|/.*|api//.*|API.*|api%2F.*)$"  # files, not answers: compared by status and type
HEADERS = (*compare.HEADERS, "vary")
# Of these all is asked that odd_requests.py knows, of the others what can be read; --thorough: of all.
THOROUGH = ("single", "partial", "futures", "odd_names", "of_data", "of_locks", "many_closed", "dollar", "oracle", "empty")
# Where freqtrade fails (500), and Tremolo answers (docs/differences.md): scenario, what the request shows, and Tremolo's status.
DIFFERENCES = [(r"Authorization: Bearer", 401), (r"^drawn_\d+ .*/custom-data", 200), (r"^closed_without_figures .*/(entries|mix_tags|trade/1|trade/2|stats)", 200),
               (r"^zeroes .*/trade/(1|%201|1%20|01|\+1|1\.0)", 200)]


def common(port, exchange_port):
    api = f"http://127.0.0.1:{exchange_port}/api/v3"
    futures = f"http://127.0.0.1:{exchange_port}/fapi/v1"
    urls = {"public": api, "private": api} | dict.fromkeys(("v1", "sapi", "sapiV2", "sapiV3", "sapiV4"), api)
    urls |= dict.fromkeys(("fapiPublic", "fapiPublicV2", "fapiPublicV3", "fapiPrivate", "fapiPrivateV2", "fapiPrivateV3", "fapiData"), futures)
    return {"bot_name": "beside", "dry_run": True, "dry_run_wallet": 2000, "stake_currency": "USDT", "stake_amount": 100, "max_open_trades": 5, "timeframe": "5m", "minimal_roi": {"0": 100},
            "strategy": "BenchStrategy", "initial_state": "stopped", "force_entry_enable": True, "cancel_open_orders_on_exit": False,
            "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1}, "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
            "exchange": {"name": "binance", "key": "", "secret": "", "enable_ws": False, "skip_pair_validation": False, "pair_whitelist": ["ETH/USDT", "SOL/USDT", "XRP/USDT"],
                         "pair_blacklist": ["BNB/.*"], "ccxt_config": {"enableRateLimit": False, "urls": {"api": urls}}},
            "pairlists": [{"method": "StaticPairList"}],
            "api_server": {"enabled": True, "listen_ip_address": "127.0.0.1", "listen_port": port, "verbosity": "error", "jwt_secret_key": "0123456789" * 4, "CORS_origins": [],
                           "username": "freqtrader", "password": "test"}}


def merged(base, extra):
    extra = dict(extra)
    left_out = extra.pop("__left_out__", [])
    base = {k: v for k, v in base.items() if k not in left_out}
    return base | {k: merged(base[k], v) if k != "dry_run_wallet" and isinstance(v, dict) and isinstance(base.get(k), dict) else v for k, v in extra.items()}


# More pairs: the names that exchanges give, and ether as a stake.
MORE_PAIRS = {"1000SATS/USDT": ("XRP/USDT", 0.000125), "币安人生/USDT": ("XRP/USDT", 0.055), "A-B.C/USDT": ("XRP/USDT", 1.5), "1INCH/USDT": ("XRP/USDT", 0.15), "SOL/ETH": ("ETH/BTC", 1.4),
              "LINK/ETH": ("ETH/BTC", 0.13), "BTC/EUR": ("BTC/USDT", 0.85)}
PRICES = ("high", "low", "bid", "ask", "open", "close", "last", "previousClose", "vwap", "average")


def with_more_pairs(source, folder):
    """The frozen market with MORE_PAIRS, each like another one at other prices."""
    shutil.copytree(source, folder)
    tables = {name: json.loads((folder / f"{name}.json").read_text()) for name in ("markets", "tickers", "order_books")}
    for symbol, (like, factor) in MORE_PAIRS.items():
        base, quote = symbol.split("/")
        price = lambda value: value and round(value * factor, 8)
        tables["markets"][symbol] = tables["markets"][like] | {"symbol": symbol, "id": base + quote, "lowercaseId": (base + quote).lower(), "base": base, "quote": quote, "baseId": base, "quoteId": quote,
                                                               "precision": tables["markets"][like]["precision"] | {"price": 1e-08}}
        tables["tickers"][symbol] = tables["tickers"][like] | {"symbol": symbol} | {name: price(tables["tickers"][like][name]) for name in PRICES}
        tables["order_books"][symbol] = {"symbol": symbol, **{side: [[price(p), a] for p, a in tables["order_books"][like][side]] for side in ("bids", "asks")}}
    for name, table in tables.items():
        (folder / f"{name}.json").write_text(json.dumps(table))
    return folder


def with_swaps(source, folder):
    """The frozen market with a USDT perpetual beside each USDT spot pair; at the same prices."""
    shutil.copytree(source, folder)
    for name in ("markets.json", "tickers.json", "order_books.json"):
        table = json.loads((folder / name).read_text())
        for symbol, one in list(table.items()):
            if not symbol.endswith("/USDT") or symbol == "OLD/USDT":
                continue
            swap = dict(one)
            if name == "markets.json":
                swap |= {"settle": "USDT", "settleId": "USDT", "type": "swap", "spot": False, "swap": True, "contract": True, "linear": True, "inverse": False, "subType": "linear",
                         "contractSize": 1.0, "taker": 0.0005, "maker": 0.0002}
            if "symbol" in swap:
                swap["symbol"] = f"{symbol}:USDT"
            table[f"{symbol}:USDT"] = swap
        (folder / name).write_text(json.dumps(table))
    for f in list((folder / "ohlcv").glob("*_USDT-*.json")):
        shutil.copy(f, f.with_name(f.name.replace("_USDT-", "_USDT_USDT-")))
    return folder


class bot:
    def __init__(self, name, command, home, extra, exchange_port, environment=()):
        self.home, self.port = home / name, free_port()
        self.home.mkdir()
        (self.home / "strategies").mkdir()
        for source in (BENCH / "BenchStrategy.py", BENCH / "BenchStrategy.cpp", HERE / "OracleStrategy.py", HERE.parent / "strategies" / "OracleStrategy.cpp"):
            shutil.copy(source, self.home / "strategies")
        compiled = home.parent / "compiled"  # strategies of one run are compiled once
        compiled.mkdir(exist_ok=True)
        (self.home / "strategies" / ".cache").symlink_to(compiled)
        shutil.copy(home / "trades.sqlite", self.home / "trades.sqlite")
        settings = merged(merged(common(self.port, exchange_port), json.loads((home / "extra.json").read_text())), extra)
        (self.home / "config.json").write_text(json.dumps(settings))
        log = open(self.home / "log", "w")
        self.process = subprocess.Popen([*command, "trade", "--config", str(self.home / "config.json"), "--userdir", str(self.home), "--strategy-path",
                                         str(self.home / "strategies"), "--db-url", f"sqlite:///{self.home}/trades.sqlite"], stdout=log, stderr=log, cwd=self.home,
                                        env={k: v for k, v in os.environ.items() if not k.startswith("FREQTRADE__")} | dict(environment))
        self.client = compare.Client(f"http://127.0.0.1:{self.port}", *(settings["api_server"][name] for name in ("username", "password")), "0123456789" * 4, None)

    def ready(self):
        deadline = time.time() + 120
        while time.time() < deadline and self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.get("whitelist")[0] == 200:
                    return True
            time.sleep(0.05)
        return False

    def get(self, path):
        return self.client.send("GET", "/api/v1/" + path, {"Authorization": self.client.basic()}, None)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(20)
        self.process.kill()
        self.process.wait()

    def why(self):
        return (self.home / "log").read_text()[-1500:]


class written(float):
    """A number that knows how it was written."""
    def __new__(cls, text):
        number = super().__new__(cls, text)
        number.text = text
        return number


def numbers(value, at=""):
    """Yields (place, number) of all numbers with a point or an exponent."""
    if isinstance(value, written):
        yield at, value
    elif isinstance(value, (dict, list)):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers(one, f"{at}.{key}".lstrip("."))


def spelled(want, got):
    """Yields where an equal number is written in another way."""
    ours = dict(numbers(got))
    for at, number in numbers(want):
        if at in ours and number == ours[at] and number.text != ours[at].text:
            yield f"{at}: wanted {number.text}, written as {ours[at].text}"


def listed(request, theirs, ours, differences):
    """Whether this is a difference on purpose."""
    return theirs[0] == 500 and any(ours[0] == status and compare.re.search(pattern, request) for pattern, status in differences)


def differing(path, theirs, ours):
    if theirs[0] != ours[0]:
        return [f"status: freqtrade {theirs[0]} {theirs[2][:150]!r}, tremolo {ours[0]} {ours[2][:150]!r}"]
    found = []
    for name in HEADERS:
        want, got = ((a[1].get(name) or "") for a in (theirs, ours))
        if name == "content-type":
            want, got = want.split(";")[0], got.split(";")[0]
        elif name == "allow":
            want, got = (",".join(sorted(v.replace(" ", "").split(","))) for v in (want, got))
        if want != got:
            found.append(f"header {name}: wanted {want!r}, got {got!r}")
    if compare.re.search(PAGES, path):
        return found
    try:
        want, got = (json.loads(a[2], parse_float=written) for a in (theirs, ours))
    except ValueError:
        return found + ([] if theirs[2] == ours[2] else [f"text: freqtrade {theirs[2][:100]!r}, tremolo {ours[2][:100]!r}"])
    ignored = [p for pattern, fields in IGNORED.items() if compare.re.search(pattern, path) for p in fields]
    return found + list(compare.differences(want, got, "", ignored, True)) + list(spelled(want, got))


def shown(headers):
    return " ".join(f"{name}: {value[:60]}" for name, value in headers.items())


def asked(scenario, theirs, ours, method, path, headers, body):
    """Differences of one request; a moment's are asked for again."""
    for _ in range(3):
        answers = []
        for one in (theirs, ours):
            try:
                answers.append(one.client.send(method, path, headers, body))
            except (OSError, http.client.HTTPException) as trouble:
                answers.append((-1, {}, repr(trouble).encode()))
        if listed(f"{scenario} {path} {shown(headers)}", *answers, DIFFERENCES):
            return []
        found = differing(path, *answers)
        if not found or method != "GET" or "humanized" not in str(found):
            break
    return found


def play(home, tremolo, python, exchange_port, markets, thorough):
    """Yields (request, differences)."""
    extra = json.loads((home / "extra.json").read_text())
    is_futures = extra.get("trading_mode") == "futures"
    our_options = {"exchange": {"connector": "simulated", "simulated": {"source": "frozen", "path": str(markets[is_futures])}}, "fiat_rates": FIAT_RATES}
    their_options = {"exchange": {"ccxt_config": {"options": {"fetchMarkets": {"types": ["spot", "linear"] if is_futures else ["spot"]}}}}}
    theirs = bot("freqtrade", [python, str(HERE / "freqtrade_offline.py")], home, their_options, exchange_port, {"FIAT_RATES": json.dumps(FIAT_RATES)}.items())
    ours = bot("tremolo", [tremolo], home, our_options, exchange_port)
    try:
        for one in (theirs, ours):
            if not one.ready():
                yield "start", [f"{one.home.name} did not start: {one.why()}"]
                return
        login = {"Authorization": ours.client.basic()}
        for path in odd_requests.READS:
            yield "/" + path, asked(home.name, theirs, ours, "GET", "/api/v1/" + path, login, None)
        for method, path, headers, body in odd_requests.requests(ours.client.user, ours.client.password) if thorough else ():
            if "Authorization" in headers and headers != login:
                ours.get("version")  # so that failed logins do not add up
            yield f"{method} {path} {(body or b'').decode()[:120]} {shown(headers) if headers != login else ''}".strip(), asked(home.name, theirs, ours, method, path, headers, body)
        for method, path, body in drawn_databases.requests(home.name) if drawn_databases.is_drawn(home.name) else ():
            yield f"{method} {path} {json.dumps(body) if body else ''}".strip(), asked(home.name, theirs, ours, method, "/api/v1/" + path, login | ({"Content-Type": "application/json"} if body else {}), drawn_databases.encoded(body))
    finally:
        theirs.stop()
        ours.stop()


def python_beside_freqtrade():
    freqtrade = shutil.which("freqtrade")
    return str(Path(freqtrade).with_name("python")) if freqtrade else "python3"


def common_options(options):
    """What every comparison beside freqtrade may be told; None, said, where there is no freqtrade."""
    options.add_argument("--python", default=os.environ.get("FREQTRADE_PYTHON") or python_beside_freqtrade())
    options.add_argument("--keep", action="store_true", help="keep the folder of the run, and say where it is")
    options.add_argument("--verbose", action="store_true", help="every difference, not the first five")
    o = options.parse_intermixed_args()
    if subprocess.run([o.python, "-c", "import freqtrade"], capture_output=True).returncode if shutil.which(o.python) else True:
        print(f"skipped: no freqtrade at {o.python}")
        return None
    return o


def serve_markets(folder):
    """An exchange for both programs: its port, and its markets, spot and with swaps, as ours reads them."""
    markets = [with_more_pairs(HERE / "market", folder / "market")]
    markets.append(with_swaps(markets[0], folder / "swaps"))
    server = frozen_exchange.serve(0, markets[1])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1], markets


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tremolo"); options.add_argument("scenarios", nargs="*")
    options.add_argument("--thorough", action="store_true", help="ask all of every scenario")
    options.add_argument("--drawn", metavar="FIRST-LAST", help="instead: databases and settings drawn by chance from these seeds")
    o = common_options(options)
    if o is None:
        return 77
    if o.drawn:
        first, _, last = o.drawn.partition("-")
        o.scenarios = [f"drawn_{seed}" for seed in range(int(first), int(last or first) + 1)]
    count = Count(o.verbose)
    with run_folder("beside", o.keep) as folder:
        port, markets = serve_markets(folder)
        made = subprocess.run([o.python, str(HERE / "odd_databases.py"), str(folder), *o.scenarios], check=True, capture_output=True, text=True).stdout.split()
        for name in made:
            for path, found in play(folder / name, o.tremolo, o.python, port, markets, o.thorough or name in THOROUGH):
                count.take(f"{name}  {path}", found)
            if o.drawn:
                print(f"{name}: {count} up to here", flush=True)
        return count.exit_status()


if __name__ == "__main__":
    sys.exit(main())
