// Fills the data folder with the trades that an exchange tells, from where the files end to now or within a range, and
// makes candles of them. What is stored is always whole: a download that is cut off goes on where it stopped. Not
// thread-safe: exchanges are asked by one thread.
#pragma once
#include "backtest/data/download.hpp"
#include "market/trade_files.hpp"

namespace tremolo::backtest {

struct trade_request {
    market::trade_folder folder;
    std::vector<market::pair_name> pairs; // as the exchange names them
    timerange range{};                    // without a start: where the file ends, or `new_pairs_days` ago
    std::int64_t new_pairs_days = 30;
    bool erase = false;   // what is stored goes first
    bool prepend = false; // up to where the file begins, instead of from where it ends
};

struct pair_outcome {
    market::pair_name pair;
    std::size_t added = 0; // trades that were not there before
    std::size_t rows = 0;  // in the file now
    std::string failure{}; // why they could not be downloaded; "" when they could
};

struct trade_outcome {
    std::vector<pair_outcome> pairs;
    std::vector<std::string> not_available; // "ABC/USDT: Pair not available on exchange."
    bool cancelled = false;
};

// configuration_error when the exchange tells no trades. Failures of single pairs are in the outcome and in the log; a
// folder that cannot be written, or holds a broken file, is an operational_error. `progress` is called by this thread.
// A stop is noticed between two answers of the exchange.
[[nodiscard]] trade_outcome download_trades(exchange::exchange& from, const trade_request& request, const clock& now,
                                            const logger& log = {}, const std::stop_token& stop = {},
                                            const std::function<void(const download_progress&)>& progress = {});

// Candle files of the stored trades, replacing those that are there: one of each timeframe a pair. How many were
// written; pairs without trades are named in the log.
std::size_t convert_trades(const market::trade_folder& from, const market::candle_folder& to,
                           const std::vector<market::pair_name>& pairs, const std::vector<std::string>& timeframes,
                           market::candle_type type, const logger& log = {});

} // namespace tremolo::backtest
