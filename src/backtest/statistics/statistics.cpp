#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/grouping.hpp"
#include "backtest/statistics/texts.hpp"
#include "backtest/told_trades.hpp"
#include "base/decimal.hpp"
#include "base/time_text.hpp"
#include "trading/pairwise_sum.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::backtest {
namespace {

using group = std::vector<const trade_row*>;
using std::chrono::minutes;
using std::chrono::seconds;

double as_seconds(minutes m) { return static_cast<double>(seconds{m}.count()); }

double median_ratio(const group& trades) {
    std::vector<double> ratios;
    for (const auto* t : trades) ratios.push_back(t->profit_ratio);
    std::ranges::sort(ratios);
    const auto middle = ratios.size() / 2;
    return ratios.size() % 2 == 1 ? ratios[middle] : (ratios[middle - 1] + ratios[middle]) / 2;
}

double volume_of(std::span<const trade_row> trades) {
    double total = 0;
    for (const auto& t : trades) {
        double of_trade = 0;
        for (const auto& o : t.orders) of_trade += o.cost;
        total += of_trade;
    }
    return total;
}

double mean_stake(const group& trades) {
    std::vector<double> stakes;
    for (const auto* t : trades) stakes.push_back(t->stake_amount);
    return trading::pairwise_sum(stakes) / static_cast<double>(stakes.size());
}

figures_part figures_of(const group& all, const tables_part& tables, const run_part& run, const market::frame& wallet) {
    group longs;
    group shorts;
    for (const auto* t : all) (t->is_short ? shorts : longs).push_back(t);
    const auto& total = tables.results_per_pair.back();
    const double balance = run.starting_balance;
    figures_part out;
    out.total_trades = std::ssize(all);
    out.trade_count_long = std::ssize(longs);
    out.trade_count_short = std::ssize(shorts);
    out.profit_total_abs = total.profit_total_abs;
    out.profit_total = total.profit_total;
    if (!all.empty()) {
        out.total_volume = volume_of(tables.trades);
        out.avg_stake_amount = mean_stake(all);
        out.profit_mean = total.profit_mean;
        out.profit_median = median_ratio(all);
        out.profit_total_long_abs = sums_of(longs).total;
        out.profit_total_short_abs = sums_of(shorts).total;
    }
    out.profit_total_long = out.profit_total_long_abs / balance;
    out.profit_total_short = out.profit_total_short_abs / balance;
    out.cagr = number::or_nought(trading::cagr(run.backtest_days, balance, run.final_balance));
    out.expectancy = total.expectancy;
    out.expectancy_ratio = total.expectancy_ratio;
    out.sortino = total.sortino;
    out.sharpe = total.sharpe;
    out.calmar = total.calmar;
    out.sqn = total.sqn;
    out.p_value = total.p_value;
    out.wallet_stats = wallet_figures_of(wallet);
    out.profit_factor = total.profit_factor;
    return out;
}

struct streaks {
    std::int64_t wins = 0;
    std::int64_t losses = 0; // whatever is no win
};
streaks streaks_of(const group& trades) {
    streaks longest;
    streaks now;
    for (const auto* t : trades) {
        now = t->profit_ratio > 0 ? streaks{now.wins + 1, 0} : streaks{0, now.losses + 1};
        longest = {std::max(longest.wins, now.wins), std::max(longest.losses, now.losses)};
    }
    return longest;
}

struct holding {
    minutes least{0};
    minutes most{0};
    minutes mean{0};
};
holding holding_of(const group& trades) {
    if (trades.empty()) return {};
    const auto [least, most] = std::ranges::minmax(trades, {}, &trade_row::trade_duration);
    return {minutes{least->trade_duration}, minutes{most->trade_duration}, mean_duration(trades)};
}

holding_part holdings_of(const group& all) {
    group winners;
    group losers;
    for (const auto* t : all) {
        if (t->profit_ratio > 0) winners.push_back(t);
        if (t->profit_ratio < 0) losers.push_back(t);
    }
    holding_part out;
    out.holding_avg = clock_text(mean_duration(all));
    out.winner_holding_avg = out.loser_holding_avg = clock_text({});
    if (all.empty()) return out;
    out.wins = std::ssize(winners);
    out.losses = std::ssize(losers);
    out.draws = std::ssize(all) - out.wins - out.losses;
    out.winrate = trading::win_rate(out.wins, std::ssize(all));
    out.holding_avg_s = as_seconds(mean_duration(all));
    const auto won = holding_of(winners);
    out.winner_holding_min = short_duration(won.least);
    out.winner_holding_min_s = as_seconds(won.least);
    out.winner_holding_max = short_duration(won.most);
    out.winner_holding_max_s = as_seconds(won.most);
    out.winner_holding_avg = short_duration(won.mean);
    out.winner_holding_avg_s = as_seconds(won.mean);
    const auto lost = holding_of(losers);
    out.loser_holding_min = short_duration(lost.least);
    out.loser_holding_min_s = as_seconds(lost.least);
    out.loser_holding_max = short_duration(lost.most);
    out.loser_holding_max_s = as_seconds(lost.most);
    out.loser_holding_avg = short_duration(lost.mean);
    out.loser_holding_avg_s = as_seconds(lost.mean);
    const auto longest = streaks_of(all);
    out.max_consecutive_wins = longest.wins;
    out.max_consecutive_losses = longest.losses;
    return out;
}

drawdown_part drawdown_of(const group& all, double balance) {
    const auto results = results_of(all);
    drawdown_part out;
    const auto fall = trading::max_drawdown(results, balance);
    if (!fall) {
        out.drawdown_start = out.drawdown_end = iso_text(timestamp{});
        return out;
    }
    const auto lasted = std::chrono::floor<seconds>(fall->low_date - fall->high_date);
    const auto sums = trading::cumulated_range(results, balance);
    out.max_drawdown_account = fall->relative_account_drawdown;
    out.max_relative_drawdown =
        trading::max_drawdown(results, balance, trading::drawdown_by::share)->relative_account_drawdown;
    out.max_drawdown_abs = fall->drawdown_abs;
    out.drawdown_start = date_time_text(fall->high_date);
    out.drawdown_start_ts = static_cast<double>(epoch_ms(fall->high_date));
    out.drawdown_end = date_time_text(fall->low_date);
    out.drawdown_end_ts = static_cast<double>(epoch_ms(fall->low_date));
    out.drawdown_duration = days_text(lasted);
    out.drawdown_duration_s = static_cast<double>(lasted.count());
    out.max_drawdown_low = fall->low_value;
    out.max_drawdown_high = fall->high_value;
    out.csum_min = sums->smallest;
    out.csum_max = sums->largest;
    return out;
}

// Settings are told as they were configured: 100 or 100.0.
number told_wallet(const plugins::settings& s, double balance) {
    const auto* asked = s.config->raw.if_contains("dry_run_wallet");
    if (asked != nullptr && asked->is_object()) asked = asked->get_object().if_contains(s.stake_currency());
    return asked != nullptr && asked->is_int64() ? number{static_cast<std::int64_t>(balance)} : number{balance};
}

std::variant<number, std::string> told_stake(const plugins::settings& s) {
    const auto& stake = s.config->stake_amount;
    if (stake && stake->unlimited) return "unlimited";
    const auto* asked = s.config->raw.if_contains("stake_amount");
    if (asked != nullptr && asked->is_number()) return number::as_configured(*asked);
    return stake ? stake->amount : 0.0;
}

// A request's number is kept as it is: 3.0, 1.5, and -1.0 for any number.
number told_slots(const plugins::settings& s) {
    const auto* asked = s.config->raw.if_contains("max_open_trades");
    if (asked != nullptr && asked->is_double() && std::isfinite(asked->get_double())) return asked->get_double();
    const double slots = s.max_open_trades();
    return std::isinf(slots) ? number{slots} : number{static_cast<std::int64_t>(slots)};
}

std::vector<trade_row> rows_of(const std::deque<trading::trade>& trades) {
    std::vector<trade_row> rows;
    rows.reserve(trades.size());
    for (const auto& t : trades) rows.push_back(row_of(t));
    return rows;
}

// A whole balance that no trade has touched stays whole.
void keep_whole(strategy_result& r) {
    const number start = r.starting_balance;
    if (!r.trades.empty() || !start.whole()) return;
    if (r.final_balance == start) r.final_balance = start;
    auto& wallet = r.wallet_stats.figures;
    if (wallet && wallet->low_balance == start && wallet->high_balance == start)
        wallet->start_balance = wallet->end_balance = wallet->low_balance = wallet->high_balance = start;
}

} // namespace

