#include "exchange/simulated/matching.hpp"
#include "exchange/orders.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::exchange {
namespace {

constexpr std::size_t book_depth = 200;
constexpr double share_of_volume = 0.3; // of what is traded, for our resting orders

template <class... A>
[[noreturn]] void reject(fmt::format_string<A...> text, A&&... a) {
    throw exchange_error{failure::rejected, fmt::format(text, std::forward<A>(a)...)};
}

bool same(double a, double b) { return std::abs(a - b) <= 1e-12 * std::max(std::abs(a), std::abs(b)); }

void check_range(const market::range& limits, double value, std::string_view what, const market::pair_name& pair) {
    if (limits.min && value < *limits.min * (1 - 1e-12))
        reject("{} {} of {} is below the minimum {}", what, value, pair, *limits.min);
    if (limits.max && value > *limits.max)
        reject("{} {} of {} is above the maximum {}", what, value, pair, *limits.max);
}

} // namespace

matching_engine::matching_engine(price_source& prices, const traits& about, const std::map<std::string, double>& wallet,
                                 std::int64_t now_ms)
    : prices_{prices}, about_{about}, now_ms_{now_ms} {
    for (const auto& [currency, amount] : wallet)
        ledger_.move(account::market, account::free, currency, to_units(amount));
}

void matching_engine::check_request(const order_request& request, const market::market_info& market) const {
    const auto& pair = market.symbol;
    const bool stop = request.stop_price.has_value();
    const bool limited = request.type == (stop ? about_.stop_order_limit_type : "limit");
    if (!limited && request.type != (stop ? about_.stop_order_market_type.value_or("") : "market"))
        reject("{} has no order type \"{}\"{}", about_.name, request.type, stop ? " for stop orders" : "");
    if (market.active == false) reject("{} is not traded", pair);
    if (!(request.amount > 0 && request.amount < 9e10)) reject("amount {} of {}", request.amount, pair);
    const double amount =
        amount_to_contract_precision(request.amount, market.amount_precision, about_.amount_mode, market.contract_size);
    if (!same(amount, request.amount))
        reject("amount {} of {} has too many digits: {} would do", request.amount, pair, amount);
    if (limited && !request.price) reject("a {} order for {} needs a price", request.type, pair);
    for (const auto& price : {limited ? request.price : std::nullopt, request.stop_price}) {
        if (!price) continue;
        if (!(*price > 0 && *price <= 1e7)) reject("price {} of {}", *price, pair);
        const double rounded = price_to_precision(*price, market.price_precision, about_.price_mode);
        if (!same(rounded, *price)) reject("price {} of {} has too many digits: {} would do", *price, pair, rounded);
        check_range(market.limits.price, *price, "price", pair);
    }
    const double contracts = market.contract_size.value_or(1);
    check_range(market.limits.amount, request.amount / contracts, "amount", pair);
    if (!request.client_order_id.empty() && by_client_id_.count(request.client_order_id))
        reject("the client order id {} was used before", request.client_order_id);
    if (request.reduce_only && !market.swap) reject("{} has no positions to reduce", pair);
    if (!(request.leverage >= 1)) reject("leverage {} of {}", request.leverage, pair);
}

order_state matching_engine::place(const order_request& request, const market::market_info& market) {
    check_request(request, market);
    live_order order;
    order.id = fmt::format("{}-{}", now_ms_, orders_.size() + 1);
    order.request = request;
    order.market = &market;
    order.placed_ms = now_ms_;
    order.waits_for_stop = request.stop_price.has_value();
    order.limited = request.type != "market" && request.type != about_.stop_order_market_type;
    order.amount = to_units(request.amount);
    if (request.reduce_only) {
        order.amount = std::min(order.amount, reducible(order));
        if (order.amount <= 0) reject("there is no position in {} to reduce", market.symbol);
    }
    const auto book = prices_.book(market, book_depth, now_ms_);
    const double price = order.limited ? order.limit() : traded_price(order);
    if (!request.reduce_only) check_range(market.limits.cost, price * from_units(order.amount), "cost", market.symbol);
    if (order.waits_for_stop) {
        const double now = traded_price(order);
        if (order.buys() ? now >= *request.stop_price : now <= *request.stop_price)
            reject("the stop order for {} at {} would trigger at once", market.symbol, *request.stop_price);
        lock(order, order.limited ? order.limit() : *request.stop_price);
    } else {
        prepare(order, book);
        if (order.open()) take(order, book);
    }
    by_id_.emplace(order.id, orders_.size());
    if (!request.client_order_id.empty()) by_client_id_.emplace(request.client_order_id, orders_.size());
    if (order.open()) open_.push_back(orders_.size());
    orders_.push_back(std::move(order));
    return told(orders_.back());
}

