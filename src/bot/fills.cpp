// What an answer of the exchange about an order does to its trade (ENGINE.md section 9): amounts, fees, closing, the
// messages of it and the protections after it.
#include "bot/trader.hpp"
#include "trading/fees.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::bot {

namespace {
constexpr double close_enough = 1e-14;

bool is_close(double a, double b) {
    return std::abs(a - b) <= std::max(1e-9 * std::max(std::abs(a), std::abs(b)), close_enough);
}

// An order that waits as it did is not written again.
bool tells_nothing_new(const trading::order& before, const trading::order& after) {
    return before.status == after.status && before.filled == after.filled && before.remaining == after.remaining &&
           before.price == after.price && before.average == after.average && before.amount == after.amount &&
           before.cost == after.cost && before.stop_price == after.stop_price && before.symbol == after.symbol &&
           before.order_type == after.order_type;
}
} // namespace

bool trader::update_trade_state(const trade_ptr& t, const std::string& order_id,
                                const std::optional<market::order_state>& given, bool is_stop, bool send_messages) {
    if (order_id.empty()) {
        c_.log.warning("The id of an order of trade {} is empty.", t->id);
        return false;
    }
    market::order_state state;
    try {
        state = given ? *given : fetch_order(*t, order_id);
    } catch (const exchange::exchange_error& e) {
        if (e.kind != exchange::failure::rejected && e.kind != exchange::failure::order_not_found) throw;
        c_.log.warning("Unable to fetch order {}: {}", order_id, e.what());
        return false;
    }
    auto* row = t->find_order(order_id);
    if (row == nullptr) throw error{"Order " + order_id + " is not one of trade " + std::to_string(t->id) + "."};
    const trading::order before = *row;
    trading::update_from(*row, state, now());
    if (row->ft_is_open && tells_nothing_new(before, *row)) return false;
    if (state.status && trading::is_non_open_status(*state.status) && state.filled == 0.0) {
        c_.ledger.save(t);
        return true;
    }
    if (closes_with_others_around(*t, *row, send_messages)) {
        // The others go first, while the trade is open and this fill not heard of: who would look after those of a
        // closed trade?
        *row = before;
        if (!before.ft_is_open) ask_again_for(t, order_id);
        cancel_all_but(t, order_id);
        if (!t->is_open) return false; // what was filled of another one looked after the stops, and after this
        row = t->find_order(order_id);
        trading::update_from(*row, state, now());
    }
    // Without an answer on the way nothing of it has happened: the order is looked at again in the next round.
    trading::trade as_it_was = *t;
    *as_it_was.find_order(order_id) = before;
    bool stored = false;
    try {
        book_fee(*t, *row, state);
        trading::update_trade(*t, *row, !send_messages, now());
        if (!t->is_open) {
            if (c_.dry_run()) cancel_exchange_stops(t); // in memory; as freqtrade, which may fill them then
            c_.ledger.save(t);                          // wallets count it as closed from here on
            stored = true;
        }
        after_fill(t, order_id, send_messages);
    } catch (const exchange::exchange_error&) {
        // Settling another order on the way may have stored this one's booking, too.
        const auto& open = c_.ledger.open();
        if (stored || (!t->is_open && std::find(open.begin(), open.end(), t) == open.end())) throw;
        *t = std::move(as_it_was);
        if (before.ft_is_open)
            c_.ledger.save(t);
        else
            ask_again_for(t, order_id);
        throw;
    } catch (...) {
        if (!stored) *t = std::move(as_it_was);
        throw;
    }
    c_.ledger.save(t);
    tell_of_close(t, order_id, is_stop, send_messages);
    return false;
}

// Whether this answer closes a live trade that may have other orders on the exchange.
bool trader::closes_with_others_around(const trading::trade& t, const trading::order& o, bool send_messages) const {
    if (c_.dry_run() || !t.is_open) return false;
    const bool waits = std::any_of(t.orders.begin(), t.orders.end(), [&](const trading::order& other) {
        return other.order_id != o.order_id && (!other.status || other.ft_is_open);
    });
    if (!waits) return false;
    trading::trade after = t;
    trading::update_trade(after, *after.find_order(o.order_id), !send_messages, now());
    return !after.is_open;
}

