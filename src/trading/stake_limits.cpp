// The smallest and largest stake that a market takes, and what its leverage tiers allow.
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "trading/wallets.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace tremolo::trading {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double in_coins(const market::market_info& market, double contracts) {
    if (!market.contract_size || *market.contract_size == 0 || *market.contract_size == 1) return contracts;
    return (decimal{contracts} * decimal{*market.contract_size}).to_double();
}

// The largest notional of the last tier that allows the leverage; infinite when it names none.
double largest_notional(std::span<const market::leverage_tier> tiers, double leverage) {
    for (std::size_t i = tiers.size(); i-- > 0;)
        if (leverage <= tiers[i].max_leverage) return tiers[i].max_notional;
    return infinite;
}

} // namespace

stake_limits market_stake_limits(const exchange_rules& rules, const market::market_info& market,
                                 std::span<const market::leverage_tier> tiers, double price, double stoploss,
                                 double leverage, double amount_reserve_percent) {
    constexpr double most_reserve = 1.5;
    const double reserve = 1.0 + amount_reserve_percent;
    const double stop = std::abs(stoploss);
    const double stop_reserve = std::max(std::min(stop != 1 ? reserve / (1 - stop) : most_reserve, most_reserve), 1.0);
    const double divisor = leverage != 0 ? leverage : 1.0;
    const auto& limits = market.limits;

    stake_limits out;
    std::optional<double> smallest;
    if (limits.cost.min) smallest = in_coins(market, *limits.cost.min) * stop_reserve;
    if (limits.amount.min) {
        const double by_amount = in_coins(market, *limits.amount.min) * price * reserve;
        smallest = std::max(smallest.value_or(by_amount), by_amount);
    }
    if (smallest) out.smallest = *smallest / divisor;

    if (rules.stakes_by_tiers) {
        out.largest = tiers.empty() ? infinite : tiers.back().max_notional / divisor;
        return out;
    }
    if (!rules.has_tiers) tiers = {};
    double largest = infinite;
    if (const double notional = largest_notional(tiers, leverage); notional != 0) largest = notional;
    if (limits.cost.max) largest = std::min(largest, in_coins(market, *limits.cost.max));
    if (limits.amount.max) largest = std::min(largest, in_coins(market, *limits.amount.max) * price);
    out.largest = largest / divisor;
    return out;
}

double max_leverage(std::span<const market::leverage_tier> tiers, double stake) {
    if (tiers.empty()) return 1;
    if (stake == 0) return tiers.front().max_leverage;
    for (const auto& tier : tiers) {
        const double to = tier.max_notional / tier.max_leverage;
        // A stake in the gap between two tiers belongs to the upper one.
        if (stake <= to) return tier.max_leverage;
    }
    std::string text = "Stake amount ";
    json::write_double(text, stake);
    throw error{text + " is above the largest of the leverage tiers"};
}

double max_leverage(const exchange_rules& rules, const market::market_info& market,
                    std::span<const market::leverage_tier> tiers, double stake) {
    return rules.has_tiers ? max_leverage(tiers, stake) : market.limits.leverage.max.value_or(1);
}

maintenance maintenance_for(std::span<const market::leverage_tier> tiers, double notional) {
    if (tiers.empty()) throw error{"The maintenance margin rate is unknown: the market has no leverage tiers"};
    for (std::size_t i = tiers.size(); i-- > 0;)
        if (notional >= tiers[i].min_notional) return {tiers[i].maintenance_margin_rate, tiers[i].maintenance_amount};
    throw error{"A notional value cannot be below 0"};
}

} // namespace tremolo::trading
