// Trades and orders on the wire. Dates are "YYYY-MM-DD HH:MM:SS" in UTC, `*_timestamp` epoch milliseconds, `*_ratio`
// fractions, `*_pct` percent. The typed objects answer most routes; GET /trades has the raw ones (FACTS.md "Trade
// objects").
#pragma once
#include "base/time_text.hpp"
#include "rpc/schema/enums.hpp"
#include "json/write.hpp"

namespace tremolo::rpc::schema {

struct order_schema {
    std::string pair;
    std::string order_id;
    std::string status;
    std::optional<double> remaining;
    double amount = 0;
    double safe_price = 0;
    double cost = 0;
    std::optional<double> filled;
    std::string ft_order_side;
    std::string order_type;
    bool is_open = false;
    std::optional<std::int64_t> order_timestamp;
    std::optional<std::int64_t> order_filled_timestamp;
    std::optional<double> ft_fee_base;
    std::optional<std::string> ft_order_tag;
};
BOOST_DESCRIBE_STRUCT(order_schema, (),
                      (pair, order_id, status, remaining, amount, safe_price, cost, filled, ft_order_side, order_type,
                       is_open, order_timestamp, order_filled_timestamp, ft_fee_base, ft_order_tag))

// What a trade is, and how it was opened.
struct trade_opening {
    std::int64_t trade_id = 0;
    std::string pair;
    std::string base_currency;
    std::string quote_currency;
    bool is_open = false;
    bool is_short = false;
    std::string exchange;
    double amount = 0;
    double amount_requested = 0;
    double stake_amount = 0;
    std::optional<double> max_stake_amount;
    std::string strategy;
    std::optional<std::string> enter_tag;
    std::int64_t timeframe = 0;
    std::optional<double> fee_open;
    std::optional<double> fee_open_cost;
    std::optional<std::string> fee_open_currency;
    std::optional<double> fee_close;
    std::optional<double> fee_close_cost;
    std::optional<std::string> fee_close_currency;
    std::string open_date;
    std::int64_t open_timestamp = 0;
    std::optional<std::string> open_fill_date;
    std::optional<std::int64_t> open_fill_timestamp;
    double open_rate = 0;
    std::optional<double> open_rate_requested;
    double open_trade_value = 0;
};
BOOST_DESCRIBE_STRUCT(trade_opening, (),
                      (trade_id, pair, base_currency, quote_currency, is_open, is_short, exchange, amount,
                       amount_requested, stake_amount, max_stake_amount, strategy, enter_tag, timeframe, fee_open,
                       fee_open_cost, fee_open_currency, fee_close, fee_close_cost, fee_close_currency, open_date,
                       open_timestamp, open_fill_date, open_fill_timestamp, open_rate, open_rate_requested,
                       open_trade_value))

// How it closed, or stands.
struct trade_result {
    std::optional<std::string> close_date;
    std::optional<std::int64_t> close_timestamp;
    std::optional<double> close_rate;
    std::optional<double> close_rate_requested;
    std::optional<double> close_profit;
    std::optional<double> close_profit_pct;
    std::optional<double> close_profit_abs;
    std::optional<double> profit_ratio;
    std::optional<double> profit_pct;
    std::optional<double> profit_abs;
    std::optional<double> profit_fiat;
    double realized_profit = 0;
    std::optional<double> realized_profit_ratio;
    std::optional<std::string> exit_reason;
    std::optional<std::string> exit_order_status;
};
BOOST_DESCRIBE_STRUCT(trade_result, (),
                      (close_date, close_timestamp, close_rate, close_rate_requested, close_profit, close_profit_pct,
                       close_profit_abs, profit_ratio, profit_pct, profit_abs, profit_fiat, realized_profit,
                       realized_profit_ratio, exit_reason, exit_order_status))

struct trade_schema : trade_opening, trade_result {
    std::optional<double> stop_loss_abs;
    std::optional<double> stop_loss_ratio;
    std::optional<double> stop_loss_pct;
    std::optional<std::string> stoploss_last_update;
    std::optional<std::int64_t> stoploss_last_update_timestamp;
    std::optional<double> initial_stop_loss_abs;
    std::optional<double> initial_stop_loss_ratio;
    std::optional<double> initial_stop_loss_pct;
    std::optional<double> min_rate;
    std::optional<double> max_rate;
    std::int64_t nr_of_successful_entries = 0;
    std::int64_t nr_of_successful_exits = 0;
    bool has_open_orders = false;
    std::vector<order_schema> orders;
    std::optional<double> leverage;
    std::optional<double> interest_rate;
    std::optional<double> liquidation_price;
    std::optional<double> funding_fees;
    std::optional<schema::trading_mode> trading_mode;
    std::optional<double> amount_precision;
    std::optional<double> price_precision;
    std::optional<std::int64_t> precision_mode;
};
BOOST_DESCRIBE_STRUCT(trade_schema, (trade_opening, trade_result),
                      (stop_loss_abs, stop_loss_ratio, stop_loss_pct, stoploss_last_update,
                       stoploss_last_update_timestamp, initial_stop_loss_abs, initial_stop_loss_ratio,
                       initial_stop_loss_pct, min_rate, max_rate, nr_of_successful_entries, nr_of_successful_exits,
                       has_open_orders, orders, leverage, interest_rate, liquidation_price, funding_fees, trading_mode,
                       amount_precision, price_precision, precision_mode))
constexpr auto json_rules(const trade_schema*) {
    return std::array{json::rule{.member = "open_fill_date", .required = true},
                      json::rule{.member = "open_fill_timestamp", .required = true}};
}

struct open_trade_schema : trade_schema {
    std::optional<double> stoploss_current_dist;
    std::optional<double> stoploss_current_dist_pct;
    std::optional<double> stoploss_current_dist_ratio;
    std::optional<double> stoploss_entry_dist;
    std::optional<double> stoploss_entry_dist_ratio;
    double current_rate = 0;
    double total_profit_abs = 0;
    std::optional<double> total_profit_fiat;
    std::optional<double> total_profit_ratio;
};
BOOST_DESCRIBE_STRUCT(open_trade_schema, (trade_schema),
                      (stoploss_current_dist, stoploss_current_dist_pct, stoploss_current_dist_ratio,
                       stoploss_entry_dist, stoploss_entry_dist_ratio, current_rate, total_profit_abs,
                       total_profit_fiat, total_profit_ratio))

// As freqtrade prints it there: a zero without a point.
using number_or_zero = std::variant<std::int64_t, double>;

// An order as GET /trades prints it: without a response model, so in another order and with more keys.
struct raw_order {
    double amount = 0;
    double safe_price = 0;
    std::string ft_order_side;
    std::optional<std::int64_t> order_filled_timestamp;
    bool ft_is_entry = false;
    std::optional<std::string> ft_order_tag;
    number_or_zero cost;
    std::string pair;
    std::string order_id;
    std::optional<std::string> status;
    number_or_zero average;
    std::optional<double> filled;
    bool is_open = false;
    std::optional<std::string> order_date;
    std::optional<std::int64_t> order_timestamp;
    std::optional<std::string> order_filled_date;
    std::optional<std::string> order_type;
    std::optional<double> price;
    std::optional<double> remaining;
    std::optional<double> ft_fee_base;
    std::optional<double> funding_fee;
};
BOOST_DESCRIBE_STRUCT(raw_order, (),
                      (amount, safe_price, ft_order_side, order_filled_timestamp, ft_is_entry, ft_order_tag, cost, pair,
                       order_id, status, average, filled, is_open, order_date, order_timestamp, order_filled_date,
                       order_type, price, remaining, ft_fee_base, funding_fee))

// A trade as GET /trades prints it. trade_duration counts whole minutes, trade_duration_s seconds.
// Its first keys.
struct raw_trade_opening {
    std::int64_t trade_id = 0;
    std::string pair;
    std::string base_currency;
    std::string quote_currency;
    bool is_open = false;
    std::string exchange;
    double amount = 0;
    std::optional<double> amount_requested;
    double stake_amount = 0;
    std::optional<double> max_stake_amount;
    std::optional<std::string> strategy;
    std::optional<std::string> enter_tag;
    std::optional<std::int64_t> timeframe;
    std::optional<double> fee_open;
    std::optional<double> fee_open_cost;
    std::optional<std::string> fee_open_currency;
    std::optional<double> fee_close;
    std::optional<double> fee_close_cost;
    std::optional<std::string> fee_close_currency;
    std::string open_date;
    std::int64_t open_timestamp = 0;
    std::optional<std::string> open_fill_date;
    std::optional<std::int64_t> open_fill_timestamp;
    double open_rate = 0;
    std::optional<double> open_rate_requested;
    double open_trade_value = 0;
};
BOOST_DESCRIBE_STRUCT(raw_trade_opening, (),
                      (trade_id, pair, base_currency, quote_currency, is_open, exchange, amount, amount_requested,
                       stake_amount, max_stake_amount, strategy, enter_tag, timeframe, fee_open, fee_open_cost,
                       fee_open_currency, fee_close, fee_close_cost, fee_close_currency, open_date, open_timestamp,
                       open_fill_date, open_fill_timestamp, open_rate, open_rate_requested, open_trade_value))

// How it closed. trade_duration_s counts seconds, trade_duration whole minutes.
struct raw_trade_result {
    std::optional<std::string> close_date;
    std::optional<std::int64_t> close_timestamp;
    double realized_profit = 0;
    std::optional<double> realized_profit_ratio;
    std::optional<double> close_rate;
    std::optional<double> close_rate_requested;
    std::optional<double> close_profit;
    std::optional<double> close_profit_pct;
    std::optional<double> close_profit_abs;
    std::optional<std::int64_t> trade_duration_s;
    std::optional<std::int64_t> trade_duration;
    std::optional<double> profit_ratio;
    std::optional<double> profit_pct;
    std::optional<double> profit_abs;
    std::optional<std::string> exit_reason;
    std::optional<std::string> exit_order_status;
};
BOOST_DESCRIBE_STRUCT(raw_trade_result, (),
                      (close_date, close_timestamp, realized_profit, realized_profit_ratio, close_rate,
                       close_rate_requested, close_profit, close_profit_pct, close_profit_abs, trade_duration_s,
                       trade_duration, profit_ratio, profit_pct, profit_abs, exit_reason, exit_order_status))

struct raw_trade : raw_trade_opening, raw_trade_result {
    std::optional<double> stop_loss_abs;
    std::optional<double> stop_loss_ratio;
    std::optional<double> stop_loss_pct;
    std::optional<std::string> stoploss_last_update;
    std::optional<std::int64_t> stoploss_last_update_timestamp;
    std::optional<double> initial_stop_loss_abs;
    std::optional<double> initial_stop_loss_ratio;
    std::optional<double> initial_stop_loss_pct;
    std::optional<double> min_rate;
    std::optional<double> max_rate;
    std::optional<double> leverage;
    std::optional<double> interest_rate;
    std::optional<double> liquidation_price;
    bool is_short = false;
    std::optional<schema::trading_mode> trading_mode;
    std::optional<double> funding_fees;
    std::optional<double> amount_precision;
    std::optional<double> price_precision;
    std::optional<std::int64_t> precision_mode;
    std::optional<std::int64_t> precision_mode_price;
    std::optional<double> contract_size;
    std::int64_t nr_of_successful_entries = 0;
    std::int64_t nr_of_successful_exits = 0;
    bool has_open_orders = false;
    std::vector<raw_order> orders;
};
BOOST_DESCRIBE_STRUCT(raw_trade, (raw_trade_opening, raw_trade_result),
                      (stop_loss_abs, stop_loss_ratio, stop_loss_pct, stoploss_last_update,
                       stoploss_last_update_timestamp, initial_stop_loss_abs, initial_stop_loss_ratio,
                       initial_stop_loss_pct, min_rate, max_rate, leverage, interest_rate, liquidation_price, is_short,
                       trading_mode, funding_fees, amount_precision, price_precision, precision_mode,
                       precision_mode_price, contract_size, nr_of_successful_entries, nr_of_successful_exits,
                       has_open_orders, orders))

// GET /trades
struct raw_trades_page {
    std::vector<raw_trade> trades;
    std::int64_t trades_count = 0; // in this page
    std::int64_t offset = 0;
    std::int64_t total_trades = 0;
};
BOOST_DESCRIBE_STRUCT(raw_trades_page, (), (trades, trades_count, offset, total_trades))

struct status_msg {
    std::string status;
};
BOOST_DESCRIBE_STRUCT(status_msg, (), (status))

struct result_msg {
    std::string result;
};
BOOST_DESCRIBE_STRUCT(result_msg, (), (result))

struct delete_trade {
    std::int64_t cancel_order_count = 0;
    std::string result;
    std::string result_msg;
    std::int64_t trade_id = 0;
};
BOOST_DESCRIBE_STRUCT(delete_trade, (), (cancel_order_count, result, result_msg, trade_id))

// POST /forceenter: the trade, or a status text where none was opened.
struct force_enter_answer {
    std::variant<trade_schema, status_msg> root;
};
BOOST_DESCRIBE_STRUCT(force_enter_answer, (), (root))
constexpr void json_is_root(const force_enter_answer*) {}
constexpr std::string_view json_type_name(const force_enter_answer*) {
    return "RootModel_Union_TradeSchema__StatusMsg__";
}

// A time as the database has it, in UTC, printed without a zone: 2026-11-21T07:12:04.083390
struct naive_time {
    timestamp at{};
};
inline void json_write(std::string& out, const naive_time& t) {
    auto text = iso_z_text(t.at);
    text.pop_back();
    json::write_string(out, text);
}
// No "date-time": that has a zone.
inline boost::json::object json_schema(const naive_time*) { return {{"type", "string"}}; }

struct custom_data_entry {
    std::string key;
    std::string type;
    boost::json::value value;
    naive_time created_at;
    std::optional<naive_time> updated_at;
};
BOOST_DESCRIBE_STRUCT(custom_data_entry, (), (key, type, value, created_at, updated_at))

struct list_custom_data {
    std::int64_t trade_id = 0;
    std::vector<custom_data_entry> custom_data;
};
BOOST_DESCRIBE_STRUCT(list_custom_data, (), (trade_id, custom_data))

} // namespace tremolo::rpc::schema
