"""Draws backtests and lets an installed freqtrade run them, offline.

    freqtrade's python drive.py FOLDER FIRST COUNT

Each goes to FOLDER/SEED: config.json, markets.json, options.json, behaviour.json, data, and what came of it: result.json or error.txt, trace.txt.
"""
import contextlib
import json
import logging
import os
import shutil
import sys
import traceback
import zipfile
from pathlib import Path

from freqtrade.commands import Arguments
from freqtrade.exceptions import FreqtradeException
from freqtrade.exchange import Binance, Exchange

sys.path.insert(0, str(Path(__file__).resolve().parent))
from draw import draw_case  # noqa: E402

FLAGS = {"timerange": "--timerange", "timeframe_detail": "--timeframe-detail", "enable_protections": "--enable-protections", "position_stacking": "--eps",
         "enable_dynamic_pairlist": "--enable-dynamic-pairlist"}


def market(told):
    limits = {name: {"min": None, "max": None} for name in ("amount", "price", "cost", "leverage")}
    limits.update({name: {"min": least, "max": most} for name, (least, most) in told["limits"].items()})
    swap = "settle" in told
    return {"contractSize": None, "settle": None} | told | {
        "limits": limits, "active": True, "spot": not swap, "swap": swap, "future": False, "option": False, "margin": False, "contract": swap,
        "linear": True if swap else None, "inverse": False if swap else None, "info": {}}


def offline(told):
    markets = {m["symbol"]: market(m) for m in told["markets"]}
    names = ("minNotional", "maxNotional", "maintenanceMarginRate", "maxLeverage", "maintAmt")

    def reload_markets(self, force=False, *, load_leverage_tiers=True):
        self._markets = self._api.markets = markets
        self._api.markets_by_id = {}
        self._last_markets_refresh = 1
        self._api.calculate_fee = lambda symbol, takerOrMaker, **_: {"rate": markets[symbol][takerOrMaker]}

    def fill_leverage_tiers(self):
        self._leverage_tiers = {pair: [dict(zip(names, row)) for row in rows] for pair, rows in told["leverage_tiers"].items()}

    Exchange.reload_markets, Exchange.fill_leverage_tiers = reload_markets, fill_leverage_tiers
    Exchange.validate_config = lambda self, config: None
    Exchange.get_conversion_rate = lambda self, coin, currency: None
    Exchange.additional_exchange_init = Exchange.ft_additional_exchange_init = Binance.additional_exchange_init = lambda self: None


def run(folder, case):
    (folder / "config.json").write_text(json.dumps(case["config"], indent=1))
    (folder / "markets.json").write_text(json.dumps(case["markets"], indent=1))
    (folder / "options.json").write_text(json.dumps({"options": case["options"], "strategies": list(case["strategies"])}))
    (folder / "behaviour.json").write_text(json.dumps({"trace": "trace.txt", "stake_currency": case["config"]["stake_currency"], "strategies": case["strategies"]}, indent=1))
    os.chdir(folder)
    os.environ["DRAWN_BEHAVIOUR"] = "behaviour.json"
    offline(case["markets"])
    words = ["backtesting", "-c", "config.json", "--userdir", "user_data", "--datadir", "data", "--cache", "none", "--export", "trades",
             "--strategy-path", str(Path(__file__).resolve().parent), *(["--strategy"] if len(case["strategies"]) == 1 else ["--strategy-list"]), *case["strategies"]]
    for name, value in case["options"].items():
        words.append(FLAGS[name] if value is True else f"{FLAGS[name]}={value}")
    (folder / "user_data" / "backtest_results").mkdir(parents=True)
    os.rename("data", "candles")  # as given: freqtrade may rename funding rates
    shutil.copytree("candles", "data")
    try:
        arguments = Arguments(words).get_parsed_arg()
        arguments["func"](arguments)
        archive = sorted((folder / "user_data" / "backtest_results").glob("*.zip"))[-1]
        (folder / "result.json").write_bytes(zipfile.ZipFile(archive).read(archive.stem + ".json"))
    except (FreqtradeException, Exception) as e:
        (folder / "error.txt").write_text(f"{type(e).__name__}: {e}\n")
        (folder / "traceback.txt").write_text(traceback.format_exc())
    shutil.rmtree("data")
    os.rename("candles", "data")


def main():
    root, first, count = Path(sys.argv[1]).resolve(), int(sys.argv[2]), int(sys.argv[3])
    logging.disable(logging.CRITICAL)
    for seed in range(first, first + count):
        folder = root / str(seed)
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "data").mkdir(parents=True)
        with open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
            sys.stdout = nowhere
            run(folder, draw_case(seed, folder / "data"))
            sys.stdout = sys.__stdout__


if __name__ == "__main__":
    main()
