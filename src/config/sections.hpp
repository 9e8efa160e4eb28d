// The sections of a configuration, one described struct each: keys and meaning are freqtrade's. The initialiser of a
// member is what holds when the key is missing; its limits are in rules() below it. `exchange.connector` and
// `exchange.simulated` are Tremolo's own.
#pragma once
#include "base/secret.hpp"
#include "config/rules.hpp"
#include <array>
#include <boost/describe.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::config {

enum class trading_mode { spot, margin, futures };
BOOST_DESCRIBE_ENUM(trading_mode, spot, margin, futures)

// Of futures only; `none` is written as "".
enum class margin_mode { none, isolated, cross };
BOOST_DESCRIBE_ENUM(margin_mode, none, isolated, cross)
constexpr std::string_view json_enum_text(margin_mode m) {
    return m == margin_mode::none ? "" : m == margin_mode::isolated ? "isolated" : "cross";
}

enum class starting_state { running, paused, stopped };
BOOST_DESCRIBE_ENUM(starting_state, running, paused, stopped)

enum class price_side { ask, bid, same, other };
BOOST_DESCRIBE_ENUM(price_side, ask, bid, same, other)

enum class order_kind { limit, market };
BOOST_DESCRIBE_ENUM(order_kind, limit, market)

enum class timeout_unit { minutes, seconds };
BOOST_DESCRIBE_ENUM(timeout_unit, minutes, seconds)

enum class access_log { error, info };
BOOST_DESCRIBE_ENUM(access_log, error, info)

// Where the simulated exchange takes its prices from: a seeded function of pair and time, a folder of candle files
// played at a chosen speed, a folder of one recorded moment.
enum class price_source { synthetic, replay, frozen };
BOOST_DESCRIBE_ENUM(price_source, synthetic, replay, frozen)

// What trades: `none` when the configuration does not say.
enum class connector_kind { none, simulated };
BOOST_DESCRIBE_ENUM(connector_kind, none, simulated)

// Stake of one trade in stake currency: a number, or "unlimited".
struct stake_setting {
    bool unlimited = false;
    double amount = 0; // when not unlimited
    friend bool operator==(const stake_setting&, const stake_setting&) = default;
};

// Balances that a dry run starts with: a number (of stake currency) or one number a currency.
struct wallet_setting {
    double amount = 1000;                   // of stake currency, when `balances` is empty
    std::map<std::string, double> balances; // by currency
};

// Minutes that a trade has been open -> ratio of profit at which it is closed.
using roi_table = std::map<int, double>;

struct unfilledtimeout_settings {
    std::optional<double> entry; // in `unit`; absent: such orders never time out
    std::optional<double> exit;
    double exit_timeout_count = 0; // this many exit orders timed out: emergency exit; 0: never
    timeout_unit unit = timeout_unit::minutes;

    static constexpr auto rules() {
        return std::array{rule{.member = "entry", .ge = 1}, rule{.member = "exit", .ge = 1},
                          rule{.member = "exit_timeout_count", .ge = 0, .filled = "0"},
                          rule{.member = "unit", .filled = "\"minutes\""}};
    }
};
BOOST_DESCRIBE_STRUCT(unfilledtimeout_settings, (), (entry, exit, exit_timeout_count, unit))

struct depth_of_market_settings {
    bool enabled = false;
    double bids_to_ask_delta = 0; // no entry while bids / asks is below it

    static constexpr auto rules() { return std::array{rule{.member = "bids_to_ask_delta", .ge = 0}}; }
};
BOOST_DESCRIBE_STRUCT(depth_of_market_settings, (), (enabled, bids_to_ask_delta))

struct pricing_settings {
    tremolo::config::price_side price_side = tremolo::config::price_side::same;
    bool use_order_book = false;     // else the ticker
    std::int64_t order_book_top = 1; // level of the book, 1 is the best
    // Of the ticker: 0 takes the side's price, 1 the last one, between them in proportion.
    double price_last_balance = 0;

