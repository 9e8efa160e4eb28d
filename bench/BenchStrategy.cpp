// A strategy that never trades, for measuring the API of a quiet bot: the same columns as BenchStrategy.py.
#include "strategy/prelude.hpp"
#include <string>

class BenchStrategy : public strategy {
  public:
    BenchStrategy()
        : strategy{{.timeframe = "5m", .minimal_roi = {{0, 100.0}}, .stoploss = -0.99, .startup_candle_count = 30}} {}

    void populate_indicators(frame& df, const metadata&) override {
        for (int n = 5; n < 65; n += 5)
            df.set("sma_" + std::to_string(n), df["close"].rolling(static_cast<std::size_t>(n)).mean());
    }
    void populate_entry_trend(frame& df, const metadata&) override { df.set("enter_long", 0); }
    void populate_exit_trend(frame& df, const metadata&) override { df.set("exit_long", 0); }
};

TREMOLO_STRATEGY(BenchStrategy)
