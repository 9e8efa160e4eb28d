"""A strategy that never trades, for measuring the API of a quiet bot."""
from freqtrade.strategy import IStrategy


class BenchStrategy(IStrategy):
    timeframe = "5m"
    minimal_roi = {"0": 100}
    stoploss = -0.99
    startup_candle_count = 30

    def populate_indicators(self, dataframe, metadata):
        for n in range(5, 65, 5):
            dataframe[f"sma_{n}"] = dataframe["close"].rolling(n).mean()
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = 0
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = 0
        return dataframe
