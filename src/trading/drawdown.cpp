#include "trading/date_order.hpp"
#include "trading/statistics.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::trading {

std::vector<underwater_row> underwater(std::span<const result> results, double starting_balance) {
    if (results.empty()) return {};
    std::vector<timestamp> dates;
    dates.reserve(results.size());
    for (const auto& r : results) dates.push_back(r.close_date);
    const auto order = date_order(dates);
    std::vector<underwater_row> rows{{0, 0, 0, 0, dates[order.front()]}};
    rows.reserve(results.size() + 1);
    double sum = 0;
    double high = 0;
    for (const auto at : order) {
        const auto& r = results[at];
        sum += r.profit_abs;
        high = std::max(high, sum);
        // Without a balance to start from the share is of the profit alone, and NaN before there is any.
        const double share = starting_balance != 0
                                 ? ((starting_balance + high) - (starting_balance + sum)) / (starting_balance + high)
                                 : (high - sum) / high;
        rows.push_back({sum, high, sum - high, share, r.close_date});
    }
    return rows;
}

std::optional<drawdown> max_drawdown(std::span<const result> results, double starting_balance, drawdown_by by) {
    const auto rows = underwater(results, starting_balance);
    if (rows.empty()) return {};
    // The first of the deepest; rows whose share is unknown do not count.
    std::size_t low = 0;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        const bool deeper = by == drawdown_by::amount ? rows[i].drawdown < rows[low].drawdown
                                                      : rows[i].drawdown_relative > rows[low].drawdown_relative;
        if (deeper) low = i;
    }
    const auto first_high = [&](std::size_t count) {
        const auto from = rows.begin();
        const auto to = from + static_cast<std::ptrdiff_t>(count);
        return std::max_element(from, to, [](const auto& a, const auto& b) { return a.high_value < b.high_value; });
    };
    const auto high = first_high(low + 1);
    const auto current_high = first_high(rows.size() - 1);
    const auto& last = rows.back();
    drawdown out;
    out.drawdown_abs = std::abs(rows[low].drawdown);
    out.high_date = high->date; // the row of zeros has the first trade's date
    out.low_date = rows[low].date;
    out.high_value = high->cumulative;
    out.low_value = rows[low].cumulative;
    out.relative_account_drawdown = rows[low].drawdown_relative;
    out.current_high_date = current_high->date;
    out.current_high_value = last.high_value;
    out.current_drawdown_abs = last.high_value - last.cumulative;
    out.current_relative_account_drawdown = last.drawdown_relative;
    return out;
}

} // namespace tremolo::trading
