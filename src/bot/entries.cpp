// Entering: which pairs, with what stake and at which price (ENGINE.md sections 4, 5, 6).
#include "base/characters.hpp"
#include "base/time_text.hpp"
#include "bot/trader.hpp"
#include "exchange/orders.hpp"
#include "plugins/number_text.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::bot {

using plugins::number_text;

double trader::free_slots() const {
    return std::max(0.0, c_.settings->max_open_trades() - static_cast<double>(c_.ledger.open().size()));
}

void trader::enter_positions(const std::vector<market::pair_name>& whitelist, const std::function<void()>& after_each) {
    if (whitelist.empty()) return c_.log_once("Active pair whitelist is empty.");
    std::vector<market::pair_name> pairs;
    for (const auto& pair : whitelist)
        if (!c_.ledger.find_open_in(pair)) pairs.push_back(pair);
    if (pairs.empty())
        return c_.log_once("No currency pair in active pair whitelist, but checking to exit open trades.");
    if (c_.ledger.locks().is_global_lock(now())) {
        const auto* lock = c_.ledger.locks().longest("*", now());
        return c_.log_once(lock == nullptr
                               ? "Global pairlock active. Not creating new trades."
                               : fmt::format("Global pairlock active until {}. Not creating new trades, reason: {}.",
                                             date_time_text(lock->lock_end_time), lock->reason.value_or("None")));
    }
    for (const auto& pair : pairs) {
        if (free_slots() <= 0 || c_.control.state() != bot_state::running) break;
        try {
            if (create_trade(pair)) after_each();
        } catch (const exchange::exchange_error& e) {
            if (!is_refused_for_now(e)) throw;
            c_.log.warning("Unable to create trade for {}: {}", pair, e.what());
        } catch (const operational_error&) { throw; } catch (const error& e) {
            c_.log.warning("Unable to create trade for {}: {}", pair, e.what());
        }
    }
}

bool trader::is_locked(const std::string& pair, const strategy::entry_signal& signal) const {
    const std::string side{text_of(*signal.side)};
    // A lock counts at the end of the signal's candle.
    const timestamp at = c_.settings->parsed_timeframe().next(signal.candle_date);
    if (!c_.ledger.locks().is_pair_locked(pair, at, side)) return false;
    const auto* lock = c_.ledger.locks().longest(pair, at, side);
    c_.log_once(lock == nullptr ? "Pair " + pair + " is currently locked."
                                : fmt::format("Pair {} {} is locked until {} due to {}.", pair, lock->side,
                                              date_time_text(lock->lock_end_time), lock->reason.value_or("None")));
    return true;
}

bool trader::create_trade(const std::string& pair) {
    const auto* analysed = c_.candles.analysed(pair);
    if (analysed == nullptr) return false;
    const auto signal = strategy::get_entry_signal(*analysed->candles, c_.settings->signals(), now());
    if (signal.minutes_old)
        c_.log_once(
            fmt::format("Outdated history for pair {}. Last tick is {} minutes old", pair, *signal.minutes_old));
    if (!signal.side || is_locked(pair, signal)) return false;

    entry_wish wish;
    wish.pair = pair;
    wish.stake = c_.wallets.next_stake();
    wish.is_short = *signal.side == strategy::direction::short_;
    wish.tag = signal.tag;
    const auto& depth = c_.settings->config->entry_pricing.check_depth_of_market;
    if (depth.enabled && depth.bids_to_ask_delta > 0 &&
        !exchange::deep_enough(c_.exchange, pair, wish.is_short, depth.bids_to_ask_delta, c_.log))
        return false;
    return execute_entry(wish);
}

trading::stake_limits trader::stake_limits(const std::string& pair, double price, double stoploss,
                                           double leverage) const {
    const auto* market = c_.exchange.find_market(pair);
    if (market == nullptr)
        throw exchange::exchange_error{exchange::failure::rejected, pair + " is not a market of this exchange."};
    const auto tiers =
        c_.settings->is_futures() ? c_.exchange.leverage_tiers(pair) : std::vector<market::leverage_tier>{};
    return trading::market_stake_limits(trading::rules_of(c_.exchange.about().id), *market, tiers, price, stoploss,
                                        leverage, c_.settings->config->amount_reserve_percent);
}

