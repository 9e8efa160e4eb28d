"""What webserver_beside_freqtrade.py asks both programs in webserver mode: every endpoint that has no bot behind it, with parameters of every kind."""
from urllib.parse import quote

RANGES = ["20180115-20180116", "20180115-", "-20180111", "-", "", "abc", "2018", "20180116-20180115", "20180115T0300-20180115T0500", "1515985200-1515992400", "1515985200000-1515992400000", "20180115T030000-20180115T050030",
          "20180115T0300-1515992400", "20190101-20190102", "20200101-", "-20100101", "20180115-20180115", "20180230-20180301", "20180115 -20180116", "20180115-20180116-20180117", "99999999-", "--", "20180129T2300-20380101",
          "0-1", "1515985200-", "-1515560400"]
NAMES = ["../config", "..%2Fconfig", "%2Fetc%2Fpasswd", "", "nosuch", "several.zip", "../backtest_results/{several}", "{several}/..", "%00", "%FF", ".", "..", "{several}.meta", "..%5Cx", "{several}%20", "ü", "broken", "named", "later", "alone", "listless", "{plain}", "{several}"]
TRADE_ONLY = ["balance", "count", "entries", "exits", "mix_tags", "performance", "profit", "profit_all", "stats", "daily", "weekly", "monthly", "status", "trades", "trade/1", "locks", "blacklist", "whitelist", "health", "historic_balance",
              "pair_candles?pair=ETH/BTC&timeframe=5m", "trades/1/custom-data", "trades/open/custom-data"]
BACKTEST = {"strategy": "BtPlain", "timerange": "20180115-20180117", "timeframe": "5m", "max_open_trades": 3, "stake_amount": "0.01", "enable_protections": False, "dry_run_wallet": 1, "backtest_cache": "none"}
EVALUATE = {"pairlists": [{"method": "StaticPairList"}], "blacklist": [], "stake_currency": "BTC"}
DOWNLOAD = {"pairs": ["ETH/BTC"], "timeframes": ["5m"], "days": 1}
ANALYSIS = {"strategy": "BtPlain", "timerange": "20180115-20180117", "timeframe": "5m"}
JOBS = ("backtest", "pairlists/evaluate", "lookahead_analysis", "recursive_analysis", "download_data")
HISTORY = {"pair": "ETH/BTC", "timeframe": "5m", "timerange": "20180115-20180116", "strategy": "BtPlain"}


def laid_over(body, *changes):
    """The body with each of the changes; `...` takes a key out."""
    for change in changes:
        yield {key: value for key, value in (body | change).items() if value is not ...}


