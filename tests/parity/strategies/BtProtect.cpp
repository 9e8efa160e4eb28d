// All four protections, two slots, unlimited stake.
#include "strategy/prelude.hpp"

class BtProtect final : public strategy {
  public:
    BtProtect()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.02}, {45, 0.008}},
                    .stoploss = -0.018,
                    .startup_candle_count = 25,
                    .protections = {{.method = "CooldownPeriod", .stop_duration_candles = 4},
                                    {.method = "StoplossGuard",
                                     .lookback_period_candles = 60,
                                     .stop_duration = 95,
                                     .trade_limit = 3,
                                     .only_per_pair = false},
                                    {.method = "LowProfitPairs",
                                     .lookback_period = 600,
                                     .stop_duration_candles = 40,
                                     .trade_limit = 2,
                                     .required_profit = -0.01},
                                    {.method = "MaxDrawdown",
                                     .lookback_period = 1440,
                                     .unlock_at = "17:30",
                                     .trade_limit = 6,
                                     .max_allowed_drawdown = 0.09}}}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("r8", df["close"] / df["close"].shift(8));
        df.set("hi", df["high"].rolling(25).max());
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where((df["r8"] > 1.012) & (df["close"] < df["hi"]), "enter_long", 1);
        df.set_where(df["r8"] < 0.98, {{"enter_long", 1}, {"enter_tag", "low"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["close"] == df["hi"], "exit_long", 1);
    }
};

TREMOLO_STRATEGY(BtProtect)
