// Orders that wait: fills, timeouts, replacements, cancellations (ENGINE.md section 14).
#include "bot/trader.hpp"
#include "exchange/orders.hpp"
#include <cmath>

namespace tremolo::bot {

namespace {
constexpr double close_enough = 1e-14;

bool is_done(const market::order_state& state) { return state.status && trading::is_non_open_status(*state.status); }
} // namespace

std::vector<std::string> open_order_ids(const trading::trade& t) {
    std::vector<std::string> ids;
    for (const auto* o : t.open_orders()) ids.push_back(o->order_id);
    return ids;
}

void trader::manage_open_orders() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades)
        for (const auto& id : open_order_ids(*t)) manage_order(t, id);
}

void trader::manage_order(const trade_ptr& t, const std::string& order_id) {
    // Its answer was lost: whether the exchange has it must be known before anything else.
    if (const auto* o = t->find_order(order_id); o != nullptr && !o->status) return settle_intent(t, order_id);
    market::order_state state;
    try {
        state = fetch_order(*t, order_id);
    } catch (const exchange::exchange_error& e) {
        if (!is_exchange_trouble(e)) throw;
        c_.log.info("Cannot query order {} of trade {} ({}): {}", order_id, t->id, t->pair, e.what());
        return;
    }
    const bool empty = update_trade_state(t, order_id, state);
    if (state.status != "open" && !empty) return;
    const auto* o = t->find_order(order_id);
    if (empty || (o != nullptr && timed_out(*t, *o)))
        cancel_order(t, state, cancel_reason::timeout);
    else if (o != nullptr)
        replace_order(t, state, order_id);
}

bool trader::timed_out(const trading::trade& t, const trading::order& o) const {
    const bool entry = o.ft_order_side == t.entry_side();
    if (const auto& limits = rules().unfilledtimeout) {
        const auto limit = entry ? limits->entry : limits->exit;
        const double unit = limits->unit == "seconds" ? 1 : 60;
        if (limit && o.status == "open" && o.order_date &&
            *o.order_date + std::chrono::microseconds{static_cast<std::int64_t>(*limit * unit * 1e6)} <= now())
            return true;
    }
    const strategy::order_call call{.pair = t.pair, .trade = t, .order = o, .current_time = now()};
    return o.ft_order_side == t.exit_side() ? c_.strategy.check_exit_timeout(call)
                                            : c_.strategy.check_entry_timeout(call);
}

bool trader::cancel_order(const trade_ptr& t, const market::order_state& state, const std::string& reason,
                          bool replacing) {
    if (state.side == t->entry_side()) return cancel_entry(t, state, reason, replacing);
    const bool cancelled = cancel_exit(t, state, reason);
    const std::int64_t most = rules().unfilledtimeout ? rules().unfilledtimeout->exit_timeout_count : 0;
    if (!replacing && cancelled && most > 0 && t->nr_of_cancelled_exits() >= most) {
        const auto* o = t->find_order(state.id);
        c_.log.warning("Emergency exiting trade {} of {}: its exit order timed out {} times.", t->id, t->pair, most);
        emergency_exit(t, state.price.value_or(0), o->safe_remaining());
    }
    return cancelled;
}

void trader::emergency_exit(const trade_ptr& t, double price, std::optional<double> amount) {
    exit_wish wish;
    wish.limit = price;
    wish.check = {strategy::exit_type::emergency_exit, std::string{text_of(strategy::exit_type::emergency_exit)}};
    wish.amount = amount;
    try {
        (void)execute_exit(t, wish);
    } catch (const exchange::exchange_error& e) {
        if (!is_refused_for_now(e)) throw;
        c_.log.warning("Unable to emergency exit trade {}: {}", t->pair, e.what());
    } catch (const operational_error&) { throw; } catch (const error& e) {
        c_.log.warning("Unable to emergency exit trade {}: {}", t->pair, e.what());
    }
}

