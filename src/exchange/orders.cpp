#include "exchange/orders.hpp"
#include <fmt/format.h>

namespace tremolo::exchange {
namespace {

bool is_refusal(const exchange_error& e) {
    return e.kind == failure::rejected || e.kind == failure::order_not_found || e.kind == failure::insufficient_funds;
}

} // namespace

double rounded_amount(const exchange& on, const market::pair_name& pair, double amount) {
    const auto* market = on.find_market(pair);
    if (!market) return amount;
    return amount_to_contract_precision(amount, market->amount_precision, on.about().amount_mode,
                                        market->contract_size);
}

double rounded_price(const exchange& on, const market::pair_name& pair, double price, price_rounding rounding) {
    const auto* market = on.find_market(pair);
    if (!market) return price;
    return price_to_precision(price, market->price_precision, on.about().price_mode, rounding);
}

order_request stop_order(const exchange& on, const market::pair_name& pair, order_side side, double amount,
                         double stop_price, double leverage, const stop_settings& how) {
    const auto& about = on.about();
    if (!about.stop_on_exchange)
        throw exchange_error{failure::unsupported, fmt::format("{} takes no stop orders", about.name)};
    const bool sells = side == order_side::sell;
    const bool limit = how.kind == "limit" || !about.stop_order_market_type;
    const auto rounding = sells ? price_rounding::up : price_rounding::down;

    order_request order;
    order.pair = pair;
    order.side = side;
    order.type = limit ? about.stop_order_limit_type : *about.stop_order_market_type;
    order.amount = amount;
    order.leverage = leverage;
    order.reduce_only = pair.find(':') != std::string::npos;
    order.stop_price = rounded_price(on, pair, stop_price, rounding);
    if (limit) {
        const double price = stop_price * (sells ? how.limit_ratio : 2 - how.limit_ratio);
        if (sells ? stop_price < price : stop_price > price)
            throw exchange_error{failure::rejected,
                                 fmt::format("a stop order to {} {} at {} cannot have the limit price {} (ratio {}): "
                                             "the limit must be {} the stop",
                                             name_of(side), pair, stop_price, price, how.limit_ratio,
                                             sells ? "below" : "above")};
        order.price = rounded_price(on, pair, price, rounding);
    }
    return order;
}

order_state cancel_order_with_result(exchange& on, const std::string& id, const market::pair_name& pair, double amount,
                                     const logger& log) {
    try {
        auto answer = on.cancel_order(id, pair);
        if (answer.fee && answer.status && answer.amount) return answer;
    } catch (const exchange_error& e) {
        if (!is_refusal(e)) throw;
        log.warning("Order {} for {} was not cancelled: {}", id, pair, e.what());
    }
    try {
        return on.fetch_order(id, pair);
    } catch (const exchange_error& e) {
        if (!is_refusal(e)) throw;
        log.warning("Order {} for {} is unknown after its cancellation: {}", id, pair, e.what());
    }
    order_state made_up;
    made_up.id = id;
    made_up.pair = pair;
    made_up.status = "canceled";
    made_up.amount = amount;
    made_up.filled = 0.0;
    return made_up;
}

} // namespace tremolo::exchange
