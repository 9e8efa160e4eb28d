// No parameters, no callbacks: for backtests and lists.
#include "strategy/prelude.hpp"

class OracleSimple final : public strategy {
  public:
    OracleSimple() : strategy{declaration()} {}

    void populate_indicators(frame& df, const metadata&) override { df.set("sma", df["close"].rolling(20).mean()); }

    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["close"] < df["sma"] * 0.99, {{"enter_long", 1}, {"enter_tag", "below_sma"}});
    }

    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["close"] > df["sma"] * 1.01, {{"exit_long", 1}, {"exit_tag", "above_sma"}});
    }

  private:
    static attributes declaration() {
        attributes a;
        a.timeframe = "5m";
        a.minimal_roi = {{0, 0.02}, {60, 0.01}, {240, 0}};
        a.stoploss = -0.05;
        a.startup_candle_count = 20;
        return a;
    }
};
TREMOLO_STRATEGY(OracleSimple)
