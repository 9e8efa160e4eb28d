// The results of backtests as traders know them on a terminal: tables by pair, tag and reason, breakdowns, figures.
#pragma once
#include "backtest/statistics/statistics.hpp"
#include "cli/table.hpp"

namespace tremolo::cli {

// Everything of all strategies, each with the breakdowns asked for, then their comparison. Of `look` the colors and the
// most width count.
[[nodiscard]] std::string backtest_tables(const backtest::backtest_result& result,
                                          const std::vector<backtest::breakdown_period>& breakdowns,
                                          const table_look& look);
// The pairs of each strategy, the most profitable first, in the shape of a whitelist.
[[nodiscard]] std::string sorted_pair_lists(const backtest::backtest_result& result);

// Words of --breakdown; configuration_error for others.
[[nodiscard]] std::vector<backtest::breakdown_period> breakdowns_named(const std::vector<std::string>& words);

} // namespace tremolo::cli
