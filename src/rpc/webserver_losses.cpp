#include "rpc/webserver_losses.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>

namespace tremolo::rpc::webserver {

namespace {

using backtest::strategy_result;

constexpr double days_a_year = 365;
constexpr double slippage = 0.0005; // of the daily ratios: a trade costs this more than it did

double profit_over(const strategy_result& r, double drawdown) {
    return drawdown == 0 ? -r.profit_total_abs : -r.profit_total_abs / drawdown;
}

double max_drawdown(const strategy_result& r) { return r.trades.empty() ? 0 : profit_over(r, r.max_drawdown_abs); }

double max_drawdown_relative(const strategy_result& r) {
    if (r.max_drawdown_abs == 0 || r.max_relative_drawdown == 0) return -r.profit_total_abs;
    return -r.profit_total_abs / r.max_drawdown_abs / r.max_relative_drawdown;
}

// The worst pair decides; less than as much profit as drawdown is punished.
double max_drawdown_per_pair(const strategy_result& r) {
    double worst = std::numeric_limits<double>::infinity();
    for (const auto& row : r.results_per_pair) {
        if (row.key == backtest::row_key{std::string{"TOTAL"}}) continue;
        const double profit = row.profit_total_abs;
        const double score = row.max_drawdown_abs != 0 && profit != 0 ? profit / row.max_drawdown_abs : profit;
        worst = std::min(worst, score < 1 ? score - 20 : score);
    }
    return std::isinf(worst) ? 0 : -worst;
}

double only_profit(const strategy_result& r) { return -r.profit_total_abs; }

// Profit less the share of it that the drawdown takes.
double after_drawdown(const strategy_result& r, double weight) {
    return r.profit_total_abs - r.max_drawdown_account * r.profit_total_abs * (1 - weight);
}

double profit_drawdown(const strategy_result& r) { return -after_drawdown(r, 0.075); }

double multi_metric(const strategy_result& r) {
    if (r.trades.empty()) return 0;
    double won = 0, lost = 0, wins = 0;
    for (const auto& t : r.trades) {
        (t.profit_abs > 0 ? won : lost) += t.profit_abs;
        wins += t.profit_abs > 0 ? 1 : 0;
    }
    const auto count = static_cast<double>(r.trades.size());
    const double factor = won / (std::abs(lost) + 1e-6);
    const double penalty = count < 50 ? std::max(1 - std::abs(count - 50) / 50, 0.1) : 1;
    return -after_drawdown(r, 0.055) * std::log(factor + 1) * std::log(std::min(10.0, r.expectancy_ratio) + 2) *
           std::log(1.2 + wins / count) * penalty;
}

double short_trades(const strategy_result& r) {
    double profit = 0, minutes = 0;
    for (const auto& t : r.trades) {
        profit += t.profit_ratio;
        minutes += static_cast<double>(t.trade_duration);
    }
    const auto count = static_cast<double>(r.trades.size());
    const double mean = r.trades.empty() ? 0 : minutes / count;
    return 1 - 0.25 * std::exp(-std::pow(count - 600, 2) / std::pow(10, 5.8)) + std::max(0.0, 1 - profit / 3) +
           0.4 * std::min(mean / 300, 1.0);
}

// Sums of the trades' ratios by day of closing, over every day of the run.
std::vector<double> daily_ratios(const strategy_result& r) {
    constexpr std::int64_t day = 86'400'000;
    const auto first = r.backtest_start_ts / day, last = r.backtest_end_ts / day;
    std::vector<double> days(static_cast<std::size_t>(std::max<std::int64_t>(0, last - first) + 1));
    for (const auto& t : r.trades) {
        const auto at = t.close_timestamp / day - first;
        if (at >= 0 && at <= last - first) days[static_cast<std::size_t>(at)] += t.profit_ratio - slippage;
    }
    return days;
}

double mean_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
}

double sharpe_daily(const strategy_result& r) {
    const auto days = daily_ratios(r);
    const double mean = mean_of(days);
    double squares = 0;
    for (const double v : days) squares += (v - mean) * (v - mean);
    if (days.size() < 2) return std::numeric_limits<double>::quiet_NaN(); // one day does not vary
    const double deviation = std::sqrt(squares / static_cast<double>(days.size() - 1));
    return deviation == 0 ? 20 : -mean / deviation * std::sqrt(days_a_year);
}

double sortino_daily(const strategy_result& r) {
    const auto days = daily_ratios(r);
    double squares = 0;
    for (const double v : days) squares += v < 0 ? v * v : 0;
    const double deviation = std::sqrt(squares / static_cast<double>(days.size()));
    return deviation == 0 ? 20 : -mean_of(days) / deviation * std::sqrt(days_a_year);
}

constexpr std::array functions{
    loss_function{"CalmarHyperOptLoss", "Yearly profit beside the largest drawdown.",
                  [](const strategy_result& r) { return -r.calmar; }},
    loss_function{"DefaultHyperOptLoss", "As ShortTradeDurHyperOptLoss.", short_trades},
    loss_function{"MaxDrawDownHyperOptLoss", "Profit for each unit of the largest drawdown.", max_drawdown},
    loss_function{"MaxDrawDownPerPairHyperOptLoss", "Profit for each unit of drawdown, of the pair that did worst.",
                  max_drawdown_per_pair},
    loss_function{"MaxDrawDownRelativeHyperOptLoss",
                  "Profit for each unit of the largest drawdown, and of the largest relative one.",
                  max_drawdown_relative},
    loss_function{"MultiMetricHyperOptLoss",
                  "Profit weighed with drawdown, profit factor, expectancy, win rate and number of trades.",
                  multi_metric},
    loss_function{"OnlyProfitHyperOptLoss", "Profit alone.", only_profit},
    loss_function{"ProfitDrawDownHyperOptLoss", "Profit less what the drawdown takes of it.", profit_drawdown},
    loss_function{"SharpeHyperOptLoss", "Profit beside how much the trades' profits vary.",
                  [](const strategy_result& r) { return -r.sharpe; }},
    loss_function{"SharpeHyperOptLossDaily", "Daily profit beside how much it varies from day to day.", sharpe_daily},
    loss_function{"ShortTradeDurHyperOptLoss", "Short trades, many of them, and profit.", short_trades},
    loss_function{"SortinoHyperOptLoss", "Profit beside how much the losses vary.",
                  [](const strategy_result& r) { return -r.sortino; }},
    loss_function{"SortinoHyperOptLossDaily", "Daily profit beside how much the losing days lose.", sortino_daily},
};
static_assert(std::is_sorted(functions.begin(), functions.end(),
                             [](const auto& a, const auto& b) { return a.name < b.name; }));

} // namespace

std::span<const loss_function> loss_functions() { return functions; }

double loss(const loss_function& function, const backtest::strategy_result& result) {
    constexpr double worst = 100'000;
    return result.trades.empty() ? worst : function.of(result);
}

} // namespace tremolo::rpc::webserver
