// Bodies of the requests for candles.
#pragma once
#include "api/schema/strategy_name.hpp"
#include "rpc/schema/enums.hpp"
#include "json/read.hpp"

namespace tremolo::api::schema {

using rpc::schema::margin_mode;
using rpc::schema::trading_mode;

struct pair_candles_request {
    std::string pair;
    std::string timeframe;
    std::optional<std::int64_t> limit;
    std::optional<std::vector<std::string>> columns;
};
BOOST_DESCRIBE_STRUCT(pair_candles_request, (), (pair, timeframe, limit, columns))

struct pair_history_request {
    std::optional<schema::trading_mode> trading_mode;
    std::optional<schema::margin_mode> margin_mode;
    std::optional<std::string> exchange;
    std::string pair;
    std::string timeframe;
    std::optional<std::int64_t> limit;
    std::optional<std::vector<std::string>> columns;
    std::string timerange;
    std::optional<strategy_name> strategy;
    std::optional<std::string> freqaimodel;
    bool live_mode = false;
};
BOOST_DESCRIBE_STRUCT(pair_history_request, (),
                      (trading_mode, margin_mode, exchange, pair, timeframe, limit, columns, timerange, strategy,
                       freqaimodel, live_mode))
constexpr auto json_rules(const pair_history_request*) {
    return std::array{json::rule{.member = "live_mode", .optional = true}};
}

struct download_data_payload {
    std::optional<schema::trading_mode> trading_mode;
    std::optional<schema::margin_mode> margin_mode;
    std::optional<std::string> exchange;
    std::vector<std::string> pairs;
    std::optional<std::vector<std::string>> timeframes = std::vector<std::string>{"1m", "5m"};
    std::optional<std::int64_t> days;
    std::optional<std::string> timerange;
    bool erase = false;
    bool download_trades = false;
    std::optional<std::vector<std::string>> candle_types;
    bool prepend_data = false;
};
BOOST_DESCRIBE_STRUCT(download_data_payload, (),
                      (trading_mode, margin_mode, exchange, pairs, timeframes, days, timerange, erase, download_trades,
                       candle_types, prepend_data))
constexpr auto json_rules(const download_data_payload*) {
    return std::array{json::rule{.member = "timeframes", .optional = true},
                      json::rule{.member = "erase", .optional = true},
                      json::rule{.member = "download_trades", .optional = true},
                      json::rule{.member = "prepend_data", .optional = true}};
}

struct pair_lists_payload {
    std::optional<schema::trading_mode> trading_mode;
    std::optional<schema::margin_mode> margin_mode;
    std::optional<std::string> exchange;
    std::vector<boost::json::object> pairlists;
    std::vector<std::string> blacklist;
    std::string stake_currency;
};
BOOST_DESCRIBE_STRUCT(pair_lists_payload, (),
                      (trading_mode, margin_mode, exchange, pairlists, blacklist, stake_currency))

} // namespace tremolo::api::schema
