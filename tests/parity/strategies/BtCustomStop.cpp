// custom_stoploss (after fills too), custom_roi and a trailing stop without offset, all at once.
#include "strategy/prelude.hpp"

class BtCustomStop final : public strategy {
  public:
    BtCustomStop()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.05}},
                    .use_custom_roi = true,
                    .stoploss = -0.05,
                    .trailing_stop = true,
                    .use_custom_stoploss = true,
                    .custom_stoploss_after_fill = true,
                    .startup_candle_count = 12}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("lo", df["low"].shift(1).rolling(12).min());
        df.set("range", df["high"] / df["low"]);
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where((df["low"] < df["lo"]) & (df["close"] > df["open"]), {{"enter_long", 1}, {"enter_tag", "sweep"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override { df.set("exit_long", 0); }

    std::optional<double> custom_stoploss(const stoploss_call& call) override {
        if (call.after_fill) return -0.03;
        if (call.current_profit > 0.02)
            return stoploss_from_open(0.01, call.current_profit, call.trade.is_short, call.trade.leverage);
        if (call.current_profit > 0.01) return -0.006;
        return {};
    }
    std::optional<double> custom_roi(const roi_call& call) override {
        if (call.trade_duration >= 180) return 0.002;
        if (call.pair.starts_with("X") && call.trade_duration >= 45) return 0.012;
        return {};
    }
};

TREMOLO_STRATEGY(BtCustomStop)
