// What the bot tells a strategy when it asks something: one struct a callback, its members named as freqtrade's
// parameters. New members can be added without touching strategies. References live as long as the call.
#pragma once
#include "base/clock.hpp"
#include "market/types.hpp"
#include "trading/trade.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::market {
class frame;
}

namespace tremolo::strategy {

// What the populate functions are told besides the candles.
struct metadata {
    market::pair_name pair;
};

// custom_stoploss
struct stoploss_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    timestamp current_time;
    double current_rate;
    double current_profit; // ratio
    bool after_fill = false;
};

// custom_roi
struct roi_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    timestamp current_time;
    std::int64_t trade_duration; // minutes
    const std::optional<std::string>& entry_tag;
    std::string side; // long, short
};

// custom_exit
struct exit_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    timestamp current_time;
    double current_rate;
    double current_profit; // ratio
};

// custom_entry_price
struct entry_price_call {
    const market::pair_name& pair;
    const trading::trade* trade; // nothing for a first entry
    timestamp current_time;
    double proposed_rate;
    const std::optional<std::string>& entry_tag;
    std::string side;
};

// custom_exit_price
struct exit_price_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    timestamp current_time;
    double proposed_rate;
    double current_profit;
    const std::optional<std::string>& exit_tag;
};

// confirm_trade_entry
struct confirm_entry_call {
    const market::pair_name& pair;
    std::string order_type;
    double amount; // coins, not rounded
    double rate;
    std::string time_in_force;
    timestamp current_time;
    const std::optional<std::string>& entry_tag;
    std::string side;
};

// confirm_trade_exit
struct confirm_exit_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    std::string order_type;
    double amount;
    double rate;
    std::string time_in_force;
    std::string exit_reason;
    timestamp current_time;
};

// adjust_trade_position
struct adjust_position_call {
    const trading::trade& trade;
    timestamp current_time;
    double current_rate;
    double current_profit;
    std::optional<double> min_stake;
    double max_stake;
    double current_entry_rate;
    double current_exit_rate;
    double current_entry_profit;
    double current_exit_profit;
};

// adjust_entry_price, adjust_exit_price, adjust_order_price
struct adjust_price_call {
    const trading::trade& trade;
    const trading::order* order;
    const market::pair_name& pair;
    timestamp current_time;
    double proposed_rate;
    double current_order_rate;
    const std::optional<std::string>& entry_tag;
    std::string side;
    bool is_entry;
};

// check_entry_timeout, check_exit_timeout, order_filled
struct order_call {
    const market::pair_name& pair;
    const trading::trade& trade;
    const trading::order& order;
    timestamp current_time;
};

// leverage
struct leverage_call {
    const market::pair_name& pair;
    timestamp current_time;
    double current_rate;
    double proposed_leverage;
    double max_leverage;
    const std::optional<std::string>& entry_tag;
    std::string side;
};

// custom_stake_amount
struct stake_call {
    const market::pair_name& pair;
    timestamp current_time;
    double current_rate;
    double proposed_stake;
    std::optional<double> min_stake;
    double max_stake;
    double leverage;
    const std::optional<std::string>& entry_tag;
    std::string side;
};

// plot_annotations
struct annotations_call {
    const market::pair_name& pair;
    timestamp start_date;
    timestamp end_date;
    const market::frame& dataframe;
};

// -- answers

// The answer of custom_exit: nothing, "exit", or "exit for this reason". An empty text is nothing, as in Python.
class exit_answer {
  public:
    exit_answer() = default;
    exit_answer(std::nullopt_t) {}
    exit_answer(bool exit) : exit_{exit} {}
    exit_answer(std::string reason) : exit_{!reason.empty()}, reason_{std::move(reason)} {}
    exit_answer(const char* reason) : exit_answer{std::string{reason}} {}
    exit_answer(const std::optional<std::string>& reason) : exit_answer{reason.value_or("")} {}
    [[nodiscard]] explicit operator bool() const { return exit_; }
    [[nodiscard]] const std::string& reason() const { return reason_; } // "" when none was given

  private:
    bool exit_ = false;
    std::string reason_;
};

// The answer of adjust_trade_position: stake currency to add, or (negative) to take out; 0 is nothing.
struct stake_change {
    double stake = 0;
    std::string tag{};
};

// The answer of informative_pairs: candles to keep at hand besides those of the whitelist.
struct informative_pair {
    market::pair_name pair;
    std::string timeframe;
    std::optional<market::candle_type> candle_type{}; // the trading mode's own when absent
};

// The answer of plot_annotations: something drawn over the chart. Members that do not belong to its `type` stay absent.
struct annotation {
    std::string type; // area, line, point
    std::optional<std::string> color{};
    std::optional<std::string> label{};
    std::optional<std::int64_t> z_level{};
    std::optional<timestamp> start{}; // area, line
    std::optional<timestamp> end{};
    std::optional<double> y_start{};
    std::optional<double> y_end{};
    std::optional<std::int64_t> width{};     // line
    std::optional<std::string> line_style{}; // line: solid, dashed, dotted
    std::optional<timestamp> x{};            // point
    std::optional<double> y{};
    std::optional<std::int64_t> size{};
    std::optional<std::string> shape{}; // circle, rect, roundRect, triangle, pin, arrow, none
    std::optional<std::int64_t> rotate{};
};

} // namespace tremolo::strategy
