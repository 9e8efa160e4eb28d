// A position on a candle: changing its size, and leaving it, at which price (BACKTEST.md sections 6 and 7).
#include "backtest/simulation.hpp"
#include "base/decimal.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::backtest {

using strategy::exit_type;

void simulation::consider_exit(const position_ptr& p, const candle_row& row, timestamp current_time) {
    auto& t = p->trade;
    update_funding(t, p->pair, current_time, false);
    if (with_.settings.strategy.position_adjustment_enable) adjust_position(p, row, current_time);
    if (!t.is_open) return;
    strategy::exit_moment moment;
    moment.rate = row.open;
    moment.current_time = row.date();
    moment.enter = (row.signals & (t.is_short ? some_enter_short : some_enter_long)) != 0;
    moment.exit = (row.signals & (t.is_short ? some_exit_short : some_exit_long)) != 0;
    moment.low = row.low;
    moment.high = row.high;
    for (const auto& check : strategy::should_exit(t, rules_, moment))
        if (try_exit(p, row, check, current_time, {})) return;
}

void simulation::adjust_position(const position_ptr& p, const candle_row& row, timestamp current_time) {
    if (!with_.strategy.implements().adjust_trade_position) return;
    auto& t = p->trade;
    const double profit = trading::profit_ratio(t, row.open);
    const auto bounds = limits(p->pair, row.open, -0.1, 1);
    const auto by =
        with_.strategy.adjust_trade_position({.trade = t,
                                              .current_time = current_time,
                                              .current_rate = row.open,
                                              .current_profit = profit,
                                              .min_stake = bounds.smallest,
                                              .max_stake = std::min(bounds.largest, with_.book.available_stake()),
                                              .current_entry_rate = row.open,
                                              .current_exit_rate = row.open,
                                              .current_entry_profit = profit,
                                              .current_exit_profit = profit});
    if (!by) return;
    if (by->stake > 0) {
        const auto most = with_.settings.strategy.max_entry_position_adjustment;
        if (most > -1 && t.nr_of_successful_entries() > most) return;
        entry_wish wish;
        wish.stake = by->stake;
        wish.tag = by->tag;
        if (enter(p->pair, row, t.is_short ? strategy::direction::short_ : strategy::direction::long_, p, wish))
            with_.book.update_wallets();
    } else if (by->stake < 0) {
        reduce(p, row, current_time, *by, bounds.smallest);
    }
}

void simulation::reduce(const position_ptr& p, const candle_row& row, timestamp current_time,
                        const strategy::stake_change& by, const std::optional<double>& smallest) {
    auto& t = p->trade;
    const double wanted = (decimal{by.stake} * decimal{t.amount} / decimal{t.stake_amount}).to_double();
    const double amount = trading::rounded_amount(t, std::abs(wanted));
    if (amount == 0) return;
    const double remaining = (t.amount - amount) * row.open;
    if (smallest.value_or(0) != 0 && remaining != 0 && remaining < *smallest) return;
    const strategy::exit_check check{exit_type::partial_exit,
                                     by.tag.empty() ? std::string{text_of(exit_type::partial_exit)} : by.tag};
    if (try_exit(p, row, check, current_time, amount)) fill_exit(p, t.orders.back().id, row, current_time);
}

bool simulation::try_exit(const position_ptr& p, const candle_row& row, const strategy::exit_check& check,
                          timestamp current_time, std::optional<double> amount) {
    auto& t = p->trade;
    t.close_date = current_time;
    const double leaving = amount.value_or(t.amount);
    const auto minutes = std::chrono::floor<std::chrono::minutes>(current_time - t.open_date).count();
    const auto found = close_rate(t, row, check, current_time, minutes);
    if (!found) return false;
    double rate = *found;
    std::optional<std::string> reason{strategy::stored_reason(check, row.exit_tag)};
    const auto& order_type = with_.settings.strategy.order_types.exit;
    const bool by_choice = check.type == exit_type::exit_signal || check.type == exit_type::custom_exit ||
                           check.type == exit_type::partial_exit;
    if (by_choice && order_type == "limit") {
        if (with_.strategy.implements().custom_exit_price)
            rate = with_.strategy.custom_exit_price({.pair = t.pair,
                                                     .trade = t,
                                                     .current_time = current_time,
                                                     .proposed_rate = rate,
                                                     .current_profit = trading::profit_ratio(t, rate),
                                                     .exit_tag = reason});
        rate = t.is_short ? std::min(rate, row.high) : std::max(rate, row.low);
    }
    const bool asked = check.type != exit_type::liquidation && check.type != exit_type::partial_exit &&
                       with_.strategy.implements().confirm_trade_exit;
    if (asked && !with_.strategy.confirm_trade_exit({.pair = t.pair,
                                                     .trade = t,
                                                     .order_type = order_type,
                                                     .amount = leaving,
                                                     .rate = rate,
                                                     .time_in_force = with_.settings.strategy.order_time_in_force.exit,
                                                     .exit_reason = *reason,
                                                     .current_time = current_time}))
        return false;
    t.exit_reason = reason;
    return place_exit(t, row, rate, leaving, reason);
}

