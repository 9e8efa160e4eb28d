#include "strategy/position_rules.hpp"
#include "base/decimal.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tremolo::strategy {

namespace {

position_decision nothing(std::string because) {
    return {position_decision::kind::nothing, 0, 0, {}, std::move(because)};
}

position_decision enlarge(const trading::trade& trade, const stake_change& wish, const position_limits& limits) {
    if (limits.paused) return nothing("the bot is paused");
    if (limits.max_entry_position_adjustment > -1 &&
        trade.nr_of_successful_entries() > limits.max_entry_position_adjustment)
        return nothing(fmt::format("Max adjustment entries for {} has been reached.", trade.pair));
    return {position_decision::kind::enter, wish.stake, 0, wish.tag, {}};
}

position_decision reduce(const trading::trade& trade, const stake_change& wish, const position_limits& limits) {
    if (trade.stake_amount == 0) return nothing("the trade has no stake");
    const decimal part = decimal{wish.stake} * decimal{trade.amount} / decimal{trade.stake_amount};
    const double amount = trading::rounded_amount(trade, std::abs(part.to_double()));
    if (amount == 0)
        return nothing(fmt::format("Wanted to exit of {} amount, but exit amount is now 0.0 due to exchange limits - "
                                   "not exiting.",
                                   wish.stake));
    const double remaining = (trade.amount - amount) * limits.exit_rate;
    const double smallest = limits.min_exit_stake.value_or(0);
    if (smallest != 0 && remaining != 0 && remaining < smallest)
        return nothing(
            fmt::format("Remaining amount of {} would be smaller than the minimum of {}.", remaining, smallest));
    return {position_decision::kind::reduce, 0, amount, wish.tag, {}};
}

} // namespace

position_decision decide_position(const trading::trade& trade, const std::optional<stake_change>& wish,
                                  const position_limits& limits) {
    if (wish && wish->stake > 0) return enlarge(trade, *wish, limits);
    if (wish && wish->stake < 0) return reduce(trade, *wish, limits);
    return {};
}

bool is_timed_out(const trading::trade& trade, const trading::order& order,
                  const std::optional<unfilled_timeout>& limits, timestamp now) {
    if (!limits || !order.order_date) return false;
    const auto& limit = order.ft_order_side == trade.entry_side() ? limits->entry : limits->exit;
    if (!limit) return false;
    const double seconds = limits->unit == "seconds" ? *limit : *limit * 60;
    const auto allowed = std::chrono::microseconds{std::llround(seconds * 1e6)};
    return order.status == "open" && *order.order_date <= now - allowed;
}

bool reinitialise_stoploss(trading::trade& trade, double stoploss) {
    if (trade.is_stop_loss_trailing || trade.initial_stop_loss_pct == stoploss) return false;
    trade.stop_loss = 0.0;
    trade.initial_stop_loss_pct.reset();
    trading::adjust_stop_loss(trade, trade.open_rate, stoploss);
    return true;
}

} // namespace tremolo::strategy
