// How the market did while the strategy traded.
#include "backtest/statistics/statistics.hpp"
#include "trading/pairwise_sum.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::backtest {
namespace {

// Both are in order and without doubles; most pairs have the dates of the others.
void add_dates(std::span<const std::int64_t> more, std::vector<std::int64_t>& all) {
    if (std::ranges::equal(more, all)) return;
    std::vector<std::int64_t> united;
    united.reserve(std::max(more.size(), all.size()));
    std::ranges::set_union(all, more, std::back_inserter(united));
    all = std::move(united);
}

} // namespace

double market_change(std::span<const pair_candles> candles, timestamp start) {
    std::vector<double> changes;
    for (const auto& [pair, frame] : candles) {
        const auto first = frame.lower_bound(epoch_ms(start));
        if (first >= frame.size()) continue;
        const auto closes = frame["close"];
        const double from = closes[first];
        changes.push_back((closes.last() - from) / from);
    }
    if (changes.empty()) return 0;
    return trading::pairwise_sum(changes) / static_cast<double>(changes.size());
}

market::frame market_change_frame(std::span<const pair_candles> candles, timestamp start, timestamp end) {
    struct column {
        std::span<const std::int64_t> dates;
        market::series closes;
        std::size_t next = 0;
        double before = market::missing; // the close of the date before
    };
    std::vector<column> columns;
    std::vector<std::int64_t> dates;
    for (const auto& one : candles) {
        const auto frame = one.candles.between(epoch_ms(start), epoch_ms(end));
        if (frame.empty()) continue;
        const auto all = one.candles.dates().subspan(one.candles.lower_bound(epoch_ms(start)), frame.size());
        columns.push_back({all, frame["close"]});
        add_dates(all, dates);
    }

    std::vector<double> means;
    std::vector<double> changes;
    std::vector<double> counts;
    double cumulated = 0;
    std::vector<double> closes;
    std::vector<double> moved;
    for (const auto date : dates) {
        closes.clear();
        moved.clear();
        for (auto& c : columns) {
            const bool here = c.next < c.dates.size() && c.dates[c.next] == date;
            const double close = here ? c.closes[c.next] : market::missing;
            if (here) {
                ++c.next;
                closes.push_back(close);
            }
            if (const double change = close / c.before - 1; !std::isnan(change)) moved.push_back(change);
            c.before = close;
        }
        if (!moved.empty()) cumulated += trading::pairwise_sum(moved) / static_cast<double>(moved.size());
        means.push_back(trading::pairwise_sum(closes) / static_cast<double>(closes.size()));
        changes.push_back(cumulated);
        counts.push_back(static_cast<double>(closes.size()));
    }
    market::frame out{std::move(dates)};
    out.set("mean", market::series{std::move(means)});
    out.set("rel_mean", market::series{std::move(changes)});
    out.set("count", market::series{std::move(counts), market::dtype::int64});
    return out;
}

} // namespace tremolo::backtest
