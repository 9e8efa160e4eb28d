#include "trading/funding.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::trading {

std::vector<funding_cost> funding_costs(std::span<const dated_value> rates, std::span<const dated_value> marks,
                                        std::optional<double> missing_rate) {
    std::vector<funding_cost> out;
    bool rate_known = false;
    auto rate = rates.begin();
    for (const auto& mark : marks) {
        while (rate != rates.end() && rate->at < mark.at) ++rate;
        if (rate != rates.end() && rate->at == mark.at) {
            rate_known = true;
            out.push_back({mark.at, rate->value * mark.value});
        } else if (missing_rate && !rate_known) {
            out.push_back({mark.at, *missing_rate * mark.value});
        }
    }
    return out;
}

double funding_fees(std::span<const funding_cost> costs, double amount, bool is_short, timestamp open,
                    timestamp close) {
    const auto first = std::ranges::lower_bound(costs, open, {}, &funding_cost::at);
    const auto last = std::ranges::upper_bound(costs, close, {}, &funding_cost::at);
    double sum = 0;
    for (auto at = first; at < last; ++at) sum += at->per_coin * amount;
    if (std::isnan(sum) || sum == 0) return 0;
    return is_short ? sum : -sum;
}

bool funding_cutoff(timestamp open, bool binance_family) {
    const auto into_hour =
        std::chrono::floor<std::chrono::seconds>(open) - std::chrono::floor<std::chrono::hours>(open);
    return into_hour < std::chrono::seconds{binance_family ? 15 : 1};
}

} // namespace tremolo::trading
