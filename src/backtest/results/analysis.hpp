// The trades of a result in groups, and what indicators said when they began and ended: the tables of
// `backtesting-analysis`. Columns, order and meaning are freqtrade's.
#pragma once
#include "backtest/results/archive.hpp"
#include "backtest/timerange.hpp"

namespace tremolo::backtest {

using analysis_cell = std::variant<std::string, std::int64_t, double>; // NaN: missing
struct analysis_table {
    std::string name; // "Group 0:"
    std::vector<std::string> columns;
    std::vector<std::vector<analysis_cell>> rows;
    std::vector<std::size_t> numbers; // of the rows before they were sorted; empty: the first column names them
};

struct analysis_wishes {
    std::vector<std::string> groups;        // "0" to "5"
    std::vector<std::string> enter_reasons; // empty, or with "all": every one
    std::vector<std::string> exit_reasons;
    std::vector<std::string> indicators; // of the candles, or keys of trades; "all"
    bool entry_only = false;
    bool exit_only = false;
    bool rejected = false;
    timerange range{}; // of the candles in which trades were decided, the end excluded
};

// Of one strategy; nothing when it has trades, but none that fit. Throws operational_error for wishes that need signals
// where the result has none that can be read.
[[nodiscard]] std::optional<std::vector<analysis_table>>
analyse(const archive& file, const std::string& strategy, const strategy_result& result, const analysis_wishes& wishes);

} // namespace tremolo::backtest
