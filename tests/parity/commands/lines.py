"""The command lines that are run beside freqtrade: those written down here, and any number drawn by chance."""
import gzip
import json
import random
import re
from dataclasses import dataclass, field
from typing import Callable, Optional

C = ["-c", "config.json", "--userdir", "."]
U = ["-c", "usdt.json", "--userdir", "."]
F = ["-c", "futures.json", "--userdir", "."]
RANGE = ["--timerange", "20180115-20180120"]
BT = ["backtesting", *C, "--cache", "none", "--export", "signals"]
# Made by Tremolo before anything is compared.
RESULTS = [[*BT, *RANGE, "--strategy-list", "BtPlain", "BtTrailing", "--backtest-filename", "backtest_results/several.json"],
           [*BT, *RANGE, "-s", "BtNone", "--backtest-filename", "backtest_results/none.json"],
           [*BT, *RANGE, "-s", "BtPlain", "--max-open-trades", "2"]]


@dataclass
class line:
    arguments: list
    columns: int = 200
    files: bool = False  # whether files are compared
    seen: Optional[Callable] = None
    ours_alone: bool = False  # freqtrade may fail there
    ours_says: str = ""  # what Tremolo's output must hold
    refused_here: bool = False  # and what Tremolo refuses on purpose
    file: Callable = field(default=lambda name, content, home: content)


def as_wide(text):
    """Tables of files whose names are longer here, however wide."""
    return re.sub("[━─ ]+", " ", text)


def columns_in_any_order(text):
    """Indicators come in the order of a Python set."""
    return "\n".join(" ".join(sorted(cell.strip() for cell in re.split("[│┃]", row))) for row in text.splitlines() if row and row[0] not in "┏┡└")


def without_leverage(text):
    """Leverage comes from a file of freqtrade's there, from the market here; the table's width with it."""
    return re.sub(r"[\d.]+ (?=│ +[\d.]+ │$)|(?<=,)[\d.]+(?=,[\d.]+$)", "", as_wide(text), flags=re.M)


def without_seconds(text):
    """The exchange inside has no candles of a second."""
    return text.replace("1s, ", "").removeprefix("1s\n")


def same_candles(name, content, home):
    """JSON keeps ten digits behind the point there, all here; feather files differ in what they say beside the candles."""
    if name.endswith(".feather"):
        return "candles"
    text = gzip.decompress(content) if name.endswith(".gz") else content
    return [[round(float(cell), 9) for cell in row] for row in json.loads(text)] if text[:1] == b"[" else text


def markets():
    for command in ("list-pairs", "list-markets"):
        for flags in ([], ["--print-json"], ["-1"], ["--print-csv"], ["--print-list"], ["-a"], ["--all", "--print-list"], ["--base", "ETH"], ["--quote", "BTC"], ["--base", "ETH", "SOL", "--quote", "USDT", "BTC"],
                      ["--base", "NONE"], ["--base", "NONE", "--print-json"], ["--base", "NONE", "-1"], ["--base", "NONE", "--print-csv"], ["--base", "NONE", "--print-list"],
                      ["--print-list", "-1"], ["--print-json", "-1"], ["--print-csv", "--print-json"], ["--base", "ETH", "--print-csv"], ["--quote", "ETH", "EUR", "--print-list"], ["--base", "eth", "-1"],
                      ["--trading-mode", "spot", "-1"], ["--trading-mode", "margin", "-1"], ["--trading-mode", "nosuch"], ["--nosuch"], ["extra"]):
            yield line([command, *U, *flags])
        for flags in ([], ["-1"], ["--print-csv"], ["--print-json", "-a"], ["--quote", "USDT", "--base", "ETH"]) if command == "list-pairs" else ():
            yield line([command, *F, *flags], seen=without_leverage)
        yield line([command, *U], columns=80)
        yield line([command, *U, "--base", "ETH", "BTC"], columns=60)
    for flags in ([], ["-1"], ["--trading-mode", "futures"], ["--trading-mode", "x"], ["x"]):
        yield line(["list-timeframes", *U, *flags], seen=without_seconds)
    for flags in ([], ["-1"], ["--print-json"], ["--quote", "USDT", "BTC"], ["--quote", "USDT", "BTC", "-1"], ["--quote", "USDT", "BTC", "--print-json"], ["-1", "--print-json"], ["--quote", "NONE"],
                  ["--quote", "NONE", "-1"], ["-v"], ["--datadir", "x"], ["--no-color"]):
        yield line(["test-pairlist", *U, *flags])
        yield line(["test-pairlist", *C, *flags])


