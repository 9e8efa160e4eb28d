// What has to be decided about an order beside the exchange itself: prices and type of a stop order, and how a
// cancellation ends in an answer that can be booked.
#pragma once
#include "base/log.hpp"
#include "exchange/exchange.hpp"

namespace tremolo::exchange {

struct stop_settings {
    std::string kind = "market"; // order_types.stoploss: "limit" or "market"
    double limit_ratio = 0.99;   // stoploss_on_exchange_limit_ratio
};

// A stop order as the exchange wants it: its own type for the kind (the one it has, when it lacks the wanted one), stop
// and limit price rounded up for sells and down for buys. exchange_error: `unsupported` where the exchange has no stop
// orders, `rejected` when the limit price would lie on the wrong side of the stop price.
[[nodiscard]] order_request stop_order(const exchange& on, const market::pair_name& pair, order_side side,
                                       double amount, double stop_price, double leverage, const stop_settings& how);

// Cancels; where the answer lacks fee, status or amount, asks for the order once more; where that is refused too, an
// answer is made up: cancelled, nothing filled. Temporary errors come through.
[[nodiscard]] order_state cancel_order_with_result(exchange& on, const std::string& id, const market::pair_name& pair,
                                                   double amount, const logger& log = {});

[[nodiscard]] constexpr std::string_view name_of(order_side side) { return side == order_side::buy ? "buy" : "sell"; }

// Amounts in coins, truncated to the market's step; in contracts where the market has them.
[[nodiscard]] double rounded_amount(const exchange& on, const market::pair_name& pair, double amount);
[[nodiscard]] double rounded_price(const exchange& on, const market::pair_name& pair, double price,
                                   price_rounding rounding = price_rounding::nearest);

} // namespace tremolo::exchange
