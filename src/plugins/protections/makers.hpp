// The functions that make the protections, each defined in the protection's own file.
#pragma once
#include "plugins/protections/protection.hpp"

namespace tremolo::plugins {

struct protection_parts {
    std::int64_t timeframe_minutes = 0;
    trade_history& history;
    const tremolo::clock& clock;
    logger log{};
};

std::unique_ptr<protection> make_cooldown_period(const strategy::protection&, const protection_parts&);
std::unique_ptr<protection> make_low_profit_pairs(const strategy::protection&, const protection_parts&);
std::unique_ptr<protection> make_max_drawdown(const strategy::protection&, const protection_parts&);
std::unique_ptr<protection> make_stoploss_guard(const strategy::protection&, const protection_parts&);

} // namespace tremolo::plugins
