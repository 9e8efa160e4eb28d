// Leaving: evaluating open trades and placing exit orders (ENGINE.md section 12).
#include "base/characters.hpp"
#include "bot/trader.hpp"
#include "plugins/number_text.hpp"

namespace tremolo::bot {

using strategy::exit_type;

strategy::exit_questions trader::exit_questions() const {
    const auto& asked = c_.strategy;
    return {.custom_stoploss = [&asked](const strategy::stoploss_call& call) { return asked.custom_stoploss(call); },
            .custom_roi = [&asked](const strategy::roi_call& call) { return asked.custom_roi(call); },
            .custom_exit = [&asked](const strategy::exit_call& call) { return asked.custom_exit(call); }};
}

void trader::exit_positions() {
    bool closed = false;
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        if (!t->is_open) continue;
        if (!t->has_open_orders() && !t->has_open_stop_order() && t->fee_open_currency && !c_.wallets.covers_exit(*t)) {
            c_.log.warning("Not enough {} in wallet to exit trade {} of {}. Trying to recover.",
                           t->safe_base_currency(), t->id, t->pair);
            if (recover_from_exchange(t)) continue;
        }
        try {
            bool done = false;
            if (rules().order_types.stoploss_on_exchange) {
                try {
                    done = handle_exchange_stop(t);
                } catch (const exchange::exchange_error& e) {
                    if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) throw;
                    c_.log.warning("Unable to handle stoploss on exchange for {}: {}", t->pair, e.what());
                }
            }
            if (!done && t->has_open_position() && t->is_open) done = handle_trade(t);
            closed = closed || done;
        } catch (const exchange::exchange_error& e) {
            if (!is_refused_for_now(e)) throw;
            c_.log.warning("Unable to exit trade {}: {}", t->pair, e.what());
        } catch (const operational_error&) { throw; } catch (const error& e) {
            c_.log.warning("Unable to exit trade {}: {}", t->pair, e.what());
        }
        if (c_.ledger.find_open(t->id) == t) c_.ledger.save_if_moved(t);
    }
    if (closed) c_.wallets.update();
}

bool trader::already_seen(const trading::trade& t, const std::string& reason) const {
    const auto found = seen_exits_.find(fmt::format("{}_{}_{}", t.pair, t.id, reason));
    return found != seen_exits_.end() && now() < found->second.until;
}

void trader::remember_exit(const trading::trade& t, const std::string& reason) {
    std::erase_if(seen_exits_, [&](const auto& entry) { return now() >= entry.second.until; });
    seen_exits_[fmt::format("{}_{}_{}", t.pair, t.id, reason)] = {c_.settings->parsed_timeframe().next(now())};
}

bool trader::handle_trade(const trade_ptr& t) {
    strategy::exit_signal signal;
    const auto* analysed = c_.candles.analysed(t->pair);
    if (analysed != nullptr && (rules().use_exit_signal || rules().ignore_roi_if_entry_signal))
        signal = strategy::get_exit_signal(*analysed->candles, c_.settings->signals(), now(), t->is_short);
    if (signal.minutes_old)
        c_.log_once(
            fmt::format("Outdated history for pair {}. Last tick is {} minutes old", t->pair, *signal.minutes_old));
    const double rate = c_.rates.rate(t->pair, true, exchange::direction::exit, t->is_short);
    const auto questions = exit_questions();
    const strategy::exit_rules how{.with = rules(), .dry_run = c_.dry_run(), .ask = questions};
    strategy::exit_moment moment;
    moment.rate = rate;
    moment.current_time = now();
    moment.enter = signal.enter;
    moment.exit = signal.exit;
    for (const auto& check : strategy::should_exit(*t, how, moment)) {
        const auto tag = check.type == exit_type::exit_signal ? signal.tag : std::nullopt;
        const std::string reason = strategy::stored_reason(check, tag);
        if (t->has_open_orders() && already_seen(*t, reason)) continue;
        c_.log.info("Exit for {} detected. Reason: {}", t->pair, reason);
        exit_wish wish;
        wish.limit = rate;
        wish.check = check;
        wish.tag = tag;
        if (execute_exit(t, wish)) return true;
    }
    return false;
}

