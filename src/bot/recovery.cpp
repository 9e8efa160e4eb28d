// Bringing our books and the exchange's together: at the start, and when coins are missing (ENGINE.md section 18).
#include "bot/trader.hpp"
#include "plugins/number_text.hpp"
#include "store/database.hpp"

namespace tremolo::bot {

using plugins::number_text;

namespace {
struct known_order {
    std::string id;
    bool is_stop;
};
// By value: the trade's orders change while they are brought up to date.
std::vector<known_order> open_orders_of(const trading::trade& t) {
    std::vector<known_order> open;
    for (const auto& o : t.orders)
        if (o.ft_is_open) open.push_back({o.order_id, o.ft_order_side == "stoploss"});
    return open;
}
} // namespace

void trader::fill_in_precisions() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        if (t->contract_size || t->exchange != c_.exchange.about().id) continue;
        const auto* market = c_.exchange.find_market(t->pair);
        t->precision_mode = static_cast<int>(c_.exchange.about().amount_mode);
        t->precision_mode_price = static_cast<int>(c_.exchange.about().price_mode);
        if (market != nullptr) {
            t->amount_precision = market->amount_precision;
            t->price_precision = market->price_precision;
        }
        t->contract_size = market != nullptr ? market->contract_size.value_or(1) : 1;
        c_.ledger.save(t);
    }
}

void trader::reinitialise_stops() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        c_.log.info("Found open trade: {} of {}", t->id, t->pair);
        if (t->is_stop_loss_trailing || t->initial_stop_loss_pct == c_.settings->stoploss()) continue;
        t->stop_loss = 0.0;
        t->initial_stop_loss_pct.reset();
        trading::adjust_stop_loss(*t, t->open_rate, c_.settings->stoploss());
        c_.log.info("Stoploss of trade {} adjusted, new stop: {}", t->id, number_text(t->stop_loss.value_or(0)));
        c_.ledger.save(t);
    }
}

void trader::settle_intents() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) settle_intents_of(t);
}

void trader::settle_intents_of(const trade_ptr& t) {
    for (std::size_t i = t->orders.size(); i-- > 0;)
        if (i < t->orders.size() && !t->orders[i].status) settle_intent(t, t->orders[i].order_id);
}

// An order without an answer: the process ended, or the answer was lost, between storing and hearing of it.
void trader::settle_intent(const trade_ptr& t, const std::string& order_id) {
    auto* row = t->find_order(order_id);
    std::optional<market::order_state> found;
    if (!c_.dry_run()) {
        const auto since = row->order_date.value_or(t->open_date) - std::chrono::minutes{5};
        for (const auto& state : c_.exchange.fetch_orders(t->pair, since))
            if (state.client_order_id == order_id) found = state;
    }
    if (found) {
        c_.log.warning("Order {} of trade {} had reached the exchange as {}.", order_id, t->id, found->id);
        const auto tag = row->ft_order_tag;
        trading::order known =
            trading::new_order(*found, t->pair, row->ft_order_side, row->ft_amount, row->ft_price, now());
        known.id = row->id;
        known.trade_id = t->id;
        known.ft_order_tag = tag;
        const bool is_stop = row->ft_order_side == "stoploss";
        known.ft_is_open = true; // until its fills are booked
        known.status = "open";
        known.filled = 0;
        *row = std::move(known);
        c_.ledger.save(t);
        (void)update_trade_state(t, found->id, found, is_stop);
        return;
    }
    c_.log.warning("Order {} of trade {} never reached the exchange. Removing it.", order_id, t->id);
    c_.ledger.erase_order(*t, order_id);
    if (t->orders.empty()) c_.ledger.erase(t);
}

void trader::update_open_orders() {
    if (c_.dry_run() || c_.settings->config->exchange.skip_open_order_update) return;
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        for (const auto& [id, is_stop] : open_orders_of(*t)) {
            try {
                (void)update_trade_state(t, id, fetch_order(*t, id), is_stop);
            } catch (const exchange::exchange_error& e) {
                if (!is_exchange_trouble(e)) throw;
                c_.log.warning("Error updating Order {} due to {}.", id, e.what());
                if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) continue;
                auto state = trading::state_of(*t->find_order(id));
                state.status = "canceled";
                cancel_order(t, state, cancel_reason::timeout);
            }
        }
    }
}