// The state after the cancellation; nothing when the order is not cancelled.
std::optional<market::order_state> trader::cancelled_state(const trade_ptr& t, const market::order_state& state,
                                                           const std::string& reason, bool replacing) {
    auto* o = t->find_order(state.id);
    if (is_done(state)) {
        if (!o->ft_cancel_reason) o->ft_cancel_reason = cancel_reason::cancelled_on_exchange;
        return state;
    }
    const double filled = state.filled.value_or(0);
    if (filled > 0) {
        const double kept = (t->amount + filled) * t->open_rate;
        if (const auto least = smallest_stake(t->pair, t->open_rate, c_.settings->stoploss()); least && kept < *least) {
            c_.log.warning("Order {} for {} not cancelled, as the filled amount of {} could not be sold.", state.id,
                           t->pair, filled);
            return {};
        }
    }
    auto after = exchange::cancel_order_with_result(c_.exchange, state.id, t->pair, t->amount, c_.log);
    o->ft_cancel_reason = reason;
    constexpr int questions = 3;
    for (int i = 0; replacing && !is_done(after) && i < questions; ++i) {
        if (c_.nap) c_.nap(std::chrono::milliseconds{500});
        after = fetch_order(*t, state.id);
    }
    if (is_done(after)) return after;
    c_.log.warning("Order {} for {} not cancelled.", state.id, t->pair);
    return {};
}

bool trader::cancel_entry(const trade_ptr& t, const market::order_state& state, const std::string& reason,
                          bool replacing) {
    const auto after = cancelled_state(t, state, reason, replacing);
    if (!after) return false;
    auto* o = t->find_order(state.id);
    c_.log.info("{} order {} for trade {} of {}.", t->is_short ? "Sell" : "Buy", *o->ft_cancel_reason, t->id, t->pair);
    const double filled = after->filled ? *after->filled : state.filled.value_or(0);
    const bool nothing = std::abs(filled) <= close_enough;
    if (nothing) {
        bool others = false;
        for (const auto& other : t->orders) others = others || (other.ft_is_open && other.order_id != state.id);
        if (!others && t->nr_of_successful_entries() == 0 && !replacing) {
            c_.log.info("The entry order is fully cancelled. Removing trade {} of {}.", t->id, t->pair);
            *o->ft_cancel_reason += std::string{", "} + cancel_reason::fully_cancelled;
            c_.ledger.erase(t);
        } else {
            (void)update_trade_state(t, state.id, after);
        }
    } else {
        (void)update_trade_state(t, state.id, after);
        o = t->find_order(state.id);
        *o->ft_cancel_reason += std::string{", "} + cancel_reason::partially_filled;
        c_.ledger.save(t);
    }
    const std::string told = t->find_order(state.id)->ft_cancel_reason.value_or(reason);
    c_.wallets.update();
    c_.announce.entry_cancel(*t, told);
    return nothing;
}

bool trader::cancel_exit(const trade_ptr& t, const market::order_state& state, const std::string& wanted_reason) {
    std::string reason = wanted_reason;
    auto* o = t->find_order(state.id);
    market::order_state after = state;
    bool cancelled = false;
    if (is_done(state)) {
        if (!o->ft_cancel_reason) o->ft_cancel_reason = cancel_reason::cancelled_on_exchange;
        t->exit_reason.reset();
    } else {
        if (const double filled = state.filled.value_or(0); filled > 0) {
            reason = cancel_reason::partially_filled;
            const double left = t->stake_amount - filled * t->open_rate / t->leverage;
            const auto least = smallest_stake(t->pair, t->open_rate, c_.settings->stoploss());
            if (least && left < *least) {
                c_.log.warning("Order {} for {} not cancelled, as what it would leave could not be sold.", state.id,
                               t->pair);
                c_.announce.exit_cancel(*t, *o, cancel_reason::partially_filled_keep_open, t->amount != state.amount);
                c_.ledger.save(t);
                return false;
            }
        }
        o->ft_cancel_reason = reason;
        try {
            after = exchange::cancel_order_with_result(c_.exchange, state.id, t->pair, t->amount, c_.log);
        } catch (const exchange::exchange_error& e) {
            if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) throw;
            c_.log.error("Could not cancel {} order {}: {}", t->exit_side(), state.id, e.what());
            return false;
        }
        // It may have been filled just before.
        if (after.status == "canceled" || after.status == "cancelled") t->exit_reason.reset();
        cancelled = true;
    }
    (void)update_trade_state(t, state.id, after);
    o = t->find_order(state.id);
    c_.log.info("{} order {} for trade {} of {}.", t->is_short ? "Buy" : "Sell", o->ft_cancel_reason.value_or(""),
                t->id, t->pair);
    t->close_rate.reset();
    t->close_rate_requested.reset();
    c_.announce.exit_cancel(*t, *o, o->ft_cancel_reason.value_or(""), t->amount != after.amount);
    c_.ledger.save(t);
    return cancelled;
}

