// Signals, ROI table and fixed stop. Sums are added in a fixed order, newest candle first.
#include "strategy/prelude.hpp"

namespace {
series mean(const series& s, int n) {
    series sum = s;
    for (int i = 1; i < n; ++i) sum = sum + s.shift(i);
    return sum / n;
}
} // namespace

class BtPlain final : public strategy {
  public:
    BtPlain()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.03}, {30, 0.02}, {60, 0.01}, {240, 0.0}, {720, -1}},
                    .stoploss = -0.03,
                    .use_exit_signal = true,
                    .exit_profit_only = false,
                    .ignore_roi_if_entry_signal = false,
                    .startup_candle_count = 30}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("fast", mean(df["close"], 5));
        df.set("slow", mean(df["close"], 20));
        df.set("drop", df["close"] / df["close"].shift(6));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        const mask cross =
            (df["fast"] > df["slow"]) & (df["fast"].shift(1) <= df["slow"].shift(1)) & (df["volume"] > 0);
        const mask dip = (df["drop"] < 0.985) & (df["volume"] > 0);
        df.set_where(cross, {{"enter_long", 1}, {"enter_tag", "cross"}});
        df.set_where(dip, {{"enter_long", 1}, {"enter_tag", "dip"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        const mask down = (df["fast"] < df["slow"]) & (df["fast"].shift(1) >= df["slow"].shift(1));
        const mask peak = df["drop"] > 1.02;
        df.set_where(down, "exit_long", 1);
        df.set_where(peak, {{"exit_long", 1}, {"exit_tag", "peak"}});
    }
};

TREMOLO_STRATEGY(BtPlain)
