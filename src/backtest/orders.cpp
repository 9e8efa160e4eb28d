// Open orders from candle to candle: timeouts, replacement, filling, and what a fill does to its trade (BACKTEST.md
// sections 5, 9, 12).
#include "backtest/simulation.hpp"
#include "trading/liquidation.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::backtest {
namespace {

trading::order* order_of(trading::trade& t, std::int64_t id) {
    const auto found = std::ranges::find(t.orders, id, &trading::order::id);
    return found == t.orders.end() ? nullptr : &*found;
}

void drop(trading::trade& t, std::int64_t id) {
    std::erase_if(t.orders, [id](const trading::order& o) { return o.id == id; });
}

} // namespace

bool simulation::manage_orders(const position_ptr& p, const candle_row& row, timestamp current_time) {
    auto& t = p->trade;
    if (!std::ranges::any_of(t.orders, &trading::order::ft_is_open)) return true;
    std::vector<trading::order> open;
    std::ranges::copy_if(t.orders, std::back_inserter(open), &trading::order::ft_is_open);
    for (const auto& o : open) {
        const auto found = check_timeout(t, o, current_time);
        if (found == cancelled::with_trade) return false;
        if (found == cancelled::no && !check_replacement(p, o, row, current_time)) {
            ++counters_.canceled_trade_entries;
            return false;
        }
    }
    return true;
}

bool simulation::timed_out(const trading::trade& t, const trading::order& o, timestamp current_time) const {
    const bool entry = o.ft_order_side == t.entry_side();
    if (const auto& timeout = with_.settings.strategy.unfilledtimeout) {
        if (const auto& limit = entry ? timeout->entry : timeout->exit) {
            const double seconds = timeout->unit == "seconds" ? *limit : *limit * 60;
            const auto age = std::chrono::microseconds{std::llround(seconds * 1e6)};
            if (*o.order_date <= current_time - age) return true;
        }
    }
    const auto& implemented = with_.strategy.implements();
    if (entry ? !implemented.check_entry_timeout : !implemented.check_exit_timeout) return false;
    const strategy::order_call call{.pair = t.pair, .trade = t, .order = o, .current_time = current_time};
    return entry ? with_.strategy.check_entry_timeout(call) : with_.strategy.check_exit_timeout(call);
}

simulation::cancelled simulation::check_timeout(trading::trade& t, const trading::order& o, timestamp current_time) {
    if (!timed_out(t, o, current_time)) return cancelled::no;
    if (o.ft_order_side == t.entry_side()) {
        ++counters_.timedout_entry_orders;
        if (t.nr_of_successful_entries() == 0) return cancelled::with_trade;
    } else {
        ++counters_.timedout_exit_orders;
    }
    drop(t, o.id);
    return cancelled::yes;
}

// False when the trade is to be removed: it lost the order that would have opened it.
bool simulation::check_replacement(const position_ptr& p, const trading::order& o, const candle_row& row,
                                   timestamp current_time) {
    auto& t = p->trade;
    const auto& implemented = with_.strategy.implements();
    if (!implemented.adjust_order_price && !implemented.adjust_entry_price && !implemented.adjust_exit_price)
        return true;
    if (!(current_time > *o.order_date)) return true;
    const bool entry = o.ft_order_side == t.entry_side();
    const auto wanted = with_.strategy.adjust_order_price({.trade = t,
                                                           .order = &o,
                                                           .pair = t.pair,
                                                           .current_time = current_time,
                                                           .proposed_rate = row.open,
                                                           .current_order_rate = o.ft_price,
                                                           .entry_tag = t.enter_tag,
                                                           .side = t.is_short ? "short" : "long",
                                                           .is_entry = entry});
    if (wanted && *wanted == o.ft_price) return true;
    drop(t, o.id);
    ++(entry ? counters_.canceled_entry_orders : counters_.canceled_exit_orders);
    if (wanted.value_or(0) == 0) return t.nr_of_successful_entries() != 0;
    if (!entry) {
        (void)place_exit(t, row, *wanted, o.safe_remaining(), o.ft_order_tag);
        return true;
    }
    entry_wish wish;
    wish.requested_rate = wanted;
    wish.requested_stake = o.safe_remaining() * o.ft_price / t.leverage;
    (void)enter(p->pair, row, t.is_short ? strategy::direction::short_ : strategy::direction::long_, p, wish);
    ++counters_.replaced_entry_orders;
    return t.has_open_orders() || t.nr_of_successful_entries() != 0;
}

bool simulation::keeps_similar(trading::trade& t, double rate, double amount, const std::string& side) {
    if (!t.has_open_orders()) return false;
    const auto* open = t.select_order(side, true);
    if (open != nullptr && open->price == rate && open->side == side && open->amount == amount) return true;
    for (const auto& o : t.orders) {
        if (!o.ft_is_open) continue;
        ++(o.ft_order_side == t.entry_side() ? counters_.canceled_entry_orders : counters_.canceled_exit_orders);
    }
    std::erase_if(t.orders, [](const trading::order& o) { return o.ft_is_open; });
    return false;
}

