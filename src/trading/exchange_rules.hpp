// What freqtrade knows of single exchanges and reckons with in dry runs and backtests: which margin modes it trades
// there, by which formula a position is liquidated, which fee it takes for one that is not told. One table, by exchange
// id.
#pragma once
#include "market/types.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::trading {

enum class liquidation_rules { binance, bybit, bitget, hyperliquid, other };

struct exchange_rules {
    liquidation_rules liquidation = liquidation_rules::other;
    double usual_taker_fee = 0.001; // in place of one that a market does not tell
    bool has_isolated = false;      // futures with isolated margin
    bool has_cross = false;
    bool has_tiers = true;        // else the market's limits say how much leverage there is
    bool stakes_by_tiers = false; // the largest stake is that of the last tier, whatever the market's limits say
};
// `id` as in "binance", in any case. Exchanges that freqtrade has no futures of have spot alone.
[[nodiscard]] exchange_rules rules_of(std::string_view id);

// The taker fee that a liquidation price reckons with. As freqtrade reads it, no fee at all is one that is not known.
[[nodiscard]] double liquidation_taker_fee(const exchange_rules& rules, std::optional<double> listed);

// Why these modes cannot be traded on that exchange, in freqtrade's words; nothing when they can.
[[nodiscard]] std::optional<std::string> refused_modes(std::string_view id, market::trading_mode trading,
                                                       market::margin_mode margin);

} // namespace tremolo::trading
