// An order row: what was asked for and what became of it. The fields are the columns of freqtrade's `orders` table, in
// its order and with its meaning; the functions are its arithmetic (ENGINE.md section 9). Plain data, no I/O.
#pragma once
#include "base/clock.hpp"
#include "market/order_state.hpp"
#include <optional>
#include <string>

namespace tremolo::trading {

struct order {
    std::int64_t id = 0; // 0: not stored yet
    std::int64_t trade_id = 0;
    std::string ft_order_side; // buy, sell, stoploss
    std::string ft_pair;
    bool ft_is_open = true;
    double ft_amount = 0; // as requested, coins
    double ft_price = 0;  // as requested
    std::optional<std::string> ft_cancel_reason;
    std::string order_id; // the exchange's
    std::optional<std::string> status;
    std::optional<std::string> symbol;
    std::optional<std::string> order_type;
    std::optional<std::string> side; // the exchange's: buy, sell
    std::optional<double> price;
    std::optional<double> average;
    std::optional<double> amount;
    std::optional<double> filled;
    std::optional<double> remaining;
    std::optional<double> cost;
    std::optional<double> stop_price;
    std::optional<timestamp> order_date;
    std::optional<timestamp> order_filled_date;
    std::optional<timestamp> order_update_date;
    std::optional<double> funding_fee;
    std::optional<double> ft_fee_base; // fee taken in coins
    std::optional<std::string> ft_order_tag;

    // The values that profit is computed from: what was told, else what was asked for.
    [[nodiscard]] double safe_price() const;           // average, price, stop price, ft_price
    [[nodiscard]] double safe_placement_price() const; // price, stop price, ft_price
    [[nodiscard]] double safe_amount() const;          // amount, else ft_amount
    [[nodiscard]] double safe_filled() const;
    [[nodiscard]] double safe_remaining() const;
    [[nodiscard]] double safe_cost() const;
    [[nodiscard]] double safe_fee_base() const;
    [[nodiscard]] double safe_amount_after_fee() const; // filled less the fee taken in coins
    // What the order takes of the stake currency, without leverage; `leverage` is its trade's.
    [[nodiscard]] double stake_amount(double leverage) const;
    [[nodiscard]] double stake_amount_filled(double leverage) const;
};

// A row for an order that is about to be sent, or was just answered (`state`).
[[nodiscard]] order new_order(const market::order_state& state, const std::string& pair, const std::string& ft_side,
                              double amount, double price, timestamp now);
// The row as an exchange would tell it: for putting an order back into a dry run, or treating one that is gone.
[[nodiscard]] market::order_state state_of(const order& row);
// Takes over what the exchange told; only what it told. Sets `ft_is_open` and, when done with something filled, the
// fill date. Throws tremolo::error when the answer is another order's.
void update_from(order& row, const market::order_state& state, timestamp now);
// -- statuses
[[nodiscard]] bool is_cancelled_status(const std::string& status); // canceled, cancelled, expired, rejected
[[nodiscard]] bool is_open_status(const std::string& status);
[[nodiscard]] bool is_non_open_status(const std::string& status); // canceled, cancelled, expired, rejected, closed

} // namespace tremolo::trading
