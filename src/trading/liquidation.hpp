// The price at which an exchange would close a leveraged position (ENGINE.md section 17). Pure functions, simulated as
// freqtrade does in dry run. Test vectors: tests/data/engine/liquidation.json.
#pragma once
#include "trading/exchange_rules.hpp"
#include <span>

namespace tremolo::trading {

struct position {
    bool is_short = false;
    double amount = 0; // coins
    double open_rate = 0;
    double stake_amount = 0; // stake currency, without leverage: the tier is chosen by it
    double leverage = 1;
    std::span<const market::leverage_tier> tiers;
    double most_leverage = 1; // of the market: hyperliquid reckons with it, and has no tiers
};
// Another position on the same wallet, in cross margin.
struct other_position {
    double amount = 0;
    double open_rate = 0;
    double mark_rate = 0;
    double stake_amount = 0;
    std::span<const market::leverage_tier> tiers;
};

// The exchange's own price. `wallet_balance`: the stake of an isolated position, else all collaterals with the free
// money. `others` are regarded by binance's rules only. Throws tremolo::error without tiers where they are needed.
[[nodiscard]] double raw_liquidation_price(liquidation_rules rules, const position& p, double wallet_balance,
                                           double taker_fee, std::span<const other_position> others = {});
// Moved towards the open rate by the share `buffer` of their distance; never below 0. Not rounded.
[[nodiscard]] double buffered_liquidation_price(double raw, double open_rate, bool is_short, double buffer = 0.05);

} // namespace tremolo::trading
