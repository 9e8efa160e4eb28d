// Entering a position, adding to one, and placing a replaced entry order again (BACKTEST.md section 5).
#include "backtest/simulation.hpp"
#include <algorithm>

namespace tremolo::backtest {

simulation::tick simulation::tick_of(std::size_t pair, timestamp at) const {
    if (const auto known = with_.data.pairs[pair].ticks.at(epoch_ms(at))) return {known, counting_mode::tick_size};
    return {with_.terms[pair].market->price_precision, with_.venue.price_mode};
}

double simulation::max_leverage(std::size_t pair, double stake) const {
    const auto& terms = with_.terms[pair];
    return futures_ ? trading::max_leverage(venue_rules_, *terms.market, terms.tiers, stake) : 1;
}

trading::stake_limits simulation::limits(std::size_t pair, double rate, double stoploss, double leverage) const {
    const auto& terms = with_.terms[pair];
    return trading::market_stake_limits(venue_rules_, *terms.market, terms.tiers, rate, stoploss, leverage,
                                        with_.settings.config->amount_reserve_percent);
}

double simulation::entry_rate(std::size_t pair, const candle_row& row, strategy::direction side,
                              const std::optional<std::string>& tag, const trading::trade* t, const tick& rounding) {
    double rate = row.open;
    if (with_.settings.strategy.order_types.entry != "limit") return rate;
    if (with_.strategy.implements().custom_entry_price) {
        const double wanted = with_.strategy.custom_entry_price({.pair = with_.data.pairs[pair].pair,
                                                                 .trade = t,
                                                                 .current_time = row.date(),
                                                                 .proposed_rate = rate,
                                                                 .entry_tag = tag,
                                                                 .side = std::string{strategy::text_of(side)}});
        if (wanted != rate) rate = price_to_precision(wanted, rounding.precision, rounding.mode);
    }
    // Beyond the candle it would be a stop order.
    return side == strategy::direction::short_ ? std::max(rate, row.low) : std::min(rate, row.high);
}

simulation::entry_terms simulation::terms_of(std::size_t pair, const candle_row& row, strategy::direction side,
                                             const std::optional<std::string>& tag, const trading::trade* t,
                                             std::optional<double> stake, const tick& rounding) {
    const auto& name = with_.data.pairs[pair].pair;
    const std::string side_text{strategy::text_of(side)};
    entry_terms out;
    out.rate = entry_rate(pair, row, side, tag, t, rounding);
    if (t != nullptr) {
        out.leverage = t->leverage;
    } else {
        try {
            stake = with_.book.next_stake();
        } catch (const trading::insufficient_balance&) { return {}; }
        const double most = max_leverage(pair, *stake);
        if (futures_ && with_.strategy.implements().leverage)
            out.leverage = with_.strategy.leverage({.pair = name,
                                                    .current_time = row.date(),
                                                    .current_rate = row.open,
                                                    .proposed_leverage = 1,
                                                    .max_leverage = most,
                                                    .entry_tag = tag,
                                                    .side = side_text});
        out.leverage = std::min(std::max(out.leverage, 1.0), most);
    }
    const auto bounds = limits(pair, out.rate, t == nullptr ? -0.05 : 0.0, out.leverage);
    out.smallest = bounds.smallest.value_or(0);
    const double available = with_.book.available_stake();
    if (t == nullptr && with_.strategy.implements().custom_stake_amount)
        stake = with_.strategy.custom_stake_amount({.pair = name,
                                                    .current_time = row.date(),
                                                    .current_rate = out.rate,
                                                    .proposed_stake = *stake,
                                                    .min_stake = out.smallest,
                                                    .max_stake = std::min(available, bounds.largest),
                                                    .leverage = out.leverage,
                                                    .entry_tag = tag,
                                                    .side = side_text});
    std::optional<double> in_trade;
    if (t != nullptr) in_trade = t->stake_amount;
    out.stake = trading::validated_stake(stake, out.smallest, bounds.largest, available, in_trade);
    return out;
}

bool simulation::confirmed(std::size_t pair, const candle_row& row, strategy::direction side,
                           const std::optional<std::string>& tag, const entry_terms& terms, double amount) {
    if (!with_.strategy.implements().confirm_trade_entry) return true;
    return with_.strategy.confirm_trade_entry({.pair = with_.data.pairs[pair].pair,
                                               .order_type = with_.settings.strategy.order_types.entry,
                                               .amount = amount,
                                               .rate = terms.rate,
                                               .time_in_force = with_.settings.strategy.order_time_in_force.entry,
                                               .current_time = row.date(),
                                               .entry_tag = tag,
                                               .side = std::string{strategy::text_of(side)}});
}

trading::trade simulation::new_trade(std::size_t pair, const candle_row& row, strategy::direction side,
                                     const std::optional<std::string>& tag, const entry_terms& terms, double amount,
                                     const tick& rounding) {
    const auto& market = *with_.terms[pair].market;
    trading::trade t;
    t.id = ++trades_;
    t.pair = with_.data.pairs[pair].pair;
    t.base_currency = market.base;
    t.stake_currency = with_.settings.stake_currency();
    t.open_rate = terms.rate;
    t.open_rate_requested = terms.rate;
    t.open_date = row.date();
    t.stake_amount = terms.stake;
    t.amount_requested = amount;
    t.fee_open = t.fee_close = with_.fee;
    t.enter_tag = tag;
    t.timeframe = timeframe_.minutes();
    t.exchange = with_.venue.id;
    t.strategy = with_.settings.strategy_name;
    t.is_short = side == strategy::direction::short_;
    t.trading_mode = with_.settings.trading_mode();
    t.leverage = terms.leverage;
    t.amount_precision = market.amount_precision;
    t.price_precision = rounding.precision;
    t.precision_mode = static_cast<int>(with_.venue.amount_mode);
    t.precision_mode_price = static_cast<int>(rounding.mode);
    t.contract_size = market.contract_size;
    return t;
}

trading::order simulation::new_order(const trading::trade& t, bool entry, const candle_row& row, double rate,
                                     double amount, const std::optional<std::string>& tag) {
    trading::order o;
    o.id = ++orders_;
    o.trade_id = t.id;
    o.order_id = std::to_string(o.id);
    o.ft_pair = t.pair;
    o.symbol = t.pair;
    o.ft_order_side = entry ? t.entry_side() : t.exit_side();
    o.side = o.ft_order_side;
    const auto& types = with_.settings.strategy.order_types;
    o.order_type = entry ? types.entry : types.exit;
    o.status = "open";
    o.ft_is_open = true;
    o.ft_amount = amount;
    o.ft_price = rate;
    o.price = rate;
    o.average = rate;
    o.amount = amount;
    o.filled = 0.0;
    o.remaining = amount;
    o.cost = amount * rate * (1 + with_.fee);
    o.order_date = row.date();
    o.order_update_date = row.date();
    if (entry) o.order_filled_date = row.date();
    o.ft_order_tag = tag;
    return o;
}

bool simulation::enter(std::size_t pair, const candle_row& row, strategy::direction side, position_ptr into,
                       const entry_wish& wish) {
    std::optional<std::string> tag = row.enter_tag;
    if (!wish.tag.empty()) tag = wish.tag;
    const trading::trade* adding_to = into ? &into->trade : nullptr;
    const auto rounding = tick_of(pair, row.date());
    std::optional<double> stake = wish.stake;
    if (stake.value_or(0) == 0 && adding_to != nullptr) stake = adding_to->stake_amount;
    auto terms = terms_of(pair, row, side, tag, adding_to, stake, rounding);
    if (wish.requested_rate.value_or(0) != 0) terms.rate = *wish.requested_rate;
    if (wish.requested_stake.value_or(0) != 0) terms.stake = *wish.requested_stake;
    if (terms.stake == 0 || (terms.smallest != 0 && !(terms.stake >= terms.smallest))) return into != nullptr;

    const auto& market = *with_.terms[pair].market;
    const double amount =
        amount_to_contract_precision((terms.stake / terms.rate) * terms.leverage, market.amount_precision,
                                     with_.venue.amount_mode, market.contract_size);
    if (amount == 0) return into != nullptr;
    terms.stake = amount * terms.rate / terms.leverage;
    const bool addition = into && !wish.requested_rate;
    if (!addition && !confirmed(pair, row, side, tag, terms, amount)) return into != nullptr;

    if (!into)
        into = with_.book.add(pair, new_trade(pair, row, side, tag, terms, amount, rounding));
    else if (keeps_similar(into->trade, terms.rate, amount, into->trade.entry_side()))
        return false;
    auto& t = into->trade;
    trading::adjust_stop_loss(t, t.open_rate, with_.settings.stoploss(), true);
    t.orders.push_back(new_order(t, true, row, terms.rate, amount, tag));
    (void)try_fill(into, t.orders.back().id, row, row.date());
    trading::recalculate_from_orders(t);
    return true;
}

} // namespace tremolo::backtest