    static constexpr auto rules() {
        return std::array{rule{.member = "price_side", .required = true, .filled = "\"same\""},
                          rule{.member = "order_book_top", .ge = 1, .le = 50},
                          rule{.member = "price_last_balance", .ge = 0, .le = 1}};
    }
};
BOOST_DESCRIBE_STRUCT(pricing_settings, (), (price_side, use_order_book, order_book_top, price_last_balance))

struct entry_pricing_settings : pricing_settings {
    depth_of_market_settings check_depth_of_market;
};
BOOST_DESCRIBE_STRUCT(entry_pricing_settings, (pricing_settings), (check_depth_of_market))

struct order_types_settings {
    order_kind entry = order_kind::limit;
    order_kind exit = order_kind::limit;
    std::optional<order_kind> force_entry; // absent: as entry
    std::optional<order_kind> force_exit;  // absent: as exit
    order_kind emergency_exit = order_kind::market;
    order_kind stoploss = order_kind::limit;
    bool stoploss_on_exchange = false;
    std::optional<std::string> stoploss_price_type;
    std::optional<double> stoploss_on_exchange_interval; // seconds between two updates of the stop order; absent: 60
    std::optional<double> stoploss_on_exchange_limit_ratio;

    static constexpr auto rules() {
        return std::array{rule{.member = "entry", .required = true},
                          rule{.member = "exit", .required = true},
                          rule{.member = "emergency_exit", .filled = "\"market\""},
                          rule{.member = "stoploss", .required = true},
                          rule{.member = "stoploss_on_exchange", .required = true},
                          rule{.member = "stoploss_price_type", .one_of = "last|mark|index"},
                          rule{.member = "stoploss_on_exchange_limit_ratio", .ge = 0, .le = 1}};
    }
};
BOOST_DESCRIBE_STRUCT(order_types_settings, (),
                      (entry, exit, force_exit, force_entry, emergency_exit, stoploss, stoploss_on_exchange,
                       stoploss_price_type, stoploss_on_exchange_interval, stoploss_on_exchange_limit_ratio))

struct order_time_in_force_settings {
    std::string entry = "GTC";
    std::string exit = "GTC";

    static constexpr std::string_view words = "GTC|FOK|IOC|PO|gtc|fok|ioc|po";
    static constexpr auto rules() {
        return std::array{rule{.member = "entry", .required = true, .one_of = words},
                          rule{.member = "exit", .required = true, .one_of = words}};
    }
};
BOOST_DESCRIBE_STRUCT(order_time_in_force_settings, (), (entry, exit))

// What the simulated exchange does wrong, decided by its seed: each a probability a call.
struct simulated_faults {
    double errors = 0;       // the call fails with a temporary error, nothing happened
    double lost_answers = 0; // it happened, but the answer is lost: a temporary error
    double rate_limits = 0;  // asked too often
    double delays = 0;       // the answer comes late by `delay_ms`
    double duplicates = 0;   // lists of orders, fills and candles hold rows twice
    std::int64_t delay_ms = 250;

    static constexpr auto rules() {
        return std::array{
            rule{.member = "errors", .ge = 0, .le = 1},      rule{.member = "lost_answers", .ge = 0, .le = 1},
            rule{.member = "rate_limits", .ge = 0, .le = 1}, rule{.member = "delays", .ge = 0, .le = 1},
            rule{.member = "duplicates", .ge = 0, .le = 1},  rule{.member = "delay_ms", .ge = 0, .le = 60000}};
    }
};
BOOST_DESCRIBE_STRUCT(simulated_faults, (), (errors, lost_answers, rate_limits, delays, duplicates, delay_ms))

struct simulated_settings {
    price_source source = price_source::synthetic;
    std::uint64_t seed = 1;               // of synthetic prices and of the faults
    std::filesystem::path path;           // of replay and frozen: the folder; absolute after loading
    double speed = 1;                     // of replay: seconds of market time a second
    std::optional<std::string> start;     // of replay: "2026-01-31 00:00" in UTC; absent: the first candle
    std::map<std::string, double> wallet; // balances when dry_run is false
    std::int64_t latency_ms = 0;          // of every call
    simulated_faults faults;

