// When a pair is going to disappear, as far as the exchange's own description of its markets tells it: futures of
// Binance, Bybit and Bitget do.
#pragma once
#include "exchange/exchange.hpp"

namespace tremolo::exchange {

// Whether the exchange ever tells; other exchanges never have an answer below.
[[nodiscard]] bool tells_delistings(const traits& about);
// Nothing when it is not known or not planned; a date far away is what exchanges write for "never".
[[nodiscard]] std::optional<timestamp> delisting_time(const exchange& exchange, const market::pair_name& pair,
                                                      timestamp now);

} // namespace tremolo::exchange