double matching_engine::traded_price(const live_order& order) const {
    const auto ticker = prices_.ticker(*order.market, now_ms_);
    if (ticker && ticker->last) return *ticker->last;
    const auto book = prices_.book(*order.market, 1, now_ms_);
    const auto& side = order.buys() ? book.asks : book.bids;
    if (side.empty()) reject("{} has no price", order.market->symbol);
    return side.front().price;
}

units matching_engine::step(const live_order& order) const {
    const double least = order.market->amount_precision.value_or(0) * order.market->contract_size.value_or(1);
    return std::max<units>(about_.amount_mode == counting_mode::tick_size ? to_units(least) : 1, 1);
}

bool matching_engine::acceptable(const live_order& order, double price) const {
    return !order.limited || (order.buys() ? price <= order.limit() : price >= order.limit());
}

// Locks the money, and decides what the time in force demands of the book.
void matching_engine::prepare(live_order& order, const market::order_book& book) {
    const auto& levels = order.buys() ? book.asks : book.bids;
    const auto unit = step(order);
    units there = 0;
    double worst = order.limit();
    for (const auto& level : levels) {
        if (!acceptable(order, level.price) || there >= order.amount) break;
        there += to_units(level.amount) / unit * unit;
        if (!order.limited) worst = level.price;
    }
    const auto& time_in_force = order.request.time_in_force;
    if (time_in_force == "PO" && there > 0)
        reject("the post-only order for {} at {} would take from the book", order.market->symbol, order.limit());
    if ((time_in_force == "FOK" && there < order.amount) || (!order.limited && there == 0)) {
        order.status = "expired";
        return;
    }
    lock(order, worst);
}

void matching_engine::take(live_order& order, const market::order_book& book) {
    const auto unit = step(order);
    for (const auto& level : order.buys() ? book.asks : book.bids) {
        if (order.left() == 0 || !acceptable(order, level.price)) break;
        const auto part = std::min(order.left(), to_units(level.amount) / unit * unit);
        if (part > 0) fill(order, part, level.price, false);
    }
    if (order.open() && (!order.limited || order.request.time_in_force == "IOC")) finish(order, "expired");
}

void matching_engine::advance(std::int64_t now_ms) {
    if (now_ms <= now_ms_) return;
    const auto before = now_ms_;
    now_ms_ = now_ms;
    struct seen {
        std::optional<traded> trades;
        units pool = 0;
    };
    std::map<const market::market_info*, seen> by_market;
    const auto look = [&](const market::market_info& market) -> seen& {
        const auto [at, is_new] = by_market.try_emplace(&market);
        if (is_new) {
            at->second.trades = prices_.traded_in(market, before, now_ms);
            if (at->second.trades) at->second.pool = to_units(at->second.trades->volume * share_of_volume);
        }
        return at->second;
    };
    for (const auto index : open_) {
        auto& order = orders_[index];
        auto& since = look(*order.market);
        if (!since.trades) continue;
        if (order.waits_for_stop)
            trigger(order, *since.trades);
        else
            fill_resting(order, *since.trades, since.pool);
    }
    std::erase_if(open_, [&](std::size_t index) { return !orders_[index].open(); });
    for (const auto& market : prices_.markets())
        if (positions_.count(market.symbol))
            if (const auto& since = look(market); since.trades) liquidate(market, *since.trades);
}