def strategies():
    for flags in ([], ["-1"], ["--recursive-strategy-search"], ["--strategy-path", "nosuch"], ["--no-color"], ["-1", "--strategy-path", "nosuch"]):
        yield line(["list-strategies", "--userdir", ".", *flags], seen=as_wide)


def data():
    for flags in ([], ["--show-timerange"], ["-p", "ETH/BTC"], ["-p", "ETH/BTC", "XRP/.*", "--show-timerange"], ["-p", "NONE/BTC"], ["--trading-mode", "futures"], ["--trading-mode", "futures", "--show-timerange"],
                  ["--trading-mode", "margin"], ["--data-format-ohlcv", "json"], ["--data-format-ohlcv", "jsongz"], ["--data-format-ohlcv", "json", "--show-timerange"], ["--data-format-ohlcv", "hdf5"],
                  ["--trades"], ["--trades", "--data-format-trades", "jsongz"], ["--trades", "--show-timerange"], ["--trades", "-p", "XRP/.*"], ["--trades", "--data-format-trades", "json"],
                  ["--trades", "--trading-mode", "futures"], ["--exchange", "kraken"], ["--pairs"], ["-p", "("], ["-d", "nosuch"], ["--datadir", "data/binance/futures"]):
        yield line(["list-data", "--userdir", ".", "--exchange", "binance", *flags])
    yield line(["list-data", *C])
    yield line(["list-data", *C, "--show-timerange"], columns=80)
    yield line(["list-data", *C], columns=40)
    yield line(["list-data", *F])
    yield line(["list-data", "--userdir", "."])


def results():
    show = ["backtesting-show", "--userdir", "."]
    for flags in ([], ["--breakdown", "day"], ["--breakdown", "day", "week", "month", "year", "weekday"], ["--show-pair-list"], ["--backtest-filename", "several.zip"], ["--backtest-filename", "none.zip"],
                  ["--export-filename", "several.zip", "--show-pair-list", "--breakdown", "month"], ["--backtest-filename", "nosuch.zip"], ["--backtest-filename", "backtest_results/several.zip"],
                  ["--backtest-directory", "backtest_results"], ["--backtest-directory", "nosuch"], ["--breakdown", "hour"], ["--breakdown"], ["--no-color"], ["--backtest-filename", "config.json"],
                  ["--backtest-filename", "several"], ["--backtest-filename", "several.meta.json"], ["--export-directory", "backtest_results", "--export-filename", "none.zip"]):
        for columns in (200, 120):
            yield line([*show, *flags], columns=columns)
    yield line(show, columns=80)
    yield line([*show, "--breakdown", "week"], columns=60)


