// Real orders as a scenario of a live bot tells them to go: market orders are filled at once at the best price of the
// other side, limit orders and stops rest until a step says how much of them is filled, and the exchange cancels what
// it is told to. The next orders may be refused ("funds", "invalid"), or expire with that share of them filled. Fees
// are a thousandth. The same in Python, for freqtrade: tests/parity/bots/told_exchange.py.
#pragma once
#include "exchange/exchange.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <deque>
#include <map>

namespace scenario {

using namespace tremolo;

class told_orders {
  public:
    // `fees`: of what is bought ("base"), "quote", "third" (in BNB), or "late": of what is bought, but told by single
    // fills only.
    told_orders(std::string fees, const ::tremolo::clock& time) : kind_{std::move(fees)}, time_{time} {}

    std::deque<boost::json::value> next; // what happens to the next orders; null: nothing special

    // `best`: of the other side, for market orders.
    market::order_state place(const exchange::order_request& request, double best) {
        boost::json::value fate;
        if (!next.empty()) {
            fate = next.front();
            next.pop_front();
        }
        if (fate.is_string())
            throw exchange::exchange_error{
                fate == "funds" ? exchange::failure::insufficient_funds : exchange::failure::rejected, "told to"};
        market::order_state o;
        o.id = "live_" + std::to_string(orders_.size() + 1);
        o.client_order_id = request.client_order_id;
        o.pair = request.pair;
        o.status = "open";
        o.type = request.type;
        o.side = request.side == market::order_side::buy ? "buy" : "sell";
        o.amount = o.remaining = request.amount;
        o.price = request.price;
        o.stop_price = request.stop_price;
        o.filled = o.cost = 0.0;
        o.time_ms = epoch_ms(time_.now());
        if (request.type == "market") o.price = best;
        orders_.push_back(o);
        if (fate.is_number()) {
            fill(orders_.size(), fate.to_number<double>());
            orders_.back().status = "expired";
        } else if (request.type == "market") {
            fill(orders_.size(), 1);
        }
        return orders_.back();
    }

    // The order of this number (1 is the first) is filled up to this share of its amount.
    void fill(std::size_t number, double share) {
        auto* order = number_of(number);
        if (order == nullptr) return;
        auto& o = *order;
        const double amount = *o.amount * share - *o.filled;
        if (amount <= 0) return;
        const auto slash = o.pair.find('/');
        const std::string base = o.pair.substr(0, slash);
        const std::string quote = o.pair.substr(slash + 1);
        const bool buys = o.side == "buy";
        const double cost = amount * *o.price;
        o.filled = share < 1 ? *o.filled + amount : *o.amount;
        o.remaining = *o.amount - *o.filled;
        o.cost = *o.filled * *o.price;
        o.average = o.price;
        o.last_trade_ms = epoch_ms(time_.now());
        if (share >= 1) o.status = "closed";
        const std::string currency = kind_ == "third" ? "BNB" : buys && kind_ != "quote" ? base : quote;
        const double fee = currency == base ? amount * rate : currency == quote ? cost * rate : cost * rate / 500;
        money_[base] += buys ? amount : -amount;
        money_[quote] += buys ? -cost : cost;
        money_[currency] -= fee;
        fills_.push_back({o.id, amount, *o.price, cost, market::order_fee{currency, fee, {}}, epoch_ms(time_.now())});
        if (kind_ == "late") return;
        const double before = o.fee ? o.fee->cost.value_or(0) : 0;
        o.fee = market::order_fee{currency, before + fee, {}};
    }

    void cancel(std::size_t number) {
        if (auto* o = number_of(number)) o->status = "canceled";
    }
    market::order_state cancel(const std::string& id) {
        auto& o = named(id);
        if (o.status == "open") o.status = "canceled";
        return o;
    }
    market::order_state find(const std::string& id) { return named(id); }
    std::vector<market::order_state> of(const std::string& pair, timestamp since) const {
        std::vector<market::order_state> found;
        for (const auto& o : orders_)
            if (o.pair == pair && *o.time_ms >= epoch_ms(since)) found.push_back(o);
        return found;
    }
    std::vector<exchange::order_trade> fills_of(const std::string& id) const {
        std::vector<exchange::order_trade> found;
        for (const auto& f : fills_)
            if (f.order_id == id) found.push_back(f);
        return found;
    }
    std::vector<exchange::balance> balances() const {
        std::map<std::string, double> used;
        for (const auto& o : orders_) {
            if (o.status != "open") continue;
            const auto slash = o.pair.find('/');
            const bool buys = o.side == "buy";
            used[buys ? o.pair.substr(slash + 1) : o.pair.substr(0, slash)] +=
                buys ? *o.remaining * *o.price : *o.remaining;
        }
        std::vector<exchange::balance> all;
        for (const auto& [currency, total] : money_)
            all.push_back({currency, total - used[currency], used[currency], total});
        return all;
    }

  private:
    static constexpr double rate = 0.001;
    market::order_state* number_of(std::size_t number) {
        if (number < 1 || number > orders_.size() || orders_[number - 1].status != "open") return nullptr;
        return &orders_[number - 1];
    }
    market::order_state& named(const std::string& id) {
        const auto found = std::find_if(orders_.begin(), orders_.end(), [&](const auto& o) { return o.id == id; });
        if (found == orders_.end())
            throw exchange::exchange_error{exchange::failure::order_not_found, "there is no order " + id};
        return *found;
    }

    std::string kind_;
    const ::tremolo::clock& time_;
    std::vector<market::order_state> orders_;
    std::vector<exchange::order_trade> fills_;
    std::map<std::string, double> money_{{"USDT", 1000}, {"BNB", 5}};
};

} // namespace scenario
