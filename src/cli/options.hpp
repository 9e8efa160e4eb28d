// What a command line asked for: one plain struct a subcommand. Names and meaning are freqtrade's where it has them.
#pragma once
#include "base/clock.hpp"
#include "cli/analyses.hpp"
#include "cli/backtesting_options.hpp"
#include "cli/data_options.hpp"
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tremolo::cli {

struct trade_options : common_options {
    std::string strategy; // "": as the configuration says
    std::string strategy_path;
    bool recursive_strategy_search = false;
    std::string db_url;
    bool sd_notify = false;
    bool dry_run = false;
    std::optional<double> dry_run_wallet;
    std::optional<double> fee;
    std::optional<timestamp> clock; // --clock: the wall clock stands still there
};

struct webserver_options : common_options {
    std::string strategy_path;
    bool recursive_strategy_search = false;
};

struct show_config_options : common_options {
    bool show_sensitive = false;
};

struct list_timeframes_options : common_options {
    std::string exchange;
    bool one_column = false;
};

struct list_strategies_options : common_options {
    std::string strategy_path;
    bool recursive_strategy_search = false;
    bool one_column = false;
};

// Absent `from`: the newest release of FreqUI, or the one that `ui_version` names.
struct install_ui_options : common_options {
    std::string from; // an archive, a folder or a URL of an archive
    std::optional<std::string> ui_version;
    std::string releases; // URL of the list of releases; empty: FreqUI's
    bool prerelease = false;
    bool erase = false;
};

struct create_userdir_options {
    std::filesystem::path user_data_dir;
    bool reset = false; // samples that are there already are replaced
};

// Each that is absent is asked for at a terminal, and otherwise taken from the defaults in new_config.cpp.
struct new_config_options {
    std::filesystem::path config; // empty: the default file
    std::filesystem::path user_data_dir;
    std::optional<std::string> stake_currency;
    std::optional<std::string> stake_amount; // a number or "unlimited"
    std::optional<int> max_open_trades;
    std::optional<double> dry_run_wallet;
    std::optional<std::string> timeframe; // "": as the strategy says
    std::optional<std::string> strategy;
    std::optional<std::string> exchange;
    std::optional<std::string> listen_ip_address;
    std::optional<int> listen_port;
    std::optional<std::string> username;
    bool defaults = false; // ask nothing
    bool force = false;    // replace a file that is there
};

struct completion_options {
    std::string shell; // bash, zsh or fish
};

struct version_options {};

// --help: the text is all there is to do.
struct help_options {
    std::string text;
};

using command = std::variant<help_options, version_options, completion_options, trade_options, webserver_options,
                             show_config_options, list_timeframes_options, list_strategies_options,
                             create_userdir_options, new_config_options, install_ui_options, backtesting_options,
                             lookahead_options, recursive_options, data_command>;

} // namespace tremolo::cli
