#!/usr/bin/env python3
"""Asks freqtrade's own pair lists what they list, round by round, and writes it beside the cases: tests/plugins/drawn_pairlists_test.cpp compares.

usage: PYTHON drive.py IN.json OUT.json      PYTHON has freqtrade and time_machine; IN is of draw.py
"""
import contextlib
import copy
import json
import logging
import os
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path
from unittest.mock import patch

os.environ["TZ"] = "UTC"
import time_machine  # noqa: E402
from freqtrade.enums import CandleType, RunMode  # noqa: E402
from freqtrade.exchange import Binance, Exchange  # noqa: E402
from freqtrade.plugins.pairlistmanager import PairListManager  # noqa: E402

STEPS = {"1d": 86_400_000, "4h": 14_400_000, "1h": 3_600_000}


class World:
    def __init__(self, data):
        self.data, self.tickers = data, {}
        self.markets = {name: {"info": {}} | copy.deepcopy(m) | self.kind(":" in name) | {"id": name.replace("/", ""), "maker": 0.001, "taker": 0.001, "future": False, "margin": False}
                        for name, m in data["markets"].items()}

    @staticmethod
    def kind(futures):
        return {"settle": "USDT" if futures else None, "spot": not futures, "swap": futures, "linear": futures or None, "type": "swap" if futures else "spot", "contract": futures,
                "contractSize": 1.0 if futures else None}

    async def candles(self, pair, timeframe="1d", since=None, limit=None, params=None):
        now = datetime.now(timezone.utc).timestamp() * 1000
        rows = [list(r) for r in self.data["candles"][timeframe][pair] if r[0] <= now and (since is None or r[0] >= since)]
        return rows[: limit or 1000] if since is not None else rows[-(limit or 1000):]

    def patches(self):
        world = self

        def reload_markets(exchange, force=False, *, load_leverage_tiers=True):
            exchange._markets = exchange._api.markets = world.markets

        def nothing(*_, **__):
            return None

        connect = Exchange._init_ccxt

        def connected(exchange, exchange_config, sync, ccxt_kwargs):
            api = connect(exchange, exchange_config, sync, ccxt_kwargs)
            if not sync:
                api.fetch_ohlcv = world.candles
            return api

        yield patch.multiple(Exchange, reload_markets=reload_markets, validate_config=nothing, ft_additional_exchange_init=nothing, _init_ccxt=connected)
        yield patch.multiple(Binance, additional_exchange_init=nothing, get_tickers=lambda *_, **__: copy.deepcopy(world.tickers))


def configuration(case, folder):
    chain = json.loads(json.dumps(case["pairlists"]).replace("FOLDER", folder))
    return {"exchange": {"name": "binance", "pair_whitelist": list(case["pair_whitelist"]), "pair_blacklist": list(case["pair_blacklist"])}, "pairlists": chain,
            "stake_currency": "USDT", "stoploss": case["stoploss"], "dry_run": True, "trading_mode": case.get("mode", "spot"),
            "margin_mode": "isolated" if case.get("mode") == "futures" else "",
            "candle_type_def": CandleType.FUTURES if case.get("mode") == "futures" else CandleType.SPOT,
            "runmode": RunMode.DRY_RUN, "max_open_trades": 3, "user_data_dir": Path(folder), "timeframe": "5m", "entry_pricing": {}, "exit_pricing": {}}


def run(world, case):
    start = datetime.fromtimestamp(world.data["start"] / 1000, timezone.utc)
    with contextlib.ExitStack() as at_end, tempfile.TemporaryDirectory() as folder, time_machine.travel(start, tick=False) as clock:
        for one in world.patches():
            at_end.enter_context(one)
        if "list" in case:
            (Path(folder) / "list.json").write_text(case["list"])
        conf, manager = configuration(case, folder), None
        exchange = Exchange.__new__(Binance)
        Binance.__init__(exchange, conf, validate=False)
        try:
            for turn in case["rounds"]:
                clock.move_to(start + timedelta(seconds=turn["at"]))
                world.tickers = turn.get("tickers", world.tickers)
                try:
                    manager = manager or PairListManager(exchange, conf)
                    manager.refresh_pairlist()
                    turn["value"] = list(manager.whitelist)
                except Exception as e:  # noqa: BLE001 the name of it is part of the record
                    turn["error"] = type(e).__name__
                    break
        finally:
            exchange.close()


def main():
    logging.disable(logging.CRITICAL)
    data = json.loads(Path(sys.argv[1]).read_text())
    world = World(data)
    for case in data["cases"]:
        run(world, case)
    Path(sys.argv[2]).write_text(json.dumps(data))


if __name__ == "__main__":
    main()
