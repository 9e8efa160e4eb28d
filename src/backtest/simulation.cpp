// The order of things within one candle of one pair.
#include "backtest/simulation.hpp"
#include <algorithm>

namespace tremolo::backtest {
namespace {

strategy::exit_questions questions_of(const strategy::guarded_strategy& asked) {
    strategy::exit_questions out;
    out.custom_stoploss = [&asked](const strategy::stoploss_call& call) { return asked.custom_stoploss(call); };
    if (asked.implements().custom_roi)
        out.custom_roi = [&asked](const strategy::roi_call& call) { return asked.custom_roi(call); };
    if (asked.implements().custom_exit)
        out.custom_exit = [&asked](const strategy::exit_call& call) { return asked.custom_exit(call); };
    return out;
}

bool is_quiet(const simulation::parts& with) {
    const auto& rules = with.settings.strategy;
    const auto& has = with.strategy.implements();
    return !rules.trailing_stop && !rules.use_custom_stoploss && !(rules.use_custom_roi && has.custom_roi) &&
           !(rules.use_exit_signal && has.custom_exit) &&
           !(rules.position_adjustment_enable && has.adjust_trade_position) && !with.position_stacking &&
           !with.settings.is_futures();
}

strategy::direction direction_of(const trading::trade& t) {
    return t.is_short ? strategy::direction::short_ : strategy::direction::long_;
}

} // namespace

simulation::simulation(const parts& with)
    : with_{with}, quiet_{is_quiet(with)},
      roi_rates_(with.rows.size()), questions_{questions_of(with.strategy)}, rules_{.with = with.settings.strategy,
                                                                                    .dry_run = true,
                                                                                    .ask = questions_},
      timeframe_{with.settings.parsed_timeframe()}, futures_{with.settings.is_futures()},
      venue_rules_{trading::rules_of(with.venue.id)}, can_short_{with.settings.signals().can_short} {}

void simulation::process(std::size_t pair, const candle_row& row, timestamp current_time,
                         std::optional<strategy::direction> direction, bool can_enter) {
    const auto closed = pass(pair, row, current_time, direction, can_enter);
    // A position that the signal closed may be turned round within the same candle.
    if (can_short_ && direction && closed && *closed != *direction)
        (void)pass(pair, row, current_time, direction, can_enter);
}

std::optional<strategy::direction> simulation::pass(std::size_t pair, const candle_row& row, timestamp current_time,
                                                    std::optional<strategy::direction> direction, bool can_enter) {
    auto& book = with_.book;
    std::optional<strategy::direction> held;
    if (!with_.position_stacking && !book.open_of(pair).empty()) held = direction_of(book.open_of(pair).front()->trade);

    const auto before = book.open_of(pair);
    for (const auto& p : before) {
        if (manage_orders(p, row, current_time)) continue;
        book.remove(p);
        book.update_wallets();
    }

    if (can_enter && direction && (with_.position_stacking || book.open_of(pair).empty()) &&
        !book.is_locked(pair, row.date(), *direction)) {
        const double slots = with_.settings.max_open_trades();
        if (slots <= 0 || static_cast<double>(book.open().size()) < slots) {
            if (enter(pair, row, *direction, nullptr, {})) book.update_wallets();
        } else {
            ++counters_.rejected_signals;
            if (with_.collect_rejected) rejected_.push_back({with_.data.pairs[pair].pair, row.date(), row.enter_tag});
        }
    }

    const auto now_open = book.open_of(pair);
    for (const auto& p : now_open) {
        if (const auto* o = p->trade.select_order(p->trade.entry_side(), true))
            if (try_fill(p, o->id, row, current_time)) book.update_wallets();
        if (p->trade.has_open_position()) consider_exit(p, row, current_time);
        if (const auto* o = p->trade.select_order(p->trade.exit_side(), true)) fill_exit(p, o->id, row, current_time);
    }
    if (held && book.open_of(pair).empty()) return held;
    return {};
}

void simulation::leave_open_trades(const std::vector<std::size_t>& order) {
    for (const auto pair : order) {
        const auto open = with_.book.open_of(pair);
        for (const auto& p : open) {
            auto& t = p->trade;
            if ((t.has_open_orders() && t.nr_of_successful_entries() == 0) || !t.has_open_position()) {
                with_.book.remove(p);
                continue;
            }
            const auto& rows = with_.rows[pair];
            const auto row = rows.at(rows.size() - 1);
            const std::string reason{text_of(strategy::exit_type::force_exit)};
            (void)place_exit(t, row, row.open, t.amount, reason);
            t.exit_reason = reason;
            fill_exit(p, t.orders.back().id, row, row.date());
        }
    }
}

} // namespace tremolo::backtest
