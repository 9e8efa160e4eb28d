// Trades as often as it can: for tests that need many orders in little time.
#include "strategy/prelude.hpp"

class BusyStrategy : public strategy {
  public:
    BusyStrategy()
        : strategy{{.timeframe = "1m",
                    .minimal_roi = {{0, 0.001}, {1, -0.05}},
                    .stoploss = -0.02,
                    .startup_candle_count = 5}} {}

    void populate_indicators(frame&, const metadata&) override {}
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set("enter_long", 1);
        df.set("enter_tag", "busy");
    }
    void populate_exit_trend(frame& df, const metadata&) override { df.set("exit_long", 0); }
};

TREMOLO_STRATEGY(BusyStrategy)
