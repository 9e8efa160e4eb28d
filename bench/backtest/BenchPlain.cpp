// Crossing means and dips: signals, tags, a ROI table and a fixed stop, no callbacks.
#include "strategy/prelude.hpp"

namespace {
series mean(const series& s, int n) {
    series total = s;
    for (int i = 1; i < n; ++i) total = total + s.shift(i);
    return total / n;
}
} // namespace

class BenchPlain final : public strategy {
  public:
    BenchPlain()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.03}, {30, 0.02}, {60, 0.01}, {240, 0.0}, {720, -1}},
                    .stoploss = -0.03,
                    .startup_candle_count = 30}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("fast", mean(df["close"], 5));
        df.set("slow", mean(df["close"], 20));
        df.set("drop", df["close"] / df["close"].shift(6));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(crossed_above(df["fast"], df["slow"]) & (df["volume"] > 0),
                     {{"enter_long", 1}, {"enter_tag", "cross"}});
        df.set_where((df["drop"] < 0.985) & (df["volume"] > 0), {{"enter_long", 1}, {"enter_tag", "dip"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(crossed_below(df["fast"], df["slow"]), "exit_long", 1);
        df.set_where(df["drop"] > 1.02, {{"exit_long", 1}, {"exit_tag", "peak"}});
    }
};

TREMOLO_STRATEGY(BenchPlain)
