// Five minutes with candles of one minute inside.
#include "strategy/prelude.hpp"

class BtDetail final : public strategy {
  public:
    BtDetail()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.012}, {7, 0.009}, {16, 0.007}, {45, 0.001}},
                    .stoploss = -0.005,
                    .trailing_stop = true,
                    .trailing_stop_positive = 0.0015,
                    .trailing_stop_positive_offset = 0.003,
                    .trailing_only_offset_is_reached = true,
                    .ignore_buying_expired_candle_after = 130,
                    .startup_candle_count = 6}} {}

    void populate_indicators(frame& df, const metadata&) override { df.set("r2", df["close"] / df["close"].shift(2)); }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["r2"] < 0.999, {{"enter_long", 1}, {"enter_tag", "r2"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override { df.set_where(df["r2"] > 1.003, "exit_long", 1); }
    std::optional<double> custom_entry_price(const entry_price_call& call) override {
        return call.proposed_rate * 0.9996;
    }
    exit_answer custom_exit(const exit_call& call) override {
        if (call.current_time - call.trade.open_date >= 3660s) return "hour";
        return {};
    }
};

TREMOLO_STRATEGY(BtDetail)