std::optional<double> trader::smallest_stake(const std::string& pair, double rate, double stoploss,
                                             double leverage) const {
    return stake_limits(pair, rate, stoploss, leverage).smallest;
}

double trader::entry_leverage(const entry_wish& wish, double price, const std::string& side) {
    if (wish.trade) return wish.trade->leverage;
    if (c_.settings->is_spot()) return 1;
    const auto tiers = c_.exchange.leverage_tiers(wish.pair);
    const auto* market = c_.exchange.find_market(wish.pair);
    const double most = trading::max_leverage(trading::rules_of(c_.exchange.about().id),
                                              market == nullptr ? market::market_info{} : *market, tiers, wish.stake);
    const double wanted = wish.leverage.value_or(0) != 0 ? *wish.leverage
                                                         : c_.strategy.leverage({.pair = wish.pair,
                                                                                 .current_time = now(),
                                                                                 .current_rate = price,
                                                                                 .proposed_leverage = 1,
                                                                                 .max_leverage = most,
                                                                                 .entry_tag = wish.tag,
                                                                                 .side = side});
    return std::isfinite(wanted) ? std::min(std::max(wanted, 1.0), most) : 1;
}

trader::entry_terms trader::entry_terms_of(const entry_wish& wish) {
    const std::string side = wish.is_short ? "short" : "long";
    entry_terms terms;
    terms.price = wish.price.value_or(0) != 0
                      ? *wish.price
                      : c_.rates.rate(wish.pair, true, exchange::direction::entry, wish.is_short);
    if (wish.mode != entry_mode::replace)
        terms.price = exchange::valid_price(c_.strategy.custom_entry_price({.pair = wish.pair,
                                                                            .trade = wish.trade.get(),
                                                                            .current_time = now(),
                                                                            .proposed_rate = terms.price,
                                                                            .entry_tag = wish.tag,
                                                                            .side = side}),
                                            terms.price, c_.settings->config->custom_price_max_distance_ratio);
    if (terms.price == 0 || std::isnan(terms.price))
        throw exchange::exchange_error{exchange::failure::pricing, "Could not determine entry price."};
    terms.leverage = entry_leverage(wish, terms.price, side);
    const double stoploss = wish.mode == entry_mode::pos_adjust ? 0 : c_.settings->stoploss();
    const auto limits = stake_limits(wish.pair, terms.price, stoploss, terms.leverage);
    if (terms.price < 0) return terms; // of a user: no stake is possible
    std::optional<double> stake = wish.stake;
    if (!wish.trade)
        stake = c_.strategy.custom_stake_amount({.pair = wish.pair,
                                                 .current_time = now(),
                                                 .current_rate = terms.price,
                                                 .proposed_stake = wish.stake,
                                                 .min_stake = limits.smallest,
                                                 .max_stake = std::min(limits.largest, c_.wallets.available_stake()),
                                                 .leverage = terms.leverage,
                                                 .entry_tag = wish.tag,
                                                 .side = side});
    if (stake && std::isnan(*stake)) stake.reset();
    std::optional<double> in_trade;
    if (wish.trade) in_trade = wish.trade->stake_amount;
    terms.stake = c_.wallets.validated_stake(wish.pair, stake, limits, in_trade);
    return terms;
}

bool trader::confirmed(const entry_wish& wish, const entry_terms& terms, const std::string& order_type, double amount) {
    if (wish.mode != entry_mode::initial) return true;
    const bool yes = c_.strategy.confirm_trade_entry({.pair = wish.pair,
                                                      .order_type = order_type,
                                                      .amount = amount,
                                                      .rate = terms.price,
                                                      .time_in_force = rules().order_time_in_force.entry,
                                                      .current_time = now(),
                                                      .entry_tag = wish.tag,
                                                      .side = wish.is_short ? "short" : "long"});
    if (!yes) c_.log.info("User denied entry for {}.", wish.pair);
    return yes;
}

