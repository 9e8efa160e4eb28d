// Where a futures position is liquidated, by the rules of the exchange (ENGINE.md section 17). Pure. Test vectors:
// tests/data/engine/liquidation.json.
#pragma once
#include "market/types.hpp"
#include <optional>
#include <span>
#include <string>

namespace tremolo::bot {

struct position_facts {
    std::string pair;
    bool is_short = false;
    double leverage = 1;
    double open_rate = 0;
    double amount = 0;     // coins
    double stake = 0;      // without leverage
    double mark_price = 0; // of other positions, cross margin only
};

struct liquidation_rules {
    std::string exchange_id; // binance, bybit; others share one rule
    bool cross = false;
    double taker_fee = 0.001;
    double buffer = 0.05; // share of the way back to the open rate that is kept as a reserve
};

// What the exchange's price is made of, before the buffer; below 0 when the position cannot be liquidated.
// `wallet`: stake (isolated) or free plus all collaterals (cross); `others`: unrealised profits less maintenance
// margins of the other positions, cross only.
[[nodiscard]] double raw_liquidation_price(const position_facts& p, std::span<const market::leverage_tier> tiers,
                                           double wallet, double others, const liquidation_rules& rules);
// Moved towards the open rate by the buffer, not below 0.
[[nodiscard]] double buffered_liquidation_price(double raw, const position_facts& p, const liquidation_rules& rules);
// What another position contributes in cross margin, counted as if it were long.
[[nodiscard]] double cross_contribution(const position_facts& other, std::span<const market::leverage_tier> tiers);

} // namespace tremolo::bot
