// GET /profit: what closed and open trades made, and the ratios that traders judge a strategy by. Formulas: FACTS.md
// "Arithmetic" and ENGINE.md section 25, over the running sums of bot/closed_totals.hpp.
#include "base/decimal.hpp"
#include "base/time_text.hpp"
#include "bot/closed_totals.hpp"
#include "bot/settings.hpp"
#include "rpc/fiat.hpp"
#include "rpc/humanize.hpp"
#include "rpc/performance.hpp"
#include "rpc/queries.hpp"
#include <cmath>
#include <limits>

namespace tremolo::rpc {
namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double days_a_year = 365;
constexpr double not_optimal = -100; // what an undefined ratio answers

double percent(double ratio) { return round_half_even(ratio * 100, 2); }

// What the open trades would add if they were closed now. A trade whose entry was never filled adds nothing.
struct open_sums {
    double profit_abs = 0;
    double profit_ratio = 0;
    std::int64_t counted = 0;
    std::int64_t trades = 0;
};

bool on_side(const trading::trade& t, std::optional<bool> shorts) { return !shorts || t.is_short == *shorts; }

open_sums sums_of_open(const bot::snapshot& bot, std::optional<bool> shorts) {
    open_sums sums;
    for (const auto& open : bot.open_trades) {
        const auto& t = *open.trade;
        if (!on_side(t, shorts)) continue;
        ++sums.trades;
        if (t.filled_orders(t.entry_side()).empty()) continue;
        ++sums.counted;
        if (!open.current_rate) {
            sums.profit_abs = sums.profit_ratio = not_a_number;
            continue;
        }
        const bool known = t.close_rate && *t.close_rate != 0;
        const auto p = trading::calculate_profit(t, known ? *t.close_rate : *open.current_rate);
        sums.profit_abs += p.total_profit;
        sums.profit_ratio += p.profit_ratio;
    }
    return sums;
}

// Mean return a day over the deviation of the returns, made annual.
double annualised(double mean_a_day, std::optional<double> deviation) {
    if (!deviation || *deviation == 0 || std::isnan(*deviation)) return not_optimal;
    return mean_a_day / *deviation * std::sqrt(days_a_year);
}

struct trading_days {
    double count = 1;     // whole days between the first and the last trade's opening, at least one
    bool is_empty = true; // no trade, or both opened at the same moment: ratios are 0
};

struct ends {
    std::optional<bot::side_totals::end> first;
    std::optional<bot::side_totals::end> last;
};

// First and last trade by id, of closed and open ones.
ends ends_of(const bot::snapshot& bot, const bot::side_totals& closed, std::optional<bool> shorts) {
    ends e{closed.first, closed.last};
    for (const auto& open : bot.open_trades) {
        if (!on_side(*open.trade, shorts)) continue;
        const bot::side_totals::end here{open.trade->id, open.trade->open_date};
        if (!e.first || here.id < e.first->id) e.first = here;
        if (!e.last || here.id > e.last->id) e.last = here;
    }
    return e;
}

trading_days days_of(const ends& e) {
    if (!e.first || !e.last) return {};
    const auto days = std::chrono::floor<std::chrono::days>(e.last->open_date - e.first->open_date).count();
    return {std::max(1.0, static_cast<double>(days)), e.first->open_date == e.last->open_date};
}

void fill_sums(schema::profit_sums& out, const bot::side_totals& closed, const open_sums& open,
               double starting_balance) {
    const auto closed_count = static_cast<double>(closed.count);
    const auto all_count = static_cast<double>(closed.count + open.counted);
    out.profit_closed_coin = round_half_even(closed.profit_abs, 8);
    out.profit_closed_ratio_mean = closed.count == 0 ? 0 : closed.profit_ratio / closed_count;
    out.profit_closed_ratio_sum = closed.profit_ratio;
    out.profit_all_coin = round_half_even(closed.profit_abs + open.profit_abs, 8);
    out.profit_all_ratio_sum = closed.profit_ratio + open.profit_ratio;
    out.profit_all_ratio_mean = all_count == 0 ? 0 : out.profit_all_ratio_sum / all_count;
    if (starting_balance != 0) {
        out.profit_closed_ratio = out.profit_closed_coin / starting_balance;
        out.profit_all_ratio = out.profit_all_coin / starting_balance;
    }
    out.profit_closed_percent_mean = percent(out.profit_closed_ratio_mean);
    out.profit_closed_percent_sum = percent(out.profit_closed_ratio_sum);
    out.profit_closed_percent = percent(out.profit_closed_ratio);
    out.profit_all_percent_mean = percent(out.profit_all_ratio_mean);
    out.profit_all_percent_sum = percent(out.profit_all_ratio_sum);
    out.profit_all_percent = percent(out.profit_all_ratio);
}

void fill_dates(schema::profit& out, const ends& e, timestamp now) {
    if (!e.first) return;
    out.first_trade_date = date_time_text(e.first->open_date);
    out.first_trade_humanized = humanized(e.first->open_date, now);
    out.first_trade_timestamp = epoch_ms(e.first->open_date);
    out.latest_trade_date = date_time_text(e.last->open_date);
    out.latest_trade_humanized = humanized(e.last->open_date, now);
    out.latest_trade_timestamp = epoch_ms(e.last->open_date);
}

// What a trade brings on average, and that in units of the average loss. 100 without losses.
void fill_expectancy(schema::profit& out, const bot::side_totals& closed) {
    out.expectancy_ratio = 100;
    if (closed.count == 0) return;
    const auto count = static_cast<double>(closed.count);
    const double mean_gain = closed.gains == 0 ? 0 : closed.gain_sum / static_cast<double>(closed.gains);
    const double mean_loss = closed.losses == 0 ? 0 : std::abs(closed.loss_sum) / static_cast<double>(closed.losses);
    const double gain_rate = static_cast<double>(closed.gains) / count;
    const double loss_rate = static_cast<double>(closed.losses) / count;
    out.expectancy = gain_rate * mean_gain - loss_rate * mean_loss;
    if (mean_loss > 0) out.expectancy_ratio = (1 + mean_gain / mean_loss) * gain_rate - 1;
}

// System quality number: sqrt(n) times mean over sample deviation, four digits.
double quality_number(const bot::side_totals& closed, double starting_balance) {
    if (closed.count == 0) return 0;
    const auto deviation = closed.profits.sample_deviation();
    if (!deviation || *deviation == 0 || starting_balance == 0) return not_optimal;
    return round_half_even(std::sqrt(static_cast<double>(closed.count)) * (closed.profits.mean / *deviation), 4);
}

// Compound annual growth; 0 where it is not a number that can be shown.
double annual_growth(double starting_balance, double final_balance, double days) {
    if (final_balance < 0 || starting_balance == 0) return 0;
    const double growth = std::pow(final_balance / starting_balance, days_a_year / days) - 1;
    return std::isfinite(growth) ? growth : 0;
}

void fill_drawdown(schema::profit& out, const bot::running_drawdown& drawdown, double starting_balance) {
    if (!drawdown.first_date) return;
    const auto& largest = drawdown.largest;
    // A peak at the zero row in front shows the first trade's date.
    const auto high = largest.high_date.value_or(*drawdown.first_date);
    const auto low = largest.low_date.value_or(*drawdown.first_date);
    const auto current = drawdown.high_date_before_last.value_or(*drawdown.first_date);
    out.max_drawdown = drawdown.largest_relative(starting_balance);
    out.max_drawdown_abs = std::abs(largest.drawdown);
    out.max_drawdown_start = date_time_text(high);
    out.max_drawdown_start_timestamp = epoch_ms(high);
    out.max_drawdown_end = date_time_text(low);
    out.max_drawdown_end_timestamp = epoch_ms(low);
    out.current_drawdown = drawdown.current_relative(starting_balance);
    out.current_drawdown_abs = drawdown.high - drawdown.cumulated;
    out.current_drawdown_high = drawdown.high;
    if (drawdown.last_is_unknown)
        out.current_drawdown = out.current_drawdown_abs = out.current_drawdown_high = not_a_number;
    out.current_drawdown_start = date_time_text(current);
    out.current_drawdown_start_timestamp = epoch_ms(current);
}

void fill_ratios(schema::profit& out, const bot::side_totals& closed, const trading_days& days,
                 double starting_balance) {
    out.sqn = quality_number(closed, starting_balance);
    if (closed.count == 0 || days.is_empty) return;
    if (starting_balance == 0) { // no return is a part of nothing
        out.sharpe = out.sortino = out.calmar = not_optimal;
        return;
    }
    const auto in_starts = [&](std::optional<double> deviation) -> std::optional<double> {
        if (!deviation) return std::nullopt;
        return *deviation / starting_balance;
    };
    const double mean_a_day = closed.profit_abs / starting_balance / days.count;
    out.sharpe = annualised(mean_a_day, in_starts(closed.profits.population_deviation()));
    out.sortino = annualised(mean_a_day, in_starts(closed.loss_profits.population_deviation()));
    out.calmar = annualised(mean_a_day * 100, closed.drawdown_by_second.largest_relative(starting_balance));
}

void fill_best_pair(schema::profit& out, const bot::snapshot& bot, std::optional<bool> shorts) {
    const auto best = best_pair(*bot.closed, shorts);
    if (!best) return;
    out.best_pair = best->pair;
    out.best_rate = best->profit;
    out.best_pair_profit_ratio = best->profit_ratio;
    out.best_pair_profit_abs = best->profit_abs;
}

double open_volume(const bot::snapshot& bot, std::optional<bool> shorts) {
    double sum = 0;
    for (const auto& open : bot.open_trades)
        if (on_side(*open.trade, shorts))
            for (const auto& o : open.trade->orders)
                if (o.status == "closed" && o.order_filled_date && *o.order_filled_date >= timestamp{})
                    sum += o.cost.value_or(0);
    return sum;
}

schema::profit profit_of(const bot::snapshot& bot, const bot::side_totals& closed, std::optional<bool> shorts,
                         timestamp now) {
    const auto wallet = bot.settings->wallets();
    const double starting_balance = trading::starting_balance(wallet, bot.stakes);
    const auto open = sums_of_open(bot, shorts);
    const auto e = ends_of(bot, closed, shorts);
    const auto days = days_of(e);
    schema::profit out;
    fill_sums(out, closed, open, starting_balance);
    out.profit_closed_fiat = in_fiat(bot, out.profit_closed_coin);
    out.profit_all_fiat = in_fiat(bot, out.profit_all_coin);
    out.trade_count = closed.count + open.trades;
    out.closed_trade_count = closed.count;
    fill_dates(out, e, now);
    out.avg_duration = duration_text(closed.duration_s / static_cast<double>(std::max<std::int64_t>(1, closed.count)));
    fill_best_pair(out, bot, shorts);
    out.winning_trades = closed.winning;
    out.losing_trades = closed.losing;
    out.profit_factor = closed.losing_profit == 0 ? std::numeric_limits<double>::infinity()
                                                  : closed.winning_profit / std::abs(closed.losing_profit);
    out.winrate = closed.count == 0 ? 0 : static_cast<double>(closed.winning) / static_cast<double>(closed.count);
    fill_expectancy(out, closed);
    fill_drawdown(out, closed.drawdown, starting_balance);
    fill_ratios(out, closed, days, starting_balance);
    out.cagr = annual_growth(starting_balance, trading::total_stake_amount(wallet, bot.stakes), days.count);
    out.trading_volume = closed.volume + open_volume(bot, shorts);
    if (bot.bot_start) {
        out.bot_start_timestamp = epoch_ms(*bot.bot_start);
        out.bot_start_date = date_time_text(*bot.bot_start);
    }
    return out;
}

} // namespace

schema::profit profit(const bot::snapshot& bot, timestamp now) {
    return profit_of(bot, bot.closed->all, std::nullopt, now);
}

schema::profit_all profit_all(const bot::snapshot& bot, timestamp now) {
    schema::profit_all out;
    out.all = profit(bot, now);
    if (bot.settings->trading_mode() != market::trading_mode::spot) {
        out.long_ = profit_of(bot, bot.closed->longs, false, now);
        out.short_ = profit_of(bot, bot.closed->shorts, true, now);
    }
    return out;
}

} // namespace tremolo::rpc
