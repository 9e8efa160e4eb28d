#include "bot/announcer.hpp"
#include "base/time_text.hpp"
#include <cctype>

namespace tremolo::bot {

namespace {
std::string capitalised(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}
std::string direction_of(const trading::trade& t) { return t.is_short ? "Short" : "Long"; }
} // namespace

std::string announcer::base_currency(const std::string& pair) const {
    const auto* market = exchange_.find_market(pair);
    return market == nullptr ? std::string{} : market->base;
}

std::string announcer::quote_currency(const std::string& pair) const {
    const auto* market = exchange_.find_market(pair);
    return market == nullptr ? std::string{} : market->quote;
}

// Rates of messages may be a little behind; a message is never given up for want of one.
std::optional<double> announcer::cached_rate(const trading::trade& t, exchange::direction side) {
    try {
        return rates_.rate(t.pair, false, side, t.is_short);
    } catch (const exchange::exchange_error& e) {
        log_.warning("No rate for a message about {}: {}", t.pair, e.what());
        return {};
    }
}

void announcer::send(event e) { outbox_.push_back(std::make_shared<const event>(std::move(e))); }

void announcer::status(const std::string& type, const std::string& text) { send(status_event{type, text}); }

void announcer::entry(const trading::trade& t, const trading::order& o, const std::string& order_type, bool fill,
                      bool sub_trade) {
    entry_event e;
    e.trade_id = t.id;
    e.type = fill ? "entry_fill" : "entry";
    e.buy_tag = e.enter_tag = t.enter_tag;
    e.exchange = capitalised(t.exchange);
    e.pair = t.pair;
    e.leverage = t.leverage;
    e.direction = direction_of(t);
    e.limit = e.order_rate = e.open_rate = o.safe_price();
    e.order_type = order_type.empty() ? "unknown" : order_type;
    e.stake_amount = t.stake_amount;
    if (!fill && t.nr_of_successful_entries() > 0)
        for (const auto* open : t.open_orders())
            if (open->ft_order_side == t.entry_side()) e.stake_amount += open->stake_amount(t.leverage);
    e.stake_currency = settings_->stake_currency();
    e.base_currency = base_currency(t.pair);
    e.quote_currency = quote_currency(t.pair);
    e.fiat_currency = settings_->fiat_currency();
    e.amount = o.safe_amount_after_fee();
    if (!fill) e.amount = o.safe_amount() != 0 ? o.safe_amount() : t.amount;
    e.open_date = {t.open_date};
    e.current_rate = cached_rate(t, exchange::direction::entry);
    e.sub_trade = sub_trade;
    send(std::move(e));
}

void announcer::entry_cancel(const trading::trade& t, const std::string& reason) {
    entry_cancel_event e;
    e.trade_id = t.id;
    e.buy_tag = e.enter_tag = t.enter_tag;
    e.exchange = capitalised(t.exchange);
    e.pair = t.pair;
    e.leverage = t.leverage;
    e.direction = direction_of(t);
    e.limit = e.order_rate = e.open_rate = t.open_rate;
    e.order_type = settings_->strategy.order_types.entry;
    e.stake_amount = t.stake_amount;
    e.stake_currency = settings_->stake_currency();
    e.base_currency = base_currency(t.pair);
    e.quote_currency = quote_currency(t.pair);
    e.fiat_currency = settings_->fiat_currency();
    e.amount = t.amount;
    e.open_date = {t.open_date};
    e.current_rate = cached_rate(t, exchange::direction::entry);
    e.reason = reason;
    send(std::move(e));
}

void announcer::exit(const trading::trade& t, const std::string& order_type, bool fill, bool sub_trade,
                     const trading::order* o) {
    exit_event e;
    e.type = fill ? "exit_fill" : "exit";
    e.trade_id = t.id;
    e.exchange = capitalised(t.exchange);
    e.pair = t.pair;
    e.leverage = t.leverage;
    e.direction = direction_of(t);
    trading::profit profit;
    if (sub_trade && o != nullptr) {
        e.amount = fill ? o->safe_filled() : o->safe_amount();
        e.limit = o->safe_price();
        profit = trading::calculate_profit(t, e.limit, e.amount, t.open_rate);
    } else {
        e.limit = t.safe_close_rate();
        profit = trading::calculate_profit(t, e.limit);
        e.amount = t.amount;
    }
    e.order_rate = e.close_rate = e.limit;
    e.gain = profit.profit_ratio > 0 ? "profit" : "loss";
    e.order_type = order_type.empty() ? "unknown" : order_type;
    e.open_rate = t.open_rate;
    if (!fill) e.current_rate = cached_rate(t, exchange::direction::exit);
    e.profit_amount = profit.profit_abs;
    e.profit_ratio = profit.profit_ratio;
    e.buy_tag = e.enter_tag = t.enter_tag;
    e.exit_reason = t.exit_reason;
    e.open_date = {t.open_date};
    e.close_date = {t.close_date.value_or(clock_.now())};
    e.stake_amount = t.stake_amount;
    e.stake_currency = settings_->stake_currency();
    e.base_currency = base_currency(t.pair);
    e.quote_currency = quote_currency(t.pair);
    e.fiat_currency = settings_->fiat_currency();
    e.sub_trade = sub_trade;
    e.cumulative_profit = t.realized_profit;
    if (!t.is_open) e.final_profit_ratio = t.close_profit;
    e.is_final_exit = !t.is_open;
    send(std::move(e));
}

void announcer::exit_cancel(trading::trade& t, const trading::order& o, const std::string& reason, bool sub_trade) {
    if (t.exit_order_status == reason) return;
    t.exit_order_status = reason;
    exit_cancel_event e;
    e.trade_id = t.id;
    e.exchange = capitalised(t.exchange);
    e.pair = t.pair;
    e.leverage = t.leverage;
    e.direction = direction_of(t);
    const double rate = t.safe_close_rate();
    const auto profit = trading::calculate_profit(t, rate);
    e.gain = profit.profit_ratio > 0 ? "profit" : "loss";
    e.limit = e.order_rate = {rate};
    e.order_type = settings_->strategy.order_types.exit;
    e.amount = o.safe_amount_after_fee();
    e.open_rate = t.open_rate;
    e.current_rate = cached_rate(t, exchange::direction::exit);
    e.profit_amount = profit.profit_abs;
    e.profit_ratio = profit.profit_ratio;
    e.buy_tag = e.enter_tag = t.enter_tag;
    e.exit_reason = t.exit_reason;
    e.open_date = {t.open_date};
    e.close_date = {t.close_date.value_or(clock_.now()), t.close_date.has_value()};
    e.stake_currency = settings_->stake_currency();
    e.base_currency = base_currency(t.pair);
    e.quote_currency = quote_currency(t.pair);
    e.fiat_currency = settings_->fiat_currency();
    e.reason = reason;
    e.sub_trade = sub_trade;
    e.stake_amount = t.stake_amount;
    send(std::move(e));
}

void announcer::protection(const std::string& type, const trading::lock& row) {
    protection_event e;
    e.type = type;
    e.base_currency = base_currency(row.pair);
    e.id = row.id;
    e.pair = row.pair;
    e.lock_time = date_time_text(row.lock_time);
    e.lock_timestamp = epoch_ms(row.lock_time);
    e.lock_end_time = date_time_text(row.lock_end_time);
    e.lock_end_timestamp = epoch_ms(row.lock_end_time);
    e.reason = row.reason;
    e.side = row.side;
    e.active = row.active;
    send(std::move(e));
}

void announcer::whitelist(std::vector<market::pair_name> pairs) {
    send(whitelist_event{"whitelist", std::move(pairs)});
}

void announcer::strategy_message(std::string text) {
    log_.info("Sending rpc strategy_msg: {}", text);
    send(strategy_message_event{"strategy_msg", std::move(text)});
}

void announcer::flush() {
    std::vector<std::shared_ptr<const event>> going;
    going.swap(outbox_);
    for (auto& e : going) {
        const auto type = type_of(*e);
        if (type != "analyzed_df" && type != "whitelist" && type != "new_candle" && type != "strategy_msg")
            log_.info("Sending rpc message: {}", wire_text(*e).value_or(""));
        if (sink_ != nullptr) sink_->send(std::move(e));
    }
}

} // namespace tremolo::bot