void matching_engine::trigger(live_order& order, const traded& since) {
    const double stop = *order.request.stop_price;
    if (order.buys() ? since.high < stop : since.low > stop) return;
    order.waits_for_stop = false;
    ledger_.move(account::locked, account::free, locked_currency(order), order.locked);
    order.locked = 0;
    if (order.request.reduce_only) { // others may have taken from the position since
        const auto most = reducible(order);
        if (most == 0) return finish(order, "expired");
        order.amount = std::min(order.amount, most);
    }
    const auto book = prices_.book(*order.market, book_depth, now_ms_);
    try {
        prepare(order, book);
    } catch (const exchange_error&) { // too little money is left: what real exchanges do then
        order.status = "expired";
    }
    if (order.open()) take(order, book);
}

void matching_engine::fill_resting(live_order& order, const traded& since, units& pool) {
    const double limit = order.limit();
    const double reached = order.buys() ? since.low : since.high;
    if (!acceptable(order, reached)) return;
    const bool beyond = !same(reached, limit);
    const auto unit = step(order);
    auto part = std::min(order.left(), (beyond ? pool : pool / 4) / unit * unit);
    if (beyond) part = std::max(part, std::min(order.left(), unit));
    if (order.request.reduce_only) {
        part = std::min(part, reducible(order));
        if (reducible(order) == 0) return finish(order, "canceled");
    }
    if (part <= 0) return;
    pool = std::max<units>(pool - part, 0);
    fill(order, part, limit, true);
}

std::size_t matching_engine::known(const std::string& id, const market::pair_name& pair) const {
    auto found = by_id_.find(id);
    if (found == by_id_.end()) {
        found = by_client_id_.find(id);
        if (found == by_client_id_.end() || orders_[found->second].market->symbol != pair)
            throw exchange_error{failure::order_not_found,
                                 fmt::format("{} knows no order {} of {}", about_.name, id, pair)};
        return found->second;
    }
    if (orders_[found->second].market->symbol != pair)
        throw exchange_error{failure::order_not_found,
                             fmt::format("{} knows no order {} of {}", about_.name, id, pair)};
    return found->second;
}

order_state matching_engine::cancel(const std::string& id, const market::pair_name& pair) {
    const auto index = known(id, pair);
    auto& order = orders_[index];
    if (!order.open()) reject("order {} of {} is {} already", id, pair, order.status);
    finish(order, "canceled");
    std::erase(open_, index);
    return told(order);
}

order_state matching_engine::find(const std::string& id, const market::pair_name& pair) const {
    return told(orders_[known(id, pair)]);
}

std::vector<order_state> matching_engine::orders(const market::pair_name& pair, std::int64_t since_ms) const {
    std::vector<order_state> all;
    for (const auto& order : orders_)
        if (order.market->symbol == pair && order.placed_ms >= since_ms) all.push_back(told(order));
    return all;
}

std::vector<order_trade> matching_engine::trades(const std::string& id, const market::pair_name& pair,
                                                 std::int64_t since_ms) const {
    std::vector<order_trade> all;
    for (const auto& trade : orders_[known(id, pair)].fills)
        if (trade.time_ms >= since_ms) all.push_back(trade);
    return all;
}

order_state matching_engine::told(const live_order& order) const {
    order_state state;
    state.id = order.id;
    state.pair = order.market->symbol;
    state.status = order.status;
    state.type = order.request.type;
    state.side = name_of(order.request.side);
    state.price = order.request.price;
    state.amount = from_units(order.amount);
    state.filled = from_units(order.filled);
    state.remaining = from_units(order.left());
    state.cost = from_units(order.cost);
    state.stop_price = order.request.stop_price;
    state.time_ms = order.placed_ms;
    state.last_trade_ms = order.last_trade_ms;
    state.client_order_id = order.request.client_order_id;
    if (order.fills.empty()) return state;
    const double first = order.fills.front().price;
    const bool one_price =
        std::all_of(order.fills.begin(), order.fills.end(), [&](const order_trade& t) { return t.price == first; });
    state.average = one_price ? first : *state.cost / *state.filled;
    if (!state.price) state.price = state.average;
    units fees = 0;
    for (const auto& trade : order.fills) fees += to_units(trade.fee->cost.value_or(0));
    state.fee = order_fee{order.fills.front().fee->currency, from_units(fees), {}};
    const bool in_base = state.fee->currency == order.market->base;
    state.fee->rate = *state.fee->cost / (in_base ? *state.filled : *state.cost);
    return state;
}

} // namespace tremolo::exchange
