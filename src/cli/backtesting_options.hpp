// What a command line of `backtesting` asked for; names and meaning freqtrade's.
#pragma once
#include "cli/options_common.hpp"

namespace tremolo::cli {

struct backtesting_options : common_options {
    std::string strategy; // "": as the configuration says
    std::vector<std::string> strategy_list;
    std::string strategy_path;
    bool recursive_strategy_search = false;
    std::string timeframe;
    std::string timeframe_detail;
    std::string timerange;
    std::string dataformat_ohlcv;
    std::optional<int> max_open_trades;      // -1: unlimited; 0: as configured
    std::optional<std::string> stake_amount; // a number or "unlimited"
    std::optional<double> fee;
    std::vector<std::string> pairs;
    bool position_stacking = false;
    bool enable_protections = false;
    bool enable_dynamic_pairlist = false;
    std::optional<double> dry_run_wallet;
    std::string export_; // none, trades, signals
    std::filesystem::path backtest_filename;
    std::filesystem::path backtest_directory;
    std::vector<std::string> breakdown;
    std::string cache; // none, day, week, month
    std::string notes;
    std::string ignored;           // of flags that freqtrade takes, and that change nothing here
    std::filesystem::path markets; // Tremolo's own: a file of markets instead of an exchange
};

} // namespace tremolo::cli
