"""Thirty columns for a chart, the same as BenchChart.cpp draws: six of the candle, twenty-two of indicators, two signals."""
import freqtrade.vendor.qtpylib.indicators as qtpylib
import talib.abstract as ta
from freqtrade.strategy import IStrategy


class BenchChart(IStrategy):
    timeframe = "5m"
    minimal_roi = {"0": 100}
    stoploss = -0.99
    startup_candle_count = 200

    def populate_indicators(self, dataframe, metadata):
        for n in (5, 8, 13, 21, 34, 55, 89, 144):
            dataframe[f"ema_{n}"] = ta.EMA(dataframe, timeperiod=n)
        for n in (7, 14, 28):
            dataframe[f"rsi_{n}"] = ta.RSI(dataframe, timeperiod=n)
        bands = ta.BBANDS(dataframe, timeperiod=20, nbdevup=2.0, nbdevdn=2.0)
        dataframe["bb_upper"], dataframe["bb_middle"], dataframe["bb_lower"] = bands["upperband"], bands["middleband"], bands["lowerband"]
        macd = ta.MACD(dataframe)
        dataframe["macd"], dataframe["macd_signal"], dataframe["macd_histogram"] = macd["macd"], macd["macdsignal"], macd["macdhist"]
        dataframe["atr"] = ta.ATR(dataframe, timeperiod=14)
        dataframe["adx"] = ta.ADX(dataframe, timeperiod=14)
        dataframe["mfi"] = ta.MFI(dataframe, timeperiod=14)
        dataframe["obv"] = ta.OBV(dataframe)
        dataframe["willr"] = ta.WILLR(dataframe, timeperiod=14)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe.loc[qtpylib.crossed_above(dataframe["rsi_14"], 30), "enter_long"] = 1
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe.loc[qtpylib.crossed_below(dataframe["rsi_14"], 70), "exit_long"] = 1
        return dataframe