def reads():
    yield from TRADE_ONLY
    yield from ("version", "ping", "show_config", "sysinfo/", "strategies", "strategies/", "strategies?x=1", "strategy/BtPlain", "strategy/Nope", "strategy/../config", "strategy/a%3Ab", "strategy/BtPlain%20", "strategy/btplain", "strategy/", "strategy",
                "hyperoptloss?x=1", "freqaimodels/x", "exchanges/x", "pairlists", "pairlists/", "pairlists/available/", "pairlists/evaluate", "pairlists/evaluate/nosuch", "background", "background/", "background/nosuch", "background/clear",
                "plot_config", "plot_config?strategy=BtPlain", "plot_config?strategy=Nope", "plot_config?strategy=", "plot_config?strategy=a:b", "markets", "markets?base=ETH", "markets?base=NOPE", "markets?quote=BTC&base=LTC",
                "markets?include_inactive=x", "backtest/x", "backtest/history/", "backtest/history/nosuch/x", "download_data", "lookahead_analysis", "lookahead_analysis/nosuch", "recursive_analysis/nosuch", "recursive_analysis",
                "backtest/abort/", "backtest/abort?x")
    for query in ("", "timeframe=5m", "timeframe=", "timeframe=7m", "timeframe=x", "stake_currency=BTC", "stake_currency=btc", "stake_currency=", "stake_currency=TC", "stake_currency=ETH", "candletype=spot", "candletype=futures",
                  "candletype=mark", "candletype=funding_rate", "candletype=", "candletype=nosuch", "candletype=FUTURES", "timeframe=1h&stake_currency=USDT&candletype=futures", "timeframe=5m&timeframe=1m", "candletype=index",
                  "stake_currency=USDT:USDT&candletype=futures", "timeframe=5m&stake_currency=BTC"):
        yield f"available_pairs?{query}"
    for timerange in RANGES:
        yield f"pair_history?pair=ETH/BTC&timeframe=5m&strategy=BtPlain&timerange={quote(timerange)}"
    for query in ("", "pair=ETH/BTC", "pair=ETH/BTC&timeframe=5m", "pair=ETH/BTC&timeframe=5m&timerange=20180115-20180116", "pair=&timeframe=&timerange=&strategy=", "pair=NOPE/BTC&timeframe=5m&timerange=20180115-20180116&strategy=BtPlain",
                  "pair=ETH/BTC&timeframe=7m&timerange=20180115-20180116&strategy=BtPlain", "pair=ETH/BTC&timeframe=x&timerange=20180115-20180116&strategy=BtPlain", "pair=ETH/BTC&timeframe=1m&timerange=20180115-20180116&strategy=BtPlain",
                  "pair=ETH/BTC&timeframe=1h&timerange=20180115-20180116&strategy=BtPlain", "pair=ETH/BTC&timeframe=5m&timerange=20180115-20180116&strategy=Nope", "pair=ETH/BTC&timeframe=5m&timerange=20180115-20180116&strategy=a:b",
                  "pair=../../x&timeframe=5m&timerange=20180115-20180116&strategy=BtPlain", "pair=ETH/BTC&timeframe=5m&timerange=20180115-20180116&strategy=BtNone&freqaimodel=x", "pair=ETHBTC&timeframe=5m&timerange=20180115-20180116&strategy=BtPlain",
                  "pair=UNITTEST/BTC&timeframe=30m&timerange=20180101-20180102&strategy=BtBiased", "pair=eth/btc&timeframe=5m&timerange=20180115-20180116&strategy=BtPlain"):
        yield f"pair_history?{query}"
    for name in NAMES:
        yield f"backtest/history/result?filename={name}&strategy=BtPlain"
        yield from (f"backtest/history/{name}/market_change", f"backtest/history/{name}/BtPlain/wallet", f"backtest/history/{name}/Nope/wallet")
    for query in ("", "filename={several}", "strategy=BtPlain", "filename={several}&strategy=", "filename={several}&strategy=btplain", "filename={several}&strategy=BtTrailing", "filename=&strategy="):
        yield f"backtest/history/result?{query}"


