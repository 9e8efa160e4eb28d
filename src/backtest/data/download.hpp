// Fills the data folder from an exchange: candles and funding rates, from where the files end to now or within a range.
// What is stored is always whole: a download that is cut off goes on where it stopped. Not thread-safe: exchanges are
// asked by one thread.
#pragma once
#include "backtest/timerange.hpp"
#include "base/log.hpp"
#include "exchange/exchange.hpp"
#include "market/candle_files.hpp"
#include <functional>
#include <stop_token>

namespace tremolo::backtest {

struct download_request {
    market::candle_folder folder;
    std::vector<market::pair_name> pairs; // as the exchange names them; wildcards: expanded_pairs()
    std::vector<std::string> timeframes{"1m", "5m"};
    market::trading_mode mode = market::trading_mode::spot;
    std::vector<market::candle_type> candle_types{}; // futures only; empty: futures, mark and funding rates
    timerange range{};                               // without a start: where the file ends, or `new_pairs_days` ago
    std::int64_t new_pairs_days = 30;
    bool erase = false;   // what is stored goes first
    bool prepend = false; // up to where the file begins, instead of from where it ends
    bool include_inactive = false;
    std::string mark_timeframe = "1h";
    std::string funding_timeframe = "1h";
};

struct download_progress {
    std::size_t done = 0; // series
    std::size_t total = 0;
    double part = 0;           // of the one that is under way, 0 to 1
    std::string description{}; // "Downloading BTC/USDT, 5m, spot"
};

struct series_outcome {
    market::candle_series which;
    std::size_t added = 0;   // rows that were not there before
    std::size_t rows = 0;    // in the file now
    std::size_t missing = 0; // candles within that the exchange left out
    std::string failure{};   // why it could not be downloaded; "" when it could
};

struct download_outcome {
    std::vector<series_outcome> series;
    std::vector<std::string> not_available; // "ABC/USDT: Pair not available on exchange."
    bool cancelled = false;
};

// Failures of single series are in the outcome and in the log; a full disk or a folder that cannot be written is an
// operational_error. `progress` is called by this thread. A stop is noticed between two answers of the exchange.
[[nodiscard]] download_outcome download(exchange::exchange& from, const download_request& request, const clock& now,
                                        const logger& log = {}, const std::stop_token& stop = {},
                                        const std::function<void(const download_progress&)>& progress = {});

// configuration_error for a timeframe that the exchange does not have.
void check_timeframes(const exchange::exchange& of, const std::vector<std::string>& names);
// The pairs of the exchange that the names stand for, names being regular expressions as in a whitelist.
[[nodiscard]] std::vector<market::pair_name>
expanded_pairs(const exchange::exchange& of, const std::vector<std::string>& names, bool include_inactive);
// From midnight that many days ago on.
[[nodiscard]] timerange last_days(std::int64_t days, timestamp now);

} // namespace tremolo::backtest
