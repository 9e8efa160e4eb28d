// What a fill does to money and positions.
#include "exchange/simulated/matching.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::exchange {
namespace {

// value x part / whole, cut to a unit.
units share(units value, units part, units whole) {
    return static_cast<units>(static_cast<int128>(value) * part / whole);
}

} // namespace

const std::string& matching_engine::locked_currency(const live_order& order) {
    const bool base = !order.market->swap && !order.buys();
    return base ? order.market->base : order.market->quote;
}

double matching_engine::fee_rate(const live_order& order, bool maker) const {
    return maker ? order.market->maker_fee.value_or(about_.default_maker_fee)
                 : order.market->taker_fee.value_or(about_.default_taker_fee);
}

units matching_engine::needed(const live_order& order, units amount, double price) const {
    if (order.request.reduce_only) return 0;
    if (!order.market->swap) return order.buys() ? value_up(amount, price) : amount;
    const auto value = value_up(amount, price);
    const auto margin = static_cast<units>(std::ceil(static_cast<double>(value) / order.request.leverage));
    return margin + value_up(value, fee_rate(order, false));
}

void matching_engine::lock(live_order& order, double price) {
    const auto& currency = locked_currency(order);
    const auto need = needed(order, order.left(), price);
    const auto free = ledger_.held(account::free, currency);
    if (need > free)
        throw exchange_error{failure::insufficient_funds,
                             fmt::format("{} {} are needed for the order of {} and {} are free", from_units(need),
                                         currency, order.market->symbol, from_units(free))};
    ledger_.move(account::free, account::locked, currency, need);
    order.locked = need;
    order.lock_price = price;
}

void matching_engine::finish(live_order& order, std::string status) {
    ledger_.move(account::locked, account::free, locked_currency(order), order.locked);
    order.locked = 0;
    order.status = std::move(status);
}

void matching_engine::fill(live_order& order, units amount, double price, bool maker) {
    const auto cost = value_down(amount, price);
    order.filled += amount;
    order.cost += cost;
    const auto keep = std::min(order.locked, needed(order, order.left(), order.lock_price));
    ledger_.move(account::locked, account::free, locked_currency(order), order.locked - keep);
    order.locked = keep;
    const double rate = fee_rate(order, maker);
    auto fee = order.market->swap ? settle_future(order, amount, cost, rate) : settle_spot(order, amount, cost, rate);
    order.fills.push_back({order.id, from_units(amount), price, from_units(cost), std::move(fee), now_ms_});
    order.last_trade_ms = now_ms_;
    if (order.left() == 0) finish(order, "closed");
}

order_fee matching_engine::settle_spot(live_order& order, units amount, units cost, double rate) {
    const auto& base = order.market->base;
    const auto& quote = order.market->quote;
    const bool buys = order.buys();
    ledger_.move(account::free, account::market, buys ? quote : base, buys ? cost : amount);
    ledger_.move(account::market, account::free, buys ? base : quote, buys ? amount : cost);
    const auto fee = value_up(buys ? amount : cost, rate);
    ledger_.move(account::free, account::fees, buys ? base : quote, fee);
    return {buys ? base : quote, from_units(fee), rate};
}

order_fee matching_engine::settle_future(live_order& order, units amount, units cost, double rate) {
    const auto& quote = order.market->quote;
    change_position(order, amount, cost);
    const auto fee = std::clamp<units>(ledger_.held(account::free, quote), 0, value_up(cost, rate));
    ledger_.move(account::free, account::fees, quote, fee);
    return {quote, from_units(fee), rate};
}

void matching_engine::change_position(const live_order& order, units amount, units cost) {
    const auto& quote = order.market->quote;
    auto& held = positions_[order.market->symbol];
    const bool opposite = held.amount != 0 && (held.amount > 0) != order.buys();
    if (opposite) {
        const auto size = std::abs(held.amount);
        const auto closing = std::min(size, amount);
        const auto value = share(held.value, closing, size);
        const auto collateral = share(held.collateral, closing, size);
        const auto received = share(cost, closing, amount);
        const auto profit = held.amount > 0 ? received - value : value - received;
        ledger_.move(account::locked, account::free, quote, collateral);
        ledger_.move(account::market, account::free, quote, std::max(profit, -ledger_.held(account::free, quote)));
        held.amount += order.buys() ? closing : -closing;
        held.value -= value;
        held.collateral -= collateral;
        amount -= closing;
        cost -= received;
    }
    if (amount > 0) {
        const auto margin = static_cast<units>(static_cast<double>(cost) / order.request.leverage);
        ledger_.move(account::free, account::locked, quote, margin);
        held.amount += order.buys() ? amount : -amount;
        held.value += cost;
        held.collateral += margin;
        held.leverage = order.request.leverage;
    }
    if (held.amount == 0) positions_.erase(order.market->symbol);
}

// A position whose loss has eaten its collateral is gone.
void matching_engine::liquidate(const market::market_info& market, const traded& since) {
    const auto& held = positions_.at(market.symbol);
    const auto size = std::abs(held.amount);
    const auto worst = value_down(size, held.amount > 0 ? since.low : since.high);
    const auto loss = held.amount > 0 ? held.value - worst : worst - held.value;
    if (loss < held.collateral) return;
    ledger_.move(account::locked, account::market, market.quote, held.collateral);
    positions_.erase(market.symbol);
}

units matching_engine::reducible(const live_order& order) const {
    const auto found = positions_.find(order.market->symbol);
    if (found == positions_.end() || (found->second.amount > 0) == order.buys()) return 0;
    return std::abs(found->second.amount);
}

std::vector<balance> matching_engine::balances() const {
    std::vector<balance> all;
    for (const auto& currency : ledger_.currencies()) {
        const auto free = ledger_.held(account::free, currency);
        const auto locked = ledger_.held(account::locked, currency);
        if (free != 0 || locked != 0)
            all.push_back({currency, from_units(free), from_units(locked), from_units(free + locked)});
    }
    return all;
}

std::vector<position> matching_engine::positions() const {
    std::vector<position> all;
    for (const auto& [pair, held] : positions_)
        all.push_back(
            {pair, held.amount < 0, from_units(std::abs(held.amount)), held.leverage, from_units(held.collateral)});
    return all;
}

} // namespace tremolo::exchange