run_part run_facts(const finished_run& run, double market_change) {
    const auto& s = *run.settings;
    const auto days = std::chrono::floor<std::chrono::days>(run.backtest_end - run.backtest_start).count();
    run_part out;
    out.backtest_start = date_time_text(run.backtest_start);
    out.backtest_start_ts = epoch_ms(run.backtest_start);
    out.backtest_end = date_time_text(run.backtest_end);
    out.backtest_end_ts = epoch_ms(run.backtest_end);
    out.backtest_days = std::max<std::int64_t>(1, days);
    out.backtest_run_start_ts = epoch_seconds(run.run_start);
    out.backtest_run_end_ts = epoch_seconds(run.run_end);
    out.market_change = market_change;
    // Pairs without candles are no part of the run.
    for (const auto& one : run.candles) out.pairlist.push_back(one.pair);
    out.stake_amount = told_stake(s);
    out.stake_currency = s.stake_currency();
    out.stake_currency_decimals = decimals_of(out.stake_currency);
    out.starting_balance = out.dry_run_wallet = told_wallet(s, run.starting_balance);
    out.final_balance = run.final_balance;
    out.rejected_signals = run.counters.rejected_signals;
    out.timedout_entry_orders = run.counters.timedout_entry_orders;
    out.timedout_exit_orders = run.counters.timedout_exit_orders;
    out.canceled_trade_entries = run.counters.canceled_trade_entries;
    out.canceled_entry_orders = run.counters.canceled_entry_orders;
    out.replaced_entry_orders = run.counters.replaced_entry_orders;
    const auto told = told_slots(s);
    out.max_open_trades = std::min<number>(told, out.pairlist.size());
    out.max_open_trades_setting = std::isinf(told) ? number{-1} : told;
    if (const auto* model = s.config->raw.if_contains("freqaimodel"); model != nullptr && model->is_string())
        out.freqaimodel = std::string{model->get_string()};
    out.timeframe = s.timeframe();
    out.timeframe_detail = run.timeframe_detail;
    out.timerange = run.timerange;
    out.enable_protections = run.enable_protections;
    out.strategy_name = s.strategy_name;
    return out;
}

