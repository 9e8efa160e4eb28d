// Trades by days, weeks, months, years and days of the week, as pandas divides time.
#include "backtest/statistics/grouping.hpp"
#include "backtest/statistics/statistics.hpp"
#include "base/time_text.hpp"
#include "trading/pairwise_sum.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::backtest {
namespace {

namespace chrono = std::chrono;
using day = chrono::sys_days;
using group = std::vector<const trade_row*>;

day closing_day(const trade_row& t) { return chrono::floor<chrono::days>(from_epoch_ms(t.close_timestamp)); }

// The last day of the period that holds `d`, by which the period is known; a day stands for itself.
day label_of(breakdown_period period, day d) {
    const chrono::year_month_day date{d};
    switch (period) {
    case breakdown_period::week: return d + (chrono::Monday - chrono::weekday{d});
    case breakdown_period::month: return date.year() / date.month() / chrono::last;
    case breakdown_period::year: return date.year() / chrono::December / chrono::last;
    default: return d;
    }
}

period_row row_of(const group& trades) {
    const auto sums = sums_of(trades);
    period_row row;
    row.profit_abs = numpy_round(sums.total, 10);
    row.wins = sums.wins;
    row.draws = sums.draws;
    row.losses = sums.losses;
    row.trades = std::ssize(trades);
    row.profit_factor = numpy_round(sums.profit_factor, 8);
    return row;
}

std::vector<period_row> weekdays(std::span<const trade_row> trades) {
    constexpr std::array names{"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
    std::array<group, names.size()> groups;
    for (const auto& t : trades) groups[chrono::weekday{closing_day(t)}.iso_encoding() - 1].push_back(&t);
    std::vector<period_row> rows;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (groups[i].empty()) continue;
        rows.push_back(row_of(groups[i]));
        rows.back().date = names[i];
        rows.back().date_ts = static_cast<std::int64_t>(i);
    }
    return rows;
}

struct labelled_group {
    day label;
    group trades{};
};
// All periods from the first closing to the last one, those without trades too.
std::vector<labelled_group> groups_of(breakdown_period period, std::span<const trade_row> trades) {
    if (trades.empty()) return {};
    std::vector<labelled_group> groups;
    const auto [first, last] = std::ranges::minmax_element(trades, {}, &trade_row::close_timestamp);
    const auto end = label_of(period, closing_day(*last));
    for (auto label = label_of(period, closing_day(*first)); label <= end;
         label = label_of(period, label + chrono::days{1}))
        groups.push_back({label});
    for (const auto& t : trades) {
        const auto label = label_of(period, closing_day(t));
        std::ranges::lower_bound(groups, label, {}, &labelled_group::label)->trades.push_back(&t);
    }
    return groups;
}

} // namespace

std::vector<period_row> breakdown_by(breakdown_period period, std::span<const trade_row> trades) {
    if (period == breakdown_period::weekday) return weekdays(trades);
    std::vector<period_row> rows;
    for (const auto& [label, members] : groups_of(period, trades)) {
        rows.push_back(row_of(members));
        const chrono::year_month_day date{label};
        rows.back().date = fmt::format("{:02}/{:02}/{}", static_cast<unsigned>(date.day()),
                                       static_cast<unsigned>(date.month()), static_cast<int>(date.year()));
        rows.back().date_ts = epoch_ms(timestamp{label});
    }
    return rows;
}

days_part days_of(std::span<const trade_row> trades) {
    days_part out;
    using enum breakdown_period;
    out.periodic_breakdown =
        breakdown{breakdown_by(day, trades), breakdown_by(week, trades), breakdown_by(month, trades),
                  breakdown_by(year, trades), breakdown_by(weekday, trades)};
    if (trades.empty()) {
        out.daily_profit_list.value.emplace();
        return out;
    }
    auto& days = out.daily_profit.value.emplace();
    std::vector<double> ratios;
    std::vector<double> amounts;
    for (const auto& [label, members] : groups_of(day, trades)) {
        std::vector<double> of_day;
        for (const auto* t : members) of_day.push_back(t->profit_ratio);
        ratios.push_back(trading::pairwise_sum(of_day));
        amounts.push_back(numpy_round(sums_of(members).total, 10));
        days.push_back({date_text(timestamp{label}), amounts.back()});
    }
    out.backtest_best_day = std::ranges::max(ratios);
    out.backtest_worst_day = std::ranges::min(ratios);
    out.backtest_best_day_abs = std::ranges::max(amounts);
    out.backtest_worst_day_abs = std::ranges::min(amounts);
    out.winning_days = std::ranges::count_if(amounts, [](double p) { return p > 0; });
    out.draw_days = std::ranges::count(amounts, 0.0);
    out.losing_days = std::ranges::count_if(amounts, [](double p) { return p < 0; });
    return out;
}

} // namespace tremolo::backtest
