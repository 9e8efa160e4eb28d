// Plots as web pages that need nothing beside themselves: the chart library and the data are in the file.
#pragma once
#include "backtest/statistics/result.hpp"
#include "cli/data_commands.hpp"

namespace tremolo::cli {

// Embedded when the program is built (plot/embed.cmake).
namespace plot_parts {
extern const std::string_view page;
extern const std::string_view shared_script;
extern const std::string_view candles_script;
extern const std::string_view profit_script;
extern const std::string_view library; // "" when it could not be fetched
} // namespace plot_parts

// Throws operational_error in a program built without the chart library.
[[nodiscard]] std::string plot_page(const std::string& title, std::string_view data_json, std::string_view script);

// Trades that a plot shows, from a result or a database.
struct plotted_trades {
    std::vector<backtest::trade_row> trades; // closed, in order of closing
    std::vector<std::string> pairs;          // of the result; of a database those with trades
    std::string strategy;
    std::string timeframe;
    std::string currency;
    double starting_balance = 0;
    std::int64_t from_ms = 0; // of the backtest; of a database from the first trade on
    std::int64_t to_ms = 0;
};
// operational_error when there is neither.
[[nodiscard]] plotted_trades trades_to_plot(const plot_options& options, const config::configuration& settings);

// Writes USERDIR/plot/NAME and says where it is.
void store_plot(const config::configuration& settings, const std::string& name, const std::string& page,
                terminal& talk);

} // namespace tremolo::cli