strategy_part strategy_facts(const plugins::settings& settings) {
    const auto& s = settings.strategy;
    strategy_part out;
    out.stoploss = settings.stoploss();
    out.trailing_stop = s.trailing_stop;
    out.trailing_stop_positive = s.trailing_stop_positive;
    out.trailing_stop_positive_offset = s.trailing_stop_positive_offset;
    out.trailing_only_offset_is_reached = s.trailing_only_offset_is_reached;
    out.use_custom_stoploss = s.use_custom_stoploss;
    for (const auto& [age, ratio] : s.minimal_roi) out.minimal_roi.emplace_back(std::to_string(age), ratio);
    out.use_exit_signal = s.use_exit_signal;
    out.exit_profit_only = s.exit_profit_only;
    out.exit_profit_offset = s.exit_profit_offset;
    out.ignore_roi_if_entry_signal = s.ignore_roi_if_entry_signal;
    out.trading_mode = std::string{json::enum_text(settings.config->trading_mode)};
    out.margin_mode = std::string{json::enum_text(settings.config->margin_mode)};
    return out;
}

strategy_result make_result(std::vector<trade_row> trades, std::vector<lock_row> locks, run_part run,
                            strategy_part settings, const market::frame& wallet) {
    strategy_result out;
    static_cast<tables_part&>(out) = tables_of(std::move(trades), std::move(locks), run);
    const auto all = pointers_to(out.trades);
    const auto count = static_cast<double>(all.size());
    run.trades_per_day = round_half_even(count / static_cast<double>(run.backtest_days), 2);
    static_cast<figures_part&>(out) = figures_of(all, out, run, wallet);
    static_cast<days_part&>(out) = days_of(out.trades);
    static_cast<holding_part&>(out) = holdings_of(all);
    static_cast<drawdown_part&>(out) = drawdown_of(all, run.starting_balance);
    static_cast<run_part&>(out) = std::move(run);
    static_cast<strategy_part&>(out) = std::move(settings);
    keep_whole(out);
    return out;
}

strategy_result make_result(finished_run& run) {
    auto trades = run.told ? std::exchange(run.told->rows, {}) : std::vector<trade_row>{};
    if (trades.size() != run.trades.size()) trades = rows_of(run.trades);
    std::vector<lock_row> locks;
    for (const auto& l : run.locks) locks.push_back(row_of(l));
    return make_result(std::move(trades), std::move(locks),
                       run_facts(run, market_change(run.candles, run.backtest_start)), strategy_facts(*run.settings),
                       run.wallet);
}

backtest_result make_result(std::span<finished_run> runs) {
    backtest_result out;
    for (auto& run : runs) {
        const auto& name = run.settings->strategy_name;
        auto result = make_result(run);
        result_metadata about;
        about.run_id = run.run_id;
        about.backtest_start_time = epoch_seconds(run.run_start);
        about.timeframe = result.timeframe;
        if (!run.timeframe_detail.empty()) about.timeframe_detail = run.timeframe_detail;
        about.backtest_start_ts = epoch_seconds(run.backtest_start);
        about.backtest_end_ts = epoch_seconds(run.backtest_end);
        out.strategy_comparison.push_back(comparison_of(name, result));
        out.metadata.emplace_back(name, std::move(about));
        out.strategy.emplace_back(name, std::move(result));
    }
    return out;
}

} // namespace tremolo::backtest