double trader::fee_of(const std::string& pair) const {
    if (c_.settings->config->fee && c_.dry_run()) return *c_.settings->config->fee;
    const auto* market = c_.exchange.find_market(pair);
    const double otherwise = c_.exchange.about().default_maker_fee;
    return market == nullptr ? otherwise : market->maker_fee.value_or(otherwise);
}

trade_ptr trader::new_trade(const entry_wish& wish, const entry_terms& terms, double amount) const {
    const auto* market = c_.exchange.find_market(wish.pair);
    auto t = std::make_shared<trading::trade>();
    t->pair = wish.pair;
    t->base_currency = market->base;
    t->stake_currency = c_.settings->stake_currency();
    t->stake_amount = terms.stake;
    t->amount_requested = amount;
    t->fee_open = t->fee_close = fee_of(wish.pair);
    t->open_rate = t->open_rate_requested.emplace(terms.price);
    t->open_date = now();
    t->exchange = c_.exchange.about().id;
    t->strategy = c_.settings->strategy_name;
    if (wish.tag) t->enter_tag = first_characters(*wish.tag, longest_tag);
    t->timeframe = c_.settings->parsed_timeframe().minutes();
    t->leverage = terms.leverage;
    t->is_short = wish.is_short;
    t->trading_mode = c_.settings->trading_mode();
    t->funding_fees = 0.0;
    t->amount_precision = market->amount_precision;
    t->price_precision = market->price_precision;
    t->precision_mode = static_cast<int>(c_.exchange.about().amount_mode);
    t->precision_mode_price = static_cast<int>(c_.exchange.about().price_mode);
    t->contract_size = market->contract_size.value_or(1);
    t->max_rate = 0.0;
    return t;
}

// The trade as of the answer of its first order.
void trader::complete_trade(trading::trade& t, const entry_terms& terms, double filled_price) const {
    t.stake_amount = terms.stake;
    t.open_rate = filled_price;
    trading::recalculate_open_trade_value(t);
    trading::adjust_stop_loss(t, t.open_rate, c_.settings->stoploss(), true);
}

market::order_state trader::send_order(const trade_ptr& t, exchange::order_request request, const std::string& ft_side,
                                       double amount, double price, const std::optional<std::string>& tag) {
    request.client_order_id = "tremolo-" + c_.client_order_ids.next();
    if (!c_.dry_run()) { // a dry run rounds by itself, and values a market order by the exact amount
        request.amount = exchange::rounded_amount(c_.exchange, request.pair, request.amount);
        if (request.type == "market")
            request.price.reset();
        else if (request.price && !request.stop_price)
            request.price = exchange::rounded_price(c_.exchange, request.pair, *request.price);
    }
    market::order_state asked;
    asked.id = request.client_order_id;
    asked.pair = request.pair;
    asked.type = request.type;
    asked.side = std::string{exchange::name_of(request.side)};
    asked.stop_price = request.stop_price;
    trading::order intent = trading::new_order(asked, request.pair, ft_side, amount, price, now());
    intent.ft_order_tag = tag;
    intent.order_date = now();
    t->orders.push_back(std::move(intent));
    const bool is_new = t->id == 0;
    c_.ledger.store(*t);
    market::order_state answer;
    try {
        answer = c_.exchange.place_order(request);
    } catch (const exchange::exchange_error& e) {
        // Not known whether it arrived: kept, and settled at the next start.
        const bool unsure = !c_.dry_run() && e.kind == exchange::failure::temporary;
        if (is_new && !unsure)
            c_.ledger.erase(t);
        else if (!is_new && !unsure)
            c_.ledger.erase_order(*t, request.client_order_id);
        else if (is_new)
            c_.ledger.add(t);
        throw;
    }
    auto* row = t->find_order(request.client_order_id);
    trading::order placed = trading::new_order(answer, request.pair, ft_side, amount, price, now());
    placed.id = row->id;
    placed.trade_id = t->id;
    placed.ft_order_tag = tag;
    *row = std::move(placed);
    c_.log.info("Order {} was created for {} and status is {}.", answer.id, request.pair,
                answer.status.value_or("unknown"));
    return answer;
}

