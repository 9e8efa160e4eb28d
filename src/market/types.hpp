// The vocabulary of a market as an exchange tells it: what can be traded, at which prices, with which limits.
// Plain values; optional fields are those that exchanges leave out. Prices are in quote currency per base coin,
// amounts in base coins unless the name says contracts.
#pragma once
#include "base/clock.hpp"
#include "market/ordered_map.hpp"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::market {

// A pair by its unified name: "BTC/USDT" (spot) or "BTC/USDT:USDT" (a linear future settled in USDT).
using pair_name = std::string;

enum class trading_mode { spot, margin, futures };
enum class margin_mode { none, isolated, cross };
// How candles of a pair are kept apart: the market they come from, or a derived series of futures.
enum class candle_type { spot, futures, mark, index, premium_index, funding_rate, open_interest };

struct range {
    std::optional<double> min;
    std::optional<double> max;
};

struct market_limits {
    range amount; // in coins; in contracts on futures
    range price;
    range cost; // in quote currency
    range leverage;
};

struct market_info {
    pair_name symbol;
    std::string base;
    std::string quote;
    std::string settle; // empty on spot
    bool spot = true;
    bool swap = false;                      // perpetual future
    bool linear = false;                    // future settled in its quote currency
    std::optional<bool> active;             // unknown counts as active
    std::optional<double> amount_precision; // in the exchange's precision mode
    std::optional<double> price_precision;
    market_limits limits;
    std::optional<double> contract_size; // coins a contract; none on spot
    std::optional<double> maker_fee;     // as a ratio: 0.001 is 0.1 %
    std::optional<double> taker_fee;
    std::string info_json; // the exchange's own description, as JSON text ("" when not given)
};
// Ordered as the exchange lists them.
using market_list = std::vector<market_info>;

struct ticker {
    pair_name symbol;
    std::optional<double> bid;
    std::optional<double> ask;
    std::optional<double> last;
    std::optional<double> base_volume; // of 24 hours
    std::optional<double> quote_volume;
    std::optional<double> percentage; // change in 24 hours, percent
    std::optional<std::int64_t> time_ms;
};
using ticker_map = ordered_map<ticker>; // in the order in which the exchange told them

struct book_level {
    double price = 0;
    double amount = 0;
};
struct order_book {
    std::vector<book_level> bids; // best (highest) first
    std::vector<book_level> asks; // best (lowest) first
};

// One raw candle of an exchange's answer; `open_ms` is the start of its period.
struct raw_candle {
    std::int64_t open_ms = 0;
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    double volume = 0; // in base coins
};

struct leverage_tier {
    double min_notional = 0;
    double max_notional = 0;
    double maintenance_margin_rate = 0;
    double max_leverage = 1;
    double maintenance_amount = 0;
};

} // namespace tremolo::market