std::optional<double> simulation::close_rate(const trading::trade& t, const candle_row& row,
                                             const strategy::exit_check& check, timestamp current_time,
                                             std::int64_t minutes) {
    switch (check.type) {
    case exit_type::stop_loss:
    case exit_type::trailing_stop_loss:
    case exit_type::liquidation: return stop_rate(t, row, check, minutes);
    case exit_type::roi: return roi_rate(t, row, current_time, minutes);
    default: return row.open;
    }
}

double simulation::stop_rate(const trading::trade& t, const candle_row& row, const strategy::exit_check& check,
                             std::int64_t minutes) const {
    const auto& with = with_.settings.strategy;
    const double side = t.is_short ? -1 : 1;
    const double leverage = t.leverage != 0 ? t.leverage : 1.0;
    const bool liquidated = check.type == exit_type::liquidation && t.liquidation_price.value_or(0) != 0;
    const double stop = liquidated ? *t.liquidation_price : t.stop_loss.value_or(0);
    if (t.is_short ? stop < row.low : stop > row.high) return row.open;
    if (check.type != exit_type::trailing_stop_loss || minutes != 0) return stop;

    // The stop was armed and reached within one candle: the least that can have happened.
    double rate = 0;
    if (!with.use_custom_stoploss && with.trailing_stop && with.trailing_only_offset_is_reached &&
        with.trailing_stop_positive.value_or(0) != 0)
        rate = row.open * (1 + side * std::abs(with.trailing_stop_positive_offset) -
                           side * std::abs(*with.trailing_stop_positive / leverage));
    else
        rate = row.open * (1 - side * std::abs(t.stop_loss_pct.value_or(0) / leverage));
    return t.is_short ? std::min(row.high, rate) : std::max(row.low, rate);
}

// Nothing: this exit is refused.
std::optional<double> simulation::roi_rate(const trading::trade& t, const candle_row& row, timestamp current_time,
                                           std::int64_t minutes) {
    const auto entry = strategy::roi_for(t, rules_, minutes, current_time);
    if (!entry.threshold || !entry.minutes) return row.open;
    const bool on_candle = *entry.minutes % std::max<std::int64_t>(timeframe_.minutes(), 1) == 0;
    if (*entry.threshold == -1 && on_candle) return row.open;
    const double rate = trading::close_rate_for_roi(t, *entry.threshold);
    const bool open_is_better = t.is_short ? row.open < rate : row.open > rate;
    if (minutes > 0 && minutes == *entry.minutes && on_candle && open_is_better) return row.open;
    // On the candle of the entry: reached before the entry, as far as one can tell.
    const bool against = t.is_short ? row.open < row.close && t.open_rate > row.open && rate < row.close
                                    : row.open > row.close && t.open_rate < row.open && rate > row.close;
    if (minutes == 0 && against) return {};
    return std::min(std::max(rate, row.low), row.high);
}

bool simulation::place_exit(trading::trade& t, const candle_row& row, double rate, double amount,
                            const std::optional<std::string>& reason) {
    const double price = trading::rounded_price(t, rate);
    const double coins = trading::rounded_amount(t, amount != 0 ? amount : t.amount);
    if (keeps_similar(t, price, coins, t.exit_side())) return false;
    t.orders.push_back(new_order(t, false, row, price, coins, reason));
    return true;
}

} // namespace tremolo::backtest
