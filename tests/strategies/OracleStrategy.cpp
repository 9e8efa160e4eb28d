// A strategy whose only job is to make the bot do many things. Plain arithmetic, so that every column can be compared
// with what freqtrade computed for its twin.
#include "strategy/prelude.hpp"

class OracleStrategy final : public strategy {
  public:
    OracleStrategy() : strategy{declaration()} {}

    std::optional<std::string> version() override { return "1.0-oracle"; }

    void bot_loop_start(timestamp /*current_time*/) override {
        if (!told_) bot().send_msg("OracleStrategy is alive", true);
        told_ = true;
    }

    void populate_indicators(frame& df, const metadata&) override {
        df.set("sma_fast", df["close"].rolling(5).mean());
        df.set("sma_slow", df["close"].rolling(static_cast<std::size_t>(buy_window.value())).mean());
        df.set("dist", df["close"] / df["sma_slow"] - 1);
        df.set("up", series{df["close"] > df["open"]}.as_int());
    }

    void populate_entry_trend(frame& df, const metadata&) override {
        const mask dip = (df["close"] < df["sma_slow"] * buy_dip.value()) & (df["up"] == 1);
        const mask momo = (df["sma_fast"] > df["sma_slow"]) & (df["sma_fast"].shift(1) <= df["sma_slow"].shift(1));
        df.set_where(momo, {{"enter_long", 1}, {"enter_tag", "momo"}});
        df.set_where(dip, {{"enter_long", 1}, {"enter_tag", "dip"}});
    }

    void populate_exit_trend(frame& df, const metadata&) override {
        const mask peak = (df["dist"] > 0.012) & (df["up"] == 0);
        df.set_where(peak, {{"exit_long", 1}, {"exit_tag", "peak"}});
    }

    std::optional<double> custom_stoploss(const stoploss_call& call) override {
        return call.current_profit > 0.01 ? -0.006 : -0.02;
    }

    exit_answer custom_exit(const exit_call& call) override {
        if (call.trade.nr_of_successful_entries() > 1 && call.current_profit > 0.004) return "dca_out";
        if (call.current_time - call.trade.open_date > 110s) return "age_out";
        return {};
    }

    std::optional<stake_change> adjust_trade_position(const adjust_position_call& call) override {
        const trade& t = call.trade;
        if (t.has_open_orders()) return {};
        if (call.current_profit > 0.008 && t.nr_of_successful_exits() == 0)
            return stake_change{-(t.stake_amount / 2), "take_half"};
        if (call.current_profit < -0.012 && t.nr_of_successful_entries() < 2 && t.nr_of_successful_exits() == 0)
            return stake_change{t.stake_amount / 2, "dca"};
        return {};
    }

    void order_filled(const order_call& call) override {
        const auto id = call.trade.id;
        const auto fills = bot().get_custom_data(id, "fills");
        bot().set_custom_data(id, "fills", (fills ? std::get<std::int64_t>(*fills) : 0) + 1);
        bot().set_custom_data(id, "last_side", call.order.ft_order_side);
        bot().set_custom_data(id, "info",
                              json_object({{"rate", call.order.safe_price()}, {"tags", json_list({"a", "b"})}}));
        bot().set_custom_data(id, "frac", 0.25);
        bot().set_custom_data(id, "flag", true);
    }

    std::vector<annotation> plot_annotations(const annotations_call& call) override {
        return {{.type = "area",
                 .color = "rgba(0,0,255,0.1)",
                 .label = "whole",
                 .start = call.start_date,
                 .end = call.end_date,
                 .y_start = 1.0,
                 .y_end = 2.0},
                {.type = "line",
                 .color = "green",
                 .label = "mid",
                 .start = call.start_date,
                 .end = call.end_date,
                 .y_start = 1.5,
                 .y_end = 1.5,
                 .width = 2,
                 .line_style = "dashed"}};
    }

  private:
    static attributes declaration() {
        return {.timeframe = "1m",
                .minimal_roi = {{0, 0.03}, {4, 0.015}, {10, 0.005}, {20, -0.01}},
                .stoploss = -0.08,
                .use_custom_stoploss = true,
                .custom_stoploss_after_fill = true,
                .use_exit_signal = true,
                .exit_profit_only = false,
                .startup_candle_count = 30,
                .order_types = {.emergency_exit = "market",
                                .force_entry = "limit",
                                .force_exit = "limit",
                                .stoploss = "market",
                                .stoploss_on_exchange_interval = {}},
                .position_adjustment_enable = true,
                .max_entry_position_adjustment = 2,
                .protections = {{.method = "CooldownPeriod", .stop_duration_candles = 1},
                                {.method = "StoplossGuard",
                                 .lookback_period_candles = 20,
                                 .stop_duration_candles = 2,
                                 .trade_limit = 2,
                                 .only_per_pair = true},
                                {.method = "LowProfitPairs",
                                 .lookback_period_candles = 30,
                                 .stop_duration_candles = 3,
                                 .trade_limit = 3,
                                 .required_profit = -0.02},
                                {.method = "MaxDrawdown",
                                 .lookback_period_candles = 60,
                                 .stop_duration_candles = 1,
                                 .trade_limit = 30,
                                 .max_allowed_drawdown = 0.9}},
                .plot_config = R"({"main_plot": {"sma_fast": {"color": "blue"}, "sma_slow": {}},
                                   "subplots": {"DIST": {"dist": {"color": "red"}}}})"};
    }

    int_parameter buy_window{*this, "buy_window", 5, 30, 10, {.space = "buy"}};
    decimal_parameter buy_dip{*this, "buy_dip", 0.990, 1.010, 0.998, {.space = "buy", .decimals = 3}};
    real_parameter buy_real{*this, "buy_real", 0.0, 2.0, 0.5, {.space = "buy", .optimize = false}};
    boolean_parameter sell_enabled{*this, "sell_enabled", true, {.space = "sell"}};
    categorical_parameter sell_kind{*this, "sell_kind", {"peak", "cross"}, "peak", {.space = "sell"}};
    bool told_ = false;
};

TREMOLO_STRATEGY(OracleStrategy)