// Fees of orders that were filled, but not told then.
void trader::assign_missing_fees() {
    if (c_.dry_run()) return;
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        if (t->fee_updated(t->entry_side()) || t->select_order(t->entry_side(), true) != nullptr) continue;
        const auto filled = t->filled_orders(t->entry_side());
        if (filled.empty()) continue;
        const std::string id = filled.back()->order_id;
        c_.log.info("Updating {}-fee on trade {} for order {}.", t->entry_side(), t->id, id);
        (void)update_trade_state(t, id, {}, false, false);
    }
}

void trader::look_for_lost_orders(const trade_ptr& t) {
    c_.log.info("Trying to refind lost order for trade {} of {}", t->id, t->pair);
    settle_intents_of(t);
    for (const auto& [id, is_stop] : open_orders_of(*t)) {
        try {
            (void)update_trade_state(t, id, fetch_order(*t, id), is_stop);
        } catch (const exchange::exchange_error& e) {
            if (!is_exchange_trouble(e)) throw;
            c_.log.warning("Error updating {}.", id);
        }
    }
}

// The pair may have been traded again since, or just before: those orders are not this trade's.
std::set<std::string> trader::orders_of_others(const trading::trade& t) const {
    std::set<std::string> ids;
    const auto add = [&](const trading::trade& other) {
        if (other.id == t.id || other.pair != t.pair) return;
        for (const auto& o : other.orders) ids.insert(o.order_id);
    };
    for (const auto& other : c_.ledger.open()) add(*other);
    for (const auto& other :
         c_.ledger.database().read().closed_trades_since(t.open_date - std::chrono::minutes{1}, t.pair))
        add(other);
    return ids;
}

bool trader::recover_from_exchange(const trade_ptr& t) {
    try {
        const auto reason_before = t->exit_reason;
        const bool open_before = t->is_open;
        const double amount_before = t->amount;
        std::string last_id;
        const auto others = orders_of_others(*t);
        for (const auto& state : c_.exchange.fetch_orders(t->pair, t->open_date - std::chrono::seconds{10})) {
            if (others.contains(state.id) || others.contains(state.client_order_id)) continue;
            if (t->find_order(state.id) == nullptr) {
                c_.log.info("Found previously unknown order {} for {}.", state.id, t->pair);
                trading::order found = trading::new_order(state, t->pair, state.side.value_or(""),
                                                          state.amount.value_or(0), state.price.value_or(0), now());
                if (const auto ms = state.last_trade_ms ? state.last_trade_ms : state.time_ms)
                    found.order_filled_date = from_epoch_ms(*ms);
                t->orders.push_back(std::move(found));
                c_.ledger.store(*t);
                t->exit_reason = std::string{text_of(strategy::exit_type::sold_on_exchange)};
            }
            last_id = state.id;
            (void)update_trade_state(t, state.id, state, false, false);
        }
        if (!t->is_open) {
            if (!last_id.empty()) {
                t->close_date = t->date_last_filled_or_open();
                c_.ledger.save(t);
                const bool is_stop = t->find_order(last_id)->ft_order_side == "stoploss";
                tell_of_close(t, last_id, is_stop, open_before);
            }
            return false;
        }
        t->exit_reason = reason_before;
        const double total = c_.wallets.owned(*t);
        if (total < t->amount || (total == 0 && t->amount == 0)) {
            if (t->nr_of_fully_cancelled_entries() == static_cast<int>(t->orders.size())) {
                c_.log.warning("Trade {} only had fully canceled entry orders. Removing it.", t->id);
                c_.announce.entry_cancel(*t, cancel_reason::fully_cancelled);
                c_.ledger.erase(t);
                return true;
            }
            const bool near = total > t->amount * 0.98;
            c_.log.warning("Trade {} has a total of {} {}, but the wallet shows {}. {}", t->id, number_text(t->amount),
                           t->safe_base_currency(), number_text(total),
                           near ? "The trade's amount is adjusted." : "The difference is too large to adjust.");
            if (near) t->amount = total;
        }
        if (amount_before != t->amount) cancel_exchange_stops(t);
        c_.ledger.save(t);
    } catch (const exchange::exchange_error& e) {
        if (!is_exchange_trouble(e)) throw;
        c_.log.warning("Error finding onexchange order: {}", e.what());
    } catch (const operational_error&) { throw; } catch (const error& e) {
        c_.log.warning("Error finding onexchange order: {}", e.what());
    }
    return false;
}

} // namespace tremolo::bot