// The answer said that the order is done, but its fill could not be booked.
void trader::ask_again_for(const trade_ptr& t, const std::string& order_id) {
    auto* row = t->find_order(order_id);
    row->ft_is_open = true;
    row->status = "open";
    row->filled = 0;
    row->remaining = row->amount;
    row->order_filled_date.reset();
    c_.ledger.save(t);
}

void trader::after_fill(const trade_ptr& t, const std::string& order_id, bool send_messages) {
    const auto* o = t->find_order(order_id);
    if (!o->status || !trading::is_non_open_status(*o->status)) return;
    c_.strategy.order_filled({.pair = t->pair, .trade = *t, .order = *o, .current_time = now()});
    const bool entry = o->ft_order_side == t->entry_side();
    if (entry) {
        if (send_messages) {
            // So that the fee of the next entry is looked at too.
            if (t->nr_of_successful_entries() > 1) t->fee_open_currency.reset();
            cancel_exchange_stops(t);
        }
        trading::adjust_stop_loss(*t, t->open_rate, c_.settings->stoploss(), true);
    }
    if (entry || (t->amount > 0 && t->is_open) || c_.settings->margin_mode() == market::margin_mode::cross)
        update_liquidation_prices(t);
    if (rules().use_custom_stoploss && t->is_open) {
        strategy::exit_moment moment;
        moment.rate = c_.rates.rate(t->pair, true, exchange::direction::exit, t->is_short);
        moment.current_time = now();
        const auto questions = exit_questions();
        strategy::adjust_stoploss(*t, {.with = rules(), .dry_run = c_.dry_run(), .ask = questions}, moment, true);
    }
    c_.wallets.update();
}

void trader::tell_of_close(const trade_ptr& t, const std::string& order_id, bool is_stop, bool send_messages) {
    const auto* o = t->find_order(order_id);
    const bool done = !o->ft_is_open || o->ft_order_side == "stoploss";
    if (o->ft_order_side == t->exit_side()) {
        if (send_messages && !is_stop && done) c_.announce.exit(*t, o->order_type.value_or(""), true, t->is_open, o);
        if (!t->is_open) handle_protections(t->pair, t->is_short ? "short" : "long");
    } else if (send_messages && done && !is_stop) {
        const bool sub_trade = !is_close(o->safe_amount_after_fee(), t->amount);
        c_.announce.entry(*t, *o, o->order_type.value_or(""), true, sub_trade);
    }
}

void trader::handle_protections(const std::string& pair, const std::string& side) {
    auto& locks = c_.ledger.locks();
    (void)locks.lock_pair(pair, now(), "Auto lock", now(), side);
    c_.ledger.save_new_locks();
    const plugins::protection_call call{now(), side, c_.wallets.starting_balance()};
    if (auto* row = c_.protections.stop_pair(pair, call, locks)) {
        c_.ledger.save_new_locks();
        c_.announce.protection("protection_trigger", *row);
    }
    if (auto* row = c_.protections.stop_all(call, locks)) {
        c_.ledger.save_new_locks();
        c_.announce.protection("protection_trigger_global", *row);
    }
}

void trader::book_fee(trading::trade& t, trading::order& o, const market::order_state& state) {
    try {
        if (const auto coins = fee_in_coins(t, o, state)) o.ft_fee_base = *coins;
    } catch (const exchange::exchange_error& e) {
        if (!is_refused_for_now(e)) throw;
        c_.log.warning("Could not update trade amount: {}", e.what());
    } catch (const operational_error&) { throw; } catch (const error& e) {
        c_.log.warning("Could not update trade amount: {}", e.what());
    }
}

std::optional<double> trader::fee_rate(const market::order_fee& fee, const std::string& pair,
                                       std::optional<double> cost, double amount) {
    const auto* market = c_.exchange.find_market(pair);
    trading::fee_base of;
    if (market != nullptr) {
        of.base_currency = market->base;
        of.quote_currency = market->quote;
    }
    of.cost = cost;
    of.amount = amount;
    of.to_stake = [this](const std::string& currency) -> std::optional<double> {
        try {
            return conversion_rate(c_.exchange.fetch_tickers(), currency, c_.settings->stake_currency());
        } catch (const exchange::exchange_error& e) {
            if (!is_exchange_trouble(e)) throw;
            return {};
        }
    };
    of.unknown_fee_rate = c_.settings->config->exchange.unknown_fee_rate;
    return trading::fee_rate(fee, of);
}

