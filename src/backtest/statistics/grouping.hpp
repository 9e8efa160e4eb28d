// What the parts of the statistics share. Private to src/backtest/statistics.
#pragma once
#include "backtest/statistics/result.hpp"
#include "trading/statistics.hpp"
#include <chrono>
#include <span>

namespace tremolo::backtest {

struct money_sums {
    double total = 0;
    std::int64_t wins = 0; // by amount
    std::int64_t draws = 0;
    std::int64_t losses = 0;
    double profit_factor = 0; // 0 without losses
};
[[nodiscard]] money_sums sums_of(std::span<const trade_row* const> trades);
[[nodiscard]] std::vector<trading::result> results_of(std::span<const trade_row* const> trades);
[[nodiscard]] std::chrono::minutes mean_duration(std::span<const trade_row* const> trades); // 0 without trades
[[nodiscard]] double mean_ratio(std::span<const trade_row* const> trades);
// numpy's: scaled, rounded to even, scaled back.
[[nodiscard]] double numpy_round(double value, int digits);
[[nodiscard]] std::optional<double> unless_nan(double value);

[[nodiscard]] inline std::vector<const trade_row*> pointers_to(std::span<const trade_row> trades) {
    std::vector<const trade_row*> out;
    out.reserve(trades.size());
    for (const auto& t : trades) out.push_back(&t);
    return out;
}

[[nodiscard]] tables_part tables_of(std::vector<trade_row> trades, std::vector<lock_row> locks, const run_part& run);
[[nodiscard]] days_part days_of(std::span<const trade_row> trades);

} // namespace tremolo::backtest
