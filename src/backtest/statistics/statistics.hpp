// From the trades of a backtest to its result: every figure of BACKTEST.md section 15. Pure functions; the ratios are
// those of trading/statistics.hpp. Tested against recorded results: tests/backtest/statistics_test.cpp.
#pragma once
#include "backtest/run.hpp"
#include "backtest/statistics/result.hpp"
#include <span>

namespace tremolo::backtest {

// A closed trade as results show it.
[[nodiscard]] trade_row row_of(const trading::trade& t);
[[nodiscard]] lock_row row_of(const trading::lock& l);

// What a result tells of the run and its settings before any trade is looked at; `market_change` as of market_change().
[[nodiscard]] run_part run_facts(const finished_run& run, double market_change);
[[nodiscard]] strategy_part strategy_facts(const plugins::settings& settings);

// All figures from the trades (in order of closing), beside what is known of the run. Of `run` are used: start, end,
// days, balances, pair list.
[[nodiscard]] strategy_result make_result(std::vector<trade_row> trades, std::vector<lock_row> locks, run_part run,
                                          strategy_part settings, const market::frame& wallet);
// Takes what the run has told of its trades: its rows become those of the result.
[[nodiscard]] strategy_result make_result(finished_run& run);

// Of all strategies of one call.
[[nodiscard]] backtest_result make_result(std::span<finished_run> runs);
[[nodiscard]] comparison_row comparison_of(const std::string& strategy, const strategy_result& result);

// -- parts, for those who need one alone
enum class breakdown_period { day, week, month, year, weekday };
BOOST_DESCRIBE_ENUM(breakdown_period, day, week, month, year, weekday)
[[nodiscard]] std::vector<period_row> breakdown_by(breakdown_period period, std::span<const trade_row> trades);
[[nodiscard]] wallet_stats wallet_figures_of(const market::frame& wallet); // as of finished_run
// One row over all trades given.
[[nodiscard]] table_row table_row_of(row_key key, std::span<const trade_row* const> trades, const run_part& run);
// Mean of the pairs' relative changes from their first candle at or after `start` to their last one.
[[nodiscard]] double market_change(std::span<const pair_candles> candles, timestamp start);
// Columns mean (of closes), rel_mean (cumulated mean change) and count (of pairs) at each candle of [start, end).
[[nodiscard]] market::frame market_change_frame(std::span<const pair_candles> candles, timestamp start, timestamp end);

} // namespace tremolo::backtest
