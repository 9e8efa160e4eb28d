// The figures by which trading is judged (ENGINE.md section 25). Pure functions. Test vectors:
// tests/data/engine/metrics.json.
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <span>
#include <vector>

namespace tremolo::trading {

// A closed trade, in any order of time.
struct result {
    double profit_abs = 0; // stake currency
    timestamp close_date{};
};
// From the first trade's to the last one's date; an absent date makes ratios 0.
struct period {
    std::optional<timestamp> from;
    std::optional<timestamp> to;
};
// What an undefined ratio is: one whose denominator is zero.
inline constexpr double undefined_ratio = -100.0;

// Per year. 0 without trades or without a period.
[[nodiscard]] double sharpe(std::span<const result> results, const period& over, double starting_balance);
[[nodiscard]] double sortino(std::span<const result> results, const period& over, double starting_balance);
[[nodiscard]] double calmar(std::span<const result> results, const period& over, double starting_balance);
// System quality number, to 4 digits.
[[nodiscard]] double sqn(std::span<const result> results, double starting_balance);
// Chance that a mean profit as far from zero is luck: two-sided t-test; 1 when it cannot be told.
[[nodiscard]] double p_value(std::span<const result> results, double starting_balance);
// Compound annual growth; nothing for debts, without time or money at the start, and beyond all numbers.
[[nodiscard]] std::optional<double> cagr(std::int64_t days, double starting_balance, double final_balance);

struct expectancy_figures {
    double expectancy = 0; // stake currency a trade
    double ratio = 100;    // 100 without losses
};
[[nodiscard]] expectancy_figures expectancy(std::span<const result> results);
// Sum of profits over the size of the sum of losses; nothing without losses.
[[nodiscard]] std::optional<double> profit_factor(double winning_profit, double losing_profit);
// 0 without trades.
[[nodiscard]] double win_rate(std::int64_t wins, std::int64_t trades);

struct drawdown {
    double drawdown_abs = 0;
    timestamp high_date{};
    timestamp low_date{};
    double high_value = 0; // cumulated profit at the high
    double low_value = 0;
    double relative_account_drawdown = 0;
    timestamp current_high_date{};
    double current_high_value = 0;
    double current_drawdown_abs = 0;
    double current_relative_account_drawdown = 0;
};
enum class drawdown_by { amount, share };
// The largest fall of the cumulated profit from its maximum so far; nothing without trades.
[[nodiscard]] std::optional<drawdown> max_drawdown(std::span<const result> results, double starting_balance,
                                                   drawdown_by by = drawdown_by::amount);

// The cumulated profit after each trade in order of closing, with a row of zeros in front.
struct underwater_row {
    double cumulative = 0;
    double high_value = 0;
    double drawdown = 0; // not above zero
    double drawdown_relative = 0;
    timestamp date{};
};
[[nodiscard]] std::vector<underwater_row> underwater(std::span<const result> results, double starting_balance);

struct balance_range {
    double smallest = 0;
    double largest = 0;
};
// Lowest and highest balance in the order given; nothing without trades.
[[nodiscard]] std::optional<balance_range> cumulated_range(std::span<const result> results, double starting_balance);

// -- from the balance at times instead of from trades
struct balance_at {
    timestamp at{};
    double total = 0;
};
[[nodiscard]] double sharpe_from_balance(std::span<const balance_at> history);
[[nodiscard]] double sortino_from_balance(std::span<const balance_at> history);
[[nodiscard]] double calmar_from_balance(std::span<const balance_at> history);
// Nothing with fewer than two balances.
[[nodiscard]] std::optional<drawdown> max_drawdown_from_balance(std::span<const balance_at> history,
                                                                drawdown_by by = drawdown_by::amount);

} // namespace tremolo::trading