def analyses():
    base = ["backtesting-analysis", *C]
    groups = ["0", "1", "2", "3", "4", "5"]
    flags = [[], *([["--analysis-groups", g] for g in groups]), ["--analysis-groups", *groups], ["--analysis-groups", "6"], ["--analysis-groups"], ["--enter-reason-list", "dip"], ["--enter-reason-list", "dip", "cross", "--analysis-groups", "1"],
             ["--exit-reason-list", "roi", "--analysis-groups", "2"], ["--exit-reason-list", "nosuch", "--analysis-groups", "2"], ["--enter-reason-list", "all", "--exit-reason-list", "all", "--analysis-groups", "5"],
             ["--indicator-list", "fast"], ["--indicator-list", "fast", "slow", "drop"], ["--indicator-list", "all"], ["--indicator-list", "nosuch"], ["--indicator-list", "fast", "--entry-only"], ["--indicator-list", "fast", "--exit-only"],
             ["--indicator-list", "fast", "--entry-only", "--exit-only"], ["--indicator-list", "open", "close", "profit_abs", "--analysis-groups", "0"], ["--indicator-list", "date", "stake_amount", "is_open", "trade_duration"],
             ["--indicator-list", "open_rate", "close_rate", "fast"], ["--indicator-list", "close_date", "is_short"], ["--rejected-signals"], ["--rejected-signals", "--analysis-groups", "1"],
             ["--rejected-signals", "--enter-reason-list", "dip"], ["--rejected-signals", "--exit-reason-list", "roi"], ["--timerange", "20180116-20180118", "--analysis-groups", "1"], ["--timerange", "20180116-", "--indicator-list", "fast"],
             ["--timerange", "20170101-20170102", "--analysis-groups", "0"], ["--timerange", "nosuch"], ["--timerange", "20180116-20180118", "--rejected-signals"], ["--analysis-csv-path", "missing", "--analysis-to-csv", "--analysis-groups", "0"],
             ["--analysis-csv-path", "missing", "--analysis-groups", "0"], ["--nosuch"]]
    for more in flags:
        rejected, mixed = "--rejected-signals" in more, more[:1] == ["--indicator-list"] and len(more) > 2
        yield line([*base, *more], ours_alone=rejected, seen=columns_in_any_order if mixed else None)  # freqtrade fails over rejected signals
        yield line([*base, *more, "--backtest-filename", "several.zip"], ours_alone=rejected)
    for more in ([], ["--analysis-groups", "0"], ["--indicator-list", "fast"], ["--rejected-signals"]):
        yield line([*base, *more, "--backtest-filename", "none.zip"])
    for more in (["--analysis-groups", *groups], ["--indicator-list", "fast"], ["--rejected-signals"], ["--indicator-list", "all"], ["--indicator-list", "fast", "--exit-only"], ["--analysis-groups", "1", "--analysis-csv-path", "plot"]):
        yield line([*base, "--analysis-to-csv", *more], files=True, file=same_numbers, ours_alone="--rejected-signals" in more)
    yield line([*base, "--analysis-groups", "0"], columns=100)
    yield line(["backtesting-analysis", "--userdir", ".", "--analysis-groups", "0"])
    yield line([*base, "--backtest-filename", "nosuch.zip"])
    yield line([*base, "--backtest-directory", "nosuch"])


def trades():
    for name in ("single", "many_closed", "nosuch"):
        for flags in ([], ["--trade-ids", "1"], ["--trade-ids", "1", "2", "999"], ["--print-json"], ["--print-json", "--trade-ids", "2"], ["--print-json", "--trade-ids", "999"], ["--trade-ids", "x"], ["--trade-ids"]):
            yield line(["show-trades", "--userdir", ".", "--db-url", f"sqlite:///{name}.sqlite", *flags], refused_here=name == "nosuch")  # freqtrade makes one
    yield line(["show-trades", "--userdir", "."])
    yield line(["show-trades", "--userdir", ".", "--db-url", "nosuch"])
    yield line(["show-trades", *C])


