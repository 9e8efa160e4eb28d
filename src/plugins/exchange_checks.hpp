// Whether an exchange offers what a configuration asks of it: looked at before anything is traded or tested, in
// freqtrade's words.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"
#include "exchange/exchange.hpp"

namespace tremolo::plugins {

// Stake currency, timeframe, kinds of orders, times in force, where prices come from. Of a bot the configuration that
// its strategy completed; a backtest has that of its files alone. Throws configuration_error.
void check_exchange(const config::configuration& configured, const exchange::exchange& venue);

// Whether the exchange tells so many candles before the first one that is looked at; warns where that takes several
// calls. Throws configuration_error.
void check_startup_candles(std::int64_t startup, const std::string& timeframe, const exchange::traits& venue,
                           const logger& log);

} // namespace tremolo::plugins
