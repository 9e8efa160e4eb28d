// The grammar of the commands about data, markets and results: a part of the command line's (arguments.cpp).
#pragma once
#include "cli/options.hpp"

namespace CLI {
class App;
}

namespace tremolo::cli {

class data_grammar {
  public:
    // `version` is set when -V is given. Both outlive this object's use.
    void add_to(CLI::App& app, bool& version);
    // The options of the subcommand that was given, if it is one of these; after parsing.
    [[nodiscard]] std::optional<command> result(const CLI::App& app) const;

  private:
    void add_results(CLI::App& app, bool& version);
    void add_files(CLI::App& app, bool& version);
    void add_trade_files(CLI::App& app, bool& version);
    void add_markets(CLI::App& app, bool& version);
    void add_plots(CLI::App& app, bool& version);

    backtesting_show_options show_;
    backtesting_analysis_options analysis_;
    download_data_options download_;
    convert_data_options convert_;
    convert_trade_data_options convert_trades_;
    trades_to_ohlcv_options candles_of_trades_;
    list_data_options data_;
    list_markets_options pairs_;
    list_markets_options markets_;
    list_exchanges_options exchanges_;
    test_pairlist_options pairlist_;
    show_trades_options trades_;
    plot_options candles_;
    plot_options profit_;
    std::string ignored_;
    bool ignored_flag_ = false;
};

} // namespace tremolo::cli
