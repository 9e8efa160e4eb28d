// The trades behind a candle, invented so that they make it again: the first is at its open, the last at its close, one
// each at its extremes, in the part of the candle that touches them, and some between; their amounts add up to its
// volume. So candles of every length made of the trades are those that the exchange tells. A candle in which nothing
// was traded has none. They are the market's: orders of ours are not among them.
//
// A function of candle and key: past and future agree, whoever asks first. Trades are numbered by the minute in which
// their candle begins, so that a number says where to go on.
#pragma once
#include "exchange/simulated/bars.hpp"
#include "exchange/simulated/price_source.hpp"
#include <vector>

namespace tremolo::exchange {

struct print {
    std::int64_t number = 0;
    std::int64_t time_ms = 0;
    std::int64_t price = 0;  // ticks
    std::int64_t amount = 0; // steps; 0 only where the candle has fewer steps than prices
    bool bought = false;     // by the one who took the other's offer
};

// `parts` of equal length divide `whole` (bars.hpp). In order.
[[nodiscard]] std::vector<print> prints_of(const bar& whole, std::span<const bar> parts, std::int64_t open_ms,
                                           std::int64_t length_ms, std::uint64_t key);

// When the candle begins that the trade of that number is of.
[[nodiscard]] std::int64_t candle_of_print(std::int64_t number);
// Whether the question asks for the trade, as far as it has happened.
[[nodiscard]] bool is_asked_for(const print& trade, const trade_question& question);
[[nodiscard]] public_trade told(const print& trade, double price, double amount);

} // namespace tremolo::exchange