def lookahead():
    for strategy in ("BtBiased", "BtPlain", "BtNone", "Nosuch"):
        yield line(["lookahead-analysis", *C, "-s", strategy, *RANGE], seen=as_wide)
    base = ["lookahead-analysis", *C, "-s", "BtBiased", *RANGE]
    for flags in (["--minimum-trade-amount", "500"], ["--targeted-trade-amount", "3", "--minimum-trade-amount", "2"], ["--minimum-trade-amount", "20", "--targeted-trade-amount", "5"], ["-p", "ETH/BTC"], ["--fee", "0.01"],
                  ["--allow-limit-orders"], ["--enable-protections"], ["--max-open-trades", "1"], ["--stake-amount", "unlimited"], ["--stake-amount", "0.001"], ["--dry-run-wallet", "10"], ["--export", "none"],
                  ["--timeframe-detail", "1m"], ["-i", "30m"], ["--backtest-directory", "backtest_results"], ["--freqaimodel", "x"], ["--data-format-ohlcv", "json"], ["--minimum-trade-amount", "x"]):
        yield line([*base, *flags], seen=as_wide)
    yield line(["lookahead-analysis", *C, "-s", "BtBiased"])
    yield line(["lookahead-analysis", *C, *RANGE], seen=as_wide)
    yield line(["lookahead-analysis", *C, *RANGE, "--strategy-list", "BtBiased", "BtPlain", "BtNone", "--lookahead-analysis-exportfilename", "all.csv"], files=True, file=first_strategy, seen=first_strategy_shown)
    yield line(["lookahead-analysis", *C, *RANGE, "-s", "BtPlain", "--targeted-trade-amount", "4", "--minimum-trade-amount", "4", "--lookahead-analysis-exportfilename", "all.csv"], files=True, file=csv_of, seen=as_wide)
    yield line(["lookahead-analysis", *C, *RANGE, "-s", "BtPlain", "--lookahead-analysis-exportfilename", "missing/all.csv"])


def same_numbers(name, content, home):
    """freqtrade reads the numbers of a result to the last digit but one."""
    return re.sub(rb"-?\d+\.\d+(e-\d+)?", lambda m: b"%.9g" % float(m[0]), re.sub(rb"'cost': [\d.]+", b"", content))


def first_strategy_shown(text):
    """Of several strategies freqtrade looks at the first, under every name."""
    return "\n".join(row for row in as_wide(text).splitlines() if "BtPlain" not in row and "BtNone" not in row)


def first_strategy(name, content, home):
    return b"\n".join(row for row in csv_of(name, content, home).splitlines() if b"BtPlain" not in row and b"BtNone" not in row)


def csv_of(name, content, home):
    return content.replace(b".cpp", b".py").replace(b"\r\n", b"\n")


def recursive():
    for strategy in ("BtBiased", "BtPlain", "BtRecursive", "BtNone", "Nosuch"):
        yield line(["recursive-analysis", *C, "-s", strategy, *RANGE])
    base = ["recursive-analysis", *C, "-s", "BtRecursive", *RANGE]
    for flags in (["--startup-candle", "10", "20", "50", "150", "400"], ["--startup-candle", "20"], ["--startup-candle", "0"], ["--startup-candle", "400", "10", "400"], ["-p", "XRP/BTC"], ["-p", "NONE/BTC"], ["-i", "30m"],
                  ["--startup-candle", "x"], ["--startup-candle"], ["--startup-candle", "-5"], ["--data-format-ohlcv", "json"], ["--timerange", "20180115-"], ["--timerange", "20190115-20190116"], ["--fee", "0.1"], ["--strategy-list", "BtPlain"]):
        yield line([*base, *flags])
    yield line(["recursive-analysis", *C, "-s", "BtRecursive"])
    yield line(["recursive-analysis", *C, *RANGE])
    yield line([*base, "--startup-candle", "10", "20", "50", "150", "400"], columns=60)


