// Tables as Python objects, for freqtrade's `backtesting-analysis`: {strategy: {pair: DataFrame}}. Written in pickle's
// format, version 3, with calls of pandas' own constructors; never read.
#pragma once
#include "market/frame.hpp"
#include <string>
#include <vector>

namespace tremolo::backtest {

struct pickled_strategy {
    std::string name;
    // One frame a pair, in which rows without a text hold None. Pairs without rows have a frame without columns.
    std::vector<std::pair<std::string, market::frame>> pairs;
};
[[nodiscard]] std::string pickled(const std::vector<pickled_strategy>& strategies);

} // namespace tremolo::backtest
