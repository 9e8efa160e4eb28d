// Trades, locks and strategies as results show them.
#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/texts.hpp"
#include "base/decimal.hpp"
#include "base/time_text.hpp"

namespace tremolo::backtest {
namespace {

std::optional<double> unless_zero(std::optional<double> value) {
    return value && *value != 0 ? value : std::optional<double>{};
}

// 2018-01-11 02:25:00+00:00
std::string zoned_text(timestamp t) { return date_time_text(t) + "+00:00"; }

std::int64_t weekday_of(timestamp t) {
    return std::chrono::weekday{std::chrono::floor<std::chrono::days>(t)}.iso_encoding() - 1;
}

order_row row_of(const trading::order& o, const std::string& entry_side) {
    order_row row;
    row.amount = o.safe_amount();
    row.safe_price = o.safe_price();
    row.ft_order_side = o.ft_order_side;
    if (o.order_filled_date) row.order_filled_timestamp = epoch_ms(*o.order_filled_date);
    row.ft_is_entry = o.ft_order_side == entry_side;
    row.ft_order_tag = o.ft_order_tag;
    row.cost = o.cost.value_or(0);
    return row;
}

} // namespace

trade_row row_of(const trading::trade& t) {
    constexpr int digits = 8;
    const auto closed = t.close_date.value_or(t.open_date);
    trade_row row;
    row.pair = t.pair;
    row.stake_amount = round_half_even(t.stake_amount, digits);
    if (t.max_stake_amount != 0) row.max_stake_amount = round_half_even(t.max_stake_amount, digits);
    row.amount = round_half_even(t.amount, digits);
    row.open_date = zoned_text(t.open_date);
    row.close_date = zoned_text(closed);
    row.open_rate = t.open_rate;
    row.close_rate = t.close_rate.value_or(0);
    row.fee_open = t.fee_open;
    row.fee_close = t.fee_close;
    row.trade_duration = std::chrono::duration_cast<std::chrono::minutes>(closed - t.open_date).count();
    row.profit_ratio = t.close_profit.value_or(0);
    row.profit_abs = t.close_profit_abs.value_or(0);
    row.exit_reason = t.exit_reason.value_or("");
    row.initial_stop_loss_abs = t.initial_stop_loss;
    row.initial_stop_loss_ratio = unless_zero(t.initial_stop_loss_pct);
    row.stop_loss_abs = t.stop_loss;
    row.stop_loss_ratio = unless_zero(t.stop_loss_pct);
    row.min_rate = t.min_rate;
    row.max_rate = t.max_rate;
    row.is_open = t.is_open;
    row.enter_tag = t.enter_tag.value_or("");
    row.leverage = t.leverage;
    row.is_short = t.is_short;
    row.open_timestamp = epoch_ms(t.open_date);
    row.close_timestamp = epoch_ms(closed);
    for (const auto* o : t.filled_or_open_orders()) row.orders.push_back(row_of(*o, t.entry_side()));
    row.funding_fees = t.funding_fees.value_or(0);
    row.weekday = weekday_of(closed);
    return row;
}

lock_row row_of(const trading::lock& l) {
    lock_row row;
    if (l.id != 0) row.id = l.id;
    row.pair = l.pair;
    row.lock_time = date_time_text(l.lock_time);
    row.lock_timestamp = epoch_ms(l.lock_time);
    row.lock_end_time = date_time_text(l.lock_end_time);
    row.lock_end_timestamp = epoch_ms(l.lock_end_time);
    row.reason = l.reason;
    row.side = l.side;
    row.active = l.active;
    return row;
}

comparison_row comparison_of(const std::string& strategy, const strategy_result& result) {
    comparison_row row;
    if (!result.results_per_pair.empty()) static_cast<table_row&>(row) = result.results_per_pair.back();
    row.key = strategy;
    row.max_drawdown_account = result.max_drawdown_account;
    row.max_drawdown_abs = result.max_drawdown_abs;
    row.drawdown_text = money_text(result.max_drawdown_abs, result.stake_currency);
    return row;
}

} // namespace tremolo::backtest
