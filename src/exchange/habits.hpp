// What freqtrade expects of single exchanges: how many candles an answer holds, how stop orders are called there and
// whether they keep coins, which timeframes and times in force there are, the fees where a market tells none. For
// exchanges that only bear another's name.
#pragma once
#include "exchange/exchange.hpp"

namespace tremolo::exchange {

// Of an id in any case; one that freqtrade does not know has binance's ways.
[[nodiscard]] traits usual_traits(const std::string& id, bool futures);

// How many candles an answer holds that begins so many `candles` ago: on bitget there are fewer of long ago.
[[nodiscard]] std::size_t candle_limit_since(const traits& about, const std::string& timeframe, std::int64_t candles);

} // namespace tremolo::exchange
