// Recursive averages with too short a start, one indicator that is not recursive, one that looks ahead.
#include "strategy/prelude.hpp"

class BtRecursive final : public strategy {
  public:
    BtRecursive() : strategy{declaration()} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("e10", smooth(df["close"], 2.0 / 11.0));
        df.set("e100", smooth(df["close"], 2.0 / 101.0));
        df.set("plain", df["close"] - df["close"].shift(5));
        df.set("ahead", df["close"].shift(-1));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["e10"] > df["e100"], {{"enter_long", 1}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["e10"] < df["e100"], {{"exit_long", 1}});
    }

  private:
    static series smooth(const series& values, double alpha) {
        std::vector<double> out;
        double sum = values.size() > 0 ? values[0] : 0;
        for (const double v : values.view()) {
            sum = sum + alpha * (v - sum);
            out.push_back(sum);
        }
        return series{std::move(out)};
    }
    static attributes declaration() {
        attributes a;
        a.timeframe = "5m";
        a.startup_candle_count = 20;
        a.minimal_roi = {{0, 0.02}};
        a.stoploss = -0.03;
        return a;
    }
};
TREMOLO_STRATEGY(BtRecursive)
