// What becomes of a wish to make a position larger or smaller (ENGINE.md section 15), and when open orders and stops
// are to be renewed: decisions without effects.
#pragma once
#include "strategy/calls.hpp"
#include "strategy/settings.hpp"

namespace tremolo::strategy {

struct position_decision {
    enum class kind { nothing, enter, reduce } is = kind::nothing;
    double stake = 0;    // to enter with, stake currency
    double amount = 0;   // to leave with, coins, rounded
    std::string tag;     // of the order
    std::string because; // of nothing, for the log; "" when nothing was asked for
};

struct position_limits {
    bool paused = false; // then positions only shrink
    std::int64_t max_entry_position_adjustment = -1;
    double exit_rate = 0;
    std::optional<double> min_exit_stake{}; // the market's smallest stake at that rate
};

[[nodiscard]] position_decision decide_position(const trading::trade& trade, const std::optional<stake_change>& wish,
                                                const position_limits& limits);

// Whether an open order has waited longer than the limit of its side. Without a limit: never.
[[nodiscard]] bool is_timed_out(const trading::trade& trade, const trading::order& order,
                                const std::optional<unfilled_timeout>& limits, timestamp now);

// At start: gives a trade whose stop never trailed the stop of the settings, if it had another. True when it did.
bool reinitialise_stoploss(trading::trade& trade, double stoploss);

} // namespace tremolo::strategy
