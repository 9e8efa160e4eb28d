// The configuration of a bot as the rest of the program reads it: one struct, filled by load.hpp from files,
// environment and command line, and completed with the strategy's attributes. Keys that Tremolo accepts but does not
// act on (telegram, freqai ...) and keys that other rooms read by themselves are in `raw` only.
#pragma once
#include "config/sections.hpp"

namespace tremolo::config {

// What the program runs for. Which keys are required depends on it.
enum class run_mode { live, dry_run, backtest, webserver, other };

// What a strategy declares and a configuration overrides: absent where the configuration says nothing, and all that
// have a default are there after complete() (load.hpp).
struct strategy_settings {
    std::optional<double> max_open_trades; // infinity: unlimited (-1 in the file)
    std::optional<std::string> timeframe;
    std::optional<std::string> stake_currency;
    std::optional<stake_setting> stake_amount;
    std::optional<roi_table> minimal_roi;
    std::optional<double> stoploss; // negative ratio of the open rate
    std::optional<bool> trailing_stop;
    std::optional<double> trailing_stop_positive;
    std::optional<double> trailing_stop_positive_offset;
    std::optional<bool> trailing_only_offset_is_reached;
    std::optional<bool> use_custom_stoploss;
    std::optional<bool> process_only_new_candles;
    std::optional<order_types_settings> order_types;
    std::optional<order_time_in_force_settings> order_time_in_force;
    std::optional<unfilledtimeout_settings> unfilledtimeout;
    std::optional<std::int64_t> startup_candle_count;
    std::optional<bool> use_exit_signal;
    std::optional<bool> exit_profit_only;
    std::optional<double> exit_profit_offset;
    std::optional<bool> ignore_roi_if_entry_signal;
    std::optional<bool> disable_dataframe_checks;
    std::optional<double> ignore_buying_expired_candle_after; // seconds; 0: never
    std::optional<bool> position_adjustment_enable;
    std::optional<double> max_entry_position_adjustment; // -1: unlimited

    static constexpr auto rules() {
        return std::array{rule{.member = "max_open_trades", .ge = -1},
                          rule{.member = "stake_amount", .ge = 0.0001},
                          rule{.member = "stoploss", .lt = 0},
                          rule{.member = "trailing_stop_positive", .ge = 0, .le = 1},
                          rule{.member = "trailing_stop_positive_offset", .ge = 0, .le = 1},
                          rule{.member = "max_entry_position_adjustment", .ge = -1}};
    }
};
BOOST_DESCRIBE_STRUCT(strategy_settings, (),
                      (max_open_trades, timeframe, stake_currency, stake_amount, minimal_roi, stoploss, trailing_stop,
                       trailing_stop_positive, trailing_stop_positive_offset, trailing_only_offset_is_reached,
                       use_custom_stoploss, process_only_new_candles, order_types, order_time_in_force, unfilledtimeout,
                       startup_candle_count, use_exit_signal, exit_profit_only, exit_profit_offset,
                       ignore_roi_if_entry_signal, disable_dataframe_checks, ignore_buying_expired_candle_after,
                       position_adjustment_enable, max_entry_position_adjustment))

struct configuration : strategy_settings {
    // -- what trades
    std::string bot_name = "freqtrade";
    std::optional<std::string> strategy;
    std::filesystem::path strategy_path; // an additional folder of strategies; empty: none
    bool recursive_strategy_search = false;
    tremolo::config::trading_mode trading_mode = tremolo::config::trading_mode::spot;
    tremolo::config::margin_mode margin_mode = tremolo::config::margin_mode::none;
    std::optional<starting_state> initial_state; // absent: stopped
    exchange_settings exchange;
    std::vector<boost::json::object> pairlists; // each with "method" and the keys of that method
    internals_settings internals;
    bool force_entry_enable = false;
    bool cancel_open_orders_on_exit = false;
    // -- money
    bool dry_run = false;
    wallet_setting dry_run_wallet;
    double tradable_balance_ratio = 0.99;
    std::optional<double> available_capital; // in stake currency; absent: the whole wallet
    bool amend_last_stake_amount = false;
    double last_stake_amount_min_ratio = 0.5;
    double amount_reserve_percent = 0.05;
    std::string fiat_display_currency; // "": no conversion
    std::optional<double> fee;         // ratio that replaces the exchange's in a dry run
    std::optional<std::string> proxy_coin;
    double liquidation_buffer = 0.05;
    double liquidation_warn_ratio = 0.2;
    std::optional<double> futures_funding_rate;
    // -- prices
    entry_pricing_settings entry_pricing;
    pricing_settings exit_pricing;
    double custom_price_max_distance_ratio = 0.02;
    // -- the outside
    api_server_settings api_server;
    std::string db_url;                  // "sqlite:///tradesv3.dryrun.sqlite"; relative to the working folder
    std::filesystem::path user_data_dir; // absolute after loading
    std::filesystem::path datadir;       // candle files; absolute after loading
    std::string dataformat_ohlcv = "feather";
    std::string dataformat_trades = "feather";
    bool skip_wallet_history_migration = false;
    std::string logfile;            // "": none
    std::int64_t verbosity = 0;     // number of -v
    std::string export_ = "trades"; // "export" in the file
    std::int64_t new_pairs_days = 30;

