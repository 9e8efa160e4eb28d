// Rows of the small tables: custom data of trades, the bot's own values, the wallet's history; and the few columns of a
// closed trade that running totals are made of. Plain data.
#pragma once
#include "base/clock.hpp"
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tremolo::store {

// A value that a strategy keeps with a trade. `type` is Python's name of its type: bool, int, float and str are stored
// as plain text, anything else (list, dict, NoneType) as JSON.
struct custom_data {
    std::int64_t id = 0;
    std::int64_t trade_id = 0;
    std::string key;
    std::string type;
    std::string value;
    timestamp created_at{};
    std::optional<timestamp> updated_at;
};

// A value of the KeyValueStore table.
using stored_value = std::variant<std::string, timestamp, double, std::int64_t>;

struct wallet_record {
    std::int64_t id = 0;
    timestamp at{};             // start of the UTC day
    std::string currency;       // or the pair of a position
    std::optional<double> rate; // of one unit, in the quote currency
    std::string quote_currency;
    double balance = 0;
    std::optional<double> total_quote;
    std::optional<double> total_position_value;
    std::optional<double> collateral;
    double leverage = 1;
    bool bot_managed = true;
};

// The texts are valid during the callback only.
struct closed_trade_row {
    std::int64_t id = 0;
    std::string_view pair;
    bool is_short = false;
    timestamp open_date{};
    timestamp close_date{};
    double stake_amount = 0;
    double leverage = 1;
    double close_profit = 0;     // ratio
    double close_profit_abs = 0; // stake currency
    double fee_open = 0;
    double fee_close = 0;
    std::optional<std::string_view> enter_tag;
    std::optional<std::string_view> exit_reason;
    std::optional<std::string_view> strategy;
    double entry_cost = 0; // sum of filled x average of its entry orders, not divided by leverage
    double volume = 0;     // sum of cost of its orders with status closed
    // What databases of other programs may not say. Without a date of closing the opening's stands there.
    bool has_close_date = true;
    bool has_profit = true; // close_profit_abs
};

struct page {
    enum class order { by_id, newest_close_first };
    order sorted = order::by_id;
    std::optional<std::int64_t> limit; // absent: all
    std::int64_t offset = 0;
};

// Which trades of one kind, open or closed. Times are of the close; of the opening where trades are open.
struct trade_filter {
    bool is_open = false;
    std::optional<timestamp> since; // not before
    std::optional<timestamp> until; // before
    std::optional<std::string> pair;
    std::optional<std::string> strategy;
};

// Where a page ended: the next one begins behind it, whatever was added meanwhile.
struct trade_position {
    std::int64_t id = 0;
    timestamp at{}; // of that trade, as trade_filter has it; only where the newest come first
};

struct trade_search {
    trade_filter filter{};
    page::order sorted = page::order::by_id;
    std::optional<trade_position> behind{};
    std::int64_t limit = -1; // -1: all
    std::int64_t offset = 0;
};

} // namespace tremolo::store
