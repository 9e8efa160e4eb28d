// A trade as the wire shows it: the typed object of most routes, the raw one of GET /trades, and the one with live
// profit.
#pragma once
#include "rpc/schema/trades.hpp"
#include "trading/trade.hpp"

namespace tremolo::rpc {

[[nodiscard]] schema::trade_schema typed_trade(const trading::trade& t);
[[nodiscard]] schema::raw_trade raw_trade(const trading::trade& t);
// With the profit at `current_rate` (absent: unknown, and so is the profit) and the distances to the stop. `fiat_rate`:
// what one unit of stake currency is worth in the display currency; absent: none is set.
[[nodiscard]] schema::open_trade_schema trade_with_profit(const trading::trade& t, std::optional<double> current_rate,
                                                          std::optional<double> fiat_rate);

} // namespace tremolo::rpc
