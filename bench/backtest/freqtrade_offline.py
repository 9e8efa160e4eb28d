"""Starts freqtrade's command line with markets from a file, so that it asks no exchange for anything.

usage: freqtrade's python freqtrade_offline.py MARKETS ARGUMENT...
MARKETS: a list of {"symbol", "base", "quote", "precision": {...}, "limits": {"amount": [least, most], ...}, "taker", "maker"}, as
`tremolo backtesting --markets` reads it.
"""
import json
import sys

from freqtrade.exchange import Exchange
from freqtrade.exchange.binance import Binance
from freqtrade.main import main


def market(told):
    limits = {name: {"min": None, "max": None} for name in ("amount", "price", "cost", "leverage")}
    limits.update({name: {"min": least, "max": most} for name, (least, most) in told["limits"].items()})
    return told | {"limits": limits, "active": True, "spot": True, "swap": False, "future": False, "option": False, "margin": False,
                   "contract": False, "linear": None, "inverse": None, "settle": None, "contractSize": None, "info": {}}


MARKETS = {told["symbol"]: market(told) for told in json.load(open(sys.argv[1]))["markets"]}


def reload_markets(self, force=False, *, load_leverage_tiers=True):
    self._markets = MARKETS
    self._api.markets = MARKETS
    self._api.markets_by_id = {}
    self._last_markets_refresh = 1


Exchange.reload_markets = reload_markets
Exchange.validate_config = lambda self, config: None
Exchange.additional_exchange_init = Binance.additional_exchange_init = lambda self: None
Exchange.get_fee = lambda self, symbol, **_: MARKETS[symbol]["taker"]
sys.exit(main(sys.argv[2:]))
