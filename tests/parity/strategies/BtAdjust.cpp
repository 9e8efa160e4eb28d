// Position adjustment both ways, limit prices that may not fill, timeouts, replaced orders, confirmations.
#include "strategy/prelude.hpp"

namespace {
int minute_of(timestamp t) {
    return static_cast<int>(std::chrono::floor<std::chrono::minutes>(t).time_since_epoch().count() % 60);
}
} // namespace

class BtAdjust final : public strategy {
  public:
    BtAdjust()
        : strategy{{.timeframe = "5m",
                    .minimal_roi = {{0, 0.05}, {90, 0.02}, {300, 0.005}},
                    .stoploss = -0.08,
                    .startup_candle_count = 20,
                    .position_adjustment_enable = true,
                    .max_entry_position_adjustment = 2}} {}

    void populate_indicators(frame& df, const metadata&) override {
        df.set("r3", df["close"] / df["close"].shift(3));
        df.set("r12", df["close"] / df["close"].shift(12));
    }
    void populate_entry_trend(frame& df, const metadata&) override {
        df.set_where(df["r3"] < 0.992, {{"enter_long", 1}, {"enter_tag", "r3"}});
        df.set_where(df["r12"] < 0.97, {{"enter_long", 1}, {"enter_tag", "r12"}});
    }
    void populate_exit_trend(frame& df, const metadata&) override {
        df.set_where(df["r3"] > 1.015, {{"exit_long", 1}, {"exit_tag", "spike"}});
    }
    std::optional<double> custom_entry_price(const entry_price_call& call) override {
        return call.proposed_rate * (call.entry_tag == "r12" ? 1.001 : 0.996);
    }
    std::optional<double> custom_exit_price(const exit_price_call& call) override { return call.proposed_rate * 1.003; }
    std::optional<double> custom_stake_amount(const stake_call& call) override {
        return call.proposed_stake * (call.entry_tag == "r3" ? 0.5 : 0.8);
    }
    bool confirm_trade_entry(const confirm_entry_call& call) override { return minute_of(call.current_time) != 35; }
    bool confirm_trade_exit(const confirm_exit_call& call) override {
        return !(call.exit_reason == "roi" && minute_of(call.current_time) == 10);
    }
    bool check_entry_timeout(const order_call& call) override {
        return call.pair == "XLM/BTC" && call.current_time - *call.order.order_date >= 600s;
    }
    bool check_exit_timeout(const order_call& call) override { return call.pair == "ETC/BTC"; }
    std::optional<double> adjust_order_price(const adjust_price_call& call) override {
        if (!call.is_entry) return call.current_order_rate;
        if (call.pair == "LTC/BTC") return {};
        if (call.pair == "ETH/BTC") return call.proposed_rate * 0.998;
        return call.current_order_rate;
    }
    std::optional<stake_change> adjust_trade_position(const adjust_position_call& call) override {
        const trade& t = call.trade;
        if (t.has_open_orders()) return {};
        const int entries = t.nr_of_successful_entries(), exits = t.nr_of_successful_exits();
        if (call.current_profit < -0.015 * entries && exits == 0) return stake_change{t.stake_amount * 0.5, "more"};
        if (call.current_profit > 0.008 && exits == 0) return stake_change{-(t.stake_amount * 0.5), "half"};
        if (call.current_profit < -0.05 && exits == 1) return stake_change{-t.stake_amount};
        return {};
    }
};

TREMOLO_STRATEGY(BtAdjust)
