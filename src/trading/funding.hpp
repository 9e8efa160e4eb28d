// Funding fees of a futures position from past rates and mark prices (ENGINE.md section 17). Pure functions.
// Test vectors: tests/data/engine/funding.json.
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <span>
#include <vector>

namespace tremolo::trading {

// A value at a time: a funding rate, or the mark price at the opening of an hour.
struct dated_value {
    timestamp at{};
    double value = 0;
};
// What a position of one coin pays at a time: rate x mark price.
struct funding_cost {
    timestamp at{};
    double per_coin = 0;
};

// The times that are in both lists, each in order of time. With a `missing_rate`, times before the first known rate
// count with that, all of them if no rate is known.
[[nodiscard]] std::vector<funding_cost> funding_costs(std::span<const dated_value> rates,
                                                      std::span<const dated_value> marks,
                                                      std::optional<double> missing_rate = {});
// The sum over the times in [open, close]; positive: earned. Shorts earn positive rates.
[[nodiscard]] double funding_fees(std::span<const funding_cost> costs, double amount, bool is_short, timestamp open,
                                  timestamp close);

// Whether a position opened then still takes part in the funding of that full hour: within its first second, on the
// Binance family within 15 seconds.
[[nodiscard]] bool funding_cutoff(timestamp open, bool binance_family);

} // namespace tremolo::trading
