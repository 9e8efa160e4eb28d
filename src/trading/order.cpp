#include "trading/order.hpp"
#include "base/decimal.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <array>
#include <string_view>

namespace tremolo::trading {
namespace {

// The first that is there and not zero: a zero price means that none was told.
double first_of(std::initializer_list<std::optional<double>> values, double otherwise) {
    for (const auto& value : values)
        if (value && *value != 0) return *value;
    return otherwise;
}

template <class T>
void take(std::optional<T>& into, const std::optional<T>& told) {
    if (told) into = told;
}

} // namespace

double order::safe_price() const { return first_of({average, price, stop_price}, ft_price); }
double order::safe_placement_price() const { return first_of({price, stop_price}, ft_price); }
double order::safe_amount() const { return first_of({amount}, ft_amount); }
double order::safe_filled() const { return filled.value_or(0.0); }
double order::safe_remaining() const { return remaining ? *remaining : safe_amount() - filled.value_or(0.0); }
double order::safe_cost() const { return cost.value_or(0.0); }
double order::safe_fee_base() const { return ft_fee_base.value_or(0.0); }
double order::safe_amount_after_fee() const { return safe_filled() - safe_fee_base(); }

double order::stake_amount(double leverage) const {
    return (decimal{safe_amount()} * decimal{safe_price()} / decimal{leverage}).to_double();
}

double order::stake_amount_filled(double leverage) const {
    return (decimal{safe_filled()} * decimal{safe_price()} / decimal{leverage}).to_double();
}

order new_order(const market::order_state& state, const std::string& pair, const std::string& ft_side, double amount,
                double price, timestamp now) {
    order row;
    row.order_id = state.id;
    row.ft_order_side = ft_side;
    row.ft_pair = pair;
    row.ft_amount = first_of({amount, state.amount}, 0.0);
    row.ft_price = first_of({price}, state.price.value_or(0.0));
    update_from(row, state, now);
    return row;
}

void update_from(order& row, const market::order_state& state, timestamp now) {
    if (row.order_id != state.id)
        throw error{"The answer is about order " + state.id + ", asked was for order " + row.order_id + "."};
    take(row.status, state.status);
    if (!state.pair.empty()) row.symbol = state.pair;
    take(row.order_type, state.type);
    take(row.side, state.side);
    take(row.price, state.price);
    take(row.amount, state.amount);
    take(row.filled, state.filled);
    take(row.average, state.average);
    take(row.remaining, state.remaining);
    take(row.cost, state.cost);
    take(row.stop_price, state.stop_price);
    if (state.time_ms && *state.time_ms != 0)
        row.order_date = from_epoch_ms(*state.time_ms);
    else if (!row.order_date)
        row.order_date = now;

    row.ft_is_open = true;
    if (row.status && is_non_open_status(*row.status)) {
        row.ft_is_open = false;
        if (state.filled.value_or(0.0) > 0 && !row.order_filled_date)
            row.order_filled_date = from_epoch_ms(state.last_trade_ms.value_or(epoch_ms(now)));
    }
    row.order_update_date = now;
}

bool is_open_status(const std::string& status) { return !is_non_open_status(status); }

bool is_cancelled_status(const std::string& status) {
    constexpr std::array<std::string_view, 4> cancelled{"canceled", "cancelled", "expired", "rejected"};
    return std::ranges::find(cancelled, status) != cancelled.end();
}

bool is_non_open_status(const std::string& status) { return status == "closed" || is_cancelled_status(status); }

market::order_state state_of(const order& row) {
    market::order_state s;
    s.id = row.order_id;
    s.pair = row.ft_pair;
    s.status = row.status;
    s.type = row.order_type;
    s.side = row.side;
    s.price = row.price;
    s.average = row.average;
    s.amount = row.amount;
    s.filled = row.filled;
    s.remaining = row.remaining;
    s.cost = row.cost;
    s.stop_price = row.stop_price;
    if (row.order_date) s.time_ms = epoch_ms(*row.order_date);
    if (row.ft_order_side == "stoploss") s.ft_order_type = "stoploss";
    return s;
}

} // namespace tremolo::trading