    static constexpr auto rules() {
        return std::array{rule{.member = "seed", .ge = 0}, rule{.member = "speed", .ge = 0.001, .le = 1000000},
                          rule{.member = "latency_ms", .ge = 0, .le = 60000}};
    }
};
BOOST_DESCRIBE_STRUCT(simulated_settings, (), (source, seed, path, speed, start, wallet, latency_ms, faults))

struct exchange_settings {
    std::string name;                                // what is reported: "binance"
    connector_kind connector = connector_kind::none; // what trades in its place
    simulated_settings simulated;
    secret api_key;
    secret key;
    secret secret_; // "secret" in the file
    secret password;
    secret uid;
    secret account_id;
    secret wallet_address;
    secret private_key;
    std::vector<std::string> pair_whitelist;
    std::vector<std::string> pair_blacklist; // regular expressions
    bool log_responses = false;
    bool enable_ws = true;
    std::optional<double> unknown_fee_rate;     // rate of fee currencies whose price is not known
    std::int64_t outdated_offset = 5;           // minutes after which the last candle counts as outdated
    std::int64_t markets_refresh_interval = 60; // minutes
    bool skip_pair_validation = false;
    bool skip_open_order_update = false;
    bool demo_trading = false;
    bool use_public_trades = false;

    static constexpr auto rules() {
        return std::array{rule{.member = "name", .required = true},
                          rule{.member = "connector", .one_of = "simulated"},
                          rule{.member = "api_key", .nullable = true},
                          rule{.member = "key", .nullable = true},
                          rule{.member = "secret_", .nullable = true, .filled = "null"},
                          rule{.member = "password", .nullable = true, .filled = "null"},
                          rule{.member = "uid", .nullable = true},
                          rule{.member = "account_id", .nullable = true},
                          rule{.member = "wallet_address", .nullable = true},
                          rule{.member = "private_key", .nullable = true},
                          rule{.member = "pair_whitelist", .unique = true},
                          rule{.member = "pair_blacklist", .unique = true},
                          rule{.member = "log_responses", .filled = "false"},
                          rule{.member = "enable_ws", .filled = "true"},
                          rule{.member = "outdated_offset", .ge = 1},
                          rule{.member = "markets_refresh_interval", .filled = "60"}};
    }
};
BOOST_DESCRIBE_STRUCT(exchange_settings, (),
                      (name, connector, simulated, api_key, key, secret_, password, uid, account_id, wallet_address,
                       private_key, pair_whitelist, pair_blacklist, log_responses, enable_ws, unknown_fee_rate,
                       outdated_offset, markets_refresh_interval, skip_pair_validation, skip_open_order_update,
                       demo_trading, use_public_trades))

// One token or a list of them.
struct token_list {
    std::vector<secret> tokens;
};

struct api_server_settings {
    bool enabled = false;
    std::string listen_ip_address = "127.0.0.1";
    std::int64_t listen_port = 8080;
    std::string username;
    secret password;
    token_list ws_token;
    secret jwt_secret_key;
    std::vector<std::string> CORS_origins;
    access_log verbosity = access_log::error;
    bool enable_openapi = false;
    std::string base_path; // "/bot": everything is served below it; "": at the root

    static constexpr auto rules() {
        return std::array{rule{.member = "enabled", .required = true},
                          rule{.member = "listen_ip_address", .required = true},
                          rule{.member = "listen_port", .required = true, .ge = 1024, .le = 65535},
                          rule{.member = "username", .required = true},
                          rule{.member = "password", .required = true},
                          rule{.member = "jwt_secret_key",
                               .required = true,
                               .min_length = 32,
                               .filled = "\"somethingRandomSomethingRandom123\""}};
    }
};
BOOST_DESCRIBE_STRUCT(api_server_settings, (),
                      (enabled, listen_ip_address, listen_port, username, password, ws_token, jwt_secret_key,
                       CORS_origins, verbosity, enable_openapi, base_path))

struct internals_settings {
    std::int64_t process_throttle_secs = 5; // seconds from the start of one iteration to the next
    double heartbeat_interval = 60;         // seconds between two heartbeat lines; 0: none
    bool sd_notify = false;                 // tell systemd
};
BOOST_DESCRIBE_STRUCT(internals_settings, (), (process_throttle_secs, heartbeat_interval, sd_notify))

} // namespace tremolo::config