void trader::cancel_orders_of(const trade_ptr& t, const std::string& reason, bool replacing) {
    settle_intents_of(t);
    for (const auto& id : open_order_ids(*t)) {
        market::order_state state;
        try {
            state = fetch_order(*t, id);
        } catch (const exchange::exchange_error& e) {
            if (!is_exchange_trouble(e)) throw;
            c_.log.info("Can't query order {} of trade {}: {}", id, t->id, e.what());
            continue;
        }
        cancel_as(t, state, reason, replacing);
    }
}

void trader::cancel_as(const trade_ptr& t, const market::order_state& state, const std::string& reason,
                       bool replacing) {
    if (state.side == t->entry_side())
        (void)cancel_entry(t, state, reason, replacing);
    else if (state.side == t->exit_side())
        (void)cancel_exit(t, state, reason);
}

void trader::cancel_all_but(const trade_ptr& t, const std::string& order_id) {
    settle_intents_of(t);
    for (const auto& id : open_order_ids(*t))
        if (id != order_id && t->is_open) cancel_as(t, fetch_order(*t, id), cancel_reason::trade_closed, false);
    if (t->is_open) cancel_exchange_stops(t, order_id);
}

void trader::cancel_all_open_orders() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) cancel_orders_of(t, cancel_reason::all_cancelled, false);
}

void trader::replace_order(const trade_ptr& t, const market::order_state& state, const std::string& order_id) {
    const auto* analysed = c_.candles.analysed(t->pair);
    const auto* o = t->find_order(order_id);
    if (analysed == nullptr || analysed->candles->empty() || !o->order_date) return;
    const timestamp candle_end = c_.settings->parsed_timeframe().next(from_epoch_ms(analysed->candles->last_date()));
    if (!(candle_end > *o->order_date)) return;
    const bool entry = o->side == t->entry_side();
    const double proposed =
        c_.rates.rate(t->pair, true, entry ? exchange::direction::entry : exchange::direction::exit, t->is_short);
    const double current = o->safe_placement_price();
    auto price = c_.strategy.adjust_order_price({.trade = *t,
                                                 .order = o,
                                                 .pair = t->pair,
                                                 .current_time = now(),
                                                 .proposed_rate = proposed,
                                                 .current_order_rate = current,
                                                 .entry_tag = t->enter_tag,
                                                 .side = t->is_short ? "short" : "long",
                                                 .is_entry = entry});
    if (price && (*price == 0 || std::isnan(*price))) price.reset();
    if (price == current) return;
    replace_with(t, state, order_id, price, entry);
}

void trader::replace_with(const trade_ptr& t, const market::order_state& state, const std::string& order_id,
                          std::optional<double> price, bool is_entry) {
    const char* reason = price ? cancel_reason::replace : cancel_reason::user_cancel;
    if (!cancel_order(t, state, reason, price.has_value()))
        return replace_failed(t, "Could not fully cancel order for " + t->pair + ", therefore not replacing.");
    if (!price) return;
    const auto& o = *t->find_order(order_id);
    const double remaining = o.safe_remaining();
    bool placed = false;
    try {
        if (is_entry) {
            entry_wish wish;
            wish.pair = t->pair;
            wish.stake = remaining * o.safe_price() / t->leverage;
            wish.price = price;
            wish.trade = t;
            wish.is_short = t->is_short;
            wish.mode = entry_mode::replace;
            placed = execute_entry(wish);
        } else {
            exit_wish wish;
            wish.limit = *price;
            const std::string tag = o.ft_order_tag.value_or("");
            wish.check = {strategy::exit_type::custom_exit, tag.empty() ? "order_replaced" : tag};
            wish.order_type = "limit";
            wish.amount = remaining;
            placed = execute_exit(t, wish);
        }
    } catch (const exchange::exchange_error& e) {
        if (!is_refused_for_now(e)) throw;
        c_.log.warning("Unable to replace order for {}: {}", t->pair, e.what());
    } catch (const operational_error&) { throw; } catch (const error& e) {
        c_.log.warning("Unable to replace order for {}: {}", t->pair, e.what());
    }
    if (!placed) replace_failed(t, "Could not replace order for " + t->pair + ".");
}

void trader::replace_failed(const trade_ptr& t, const std::string& why) {
    c_.log.warning("{}", why);
    if (t->nr_of_successful_entries() != 0 || c_.ledger.find_open(t->id) != t) return;
    c_.log.warning("Removing trade {} of {}, whose entry could not be replaced.", t->id, t->pair);
    c_.announce.entry_cancel(*t, cancel_reason::replace_failed);
    c_.ledger.erase(t); // what it had is free from the next look at the wallet on, as in freqtrade
}

} // namespace tremolo::bot
