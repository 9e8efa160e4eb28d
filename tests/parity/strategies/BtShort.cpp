// Futures both ways: leverage by tag, liquidations, funding fees, reversal within one candle.
#include "strategy/prelude.hpp"

class BtShort final : public strategy {
  public:
    BtShort()
        : strategy{{.timeframe = "5m",
                    .can_short = true,
                    .minimal_roi = {{0, 0.15}, {600, 0.03}},
                    .stoploss = -0.80,
                    .trailing_stop = true,
                    .trailing_stop_positive = 0.03,
                    .trailing_stop_positive_offset = 0.06,
                    .trailing_only_offset_is_reached = true,
                    .startup_candle_count = 12}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("r6", df["close"] / df["close"].shift(6));
        df.set("r2", df["close"] / df["close"].shift(2));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["r6"] < 0.985, {{"enter_long", 1}, {"enter_tag", "fear"}});
        df.set_where(df["r6"] > 1.010, {{"enter_short", 1}, {"enter_tag", "greed"}});
        df.set_where((df["r2"] > 1.006) & (df["r6"] < 1.004), {{"enter_short", 1}, {"enter_tag", "bounce"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["r6"] > 1.010, {{"exit_long", 1}, {"exit_tag", "turn_down"}});
        df.set_where(df["r6"] < 0.985, {{"exit_short", 1}, {"exit_tag", "turn_up"}});
    }
    double leverage(const leverage_call& call) override {
        if (call.entry_tag == "fear") return 25;
        if (call.entry_tag == "greed") return 4;
        return 200;
    }
};

TREMOLO_STRATEGY(BtShort)
