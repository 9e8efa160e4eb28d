// The candles of a backtest: read from the data folder, cut to the range with what the indicators need before it,
// cleaned as candles of an exchange are, and what else stands in files: detail candles, funding rates, mark prices.
#pragma once
#include "backtest/tick_sizes.hpp"
#include "backtest/timerange.hpp"
#include "base/log.hpp"
#include "market/candle_files.hpp"
#include "market/frame.hpp"
#include "trading/funding.hpp"
#include <functional>
#include <vector>

namespace tremolo::backtest {

struct loaded_pair {
    market::pair_name pair;
    market::frame candles; // startup candles included
    tick_sizes ticks;
    market::frame detail;                       // empty: none
    std::vector<trading::funding_cost> funding; // of one coin, futures only
};

struct loaded_data {
    std::vector<loaded_pair> pairs; // with candles, in order of the pair list
    timerange range;                // moved to leave room for the indicators
    std::int64_t startup = 0;       // candles
};

[[nodiscard]] std::vector<market::pair_name> names_of(const loaded_data& data);

struct data_request {
    market::candle_folder folder;
    std::vector<market::pair_name> pairs{};
    std::string timeframe{};
    std::string timeframe_detail{}; // "" for none
    timerange range{};
    std::int64_t startup = 0;
    bool futures = false;
    std::optional<double> futures_funding_rate{}; // where the files know none
    std::string mark_timeframe = "1h";
    std::string funding_timeframe = "1h";
    market::candle_type mark_type = market::candle_type::mark;
    std::size_t threads = 1;
    logger log{};
    std::function<void(std::size_t done)> progress{}; // pairs; called by this thread's workers, one at a time
};

// Throws operational_error when no pair has candles in the range, or a file cannot be read.
[[nodiscard]] loaded_data load_data(const data_request& request);

// One series, cut to the range and cleaned; an empty frame when there is no file or nothing in the range.
[[nodiscard]] market::frame load_series(const market::candle_folder& folder, const market::candle_series& which,
                                        const timerange& range, std::int64_t startup, bool fill_missing = true);

} // namespace tremolo::backtest
