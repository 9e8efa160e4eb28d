#include "trading/liquidation.hpp"
#include "trading/wallets.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::trading {
namespace {

double binance_price(const position& p, const maintenance& m, double wallet_balance,
                     std::span<const other_position> others) {
    double margins = 0;
    double unrealized = 0;
    for (const auto& other : others) {
        const auto held = maintenance_for(other.tiers, other.stake_amount);
        margins += other.amount * other.mark_rate * held.rate - held.amount;
        // Counted as if all were long, as freqtrade does.
        unrealized += other.amount * other.mark_rate - other.amount * other.open_rate;
    }
    const double direction = p.is_short ? -1 : 1;
    return ((wallet_balance + (unrealized - margins) + m.amount) - direction * p.amount * p.open_rate) /
           (p.amount * m.rate - direction * p.amount);
}

double bybit_price(const position& p, const maintenance& m) {
    const double value = p.amount * p.open_rate;
    const double distance = (value / p.leverage - value * m.rate) / p.amount;
    return p.is_short ? p.open_rate + distance : p.open_rate - distance;
}

double bitget_price(const position& p, const maintenance& m, double wallet_balance, double taker_fee) {
    const double direction = p.is_short ? -1 : 1;
    return (wallet_balance - (p.amount * p.open_rate * direction)) / (p.amount * (m.rate + taker_fee - direction));
}

double hyperliquid_price(const position& p, double wallet_balance) {
    const double direction = p.is_short ? -1 : 1;
    const double available = wallet_balance - p.open_rate * p.amount / p.most_leverage / 2;
    const double maintenance_leverage = p.most_leverage * 2;
    return p.open_rate - direction * available / p.amount / (1 - 1 / maintenance_leverage * direction);
}

double common_price(const position& p, const maintenance& m, double wallet_balance, double taker_fee) {
    const double margin = wallet_balance / p.amount;
    const double costs = m.rate + taker_fee;
    return p.is_short ? (p.open_rate + margin) / (1 + costs) : (p.open_rate - margin) / (1 - costs);
}

} // namespace

double raw_liquidation_price(liquidation_rules rules, const position& p, double wallet_balance, double taker_fee,
                             std::span<const other_position> others) {
    if (rules == liquidation_rules::hyperliquid) return hyperliquid_price(p, wallet_balance);
    const auto held = maintenance_for(p.tiers, p.stake_amount);
    switch (rules) {
    case liquidation_rules::binance: return binance_price(p, held, wallet_balance, others);
    case liquidation_rules::bybit: return bybit_price(p, held);
    case liquidation_rules::bitget: return bitget_price(p, held, wallet_balance, taker_fee);
    case liquidation_rules::hyperliquid:
    case liquidation_rules::other: break;
    }
    return common_price(p, held, wallet_balance, taker_fee);
}

double buffered_liquidation_price(double raw, double open_rate, bool is_short, double buffer) {
    const double distance = std::abs(open_rate - raw) * buffer;
    return std::max(is_short ? raw - distance : raw + distance, 0.0);
}

} // namespace tremolo::trading
