// `tremolo lookahead-analysis` and `tremolo recursive-analysis`: what is wrong with a strategy before it trades.
#pragma once
#include "cli/options_common.hpp"
#include "cli/terminal.hpp"
#include "config/environment.hpp"

namespace CLI {
class App;
}

namespace tremolo::cli {

// Of both; names and meaning freqtrade's.
struct analysis_options : common_options {
    std::string strategy;
    std::vector<std::string> strategy_list;
    std::string strategy_path;
    bool recursive_strategy_search = false;
    std::string timeframe;
    std::string timerange;
    std::string dataformat_ohlcv;
    std::vector<std::string> pairs;
    std::optional<double> fee;
    std::string ignored;           // of flags that freqtrade takes, and that change nothing
    std::filesystem::path markets; // Tremolo's own: a file of markets instead of an exchange
};

struct lookahead_options : analysis_options {
    std::optional<std::int64_t> minimum_trade_amount;
    std::optional<std::int64_t> targeted_trade_amount;
    bool allow_limit_orders = false;
    std::string timeframe_detail;
    bool enable_dynamic_pairlist = false;
    bool enable_protections = false;   // taken, and then off: the analysis sets its own terms
    std::filesystem::path export_file; // CSV; empty: none
};

struct recursive_options : analysis_options {
    std::vector<std::int64_t> startup_candle; // empty: the usual ones
};

// `version` is set when -V is given. All outlive the parsing.
void add_lookahead_analysis(CLI::App& app, lookahead_options& options, bool& version);
void add_recursive_analysis(CLI::App& app, recursive_options& options, bool& version);

// Print a table. Throw configuration_error and operational_error.
[[nodiscard]] int run_lookahead_analysis(const lookahead_options& options, const config::environment& variables,
                                         terminal& talk);
[[nodiscard]] int run_recursive_analysis(const recursive_options& options, const config::environment& variables,
                                         terminal& talk);

} // namespace tremolo::cli
