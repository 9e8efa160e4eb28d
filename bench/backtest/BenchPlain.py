"""Crossing means and dips: signals, tags, a ROI table and a fixed stop, no callbacks."""
from pandas import DataFrame

from freqtrade.strategy import IStrategy


def mean(s, n):
    total = s.copy()
    for i in range(1, n):
        total = total + s.shift(i)
    return total / n


class BenchPlain(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 30
    minimal_roi = {"0": 0.03, "30": 0.02, "60": 0.01, "240": 0.0, "720": -1}
    stoploss = -0.03

    def populate_indicators(self, df: DataFrame, metadata: dict) -> DataFrame:
        df["fast"] = mean(df["close"], 5)
        df["slow"] = mean(df["close"], 20)
        df["drop"] = df["close"] / df["close"].shift(6)
        return df

    def populate_entry_trend(self, df: DataFrame, metadata: dict) -> DataFrame:
        crossed = (df["fast"] > df["slow"]) & (df["fast"].shift(1) <= df["slow"].shift(1)) & (df["volume"] > 0)
        df.loc[crossed, ["enter_long", "enter_tag"]] = (1, "cross")
        df.loc[(df["drop"] < 0.985) & (df["volume"] > 0), ["enter_long", "enter_tag"]] = (1, "dip")
        return df

    def populate_exit_trend(self, df: DataFrame, metadata: dict) -> DataFrame:
        df.loc[(df["fast"] < df["slow"]) & (df["fast"].shift(1) >= df["slow"].shift(1)), "exit_long"] = 1
        df.loc[df["drop"] > 1.02, ["exit_long", "exit_tag"]] = (1, "peak")
        return df
