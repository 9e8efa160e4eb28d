// What the bot says of itself: configuration, log, health, machine, markets, strategy.
#pragma once
#include "json/write.hpp"

namespace tremolo::rpc::schema {

enum class order_type_values { limit, market };
BOOST_DESCRIBE_ENUM(order_type_values, limit, market)

// As the configuration or the strategy has them: what is not set is left out.
struct unfilled_timeout {
    json::omittable<std::int64_t> entry;
    json::omittable<std::int64_t> exit;
    json::omittable<std::string> unit;
    json::omittable<std::int64_t> exit_timeout_count;
};
BOOST_DESCRIBE_STRUCT(unfilled_timeout, (), (entry, exit, unit, exit_timeout_count))
constexpr auto json_rules(const unfilled_timeout*) {
    return std::array{json::rule{.member = "entry", .nullable = true}, json::rule{.member = "exit", .nullable = true},
                      json::rule{.member = "unit", .nullable = true},
                      json::rule{.member = "exit_timeout_count", .nullable = true}};
}

struct order_types {
    order_type_values entry = order_type_values::limit;
    order_type_values exit = order_type_values::limit;
    json::omittable<order_type_values> emergency_exit;
    json::omittable<order_type_values> force_exit;
    json::omittable<order_type_values> force_entry;
    order_type_values stoploss = order_type_values::limit;
    bool stoploss_on_exchange = false;
    json::omittable<std::int64_t> stoploss_on_exchange_interval;
};
BOOST_DESCRIBE_STRUCT(order_types, (),
                      (entry, exit, emergency_exit, force_exit, force_entry, stoploss, stoploss_on_exchange,
                       stoploss_on_exchange_interval))
constexpr auto json_rules(const order_types*) {
    return std::array{json::rule{.member = "emergency_exit", .nullable = true},
                      json::rule{.member = "force_exit", .nullable = true},
                      json::rule{.member = "force_entry", .nullable = true},
                      json::rule{.member = "stoploss_on_exchange_interval", .nullable = true}};
}

struct show_config {
    std::string version;
    std::optional<std::string> strategy_version;
    double api_version = 0;
    bool dry_run = false;
    std::string trading_mode;
    std::string margin_mode;
    bool short_allowed = false;
    std::string stake_currency;
    json::omittable<std::string> proxy_coin;
    std::string stake_amount;
    std::optional<double> available_capital;
    std::int64_t stake_currency_decimals = 0;
    double max_open_trades = 0;
    boost::json::object minimal_roi;
    std::optional<double> stoploss;
    bool stoploss_on_exchange = false;
    std::optional<bool> trailing_stop;
    std::optional<double> trailing_stop_positive;
    std::optional<double> trailing_stop_positive_offset;
    std::optional<bool> trailing_only_offset_is_reached;
    std::optional<unfilled_timeout> unfilledtimeout;
    std::optional<schema::order_types> order_types;
    std::optional<bool> use_custom_stoploss;
    std::optional<std::string> timeframe;
    std::int64_t timeframe_ms = 0;
    std::int64_t timeframe_min = 0;
    std::string exchange;
    bool demo_trading = false;
    std::optional<std::string> strategy;
    bool force_entry_enable = false;
    boost::json::object exit_pricing;
    boost::json::object entry_pricing;
    std::string bot_name;
    std::string state;
    std::string runmode;
    bool position_adjustment_enable = false;
    std::int64_t max_entry_position_adjustment = 0;
};
BOOST_DESCRIBE_STRUCT(show_config, (),
                      (version, strategy_version, api_version, dry_run, trading_mode, margin_mode, short_allowed,
                       stake_currency, proxy_coin, stake_amount, available_capital, stake_currency_decimals,
                       max_open_trades, minimal_roi, stoploss, stoploss_on_exchange, trailing_stop,
                       trailing_stop_positive, trailing_stop_positive_offset, trailing_only_offset_is_reached,
                       unfilledtimeout, order_types, use_custom_stoploss, timeframe, timeframe_ms, timeframe_min,
                       exchange, demo_trading, strategy, force_entry_enable, exit_pricing, entry_pricing, bot_name,
                       state, runmode, position_adjustment_enable, max_entry_position_adjustment))
constexpr auto json_rules(const show_config*) {
    return std::array{json::rule{.member = "proxy_coin", .nullable = true}};
}

// date ("YYYY-MM-DD HH:MM:SS"), epoch milliseconds, logger, level, message
using log_row = std::tuple<std::string, double, std::string, std::string, std::string>;

struct log_answer {
    std::int64_t log_count = 0;
    std::vector<log_row> logs;
};
BOOST_DESCRIBE_STRUCT(log_answer, (), (log_count, logs))
constexpr std::string_view json_type_name(const log_answer*) { return "Logs"; }

struct health {
    std::optional<timestamp> last_process;
    std::optional<std::int64_t> last_process_ts;
    std::optional<timestamp> bot_start;
    std::optional<std::int64_t> bot_start_ts;
    std::optional<timestamp> bot_startup;
    std::optional<std::int64_t> bot_startup_ts;
};
BOOST_DESCRIBE_STRUCT(health, (), (last_process, last_process_ts, bot_start, bot_start_ts, bot_startup, bot_startup_ts))

struct cpu_info {
    std::int64_t cpu = 0;
    double pct = 0;
};
BOOST_DESCRIBE_STRUCT(cpu_info, (), (cpu, pct))

struct sys_info {
    std::vector<double> cpu_pct;
    std::vector<cpu_info> cpu_load;
    json::ordered_map<double> cpu_load_avg;
    std::int64_t cpu_count = 0;
    double cpu_avg = 0;
    double ram_pct = 0;
};
BOOST_DESCRIBE_STRUCT(sys_info, (), (cpu_pct, cpu_load, cpu_load_avg, cpu_count, cpu_avg, ram_pct))
constexpr auto json_rules(const sys_info*) { return std::array{json::rule{.member = "cpu_pct", .optional = true}}; }

struct market_model {
    std::string symbol;
    std::string base;
    std::string quote;
    bool spot = false;
    bool swap = false;
    bool active = false;
};
BOOST_DESCRIBE_STRUCT(market_model, (), (symbol, base, quote, spot, swap, active))
constexpr auto json_rules(const market_model*) { return std::array{json::rule{.member = "active", .optional = true}}; }

struct market_response {
    json::ordered_map<market_model> markets;
    std::string exchange_id;
};
BOOST_DESCRIBE_STRUCT(market_response, (), (markets, exchange_id))

struct plot_config {
    boost::json::object main_plot;
    boost::json::object subplots;
};
BOOST_DESCRIBE_STRUCT(plot_config, (), (main_plot, subplots))
constexpr std::string_view json_type_name(const plot_config*) { return "PlotConfig_"; }

// GET /plot_config: {} for a strategy that has none.
struct plot_config_answer {
    std::variant<plot_config, boost::json::object> root;
};
BOOST_DESCRIBE_STRUCT(plot_config_answer, (), (root))
constexpr void json_is_root(const plot_config_answer*) {}
constexpr std::string_view json_type_name(const plot_config_answer*) { return "RootModel_Union_PlotConfig___dict__"; }

struct boolean_parameter {
    std::string param_type = "BooleanParameter";
    std::string name;
    std::string space;
    bool load = false;
    bool optimize = false;
    std::optional<bool> value;
    std::vector<bool> opt_range;
};
BOOST_DESCRIBE_STRUCT(boolean_parameter, (), (param_type, name, space, load, optimize, value, opt_range))
constexpr auto json_rules(const boolean_parameter*) {
    return std::array{json::rule{.member = "value", .required = true}};
}

struct categorical_parameter {
    std::string param_type = "CategoricalParameter";
    std::string name;
    std::string space;
    bool load = false;
    bool optimize = false;
    boost::json::value value;
    std::vector<boost::json::value> opt_range;
};
BOOST_DESCRIBE_STRUCT(categorical_parameter, (), (param_type, name, space, load, optimize, value, opt_range))

struct decimal_parameter {
    std::string param_type = "DecimalParameter";
    std::string name;
    std::string space;
    bool load = false;
    bool optimize = false;
    double value = 0;
    double low = 0;
    double high = 0;
    std::int64_t decimals = 0;
};
BOOST_DESCRIBE_STRUCT(decimal_parameter, (), (param_type, name, space, load, optimize, value, low, high, decimals))

struct int_parameter {
    std::string param_type = "IntParameter";
    std::string name;
    std::string space;
    bool load = false;
    bool optimize = false;
    std::int64_t value = 0;
    std::int64_t low = 0;
    std::int64_t high = 0;
};
BOOST_DESCRIBE_STRUCT(int_parameter, (), (param_type, name, space, load, optimize, value, low, high))

struct real_parameter {
    std::string param_type = "RealParameter";
    std::string name;
    std::string space;
    bool load = false;
    bool optimize = false;
    double value = 0;
    double low = 0;
    double high = 0;
};
BOOST_DESCRIBE_STRUCT(real_parameter, (), (param_type, name, space, load, optimize, value, low, high))

using strategy_parameter =
    std::variant<boolean_parameter, categorical_parameter, decimal_parameter, int_parameter, real_parameter>;

struct strategy_response {
    std::string strategy;
    std::optional<std::string> timeframe;
    std::vector<strategy_parameter> params;
    std::string code;
};
BOOST_DESCRIBE_STRUCT(strategy_response, (), (strategy, timeframe, params, code))
constexpr auto json_rules(const strategy_response*) {
    return std::array{json::rule{.member = "timeframe", .required = true},
                      json::rule{.member = "params", .optional = true}};
}

} // namespace tremolo::rpc::schema
