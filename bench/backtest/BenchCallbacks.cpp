// Every callback of a strategy that follows its trades: prices, stakes, confirmations, stops, targets, additions.
#include "strategy/prelude.hpp"

namespace {
int minute_of(timestamp t) {
    return static_cast<int>(std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count() % 60);
}
} // namespace

class BenchCallbacks final : public strategy {
  public:
    BenchCallbacks()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.05}, {90, 0.02}, {300, 0.005}},
                    .use_custom_roi = true,
                    .stoploss = -0.08,
                    .use_custom_stoploss = true,
                    .custom_stoploss_after_fill = true,
                    .startup_candle_count = 20,
                    .position_adjustment_enable = true,
                    .max_entry_position_adjustment = 2}} {}

    void populate_indicators(frame& df, const metadata&) override { df.set("r3", df["close"] / df["close"].shift(3)); }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["r3"] < 0.994, {{"enter_long", 1}, {"enter_tag", "fall"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["r3"] > 1.015, {{"exit_long", 1}, {"exit_tag", "spike"}});
    }
    void bot_loop_start(timestamp) override { ++rounds_; }
    std::optional<double> custom_entry_price(const entry_price_call& call) override {
        return call.proposed_rate * 0.999;
    }
    std::optional<double> custom_exit_price(const exit_price_call& call) override { return call.proposed_rate * 1.001; }
    std::optional<double> custom_stake_amount(const stake_call& call) override { return call.proposed_stake * 0.5; }
    bool confirm_trade_entry(const confirm_entry_call& call) override { return minute_of(call.current_time) != 35; }
    bool confirm_trade_exit(const confirm_exit_call& call) override {
        return !(call.exit_reason == "roi" && minute_of(call.current_time) == 10);
    }
    bool check_entry_timeout(const order_call& call) override {
        return call.current_time - *call.order.order_date >= 1200s;
    }
    std::optional<double> custom_stoploss(const stoploss_call& call) override {
        return call.current_profit > 0.01 ? std::optional{-0.02} : std::nullopt;
    }
    std::optional<double> custom_roi(const roi_call& call) override {
        return call.trade_duration >= 180 ? std::optional{0.01} : std::nullopt;
    }
    exit_answer custom_exit(const exit_call& call) override {
        const auto candles = bot().get_analyzed_dataframe(call.pair, *effective().timeframe).dataframe;
        if (call.current_profit < -0.03 && candles->last("r3") > 1.002) return "recovered";
        return {};
    }
    std::optional<stake_change> adjust_trade_position(const adjust_position_call& call) override {
        const trade& t = call.trade;
        if (t.has_open_orders()) return {};
        if (call.current_profit < -0.015 * t.nr_of_successful_entries() && t.nr_of_successful_exits() == 0)
            return stake_change{t.stake_amount * 0.5, "more"};
        return {};
    }

  private:
    int rounds_ = 0;
};

TREMOLO_STRATEGY(BenchCallbacks)
