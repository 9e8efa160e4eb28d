// Candles made of trades, as freqtrade makes them. Pure.
#pragma once
#include "market/frame.hpp"
#include "market/timeframe.hpp"
#include "market/trades.hpp"

namespace tremolo::market {

// Columns open, high, low, close, volume, one row for each period with a trade, in order. Trades of one moment count in
// the order in which they stand. Periods are counted as pandas counts them: up to a day (and two, three ... days) from
// the midnight before the first trade; weeks end with Monday, whose date they have; months begin with the first.
[[nodiscard]] frame candles_of_trades(const trade_table& trades, const timeframe& length);

} // namespace tremolo::market
