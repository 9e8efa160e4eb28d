// An order as an exchange tells it: what flows from `exchange/` into the order rows of `trading/`.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace tremolo::market {

enum class order_side { buy, sell };

struct order_fee {
    std::optional<std::string> currency;
    std::optional<double> cost;
    std::optional<double> rate;
};

// An order as the exchange tells it (ccxt's unified order). Absent fields were not told, and overwrite nothing.
struct order_state {
    std::string id;
    std::string pair;
    std::optional<std::string> status; // open, closed, canceled, expired, rejected
    std::optional<std::string> type;
    std::optional<std::string> side; // buy, sell
    std::optional<double> price;
    std::optional<double> average;
    std::optional<double> amount; // coins
    std::optional<double> filled;
    std::optional<double> remaining;
    std::optional<double> cost; // quote currency
    std::optional<double> stop_price;
    std::optional<std::int64_t> time_ms; // when it was placed
    std::optional<std::int64_t> last_trade_ms;
    std::optional<order_fee> fee;
    std::string ft_order_type;   // "stoploss" marks a simulated stop order
    std::string client_order_id; // the one of the request; "" when the exchange does not tell it
};

} // namespace tremolo::market
