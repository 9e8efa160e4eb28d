// Stop-loss orders that lie on the exchange (ENGINE.md section 16).
#include "bot/trader.hpp"
#include "exchange/orders.hpp"
#include <algorithm>

namespace tremolo::bot {

namespace {
bool is_cancelled(const market::order_state& stop) { return stop.status == "canceled" || stop.status == "cancelled"; }

std::vector<std::string> open_stop_ids(const trading::trade& t) {
    std::vector<std::string> ids;
    for (const auto* o : t.open_stop_orders()) ids.push_back(o->order_id);
    return ids;
}
} // namespace

void trader::cancel_exchange_stops(const trade_ptr& t, const std::string& but) {
    settle_intents_of(t);
    for (const auto& id : open_stop_ids(*t)) {
        if (id == but) continue;
        try {
            c_.log.info("Cancelling stoploss on exchange for {} order: {}", t->pair, id);
            const auto after = exchange::cancel_order_with_result(c_.exchange, id, t->pair, t->amount, c_.log);
            (void)update_trade_state(t, id, after, true);
        } catch (const exchange::exchange_error& e) {
            if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) throw;
            c_.log.error("Could not cancel stoploss order {} for pair {}: {}", id, t->pair, e.what());
        }
    }
}

bool trader::create_exchange_stop(const trade_ptr& t, double stop_price) {
    try {
        const auto side = t->is_short ? exchange::order_side::buy : exchange::order_side::sell;
        const auto& types = rules().order_types;
        const auto request =
            exchange::stop_order(c_.exchange, t->pair, side, t->amount, stop_price, t->leverage,
                                 {types.stoploss, types.stoploss_on_exchange_limit_ratio.value_or(0.99)});
        (void)send_order(t, request, "stoploss", t->amount, stop_price, {});
        c_.ledger.save(t);
        return true;
    } catch (const exchange::exchange_error& e) {
        using exchange::failure;
        if (e.kind == failure::insufficient_funds) {
            c_.log.warning("Unable to place stoploss order {}.", e.what());
            look_for_lost_orders(t);
        } else if (e.kind == failure::rejected || e.kind == failure::order_not_found) {
            c_.log.error("Unable to place a stoploss order on exchange. {}", e.what());
            c_.log.warning("Exiting the trade forcefully");
            emergency_exit(t, stop_price, {});
        } else if (is_exchange_trouble(e)) {
            c_.log.error("Unable to place a stoploss order on exchange: {}", e.what());
        } else {
            throw;
        }
    }
    return false;
}

// True: the stop was hit, the trade is done for this round.
bool trader::handle_exchange_stop(const trade_ptr& t) {
    settle_intents_of(t);
    std::vector<market::order_state> stops;
    for (const auto& id : open_stop_ids(*t)) {
        std::optional<market::order_state> state;
        try {
            state = fetch_order(*t, id);
        } catch (const exchange::exchange_error& e) {
            if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) throw;
            c_.log.warning("Unable to fetch stoploss order: {}", e.what());
        }
        if (!state) continue;
        stops.push_back(*state);
        (void)update_trade_state(t, id, state, true);
        if (state->status == "closed" || state->status == "triggered") {
            t->exit_reason = std::string{text_of(strategy::exit_type::stoploss_on_exchange)};
            c_.ledger.save(t);
            c_.announce.exit(*t, "stoploss", true, false, nullptr);
            handle_protections(t->pair, t->is_short ? "short" : "long");
            return true;
        }
    }
    if (!t->has_open_position() || !t->is_open) return false;
    if (t->has_open_orders() && c_.exchange.about().stops_hold_coins) return false;
    if (stops.empty() && create_exchange_stop(t, trading::stoploss_or_liquidation(*t).value_or(0))) return false;
    manage_exchange_stops(t, stops);
    return false;
}

void trader::manage_exchange_stops(const trade_ptr& t, const std::vector<market::order_state>& stops) {
    if (!t->is_open || stops.empty()) return;
    const market::order_state* newest = nullptr;
    for (const auto& stop : stops)
        if (!is_cancelled(stop)) newest = &stop;
    if (newest == nullptr) {
        if (!create_exchange_stop(t, trading::stoploss_or_liquidation(*t).value_or(0)))
            c_.log.warning("All Stoploss orders are cancelled, but unable to recreate one.");
        return;
    }
    if (rules().trailing_stop || rules().use_custom_stoploss) trail_exchange_stop(t, *newest);
}

void trader::trail_exchange_stop(const trade_ptr& t, const market::order_state& stop) {
    const double wanted =
        exchange::rounded_price(c_.exchange, t->pair, trading::stoploss_or_liquidation(*t).value_or(0),
                                t->is_short ? price_rounding::down : price_rounding::up);
    if (stop.stop_price && (t->is_short ? !(wanted < *stop.stop_price) : !(wanted > *stop.stop_price))) return;
    std::optional<timestamp> placed;
    for (const auto* o : t->open_stop_orders())
        if (o->order_date) placed = std::max(placed.value_or(*o->order_date), *o->order_date);
    const double interval = rules().order_types.stoploss_on_exchange_interval.value_or(60);
    const auto beat = std::chrono::microseconds{static_cast<std::int64_t>(interval * 1e6)};
    if (!placed || now() - beat < *placed) return;
    c_.log.info("Cancelling current stoploss on exchange for pair {} in order to add another one ...", t->pair);
    cancel_exchange_stops(t);
    if (!t->is_open) {
        c_.log.warning("Trade {} is closed, not creating trailing stoploss order.", t->id);
        return;
    }
    if (!create_exchange_stop(t, wanted))
        c_.log.warning("Could not create trailing stoploss order for pair {}.", t->pair);
}

} // namespace tremolo::bot