bool simulation::try_fill(const position_ptr& p, std::int64_t order_id, const candle_row& row, timestamp current_time) {
    auto& t = p->trade;
    auto* o = order_of(t, order_id);
    if (o == nullptr || !row.holds(o->ft_price)) return false;
    o->order_filled_date = current_time;
    o->filled = o->amount;
    o->remaining = 0.0;
    o->status = "closed";
    o->ft_is_open = false;
    o->funding_fee = t.funding_fee_running;
    t.funding_fee_running = 0.0;
    const bool exit = o->ft_order_side == t.exit_side();
    if (!exit) {
        t.open_rate = *o->price;
        trading::recalculate_from_orders(t);
        if (t.nr_of_successful_entries() == 1) {
            t.initial_stop_loss_pct.reset();
            t.is_stop_loss_trailing = false;
        }
        trading::adjust_stop_loss(t, t.open_rate, t.stop_loss_pct);
    }
    update_funding(t, p->pair, current_time, true);
    if (with_.strategy.implements().order_filled)
        with_.strategy.order_filled({.pair = t.pair, .trade = t, .order = *o, .current_time = current_time});
    const bool closes = exit && o->safe_amount() == t.amount;
    if (futures_ && (with_.settings.margin_mode() == market::margin_mode::cross || !closes)) update_liquidation(p);
    if (!closes) {
        strategy::exit_moment moment;
        moment.rate = o->ft_price;
        moment.current_time = current_time;
        strategy::adjust_stoploss(t, rules_, moment, true);
    }
    return true;
}

void simulation::fill_exit(const position_ptr& p, std::int64_t order_id, const candle_row& row,
                           timestamp current_time) {
    auto& t = p->trade;
    if (!try_fill(p, order_id, row, current_time)) return;
    const auto* o = order_of(t, order_id);
    if (o->safe_amount_after_fee() != t.amount) {
        trading::recalculate_from_orders(t);
    } else {
        t.close_date = current_time;
        trading::close(t, o->ft_price);
        with_.book.close(p);
    }
    with_.book.update_wallets();
    run_protections(*p, current_time);
}

void simulation::update_funding(trading::trade& t, std::size_t pair, timestamp current_time, bool always) {
    if (!futures_) return;
    constexpr std::int64_t funding_s = 3600; // of every exchange freqtrade knows
    if (!always && epoch_ms(current_time) % (funding_s * 1000) != 0) return;
    trading::set_funding_fees(t, trading::funding_fees(with_.data.pairs[pair].funding, t.amount, t.is_short,
                                                       t.date_last_filled_or_open(), current_time));
}

double simulation::liquidation_price(const position& p) const {
    const auto& t = p.trade;
    const bool cross = with_.settings.margin_mode() == market::margin_mode::cross;
    const auto& terms = with_.terms[p.pair];
    std::vector<trading::other_position> others;
    if (cross)
        for (const auto& other : with_.book.open())
            if (other->pair != p.pair)
                others.push_back({other->trade.amount, other->trade.open_rate, other->trade.open_rate,
                                  other->trade.stake_amount, with_.terms[other->pair].tiers});
    const double most_leverage = terms.market->limits.leverage.max.value_or(1);
    const double raw = trading::raw_liquidation_price(
        venue_rules_.liquidation,
        {t.is_short, t.amount, t.open_rate, t.stake_amount, t.leverage, terms.tiers, most_leverage},
        cross ? with_.book.collateral() : t.stake_amount,
        trading::liquidation_taker_fee(venue_rules_, terms.market->taker_fee), others);
    return trading::buffered_liquidation_price(raw, t.open_rate, t.is_short, with_.settings.config->liquidation_buffer);
}

void simulation::update_liquidation(const position_ptr& p) {
    try {
        if (with_.settings.margin_mode() != market::margin_mode::cross)
            return trading::set_liquidation_price(p->trade, liquidation_price(*p));
        for (const auto& one : with_.book.open())
            if (one->trade.has_open_position()) trading::set_liquidation_price(one->trade, liquidation_price(*one));
    } catch (const operational_error&) { throw; } catch (const error& e) {
        with_.log.warning("Unable to calculate liquidation price: {}", e.what());
    }
}

void simulation::run_protections(const position& p, timestamp current_time) {
    if (with_.protections == nullptr) return;
    const plugins::protection_call call{current_time, p.trade.is_short ? "short" : "long",
                                        with_.book.starting_balance()};
    (void)with_.protections->stop_pair(p.trade.pair, call, with_.book.locks());
    (void)with_.protections->stop_all(call, with_.book.locks());
}

} // namespace tremolo::backtest