    // Not in the files.
    run_mode mode = run_mode::other;
    boost::json::object raw;                         // everything, secrets too: never print it but through redacted()
    boost::json::object original;                    // the same as files and environment set it, before all else
    std::vector<std::filesystem::path> config_files; // as they were read, the strongest first

    // The balances that a dry run starts with.
    [[nodiscard]] std::map<std::string, double> starting_balances() const;

    static constexpr auto rules() {
        constexpr std::string_view formats = "json|jsongz|feather|parquet";
        return std::array{
            rule{.member = "strategy", .nullable = true},
            rule{.member = "pairlists", .min_items = 1},
            rule{.member = "internals", .filled = "{}"},
            rule{.member = "cancel_open_orders_on_exit", .filled = "false"},
            rule{.member = "dry_run_wallet", .filled = "1000"},
            rule{.member = "tradable_balance_ratio", .ge = 0, .le = 1, .filled = "0.99"},
            rule{.member = "available_capital", .ge = 0},
            rule{.member = "amend_last_stake_amount", .filled = "false"},
            rule{.member = "last_stake_amount_min_ratio", .ge = 0, .le = 1, .filled = "0.5"},
            rule{.member = "amount_reserve_percent", .ge = 0, .le = 0.5},
            rule{.member = "fiat_display_currency",
                 .one_of = "AUD|BRL|CAD|CHF|CLP|CNY|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|JPY|KRW|MXN|MYR|NOK|NZD|PHP|"
                           "PKR|PLN|RUB|UAH|SEK|SGD|THB|TRY|TWD|ZAR|USD|BTC|ETH|XRP|LTC|BCH|BNB|"},
            rule{.member = "fee", .ge = 0, .le = 0.1},
            rule{.member = "liquidation_buffer", .ge = 0, .le = 0.99, .filled = "0.05"},
            rule{.member = "liquidation_warn_ratio", .ge = 0, .le = 0.99, .filled = "0.2"},
            rule{.member = "custom_price_max_distance_ratio", .ge = 0, .le = 1, .filled = "0.02"},
            rule{.member = "dataformat_ohlcv", .one_of = formats, .filled = "\"feather\""},
            rule{.member = "dataformat_trades", .one_of = formats, .filled = "\"feather\""},
            rule{.member = "export_", .one_of = "none|trades|signals", .filled = "\"trades\""},
            rule{.member = "new_pairs_days", .filled = "30"}};
    }
};
BOOST_DESCRIBE_STRUCT(configuration, (strategy_settings),
                      (bot_name, strategy, strategy_path, recursive_strategy_search, trading_mode, margin_mode,
                       initial_state, exchange, pairlists, internals, force_entry_enable, cancel_open_orders_on_exit,
                       dry_run, dry_run_wallet, tradable_balance_ratio, available_capital, amend_last_stake_amount,
                       last_stake_amount_min_ratio, amount_reserve_percent, fiat_display_currency, fee, proxy_coin,
                       liquidation_buffer, liquidation_warn_ratio, futures_funding_rate, entry_pricing, exit_pricing,
                       custom_price_max_distance_ratio, api_server, db_url, user_data_dir, datadir, dataformat_ohlcv,
                       dataformat_trades, skip_wallet_history_migration, logfile, verbosity, export_, new_pairs_days))

} // namespace tremolo::config
