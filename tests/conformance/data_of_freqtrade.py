"""freqtrade's side of data_beside_freqtrade.py, run in freqtrade's own Python.

usage: data_of_freqtrade.py write FOLDER        trades and candles in every format, as freqtrade stores them
       data_of_freqtrade.py trades FOLDER OTHER FORMAT  the trades of FOLDER are the same in every format, and those of OTHER in FORMAT
       data_of_freqtrade.py candles FOLDER OTHER LENGTHS  candles made of the trades of FOLDER are the candles of OTHER, in every format
       data_of_freqtrade.py same FOLDER OTHER FORMAT  the candles of FOLDER in FORMAT are those of OTHER in every format
"""
import random
import sys
from pathlib import Path

import pandas as pd
from freqtrade.configuration import TimeRange
from freqtrade.data.converter import convert_trades_to_ohlcv
from freqtrade.data.converter.trade_converter import trades_list_to_df
from freqtrade.data.history import get_datahandler
from freqtrade.enums import CandleType, TradingMode

FORMATS = ["feather", "parquet", "json", "jsongz"]
KINDS = [(TradingMode.SPOT, CandleType.SPOT), (TradingMode.FUTURES, CandleType.FUTURES)]
FIRST = 1_767_268_800_000  # 2026-01-01 12:00


def odd_number(draw):
    """Prices as exchanges write them, and some with all the digits that a double has."""
    return round(draw.uniform(0.00001, 90000), draw.randint(0, 8)) if draw.random() < 0.8 else draw.uniform(1e-9, 1e5)


def drawn_trades(draw, count):
    time, rows = FIRST, []
    for number in range(count):
        price, amount = odd_number(draw), odd_number(draw)
        rows.append([time, draw.choice([str(number), f"{number:x}-{draw.random()}", f'"{number}é']), draw.choice([None, "limit", "market"]),
                     draw.choice(["buy", "sell"]), price, amount, price * amount])
        time += draw.choice([0, 0, 1, 999, 60_000, 3_600_000])
    return rows + rows[-3:]  # some told twice


def write(folder):
    draw = random.Random(7)
    for extension in FORMATS:
        (folder / extension / "futures").mkdir(parents=True)
    for number, (mode, kind) in enumerate(KINDS):
        pair = ["ETH/BTC", "ETH/USDT:USDT"][number]
        trades = trades_list_to_df(drawn_trades(draw, 3000))
        untyped = trades.assign(type=None)
        candles = pd.DataFrame({"date": pd.date_range("2026-01-01", periods=70_000, freq="min", tz="UTC")})
        for name in ("open", "high", "low", "close", "volume"):
            candles[name] = [round(odd_number(draw), 8) for _ in range(len(candles))]  # pandas writes no more digits into JSON
        rates = pd.DataFrame({"date": candles["date"].head(50), "funding_rate": [round(draw.uniform(-0.01, 0.01), 8) for _ in range(50)]})
        for extension in FORMATS:
            files = get_datahandler(folder / extension, extension)
            files.trades_store(pair, trades, mode)
            files.trades_store(pair.replace("ETH", "ADA"), untyped, mode)
            files.ohlcv_store(pair, "1m", candles, kind)
            if kind != CandleType.SPOT:
                files.ohlcv_store(pair, "8h", rates, CandleType.FUNDING_RATE)


def all_trades(folder, extension):
    files = get_datahandler(folder, extension)
    for mode, _ in KINDS:
        for pair in sorted(files.trades_get_available_data(folder, mode)):
            yield mode, pair, files.trades_load(pair, mode).reset_index(drop=True)


def assert_same(ours, theirs, extension):
    # freqtrade reads JSON to the last bits but a few.
    near = {"rtol": 1e-15, "atol": 0} if extension.startswith("json") else {"check_exact": True}
    pd.testing.assert_frame_equal(ours, theirs, **near)


def compared_trades(folder, other, source):
    for extension in FORMATS:
        pairs = list(all_trades(folder / extension, extension))
        expected = {(mode, pair): trades for mode, pair, trades in all_trades(other / source, source)}
        assert len(pairs) == len(expected) > 0, (extension, [p[:2] for p in pairs])
        for mode, pair, trades in pairs:
            assert len(trades) > 100, (extension, pair, len(trades))
            assert_same(trades, expected[mode, pair], extension)
        print(f"trades in {extension}: {sum(len(p[2]) for p in pairs)} of {len(pairs)} pairs are the same")


def loaded(folder, extension, pair, length, kind):
    return get_datahandler(folder, extension)._ohlcv_load(pair, length, None, kind)


def compared_candles(folder, other, lengths):
    for extension in FORMATS:
        count = 0
        for mode, kind in KINDS:
            files = get_datahandler(folder / extension, extension)
            pairs = sorted(files.trades_get_available_data(folder / extension, mode))
            made = folder / f"made-{extension}-{mode}"
            (made / "futures").mkdir(parents=True)
            for trades_of in (folder / extension / "futures", folder / extension):
                for file in trades_of.glob("*-trades.*"):
                    to = made / file.relative_to(folder / extension)
                    to.symlink_to(file)
            convert_trades_to_ohlcv(pairs, lengths, made, TimeRange(), True, "parquet", extension, kind)
            for pair in pairs:
                for length in lengths:
                    ours = loaded(other / extension, extension, pair, length, kind)
                    theirs = loaded(made, "parquet", pair, length, kind)
                    assert len(theirs) > 0
                    assert_same(ours, theirs, extension)
                    count += len(ours)
        print(f"candles made of trades in {extension}: {count} are the same")


def same_candles(folder, other, source):
    for extension in FORMATS:
        count = 0
        for mode, _ in KINDS:
            listed = get_datahandler(folder / source, source).ohlcv_get_available_data(folder / source, mode)
            assert listed, mode
            for pair, length, kind in listed:
                theirs = loaded(folder / source, source, pair, length, kind)
                ours = loaded(other / extension, extension, pair, length, kind)
                assert_same(ours, theirs, extension)
                count += len(ours)
        print(f"candles in {extension}: {count} are the same")


if __name__ == "__main__":
    what, *folders = sys.argv[1:4]
    folders = [Path(folder) for folder in folders]
    {"write": lambda: write(*folders), "trades": lambda: compared_trades(*folders, sys.argv[4]), "same": lambda: same_candles(*folders, sys.argv[4]),
     "candles": lambda: compared_candles(*folders, sys.argv[4:])}[what]()
