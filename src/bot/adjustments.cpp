// Adding to a position and taking out of it (ENGINE.md section 15).
#include "base/decimal.hpp"
#include "bot/trader.hpp"
#include "exchange/orders.hpp"
#include "plugins/number_text.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace tremolo::bot {

using plugins::number_text;

void trader::adjust_positions() {
    const auto trades = c_.ledger.open();
    for (const auto& t : trades) {
        if (!t->is_open || !(t->has_open_position() || t->has_open_orders())) continue;
        c_.wallets.update_if_old();
        try {
            adjust_position(t);
        } catch (const exchange::exchange_error& e) {
            if (!is_refused_for_now(e)) throw;
            c_.log.warning("Unable to adjust position of trade for {}: {}", t->pair, e.what());
        } catch (const operational_error&) { throw; } catch (const error& e) {
            c_.log.warning("Unable to adjust position of trade for {}: {}", t->pair, e.what());
        }
    }
}

void trader::adjust_position(const trade_ptr& t) {
    const auto rates = c_.rates.entry_and_exit(t->pair, true, t->is_short);
    const double entry_profit = trading::profit_ratio(*t, rates.entry);
    const double exit_profit = trading::profit_ratio(*t, rates.exit);
    const auto limits = stake_limits(t->pair, rates.entry, 0, t->leverage);
    const auto change =
        c_.strategy.adjust_trade_position({.trade = *t,
                                           .current_time = now(),
                                           .current_rate = rates.entry,
                                           .current_profit = entry_profit,
                                           .min_stake = limits.smallest,
                                           .max_stake = std::min(limits.largest, c_.wallets.available_stake()),
                                           .current_entry_rate = rates.entry,
                                           .current_exit_rate = rates.exit,
                                           .current_entry_profit = entry_profit,
                                           .current_exit_profit = exit_profit});
    if (!change) return;
    if (std::isnan(change->stake) || change->stake == -std::numeric_limits<double>::infinity()) {
        c_.log.warning("adjust_trade_position answered {} for {}, which is no stake: nothing is changed.",
                       change->stake, t->pair);
        return;
    }
    if (change->stake < 0) return reduce_position(t, change->stake, rates.exit, change->tag);
    if (change->stake == 0 || c_.control.state() == bot_state::paused) return;
    const std::int64_t most = rules().max_entry_position_adjustment;
    if (most > -1 && t->nr_of_successful_entries() > most) {
        c_.log.debug("Max adjustment entries for {} has been reached.", t->pair);
        return;
    }
    entry_wish wish;
    wish.pair = t->pair;
    wish.stake = change->stake;
    wish.price = rates.entry;
    wish.trade = t;
    wish.is_short = t->is_short;
    wish.mode = entry_mode::pos_adjust;
    wish.tag = change->tag;
    (void)execute_entry(wish);
}

void trader::reduce_position(const trade_ptr& t, double stake, double exit_rate, const std::string& tag) {
    if (t->stake_amount == 0) return;
    const double share = (decimal{stake} * decimal{t->amount} / decimal{t->stake_amount}).to_double();
    const double amount = exchange::rounded_amount(c_.exchange, t->pair, std::abs(share));
    if (amount == 0) {
        c_.log.info("Wanted to take {} out of {}, but that is less than one step of its amount - not exiting.",
                    number_text(stake), t->pair);
        return;
    }
    const double left = (t->amount - amount) * exit_rate;
    const auto least = smallest_stake(t->pair, exit_rate, c_.settings->stoploss(), t->leverage);
    if (least && left != 0 && left < *least) {
        c_.log.info("Remaining amount of {} would be smaller than the minimum of {}.", number_text(left),
                    number_text(*least));
        return;
    }
    exit_wish wish;
    wish.limit = exit_rate;
    wish.check = {strategy::exit_type::partial_exit, std::string{text_of(strategy::exit_type::partial_exit)}};
    wish.amount = amount;
    wish.tag = tag;
    (void)execute_exit(t, wish);
}

} // namespace tremolo::bot