namespace {
std::string exit_reason(const exit_wish& wish) {
    if (wish.tag && !wish.tag->empty()) return *wish.tag;
    return wish.check.reason.empty() ? std::string{text_of(wish.check.type)} : wish.check.reason;
}
} // namespace

std::string trader::exit_order_type(const exit_wish& wish) const {
    const auto& types = rules().order_types;
    switch (wish.check.type) {
    case exit_type::emergency_exit: return types.emergency_exit.value_or("market");
    case exit_type::stop_loss:
    case exit_type::trailing_stop_loss:
    case exit_type::liquidation: return wish.order_type.value_or(types.stoploss);
    default: return wish.order_type.value_or(types.exit);
    }
}

bool trader::execute_exit(const trade_ptr& t, const exit_wish& wish) {
    trading::set_funding_fees(*t, funding_of(*t));
    const std::string reason = exit_reason(wish);
    const std::string order_type = exit_order_type(wish);
    double custom = wish.limit;
    if (order_type == "limit" && !wish.skip_custom_price) {
        const std::optional<std::string> tag{reason};
        custom = c_.strategy.custom_exit_price({.pair = t->pair,
                                                .trade = *t,
                                                .current_time = now(),
                                                .proposed_rate = wish.limit,
                                                .current_profit = trading::profit_ratio(*t, wish.limit),
                                                .exit_tag = tag});
    }
    const double limit =
        exchange::valid_price(custom, wish.limit, c_.settings->config->custom_price_max_distance_ratio);
    if (c_.exchange.about().stops_hold_coins) cancel_exchange_stops(t);
    const bool partial = wish.amount.value_or(0) != 0;
    const double amount_before = t->amount;
    const double amount = c_.wallets.exit_amount(*t, partial ? *wish.amount : t->amount);
    if (t->amount != amount_before) c_.ledger.save(t); // it is what the wallet holds
    const std::string in_force = rules().order_time_in_force.exit;
    if (wish.check.type != exit_type::liquidation && !partial &&
        !c_.strategy.confirm_trade_exit({.pair = t->pair,
                                         .trade = *t,
                                         .order_type = order_type,
                                         .amount = amount,
                                         .rate = limit,
                                         .time_in_force = in_force,
                                         .exit_reason = reason,
                                         .current_time = now()})) {
        c_.log.info("User denied exit for {}.", t->pair);
        return false;
    }
    if (t->has_open_orders() && keeps_similar_order(t, limit, amount, t->exit_side())) return false;

    exchange::order_request request;
    request.pair = t->pair;
    request.side = t->is_short ? exchange::order_side::buy : exchange::order_side::sell;
    request.type = order_type;
    request.amount = amount;
    request.price = limit;
    request.time_in_force = in_force;
    request.leverage = t->leverage;
    request.reduce_only = c_.settings->is_futures();
    market::order_state answer;
    try {
        answer = send_order(t, request, t->exit_side(), amount, limit, reason);
    } catch (const exchange::exchange_error& e) {
        if (e.kind != exchange::failure::insufficient_funds) throw;
        c_.log.warning("Unable to place order {}.", e.what());
        look_for_lost_orders(t);
        return false;
    }
    remember_exit(*t, reason);
    t->exit_order_status = "";
    t->close_rate_requested = limit;
    t->exit_reason = first_characters(reason, longest_tag);
    const bool done = answer.status == "closed" || answer.status == "expired";
    if (!done) c_.ledger.save(t); // else with what was filled
    c_.announce.exit(*t, order_type, false, partial, t->find_order(answer.id));
    if (done) (void)update_trade_state(t, answer.id, answer);
    return true;
}

} // namespace tremolo::bot