def changes():
    """(method, path, body): what is refused, or changes files alone."""
    for name in NAMES[:-2]:
        yield "PATCH", f"backtest/history/{name}", {"strategy": "BtPlain", "notes": "x"}
        yield "DELETE", f"backtest/history/{name}", None
    for body in ({}, None, [], {"strategy": "BtPlain"}, {"strategy": "Nope", "notes": "a"}, {"strategy": "BtTrailing", "notes": "ü\n\"' 币"}, {"strategy": 1, "notes": 2}, {"strategy": "BtPlain", "notes": None}, {"strategy": "BtPlain", "notes": "x" * 5000},
                 {"strategy": "", "notes": "x"}, {"strategy": "BtPlain", "notes": "n", "more": 1}):
        yield "PATCH", "backtest/history/{several}", body
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        for path in ("strategies", "exchanges", "hyperoptloss", "freqaimodels", "available_pairs", "pairlists/available", "background", "backtest/abort", "backtest/history", "backtest/history/result", "markets", "plot_config", "pair_history"):
            if (method, path) != ("POST", "pair_history"):
                yield method, path, None
    for body in [*laid_over(HISTORY, {}, {"strategy": ...}, {"strategy": None}, {"strategy": ""}, {"columns": []}, {"columns": ["fast"]}, {"columns": ["fast", "nosuch"]}, {"columns": None}, {"columns": "fast"}, {"columns": ["close", "date"]}, {"pair": ...},
                            {"timeframe": ...}, {"timerange": ...}, {"timerange": None}, {"timerange": None, "strategy": ...}, {"timerange": "abc"}, {"timerange": ""}, {"pair": 1}, {"pair": "NOPE/BTC"}, {"pair": "NOPE/BTC", "strategy": ...}, {"timeframe": "7m"},
                            {"timeframe": "7m", "strategy": ...}, {"strategy": "Nope"}, {"freqaimodel": "x"}, {"live_mode": False}, {"live_mode": "x"}, {"exchange": "kraken", "strategy": ...}, {"trading_mode": "futures", "pair": "XRP/USDT:USDT", "timeframe": "1h", "timerange": "20211117-20211119", "strategy": ...},
                            {"trading_mode": "nosuch"}, {"margin_mode": "nosuch"}, {"timerange": "20190101-20190102", "strategy": ...}, {"timerange": "20180129-", "strategy": ...}, {"more": 1, "columns": ["slow", "drop"]}), {}, None, [], 1]:
        yield "POST", "pair_history", body
    for body in [*laid_over(EVALUATE, {"pairlists": ...}, {"blacklist": ...}, {"stake_currency": ...}, {"pairlists": None}, {"pairlists": "x"}, {"pairlists": ["x"]}, {"blacklist": "x"}, {"stake_currency": None}, {"trading_mode": "x"}, {"margin_mode": "x"}, {"exchange": 1}), {}, None, []]:
        yield "POST", "pairlists/evaluate", body
    for body in [*laid_over(DOWNLOAD, {"pairs": ...}, {"pairs": "x"}, {"pairs": [1]}, {"timeframes": "5m"}, {"days": "x"}, {"days": 1.5}, {"days": 1, "timerange": "20180101-20180102"}, {"erase": "x"}, {"candle_types": "x"}, {"download_trades": 3}, {"prepend_data": []},
                            {"trading_mode": "x"}), {}, None, []]:
        yield "POST", "download_data", body
    for path in ("lookahead_analysis", "recursive_analysis", "backtest"):
        start = BACKTEST if path == "backtest" else ANALYSIS
        for body in [*laid_over(start, {"strategy": ...}, {"strategy": 1}, {"timerange": 1}, {"timeframe": 5}, {"max_open_trades": "x"}, {"max_open_trades": []}, {"stake_amount": []}, {"stake_amount": None, "strategy": ...}, {"enable_protections": "x"}, {"dry_run_wallet": "x"}, {"backtest_cache": 1},
                                {"freqaimodel": 3}, {"timeframe_detail": 1}, {"minimum_trade_amount": "x"}, {"targeted_trade_amount": 1.5}, {"startup_candle": "x"}, {"startup_candle": [1.5]}, {"freqai": 1}, {"exchange": 1}), {}, None, []]:
            if body is None or body == [] or body == {} or is_refused(path, body):
                yield "POST", path, body
    for path in ("background/nosuch", "background/", "background/..%2Fx", "background/00000000-0000-0000-0000-000000000000"):
        yield "DELETE", path, None
    yield "DELETE", "backtest", None
    yield "GET", "backtest/abort", None
    yield "GET", "backtest", None


def is_refused(path, body):
    """Whether the body is sure to be a 422: only then nothing begins."""
    if not isinstance(body.get("strategy"), str) or not isinstance(body.get("timerange", ""), str) or not isinstance(body.get("timeframe", ""), str):
        return True
    if path == "backtest":
        return body.get("max_open_trades") in ("x", []) or body.get("stake_amount") == [] or body.get("enable_protections") == "x" or body.get("dry_run_wallet") == "x" or body.get("freqaimodel") == 3 or body.get("timeframe_detail") == 1
    return path == "lookahead_analysis" and (body.get("minimum_trade_amount") == "x" or body.get("targeted_trade_amount") == 1.5) or path == "recursive_analysis" and body.get("startup_candle") in ("x", [1.5])


