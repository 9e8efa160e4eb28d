// Looks three candles ahead on purpose; `fine` is honest.
#include "strategy/prelude.hpp"

class BtBiased final : public strategy {
  public:
    BtBiased() : strategy{declaration()} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("next", df["close"].shift(-3) / df["close"]);
        double sum = 0;
        for (const double close : df["close"].view()) sum += close;
        df.set("whole_mean", sum / static_cast<double>(df.size()));
        df.set("fine", df["close"] / df["close"].shift(4));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["next"] > 1.004, {{"enter_long", 1}, {"enter_tag", "future"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where((df["next"] < 0.998) & (df["fine"] > 1.0), {{"exit_long", 1}, {"exit_tag", "future"}});
    }

  private:
    static attributes declaration() {
        attributes a;
        a.timeframe = "5m";
        a.startup_candle_count = 20;
        a.minimal_roi = {{0, 0.01}, {60, 0.002}};
        a.stoploss = -0.02;
        return a;
    }
};
TREMOLO_STRATEGY(BtBiased)
