// Trailing stop with a positive offset, custom_exit, candles of one hour beside.
#include "strategy/prelude.hpp"

class BtTrailing final : public strategy {
  public:
    BtTrailing()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.06}, {120, 0.04}},
                    .stoploss = -0.04,
                    .trailing_stop = true,
                    .trailing_stop_positive = 0.006,
                    .trailing_stop_positive_offset = 0.014,
                    .trailing_only_offset_is_reached = true,
                    .startup_candle_count = 60}} {}

    void populate_indicators(frame& df, const metadata& about) override {
        frame hours = *bot().get_pair_dataframe(about.pair, "1h");
        hours.set("mid", (hours["high"] + hours["low"]) / 2);
        hours.set("up", as_int(hours["close"] > hours["open"]));
        df = merge_informative(df, hours, timeframe{"5m"}, timeframe{"1h"});
        df.set("top", df["high"].shift(1).rolling(24).max());
        df.set("change", df["close"] / df["close"].shift(3));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        const mask up = (df["close"] > df["top"]) & (df["up_1h"] == 1);
        const mask low = df["close"] < df["mid_1h"] * 0.98;
        df.set_where(up, {{"enter_long", 1}, {"enter_tag", "break"}});
        df.set_where(low, {{"enter_long", 1}, {"enter_tag", "under_mid"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["change"] < 0.975, {{"exit_long", 1}, {"exit_tag", "fall"}});
    }
    exit_answer custom_exit(const exit_call& call) override {
        const auto age = call.current_time - call.trade.open_date;
        if (age >= 360min && call.current_profit > 0.002) return "old_gain";
        if (age >= 1440min) return true;
        const auto seen = bot().get_analyzed_dataframe(call.pair, "5m");
        if (call.current_profit > 0.003 && seen.dataframe->last("change") < 0.99) return "weak_candle";
        return {};
    }
};

TREMOLO_STRATEGY(BtTrailing)
