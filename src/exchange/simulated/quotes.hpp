// Bid, ask and order book around a price: what no candle tells, invented from a key in the same way for all sources.
#pragma once
#include "exchange/simulated/bars.hpp"
#include "market/types.hpp"
#include <cstddef>
#include <string_view>

namespace tremolo::exchange {

// How prices and amounts are counted: `ticks` and `steps` to a unit, powers of ten.
struct grid {
    double ticks = 1;
    double steps = 1;
    [[nodiscard]] double price(std::int64_t in_ticks) const { return static_cast<double>(in_ticks) / ticks; }
    [[nodiscard]] double amount(std::int64_t in_steps) const { return static_cast<double>(in_steps) / steps; }
};

struct quote {
    std::int64_t bid = 0; // ticks
    std::int64_t ask = 0;
    std::int64_t last = 0;
};

// `now`: what was traded last; the side that it moved to is where it was traded.
[[nodiscard]] quote quote_around(const bar& now);
// `usual`: coins of a level. The best levels are the quote's; amounts and gaps are the key's.
[[nodiscard]] market::order_book book_around(const quote& around, const grid& counts, double usual, std::uint64_t key,
                                             std::size_t depth);

// What one of the currency is worth in dollars, roughly; 1 when it is not known.
[[nodiscard]] double rough_dollars(std::string_view currency);
// A market on the grid with the limits that exchanges have.
[[nodiscard]] market::market_info invented_market(const std::string& base, const std::string& quote_currency,
                                                  const grid& counts, bool future);

} // namespace tremolo::exchange
