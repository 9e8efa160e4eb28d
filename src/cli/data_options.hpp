// What the command lines of data, markets and results asked for: one plain struct a subcommand, names and meaning
// freqtrade's.
#pragma once
#include "cli/options_common.hpp"
#include <variant>

namespace tremolo::cli {

struct result_options : common_options {
    std::filesystem::path backtest_filename;  // empty: the last result
    std::filesystem::path backtest_directory; // empty: USERDIR/backtest_results
};

struct backtesting_show_options : result_options {
    bool show_pair_list = false;
    std::vector<std::string> breakdown;
};

struct backtesting_analysis_options : result_options {
    std::vector<std::string> analysis_groups;
    std::vector<std::string> enter_reason_list; // empty: all
    std::vector<std::string> exit_reason_list;
    std::vector<std::string> indicator_list;
    bool entry_only = false;
    bool exit_only = false;
    std::string timerange;
    bool rejected_signals = false;
    bool analysis_to_csv = false;
    std::filesystem::path analysis_csv_path;
};

// Of those that know an exchange.
struct exchange_options : common_options {
    std::string exchange; // "": as the configuration says
    std::string trading_mode;
};

struct download_data_options : exchange_options {
    std::vector<std::string> pairs; // empty: as the configuration says
    std::filesystem::path pairs_file;
    std::optional<std::int64_t> days;
    std::optional<std::int64_t> new_pairs_days;
    bool include_inactive = false;
    std::string timerange;
    bool trades = false;
    bool convert = false; // the trades into candles
    std::vector<std::string> timeframes;
    bool erase = false;
    std::string format;        // "": as the configuration says
    std::string trades_format; // likewise
    std::vector<std::string> candle_types;
    bool prepend = false;
};

struct convert_data_options : exchange_options {
    std::vector<std::string> pairs;
    std::string format_from;
    std::string format_to;
    bool erase = false; // the files converted from
    std::vector<std::string> timeframes;
    std::vector<std::string> candle_types;
};

struct convert_trade_data_options : exchange_options {
    std::vector<std::string> pairs;
    std::string format_from;
    std::string format_to;
    bool erase = false; // the files converted from
};

struct trades_to_ohlcv_options : exchange_options {
    std::vector<std::string> pairs;
    std::vector<std::string> timeframes;
    std::string format;        // "": as the configuration says
    std::string trades_format; // likewise
};

struct list_data_options : exchange_options {
    std::string format;        // "": as the configuration says
    std::string trades_format; // likewise
    bool trades = false;
    std::vector<std::string> pairs;
    bool show_timerange = false;
};

struct list_markets_options : exchange_options {
    bool pairs_only = false; // list-pairs
    bool print_list = false;
    bool print_json = false;
    bool one_column = false;
    bool print_csv = false;
    std::vector<std::string> base;
    std::vector<std::string> quote;
    bool all = false; // inactive ones too
};

struct list_exchanges_options : common_options {
    bool one_column = false;
    bool all = false;
    std::string trading_mode;
    bool dex_only = false;
};

struct test_pairlist_options : exchange_options {
    std::vector<std::string> quote; // stake currencies; empty: as the configuration says
    bool one_column = false;
    bool print_json = false;
};

struct show_trades_options : common_options {
    std::string db_url;
    std::vector<std::int64_t> trade_ids; // empty: all
    bool print_json = false;
};

struct plot_options : result_options {
    std::string strategy;
    std::string strategy_path;
    bool recursive_strategy_search = false;
    std::vector<std::string> pairs;
    std::vector<std::string> indicators1;
    std::vector<std::string> indicators2;
    std::int64_t plot_limit = 750;
    std::string db_url;
    std::string trade_source = "file";
    std::string timerange;
    std::string timeframe;
    bool no_trades = false;
    bool auto_open = false;
    bool profit = false; // plot-profit
};

struct data_command {
    std::variant<backtesting_show_options, backtesting_analysis_options, download_data_options, convert_data_options,
                 convert_trade_data_options, trades_to_ohlcv_options, list_data_options, list_markets_options,
                 list_exchanges_options, test_pairlist_options, show_trades_options, plot_options>
        options;
};

} // namespace tremolo::cli