bool trader::keeps_similar_order(const trade_ptr& t, double price, double amount, const std::string& side) {
    if (!t->has_open_orders()) return false;
    const auto* open = t->select_order(side, true);
    if (open != nullptr && open->price == price && open->side == side && open->amount == amount) {
        c_.log.info("A similar open order was found for {}. Keeping existing {} order. price={}, amount={}", t->pair,
                    t->exit_side(), number_text(price), number_text(amount));
        return true;
    }
    cancel_orders_of(t, cancel_reason::replace, true);
    // A cancellation can be refused. And of an exit that was filled meanwhile the coins are gone: what is wanted of the
    // trade is for the next round to say, or they would be sold twice (freqtrade does).
    const bool gone = side == t->exit_side() && amount > t->amount;
    return t->has_open_orders() || !t->is_open || gone;
}

bool trader::execute_entry(const entry_wish& wish) {
    const entry_terms terms = entry_terms_of(wish);
    if (terms.stake == 0) return false;
    const double amount = (terms.stake / terms.price) * terms.leverage;
    const std::string order_type = wish.order_type.value_or(rules().order_types.entry);
    c_.log.info("{} for {} with stake_amount: {} and price: {} ...",
                wish.mode == entry_mode::pos_adjust ? "Position adjust: about to create a new order"
                : wish.mode == entry_mode::replace  ? "Replacing order: about to create a new order"
                : wish.is_short                     ? "Short signal found: about create a new trade"
                                                    : "Long signal found: about create a new trade",
                wish.pair, number_text(terms.stake), number_text(terms.price));
    if (!confirmed(wish, terms, order_type, amount)) return false;
    const std::string side = wish.is_short ? "sell" : "buy";
    if (wish.trade && keeps_similar_order(wish.trade, terms.price, amount, side)) return false;

    const bool first = wish.trade == nullptr;
    const trade_ptr t = first ? new_trade(wish, terms, amount) : wish.trade;
    exchange::order_request request;
    request.pair = wish.pair;
    request.side = wish.is_short ? exchange::order_side::sell : exchange::order_side::buy;
    request.type = order_type;
    request.amount = amount;
    request.price = terms.price;
    request.time_in_force = rules().order_time_in_force.entry;
    request.leverage = terms.leverage;
    const double funding = first ? 0 : funding_of(*t); // since the last fill, which this order's may be in a moment
    const auto answer = send_order(t, request, side, amount, terms.price, wish.tag);

    const std::string status = answer.status.value_or("");
    const bool ended = status == "expired" || status == "rejected";
    if (ended && answer.filled.value_or(0) == 0) {
        c_.log.warning("The {} order for {} is {} by {}: nothing was filled.", order_type, wish.pair, status,
                       c_.exchange.about().name);
        if (first)
            c_.ledger.erase(t);
        else
            c_.ledger.erase_order(*t, answer.id);
        return false;
    }
    double filled_price = terms.price;
    if (ended || status == "closed") filled_price = answer.average.value_or(answer.price.value_or(terms.price));
    if (first) {
        complete_trade(*t, terms, filled_price);
        c_.ledger.add(t);
    } else {
        t->is_open = true;
        trading::set_funding_fees(*t, funding);
    }
    trading::recalculate_from_orders(*t);
    const bool done = trading::is_non_open_status(status);
    if (!done) c_.ledger.save(t); // else with what was filled
    try {
        c_.wallets.update();
    } catch (const exchange::exchange_error&) {
        if (done) ask_again_for(t, answer.id);
        throw;
    }
    c_.announce.entry(*t, *t->find_order(answer.id), order_type, false, !first);
    if (done) {
        const bool empty = update_trade_state(t, answer.id, answer);
        if (empty && wish.mode != entry_mode::replace) cancel_entry(t, answer, cancel_reason::timeout);
    }
    return true;
}

} // namespace tremolo::bot
