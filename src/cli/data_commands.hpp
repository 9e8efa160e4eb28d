// The commands about data, markets and results, one file each. All return the exit code and throw configuration_error
// or operational_error.
#pragma once
#include "cli/data_options.hpp"
#include "cli/start.hpp"
#include "cli/terminal.hpp"
#include "exchange/exchange.hpp"
#include "market/trade_files.hpp"

namespace tremolo::cli {

[[nodiscard]] int run_data_command(const data_command& command, const config::environment& variables, terminal& talk);

[[nodiscard]] int run_backtesting_show(const backtesting_show_options& options, const config::environment& variables,
                                       terminal& talk);
[[nodiscard]] int run_backtesting_analysis(const backtesting_analysis_options& options,
                                           const config::environment& variables, terminal& talk);
[[nodiscard]] int run_download_data(const download_data_options& options, const config::environment& variables,
                                    terminal& talk);
[[nodiscard]] int run_convert_data(const convert_data_options& options, const config::environment& variables,
                                   terminal& talk);
[[nodiscard]] int run_convert_trade_data(const convert_trade_data_options& options,
                                         const config::environment& variables, terminal& talk);
[[nodiscard]] int run_trades_to_ohlcv(const trades_to_ohlcv_options& options, const config::environment& variables,
                                      terminal& talk);
[[nodiscard]] int run_list_data(const list_data_options& options, const config::environment& variables, terminal& talk);
[[nodiscard]] int run_list_markets(const list_markets_options& options, const config::environment& variables,
                                   terminal& talk);
[[nodiscard]] int run_list_exchanges(const list_exchanges_options& options, const config::environment& variables,
                                     terminal& talk);
[[nodiscard]] int run_test_pairlist(const test_pairlist_options& options, const config::environment& variables,
                                    terminal& talk);
[[nodiscard]] int run_show_trades(const show_trades_options& options, const config::environment& variables,
                                  terminal& talk);
[[nodiscard]] int run_plot_dataframe(const plot_options& options, const config::environment& variables, terminal& talk);
[[nodiscard]] int run_plot_profit(const plot_options& options, const config::environment& variables, terminal& talk);

// -- what several of them need
// The configuration where there is one, never to trade; --exchange and --trading-mode laid over it.
[[nodiscard]] started start_utility(const common_options& options, const config::environment& variables,
                                    const clock& clock, boost::json::object command_line = {});
[[nodiscard]] started start_utility(const exchange_options& options, const config::environment& variables,
                                    const clock& clock);
// The exchange that the configuration names, its markets loaded.
struct opened_market {
    std::shared_ptr<exchange::exchange> exchange;
    const tremolo::clock& time; // the market's own
    std::shared_ptr<void> kept; // what they live in
};
[[nodiscard]] opened_market open_market(const config::configuration& settings, const clock& clock,
                                        const std::shared_ptr<log_sink>& log, const char* command);
[[nodiscard]] market::trading_mode market_mode(const config::configuration& settings);
// `name` of --data-format-ohlcv, or as the configuration says.
[[nodiscard]] market::candle_folder candle_folder_of(const config::configuration& settings, const std::string& name);
// `name` of --data-format-trades, or as the configuration says.
[[nodiscard]] market::trade_folder trade_folder_of(const config::configuration& settings, const std::string& name);
[[nodiscard]] std::vector<market::candle_type> candle_types_named(const std::vector<std::string>& names);
// The archive that the options ask for; operational_error when there is none.
[[nodiscard]] std::filesystem::path result_path(const result_options& options, const config::configuration& settings);

} // namespace tremolo::cli