def conversions():
    base = ["convert-data", "--userdir", ".", "--exchange", "binance"]
    for flags in (["--format-from", "feather", "--format-to", "json", "-p", "ETH/BTC"], ["--format-from", "feather", "--format-to", "jsongz", "-p", "XRP/ETH", "-t", "1m"], ["--format-from", "json", "--format-to", "feather"],
                  ["--format-from", "jsongz", "--format-to", "json", "--erase"], ["--format-from", "json", "--format-to", "json"], ["--format-from", "feather"], ["--format-to", "json"], ["--format-from", "x", "--format-to", "json"],
                  ["--format-from", "feather", "--format-to", "json", "--trading-mode", "futures"], ["--format-from", "feather", "--format-to", "json", "--trading-mode", "futures", "--candle-types", "mark"],
                  ["--format-from", "feather", "--format-to", "json", "--candle-types", "nosuch"], ["--format-from", "feather", "--format-to", "json", "-t", "5m", "-p", "NONE/BTC"]):
        yield line([*base, *flags], files=True, file=same_candles, seen=lambda text: "")  # a line of sums is our own


def fixed():
    for part in (markets, strategies, data, results, analyses, trades, lookahead, recursive, conversions, plots):
        yield from part()


def plots():
    """freqtrade's need plotly, which few have: what is printed here is looked at alone."""
    base = ["plot-dataframe", *C, "--timerange", "20180115-20180117"]
    yield line([*base, "-p", "ETH/BTC", "AAA/BTC", "LTC/BTC"], ours_alone=True, ours_says="plot/tremolo-plot-LTC_BTC-5m.html")
    yield line([*base, "-p", "AAA/BTC"], ours_alone=True, ours_says="Drawn: 0 pairs.")
    yield line(["plot-profit", *C, "-p", "ETH/BTC"], ours_alone=True, ours_says="plot/tremolo-profit-plot.html")
    yield line(["plot-profit", *C, "-p", "AAA/BTC"], ours_alone=True, ours_says="No trades found")


FLAGS = {
    "list-pairs": (U, [["--print-json"], ["-1"], ["--print-csv"], ["--print-list"], ["-a"], ["--base", "ETH", "BTC"], ["--quote", "BTC"], ["--quote", "USDT", "ETH"]]),
    "list-markets": (U, [["--print-json"], ["--one-column"], ["--print-csv"], ["--print-list"], ["--all"], ["--base", "SOL"], ["--quote", "BTC", "USDT"]]),
    "test-pairlist": (C, [["--print-json"], ["-1"], ["--quote", "BTC", "ETH"], ["--quote", "USDT"], ["-v"]]),
    "list-data": (C, [["--show-timerange"], ["-p", "ETH/BTC", "XLM/BTC"], ["-p", "X.*/.*"], ["--data-format-ohlcv", "json"], ["--trading-mode", "futures"], ["--trades"], ["--data-format-trades", "jsongz"]]),
    "backtesting-show": (C, [["--breakdown", "week", "weekday"], ["--breakdown", "month"], ["--show-pair-list"], ["--backtest-filename", "several.zip"], ["--backtest-filename", "none.zip"], ["--no-color"]]),
    "backtesting-analysis": (C, [["--analysis-groups", "0", "4"], ["--analysis-groups", "1", "2", "3", "5"], ["--enter-reason-list", "dip"], ["--exit-reason-list", "roi", "stop_loss"], ["--indicator-list", "drop"],
                                 ["--entry-only"], ["--exit-only"], ["--timerange", "20180116-20180119"], ["--timerange", "20180117T1200-"], ["--backtest-filename", "several.zip"]]),
    "recursive-analysis": ([*C, *RANGE], [["-s", "BtRecursive"], ["-s", "BtBiased"], ["-p", "LTC/BTC"], ["-i", "1h"], ["--startup-candle", "30", "5", "77"], ["--startup-candle", "250"], ["--timerange", "20180116T0355-20180117"]]),
}


def drawn(seed):
    """Flags drawn by chance, at a width drawn by chance."""
    chance = random.Random(seed)
    command = chance.choice(list(FLAGS))
    always, flags = FLAGS[command]
    some = chance.sample(flags, chance.randint(0, min(4, len(flags))))
    yield line([command, *always, *(word for words in some for word in words)], columns=chance.choice([50, 60, 70, 90, 100, 120, 150, 200]))
