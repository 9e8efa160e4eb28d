#include "bot/liquidation.hpp"
#include "trading/wallets.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::bot {

double raw_liquidation_price(const position_facts& p, std::span<const market::leverage_tier> tiers, double wallet,
                             double others, const liquidation_rules& rules) {
    const auto margin = trading::maintenance_for(tiers, p.stake);
    if (rules.exchange_id == "binance") {
        const double side = p.is_short ? -1 : 1;
        return (wallet + others + margin.amount - side * p.amount * p.open_rate) /
               (p.amount * margin.rate - side * p.amount);
    }
    if (rules.exchange_id == "bybit") {
        const double value = p.amount * p.open_rate;
        const double left = (value / p.leverage - value * margin.rate) / p.amount;
        return p.is_short ? p.open_rate + left : p.open_rate - left;
    }
    const double per_coin = wallet / p.amount;
    const double rate = margin.rate + rules.taker_fee;
    return p.is_short ? (p.open_rate + per_coin) / (1 + rate) : (p.open_rate - per_coin) / (1 - rate);
}

double buffered_liquidation_price(double raw, const position_facts& p, const liquidation_rules& rules) {
    const double reserve = std::abs(p.open_rate - raw) * rules.buffer;
    return std::max(p.is_short ? raw - reserve : raw + reserve, 0.0);
}

double cross_contribution(const position_facts& other, std::span<const market::leverage_tier> tiers) {
    const auto margin = trading::maintenance_for(tiers, other.stake);
    const double value = other.amount * other.mark_price;
    return (value - other.amount * other.open_rate) - (value * margin.rate - margin.amount);
}

} // namespace tremolo::bot
