#include "exchange/dry_run.hpp"
#include "exchange/orders.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::exchange {
namespace {

constexpr double conversion_distance = 0.01; // limit orders beyond it become market orders
constexpr double worst_slippage = 0.05;
constexpr std::size_t book_depth = 20;

bool buys(const order_state& order) { return order.side == "buy"; }
bool is_stop(const order_state& order) { return !order.ft_order_type.empty(); }

} // namespace

void dry_run::restore(order_state order) {
    auto id = order.id;
    orders_.try_emplace(std::move(id), std::move(order));
}

order_state dry_run::new_order(const order_request& order) {
    const bool stop = order.stop_price.has_value();
    const auto stop_rounding = order.side == order_side::sell ? price_rounding::up : price_rounding::down;
    const auto rounding = stop ? stop_rounding : price_rounding::nearest;
    order_state made;
    made.id = fmt::format("dry_run_{}_{}_{}", name_of(order.side), order.pair, ids_.next());
    made.pair = order.pair;
    made.status = "open";
    made.type = order.type;
    made.side = name_of(order.side);
    if (stop) {
        made.stop_price = rounded_price(inner(), order.pair, *order.stop_price, rounding);
        made.ft_order_type = "stoploss";
    }
    if (!order.price && !stop)
        throw exchange_error{failure::rejected, fmt::format("a dry run order for {} needs a price", order.pair)};
    const double rate = order.price ? rounded_price(inner(), order.pair, *order.price, rounding) : *made.stop_price;
    made.price = rate;
    made.average = rate;
    made.amount = rounded_amount(inner(), order.pair, order.amount);
    made.cost = *made.amount * rate;
    made.filled = 0.0;
    made.remaining = made.amount;
    made.time_ms = epoch_ms(time_.now());
    return made;
}

order_state dry_run::place_order(const order_request& request) {
    auto order = new_order(request);
    book seen;
    if (about().has_order_book) seen = fetch_order_book(request.pair, book_depth);
    if (!is_stop(order) && order.type == "limit" && seen &&
        met(order, *order.price, seen, conversion_distance, false)) {
        log_.info("The limit order for {} at {} is beyond the spread by more than {}%: it becomes a market order.",
                  order.pair, *order.price, conversion_distance * 100);
        order.type = "market";
    }
    if (order.type == "market" && !is_stop(order)) fill_at_market(order, request.amount, seen);
    check(order, true, seen);
    orders_[order.id] = order;
    return order;
}

void dry_run::fill_at_market(order_state& order, double asked_amount, book& seen) {
    const double rate = *order.price;
    const double worst = rate * (buys(order) ? 1 + worst_slippage : 1 - worst_slippage);
    order.average = market_price(order, asked_amount, rate, worst, seen);
    order.filled = order.amount;
    order.remaining = 0.0;
    order.status = "closed";
    order.cost = *order.amount * *order.average;
    add_fee(order, role::taker);
}

bool dry_run::met(const order_state& order, double limit, book& seen, double offset, bool stop) {
    if (!about().has_order_book) return !stop;
    if (!seen) seen = fetch_order_book(order.pair, 1);
    // A stop is triggered by the far side of the book.
    if (buys(order) != stop) return !seen->asks.empty() && limit * (1 - offset) >= seen->asks.front().price;
    return !seen->bids.empty() && limit * (1 + offset) <= seen->bids.front().price;
}

double dry_run::market_price(const order_state& order, double amount, double rate, double worst, book& seen) {
    if (!about().has_order_book) return rate;
    if (!seen) seen = fetch_order_book(order.pair, book_depth);
    if (amount == 0 || std::isnan(amount)) return rate;
    double left = amount;
    double value = 0;
    double price = 0;
    for (const auto& level : buys(order) ? seen->asks : seen->bids) {
        price = level.price;
        const double taken = std::min(left, level.amount);
        value += taken * price;
        left -= taken;
        if (left <= 0) break;
    }
    if (left > 0) value += left * price;
    const double average = std::max(value, 0.0) / amount;
    return rounded_price(inner(), order.pair, buys(order) ? std::min(average, worst) : std::max(average, worst));
}

void dry_run::check(order_state& order, bool immediate, book& seen) {
    if (order.status == "closed") return;
    if (is_stop(order)) return check_stop(order, immediate, seen);
    // One that waits was put back after a restart, before its fill was booked.
    if (order.type == "market") return fill_at_market(order, order.amount.value_or(0), seen);
    if (order.type != "limit") return;
    if (!met(order, order.price.value_or(0), seen, 0, false)) return;
    order.status = "closed";
    order.filled = order.amount;
    order.remaining = 0.0;
    add_fee(order, immediate ? role::taker : role::maker);
}

void dry_run::check_stop(order_state& order, bool immediate, book& seen) {
    if (!seen && about().has_order_book) seen = fetch_order_book(order.pair, book_depth);
    const double limit = order.price.value_or(0);
    const double stop = order.stop_price.value_or(limit);
    if (!met(order, stop, seen, 0, true)) return;
    if (immediate)
        throw exchange_error{failure::rejected,
                             fmt::format("the stop order for {} at {} would trigger at once", order.pair, stop)};
    order.average = market_price(order, order.amount.value_or(0), stop, limit, seen);
    order.status = "closed";
    order.filled = order.amount;
    order.remaining = 0.0;
    order.cost = order.amount.value_or(0) * *order.average;
    add_fee(order, role::maker);
}

void dry_run::add_fee(order_state& order, role as) const {
    const auto* market = find_market(order.pair);
    double rate = as == role::taker ? about().default_taker_fee : about().default_maker_fee;
    if (market) rate = (as == role::taker ? market->taker_fee : market->maker_fee).value_or(rate);
    rate = fee_.value_or(rate);
    order_fee fee;
    if (market) fee.currency = market->quote;
    fee.cost = order.cost.value_or(0) * rate;
    fee.rate = rate;
    order.fee = std::move(fee);
}

order_state dry_run::fetch_order(const std::string& id, const market::pair_name&) {
    const auto found = orders_.find(id);
    if (found == orders_.end())
        throw exchange_error{failure::rejected, fmt::format("there is no dry run order {}", id)};
    book seen;
    check(found->second, false, seen);
    return found->second;
}

order_state dry_run::cancel_order(const std::string& id, const market::pair_name&) {
    const auto found = orders_.find(id);
    if (found == orders_.end()) return {};
    auto& order = found->second;
    book seen;
    check(order, false, seen);
    order.status = "canceled";
    order.filled = 0.0;
    order.remaining = order.amount;
    return order;
}

std::vector<order_state> dry_run::fetch_orders(const market::pair_name&, timestamp) { return {}; }

std::vector<order_trade> dry_run::fetch_order_trades(const std::string&, const market::pair_name&, timestamp) {
    return {};
}

} // namespace tremolo::exchange