std::optional<double> trader::fee_in_coins(trading::trade& t, trading::order& o, const market::order_state& state) {
    const std::string side = state.side.value_or("");
    if (t.fee_updated(side) || state.status == "open") return {};
    const double order_amount = state.filled.value_or(0) != 0 ? *state.filled : state.amount.value_or(0);
    if (!trading::has_fee(state.fee)) return fee_from_fills(t, o, order_amount);
    const auto rate = fee_rate(*state.fee, t.pair, state.cost, o.safe_filled());
    if (rate && *rate >= trading::implausible_fee_rate) return fee_from_fills(t, o, order_amount);
    trading::update_fee(t, *state.fee->cost, state.fee->currency, rate, side);
    if (*state.fee->currency != t.safe_base_currency()) return {};
    return applied_fee(t, o, order_amount, *state.fee->cost);
}

namespace {
double sum_of(const std::vector<exchange::order_trade>& fills) {
    double sum = 0;
    for (const auto& fill : fills) sum += fill.amount;
    return sum;
}

// Exchanges tell a fill twice, now and then.
std::vector<exchange::order_trade> without_repeats(const std::vector<exchange::order_trade>& fills) {
    std::vector<exchange::order_trade> once;
    for (const auto& fill : fills) {
        const bool known = std::any_of(once.begin(), once.end(), [&](const auto& other) {
            return other.time_ms == fill.time_ms && other.amount == fill.amount && other.price == fill.price;
        });
        if (!known) once.push_back(fill);
    }
    return once;
}
} // namespace

// The fee of an order whose answer does not tell it, from its single fills.
std::optional<double> trader::fee_from_fills(trading::trade& t, trading::order& o, double order_amount) {
    auto fills = c_.exchange.fetch_order_trades(o.order_id, t.pair, o.order_date.value_or(t.open_date));
    if (!is_close(sum_of(fills), order_amount))
        if (auto once = without_repeats(fills); is_close(sum_of(once), order_amount)) fills = std::move(once);
    if (fills.empty()) {
        c_.log.info("The fee of order {} is not known: the exchange tells no fills of it.", o.order_id);
        return {};
    }
    double amount = 0, cost = 0, in_coins = 0, rates = 0;
    std::size_t counted = 0;
    std::optional<std::string> currency;
    for (const auto& fill : fills) {
        amount += fill.amount;
        if (!trading::has_fee(fill.fee)) continue;
        currency = fill.fee->currency;
        cost += *fill.fee->cost;
        if (*currency == t.safe_base_currency()) in_coins += *fill.fee->cost;
        if (const auto rate = fee_rate(*fill.fee, t.pair, fill.cost, fill.amount)) {
            rates += *rate;
            ++counted;
        }
    }
    if (currency && counted != 0 && rates / static_cast<double>(counted) < trading::implausible_fee_rate)
        trading::update_fee(t, cost, currency, rates / static_cast<double>(counted), o.side.value_or(""));
    if (!is_close(amount, order_amount)) throw error{"Half bought? Amounts don't match"};
    return in_coins == 0 ? std::nullopt : applied_fee(t, o, amount, in_coins);
}

// A fee in coins lessens the amount, unless there are more coins around than the trade needs.
std::optional<double> trader::applied_fee(trading::trade& t, const trading::order& o, double amount, double fee) {
    c_.wallets.update();
    double needed = t.amount;
    if (o.ft_order_side == t.exit_side() || o.ft_order_side == "stoploss") needed = t.amount - amount;
    if (t.nr_of_successful_entries() >= 1 && o.ft_order_side == t.entry_side()) needed = t.amount + amount;
    if (fee == 0) return {};
    if (c_.wallets.free(t.safe_base_currency()) >= needed) {
        c_.log.info("The fee of {} {} for trade {} is taken from coins that are left over.", fee,
                    t.safe_base_currency(), t.id);
        return {};
    }
    return fee;
}

} // namespace tremolo::bot
