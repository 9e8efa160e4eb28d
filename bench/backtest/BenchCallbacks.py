"""Every callback of a strategy that follows its trades: prices, stakes, confirmations, stops, targets, additions."""
from pandas import DataFrame

from freqtrade.strategy import IStrategy


class BenchCallbacks(IStrategy):
    INTERFACE_VERSION = 3
    timeframe = "5m"
    startup_candle_count = 20
    minimal_roi = {"0": 0.05, "90": 0.02, "300": 0.005}
    stoploss = -0.08
    use_custom_stoploss = True
    use_custom_roi = True
    position_adjustment_enable = True
    max_entry_position_adjustment = 2

    def populate_indicators(self, df: DataFrame, metadata: dict) -> DataFrame:
        df["r3"] = df["close"] / df["close"].shift(3)
        return df

    def populate_entry_trend(self, df: DataFrame, metadata: dict) -> DataFrame:
        df.loc[df["r3"] < 0.994, ["enter_long", "enter_tag"]] = (1, "fall")
        return df

    def populate_exit_trend(self, df: DataFrame, metadata: dict) -> DataFrame:
        df.loc[df["r3"] > 1.015, ["exit_long", "exit_tag"]] = (1, "spike")
        return df

    def bot_loop_start(self, current_time, **kwargs):
        self.rounds = getattr(self, "rounds", 0) + 1

    def custom_entry_price(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs):
        return proposed_rate * 0.999

    def custom_exit_price(self, pair, trade, current_time, proposed_rate, current_profit, exit_tag, **kwargs):
        return proposed_rate * 1.001

    def custom_stake_amount(self, pair, current_time, current_rate, proposed_stake, min_stake, max_stake, leverage, entry_tag, side, **kwargs):
        return proposed_stake * 0.5

    def confirm_trade_entry(self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs):
        return current_time.minute != 35

    def confirm_trade_exit(self, pair, trade, order_type, amount, rate, time_in_force, exit_reason, current_time, **kwargs):
        return not (exit_reason == "roi" and current_time.minute == 10)

    def check_entry_timeout(self, pair, trade, order, current_time, **kwargs):
        return (current_time - order.order_date_utc).total_seconds() >= 1200

    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill, **kwargs):
        return -0.02 if current_profit > 0.01 else None

    def custom_roi(self, pair, trade, current_time, trade_duration, entry_tag, side, **kwargs):
        return 0.01 if trade_duration >= 180 else None

    def custom_exit(self, pair, trade, current_time, current_rate, current_profit, **kwargs):
        candles, _ = self.dp.get_analyzed_dataframe(pair, self.timeframe)
        if current_profit < -0.03 and candles["r3"].iat[-1] > 1.002:
            return "recovered"
        return None

    def adjust_trade_position(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, current_entry_rate,
                              current_exit_rate, current_entry_profit, current_exit_profit, **kwargs):
        if trade.has_open_orders:
            return None
        if current_profit < -0.015 * trade.nr_of_successful_entries and trade.nr_of_successful_exits == 0:
            return trade.stake_amount * 0.5, "more"
        return None
