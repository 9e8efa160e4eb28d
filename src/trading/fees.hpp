// What an order's fee means as a rate of its value (ENGINE.md section 9). Pure functions. Test vectors:
// tests/data/engine/fees.json.
#pragma once
#include "market/order_state.hpp"
#include <functional>
#include <optional>
#include <string>

namespace tremolo::trading {

// Rates from here on are taken for a mistake of the exchange and not stored.
inline constexpr double implausible_fee_rate = 0.02;

// Whether an order tells its fee: currency and cost, zero included.
[[nodiscard]] bool has_fee(const std::optional<market::order_fee>& fee);

// What a rate is computed with.
struct fee_base {
    std::string base_currency;
    std::string quote_currency;
    std::optional<double> cost; // of the order, in quote currency
    double amount = 0;          // filled, in coins
    std::function<std::optional<double>(const std::string& currency)>
        to_stake;                           // price of one unit; nothing when it is unknown
    std::optional<double> unknown_fee_rate; // exchange.unknown_fee_rate
};
// The fee as a ratio, to 8 digits; nothing when it cannot be told.
[[nodiscard]] std::optional<double> fee_rate(const market::order_fee& fee, const fee_base& of);

} // namespace tremolo::trading
