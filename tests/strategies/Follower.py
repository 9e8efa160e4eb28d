"""The same for freqtrade: shows what another bot tells."""
from freqtrade.strategy import IStrategy


class Follower(IStrategy):
    timeframe = "1m"
    minimal_roi = {"0": 100}
    stoploss = -0.99
    startup_candle_count = 5
    process_only_new_candles = False

    def populate_indicators(self, dataframe, metadata):
        theirs, _ = self.dp.get_producer_df(metadata["pair"])
        dataframe["producer_pairs"] = float(len(self.dp.get_producer_pairs()))
        dataframe["producer_close"] = float("nan")
        dataframe["producer_rows"] = float(len(theirs))
        if len(theirs):
            dataframe.loc[dataframe["date"] == theirs["date"].iloc[-1], "producer_close"] = theirs["close"].iloc[-1]
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        dataframe["enter_long"] = 0
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        dataframe["exit_long"] = 0
        return dataframe
