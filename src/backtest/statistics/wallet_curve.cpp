// Figures of the wallet curve.
#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/texts.hpp"
#include "base/time_text.hpp"
#include "trading/statistics.hpp"
#include <algorithm>
#include <numeric>

namespace tremolo::backtest {

namespace {
// What all currencies together were worth, by time.
std::vector<trading::balance_at> totals_of(const market::frame& wallet) {
    std::vector<trading::balance_at> totals;
    if (wallet.empty()) return totals;
    const auto dates = wallet.dates();
    const auto quoted = wallet["total_quote"];
    const auto add = [&](std::size_t row) {
        const auto at = from_epoch_ms(dates[row]);
        if (totals.empty() || totals.back().at != at) totals.push_back({at, 0});
        totals.back().total += quoted[row];
    };
    if (std::ranges::is_sorted(dates)) {
        for (std::size_t row = 0; row < dates.size(); ++row) add(row);
        return totals;
    }
    std::vector<std::size_t> rows(dates.size());
    std::iota(rows.begin(), rows.end(), 0);
    std::ranges::stable_sort(rows, {}, [dates](std::size_t row) { return dates[row]; });
    std::ranges::for_each(rows, add);
    return totals;
}
} // namespace

wallet_stats wallet_figures_of(const market::frame& wallet) {
    const auto totals = totals_of(wallet);
    wallet_stats out;
    if (totals.empty()) return out;
    const auto low = std::ranges::min_element(totals, {}, &trading::balance_at::total);
    const auto high = std::ranges::max_element(totals, {}, &trading::balance_at::total);
    auto& f = out.figures.emplace();
    f.start_balance = totals.front().total;
    f.end_balance = totals.back().total;
    f.high_balance = high->total;
    f.low_balance = low->total;
    f.sharpe = trading::sharpe_from_balance(totals);
    f.sortino = trading::sortino_from_balance(totals);
    f.calmar = trading::calmar_from_balance(totals);
    f.low_date = date_time_text(low->at);
    f.low_ts = epoch_ms(low->at);
    f.high_date = date_time_text(high->at);
    f.high_ts = epoch_ms(high->at);
    f.drawdown_duration = clock_text({});
    const auto fall = trading::max_drawdown_from_balance(totals);
    if (!fall) return out;
    const auto relative = trading::max_drawdown_from_balance(totals, trading::drawdown_by::share);
    const auto lasted = std::chrono::floor<std::chrono::seconds>(fall->low_date - fall->high_date);
    f.max_drawdown_account = fall->relative_account_drawdown;
    f.max_relative_drawdown = relative->relative_account_drawdown;
    f.max_drawdown_abs = fall->drawdown_abs;
    f.drawdown_start = date_time_text(fall->high_date);
    f.drawdown_start_ts = epoch_ms(fall->high_date);
    f.drawdown_end = date_time_text(fall->low_date);
    f.drawdown_end_ts = epoch_ms(fall->low_date);
    f.drawdown_duration = days_text(lasted);
    f.drawdown_duration_s = static_cast<double>(lasted.count());
    f.max_drawdown_low = fall->low_value;
    f.max_drawdown_high = fall->high_value;
    return out;
}

} // namespace tremolo::backtest
