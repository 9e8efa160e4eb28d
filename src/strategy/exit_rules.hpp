// When a trade is to be left: minimal ROI, stop loss with its trailing and custom forms, exit signals, and which of
// them comes first (ENGINE.md sections 12, 13). Pure but for the trade that is handed in, whose stop and extreme rates
// move. Test vectors: tests/data/engine/roi.json, stoploss_sequences.json, should_exit.json.
#pragma once
#include "strategy/calls.hpp"
#include "strategy/settings.hpp"
#include <functional>
#include <string_view>

namespace tremolo::strategy {

enum class exit_type {
    none,
    roi,
    stop_loss,
    stoploss_on_exchange,
    trailing_stop_loss,
    liquidation,
    exit_signal,
    force_exit,
    emergency_exit,
    custom_exit,
    partial_exit,
    sold_on_exchange
};
[[nodiscard]] std::string_view text_of(exit_type type); // "roi", "stop_loss", ...; none: ""

struct exit_check {
    exit_type type = exit_type::none;
    std::string reason; // never empty but for none: the strategy's own, or the type's text
};

// What is stored as a trade's exit_reason: the tag of an exit signal, if there is one, else the reason.
[[nodiscard]] std::string stored_reason(const exit_check& check, const std::optional<std::string>& exit_tag);

// The callbacks that the rules ask. One that is empty is not asked, as if the strategy answered nothing.
struct exit_questions {
    std::function<std::optional<double>(const stoploss_call&)> custom_stoploss{};
    std::function<std::optional<double>(const roi_call&)> custom_roi{};
    std::function<exit_answer(const exit_call&)> custom_exit{};
};

struct exit_rules {
    const settings& with;
    bool dry_run = true; // then a stop kept on the exchange is also watched here
    const exit_questions& ask;
};

// One look at the price. `low` and `high` of the candle are for backtests.
struct exit_moment {
    double rate = 0;
    timestamp current_time{};
    bool enter = false; // the signals of the trade's direction
    bool exit = false;
    std::optional<double> low{};
    std::optional<double> high{};
    double force_stoploss = 0; // 0: the settings' own
};

// The exits that apply, in the order in which they are to be tried. Moves the stop, widens min_rate and max_rate.
// The stop must be known: settings without one are an `error`.
[[nodiscard]] std::vector<exit_check> should_exit(trading::trade& trade, const exit_rules& rules,
                                                  const exit_moment& moment);

// The stop logic alone: initial, custom, trailing. `after_fill`: right after an order was filled; does nothing then
// unless the strategy wants to be asked (custom_stoploss_after_fill).
void adjust_stoploss(trading::trade& trade, const exit_rules& rules, const exit_moment& moment,
                     bool after_fill = false);

// The entry of the ROI table that applies after so many minutes, or the custom one when that is lower.
struct roi_entry {
    std::optional<std::int64_t> minutes; // its key; the trade's own minutes for the custom one
    std::optional<double> threshold;     // profit has to be above it
};
[[nodiscard]] roi_entry roi_for(const trading::trade& trade, const exit_rules& rules, std::int64_t trade_minutes,
                                timestamp current_time);
[[nodiscard]] bool roi_reached(const trading::trade& trade, const exit_rules& rules, double profit,
                               timestamp current_time);

// -- helpers for custom_stoploss: what to answer for a stop that is meant otherwise
// A stop at this profit ratio counted from the open rate.
[[nodiscard]] double stoploss_from_open(double open_relative_stop, double current_profit, bool is_short = false,
                                        double leverage = 1);
// A stop at this price.
[[nodiscard]] double stoploss_from_absolute(double stop_rate, double current_rate, bool is_short = false,
                                            double leverage = 1);

} // namespace tremolo::strategy