def jobs():
    """(path, body): each is let run to its end, and then looked at from all sides."""
    for body in laid_over(BACKTEST, {}, {"strategy": "BtTrailing"}, {"strategy": "Nope"}, {"strategy": "a:b"}, {"strategy": ""}, {"timerange": "abc"}, {"timerange": "20200101-20200102"}, {"timerange": "20180117-20180115"}, {"timerange": ""},
                          {"timeframe": "7m"}, {"timeframe": "1m"}, {"timeframe": ""}, {"timeframe": None}, {"timeframe_detail": "1h"}, {"timeframe_detail": "5m"}, {"timeframe_detail": "x"}, {"stake_amount": "unlimited"}, {"stake_amount": "x"}, {"stake_amount": 0.02}, {"stake_amount": -1},
                          {"max_open_trades": 0}, {"max_open_trades": "2"}, {"max_open_trades": None}, {"max_open_trades": -1}, {"max_open_trades": 1.5}, {"max_open_trades": -2}, {"max_open_trades": -1, "stake_amount": "unlimited"},
                          {"dry_run_wallet": 0.001}, {"dry_run_wallet": None}, {"dry_run_wallet": 0}, {"freqai": {"identifier": "x"}}, {"freqaimodel": "x"}, {"enable_protections": True}, {"strategy": "BtNone"},
                          {"backtest_cache": "x"}, {"more": 1}):
        yield "backtest", body
    for body in laid_over(EVALUATE, {}, {"pairlists": []}, {"pairlists": [{}]}, {"pairlists": [{"method": "Nope"}]}, {"pairlists": [{"method": "PriceFilter"}]}, {"pairlists": [{"method": "StaticPairList"}, {"method": "PriceFilter", "min_price": 0.01}]}, {"blacklist": ["ETH/.*"]}, {"blacklist": ["["]},
                          {"stake_currency": "USDT"}, {"stake_currency": ""}, {"stake_currency": "NOPE"}, {"pairlists": [{"method": "VolumePairList", "number_assets": 3, "sort_key": "quoteVolume"}]}, {"pairlists": [{"method": "VolumePairList"}]},
                          {"pairlists": [{"method": "VolumePairList", "number_assets": "x"}]}, {"pairlists": [{"method": "StaticPairList", "allow_inactive": True}, {"method": "ShuffleFilter", "seed": 3}]}, {"pairlists": [{"method": "StaticPairList"}, {"method": "OffsetFilter", "offset": 2, "number_assets": 2}]},
                          {"pairlists": [{"method": "StaticPairList"}, {"method": "OffsetFilter", "offset": -1}]}, {"pairlists": [{"method": "MarketCapPairList"}]}):
        yield "pairlists/evaluate", body
    for body in laid_over(ANALYSIS, {}, {"strategy": "BtBiased"}, {"strategy": "Nope"}, {"timerange": "abc"}, {"timerange": "20200101-20200102"}, {"targeted_trade_amount": 3}, {"minimum_trade_amount": 100}, {"minimum_trade_amount": 2, "targeted_trade_amount": 4}, {"strategy": "BtNone"}, {"timerange": ...}):
        yield "lookahead_analysis", body
    for body in laid_over(ANALYSIS, {"strategy": "BtRecursive"}, {}, {"strategy": "Nope"}, {"timerange": "abc"}, {"startup_candle": [10, 20, 100]}, {"startup_candle": []}, {"startup_candle": [0]}, {"startup_candle": [-3]}, {"strategy": "BtRecursive", "startup_candle": [50, 10, 50]}, {"timerange": ...}, {"timerange": "20200101-20200102"}):
        yield "recursive_analysis", body
    for body in laid_over(DOWNLOAD, {"pairs": ["NOPE/BTC"]}, {"pairs": []}, {"pairs": [], "timeframes": ["7m"]}, {"timeframes": ["7m"]}, {"timeframes": []}, {"timerange": "abc", "days": ...}):
        yield "download_data", body
