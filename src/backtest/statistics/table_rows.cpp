// The tables of a result: trades by pair, tag and reason.
#include "backtest/statistics/grouping.hpp"
#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/texts.hpp"
#include "base/decimal.hpp"
#include "trading/pairwise_sum.hpp"
#include "trading/statistics.hpp"
#include <algorithm>
#include <cmath>
#include <map>

namespace tremolo::backtest {

std::vector<trading::result> results_of(std::span<const trade_row* const> trades) {
    std::vector<trading::result> out;
    out.reserve(trades.size());
    for (const auto* t : trades) out.push_back({t->profit_abs, from_epoch_ms(t->close_timestamp)});
    return out;
}

money_sums sums_of(std::span<const trade_row* const> trades) {
    std::vector<double> all;
    std::vector<double> wins;
    std::vector<double> losses;
    for (const auto* t : trades) {
        all.push_back(t->profit_abs);
        if (t->profit_abs > 0) wins.push_back(t->profit_abs);
        if (t->profit_abs < 0) losses.push_back(t->profit_abs);
    }
    money_sums sums;
    sums.total = trading::pairwise_sum(all);
    sums.wins = static_cast<std::int64_t>(wins.size());
    sums.losses = static_cast<std::int64_t>(losses.size());
    sums.draws = std::ssize(trades) - sums.wins - sums.losses;
    const double lost = trading::pairwise_sum(losses);
    sums.profit_factor = trading::profit_factor(trading::pairwise_sum(wins), lost).value_or(0);
    return sums;
}

double numpy_round(double value, int digits) {
    const double scale = std::pow(10.0, digits);
    return std::nearbyint(value * scale) / scale;
}

std::chrono::minutes mean_duration(std::span<const trade_row* const> trades) {
    if (trades.empty()) return std::chrono::minutes{0};
    std::vector<double> minutes;
    for (const auto* t : trades) minutes.push_back(static_cast<double>(t->trade_duration));
    const double mean = trading::pairwise_sum(minutes) / static_cast<double>(minutes.size());
    return std::chrono::minutes{static_cast<std::int64_t>(std::nearbyint(mean))};
}

double mean_ratio(std::span<const trade_row* const> trades) {
    if (trades.empty()) return 0;
    std::vector<double> ratios;
    for (const auto* t : trades) ratios.push_back(t->profit_ratio);
    return trading::pairwise_sum(ratios) / static_cast<double>(ratios.size());
}

std::optional<double> unless_nan(double value) { return std::isnan(value) ? std::optional<double>{} : value; }

table_row table_row_of(row_key key, std::span<const trade_row* const> trades, const run_part& run) {
    const auto results = results_of(trades);
    const auto sums = sums_of(trades);
    const double balance = run.starting_balance;
    const trading::period over{from_epoch_ms(run.backtest_start_ts), from_epoch_ms(run.backtest_end_ts)};
    const auto expected = trading::expectancy(results);
    const auto fall = trading::max_drawdown(results, balance);

    table_row row;
    row.key = std::move(key);
    row.trades = std::ssize(trades);
    row.profit_mean = mean_ratio(trades);
    row.profit_mean_pct = numpy_round(row.profit_mean * 100, 2);
    row.profit_total_abs = sums.total;
    row.profit_total = sums.total / balance;
    row.profit_total_pct = numpy_round(row.profit_total * 100, 2);
    row.duration_avg = trades.empty() ? "0:00" : clock_text(mean_duration(trades));
    row.wins = sums.wins;
    row.draws = sums.draws;
    row.losses = sums.losses;
    row.winrate = trading::win_rate(row.wins, row.trades);
    row.cagr = number::or_nought(trading::cagr(run.backtest_days, balance, balance + sums.total));
    row.expectancy = expected.expectancy;
    row.expectancy_ratio = expected.ratio;
    if (!trades.empty() && over.from != over.to) {
        row.sortino = trading::sortino(results, over, balance);
        row.sharpe = trading::sharpe(results, over, balance);
    }
    row.calmar = trading::calmar(results, over, balance);
    row.sqn = trading::sqn(results, balance);
    row.p_value = unless_nan(trading::p_value(results, balance));
    row.profit_factor = sums.profit_factor;
    row.max_drawdown_account = fall ? fall->relative_account_drawdown : 0;
    row.max_drawdown_abs = fall ? fall->drawdown_abs : 0;
    return row;
}

namespace {

using group = std::vector<const trade_row*>;

// Sorted by profit, what is equal in the order in which it came; then the row over all.
std::vector<table_row> finished(std::vector<table_row> rows, const group& all, const run_part& run) {
    std::ranges::stable_sort(rows, std::ranges::greater{}, &table_row::profit_total_abs);
    rows.push_back(table_row_of("TOTAL", all, run));
    return rows;
}

template <class KeyOf>
std::vector<table_row> by_key(const group& all, const run_part& run, KeyOf key_of) {
    std::map<row_key, group> groups; // in order of their texts
    for (const auto* t : all)
        if (t->enter_tag) groups[key_of(*t)].push_back(t);
    std::vector<table_row> rows;
    for (const auto& [key, trades] : groups) rows.push_back(table_row_of(key, trades, run));
    return finished(std::move(rows), all, run);
}

std::vector<table_row> by_pair(const group& all, const run_part& run, bool with_empty) {
    std::map<std::string_view, group> groups;
    for (const auto* t : all) groups[t->pair].push_back(t);
    std::vector<table_row> rows;
    for (const auto& pair : run.pairlist) {
        const auto found = groups.find(pair);
        if (found != groups.end())
            rows.push_back(table_row_of(pair, found->second, run));
        else if (with_empty)
            rows.push_back(table_row_of(pair, {}, run));
    }
    return finished(std::move(rows), all, run);
}

} // namespace

tables_part tables_of(std::vector<trade_row> trades, std::vector<lock_row> locks, const run_part& run) {
    tables_part out;
    out.trades = std::move(trades);
    out.locks = std::move(locks);
    const auto all = pointers_to(out.trades);
    group left_open;
    std::ranges::copy_if(all, std::back_inserter(left_open),
                         [](const trade_row* t) { return t->exit_reason == "force_exit"; });

    out.results_per_pair = by_pair(all, run, true);
    out.left_open_trades = by_pair(left_open, run, false);
    out.results_per_enter_tag = by_key(all, run, [](const trade_row& t) -> row_key { return *t.enter_tag; });
    out.exit_reason_summary = by_key(all, run, [](const trade_row& t) -> row_key { return t.exit_reason; });
    out.mix_tag_stats = by_key(all, run, [](const trade_row& t) -> row_key {
        return std::vector{*t.enter_tag, t.exit_reason};
    });

    // A sum over no trades is whole, unless others have some.
    if (all.empty())
        for (auto* table : {&out.results_per_pair, &out.left_open_trades, &out.results_per_enter_tag,
                            &out.exit_reason_summary, &out.mix_tag_stats})
            for (auto& row : *table) row.profit_total_abs = 0;

    const std::span pairs{out.results_per_pair.data(), out.results_per_pair.size() - 1};
    if (!pairs.empty()) {
        out.best_pair = *std::ranges::max_element(pairs, {}, &table_row::profit_total_abs);
        out.worst_pair = *std::ranges::min_element(pairs, {}, &table_row::profit_total_abs);
    }
    return out;
}

} // namespace tremolo::backtest
