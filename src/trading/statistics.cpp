#include "trading/statistics.hpp"
#include "trading/pairwise_sum.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::trading {
namespace {

constexpr double days_a_year = 365;

double annualised(double mean, double denominator) {
    if (denominator == 0 || std::isnan(denominator)) return undefined_ratio;
    return mean / denominator * std::sqrt(days_a_year);
}

// Whole days, at least one; nothing when there is no period to speak of.
std::optional<double> days_of(std::span<const result> results, const period& over) {
    if (results.empty() || !over.from || !over.to || *over.from == *over.to) return {};
    const auto days = std::chrono::floor<std::chrono::days>(*over.to - *over.from).count();
    return std::max<double>(1, static_cast<double>(days));
}

std::vector<double> returns_of(std::span<const result> results, double starting_balance) {
    std::vector<double> returns;
    returns.reserve(results.size());
    for (const auto& r : results) returns.push_back(r.profit_abs / starting_balance);
    return returns;
}

double profit_sum(std::span<const result> results) {
    std::vector<double> profits;
    profits.reserve(results.size());
    for (const auto& r : results) profits.push_back(r.profit_abs);
    return pairwise_sum(profits);
}

} // namespace

double sharpe(std::span<const result> results, const period& over, double starting_balance) {
    const auto days = days_of(results, over);
    if (!days) return 0;
    const auto returns = returns_of(results, starting_balance);
    return annualised(pairwise_sum(returns) / *days, deviation(returns, 0));
}

double sortino(std::span<const result> results, const period& over, double starting_balance) {
    const auto days = days_of(results, over);
    if (!days) return 0;
    const auto returns = returns_of(results, starting_balance);
    std::vector<double> losses;
    for (const auto& r : results)
        if (r.profit_abs < 0) losses.push_back(r.profit_abs / starting_balance);
    return annualised(pairwise_sum(returns) / *days, deviation(losses, 0));
}

double calmar(std::span<const result> results, const period& over, double starting_balance) {
    const auto days = days_of(results, over);
    if (!days) return 0;
    const double mean = profit_sum(results) / starting_balance / *days * 100;
    return annualised(mean, max_drawdown(results, starting_balance)->relative_account_drawdown);
}

double sqn(std::span<const result> results, double starting_balance) {
    if (results.empty()) return 0;
    const auto returns = returns_of(results, starting_balance);
    const auto count = static_cast<double>(returns.size());
    const double spread = deviation(returns, 1);
    if (spread == 0 || std::isnan(spread)) return undefined_ratio;
    constexpr double four_digits = 1e4;
    return std::nearbyint(std::sqrt(count) * (pairwise_sum(returns) / count / spread) * four_digits) / four_digits;
}

std::optional<double> cagr(std::int64_t days, double starting_balance, double final_balance) {
    if (final_balance < 0 || starting_balance <= 0 || days <= 0) return {};
    const double growth = std::pow(final_balance / starting_balance, 1 / (static_cast<double>(days) / days_a_year));
    return std::isfinite(growth) ? std::optional{growth - 1} : std::nullopt;
}

expectancy_figures expectancy(std::span<const result> results) {
    expectancy_figures out;
    if (results.empty()) return out;
    std::vector<double> wins;
    std::vector<double> losses;
    for (const auto& r : results) {
        if (r.profit_abs > 0) wins.push_back(r.profit_abs);
        if (r.profit_abs < 0) losses.push_back(r.profit_abs);
    }
    const auto mean = [](const std::vector<double>& values) {
        return values.empty() ? 0.0 : std::abs(pairwise_sum(values)) / static_cast<double>(values.size());
    };
    const auto count = static_cast<double>(results.size());
    const double win_share = static_cast<double>(wins.size()) / count;
    const double loss_share = static_cast<double>(losses.size()) / count;
    const double mean_win = mean(wins);
    const double mean_loss = mean(losses);
    out.expectancy = win_share * mean_win - loss_share * mean_loss;
    if (mean_loss > 0) out.ratio = (1 + mean_win / mean_loss) * win_share - 1;
    return out;
}

std::optional<double> profit_factor(double winning_profit, double losing_profit) {
    if (losing_profit == 0) return {};
    return winning_profit / std::abs(losing_profit);
}

double win_rate(std::int64_t wins, std::int64_t trades) {
    return trades > 0 ? static_cast<double>(wins) / static_cast<double>(trades) : 0.0;
}

std::optional<balance_range> cumulated_range(std::span<const result> results, double starting_balance) {
    if (results.empty()) return {};
    double sum = 0;
    double smallest = results.front().profit_abs;
    double largest = smallest;
    for (const auto& r : results) {
        sum += r.profit_abs;
        smallest = std::min(smallest, sum);
        largest = std::max(largest, sum);
    }
    return balance_range{smallest + starting_balance, largest + starting_balance};
}

namespace {

std::vector<balance_at> in_order(std::span<const balance_at> history) {
    std::vector<balance_at> rows;
    std::ranges::copy_if(history, std::back_inserter(rows),
                         [](const balance_at& row) { return !std::isnan(row.total); });
    if (!std::ranges::is_sorted(rows, {}, &balance_at::at)) std::ranges::stable_sort(rows, {}, &balance_at::at);
    return rows;
}

// Changes from the last balance of a day to that of the next day that has one.
std::vector<double> daily_returns(std::span<const balance_at> history) {
    std::vector<balance_at> days;
    for (const auto& row : in_order(history)) {
        const auto day = std::chrono::floor<std::chrono::days>(row.at);
        if (!days.empty() && days.back().at == day)
            days.back().total = row.total;
        else
            days.push_back({day, row.total});
    }
    std::vector<double> returns;
    for (std::size_t i = 1; i < days.size(); ++i)
        if (const double change = days[i].total / days[i - 1].total - 1; !std::isnan(change)) returns.push_back(change);
    return returns;
}

double mean_of(const std::vector<double>& values) { return pairwise_sum(values) / static_cast<double>(values.size()); }

} // namespace

double sharpe_from_balance(std::span<const balance_at> history) {
    const auto returns = daily_returns(history);
    if (returns.empty()) return 0;
    return annualised(mean_of(returns), deviation(returns, 0));
}

double sortino_from_balance(std::span<const balance_at> history) {
    const auto returns = daily_returns(history);
    if (returns.empty()) return 0;
    std::vector<double> losses;
    std::ranges::copy_if(returns, std::back_inserter(losses), [](double change) { return change < 0; });
    return annualised(mean_of(returns), deviation(losses, 0));
}

double calmar_from_balance(std::span<const balance_at> history) {
    const auto rows = in_order(history);
    if (rows.size() < 2) return 0;
    const double first = rows.front().total;
    const auto days = std::chrono::floor<std::chrono::days>(rows.back().at - rows.front().at).count();
    const double mean = (rows.back().total - first) / first / std::max<double>(1, static_cast<double>(days)) * 100;
    return annualised(mean, max_drawdown_from_balance(history)->relative_account_drawdown);
}

std::optional<drawdown> max_drawdown_from_balance(std::span<const balance_at> history, drawdown_by by) {
    const auto rows = in_order(history);
    if (rows.size() < 2) return {};
    std::vector<result> changes;
    for (std::size_t i = 0; i < rows.size(); ++i)
        changes.push_back({i == 0 ? 0.0 : rows[i].total - rows[i - 1].total, rows[i].at});
    return max_drawdown(changes, rows.front().total, by);
}

} // namespace tremolo::trading
