#!/usr/bin/env python3
"""Starts an installed freqtrade without a network: CoinGecko is replaced by the fixed rates of FIAT_RATES, {"USDT/EUR": 0.9, ...}.

usage: PYTHON freqtrade_offline.py ARGUMENTS...      the arguments are freqtrade's
"""
import json
import os
import sys

import freqtrade.rpc.fiat_convert as fiat_convert
from freqtrade.main import main

RATES = json.loads(os.environ.get("FIAT_RATES", "{}"))
COINS = {"usdt": "tether", "btc": "bitcoin", "eth": "ethereum"}


class fixed_rates:
    def __init__(self, **_):
        pass

    def get_coins_list(self):
        return [{"id": name, "symbol": symbol} for symbol, name in COINS.items()]

    def get_price(self, ids, vs_currencies):
        symbol = next(s for s, name in COINS.items() if name == ids)
        return {ids: {vs_currencies: RATES[f"{symbol}/{vs_currencies}".upper()]}}


fiat_convert.FtCoinGeckoApi = fixed_rates
sys.exit(main(sys.argv[1:]))
