#include "cli/data_commands.hpp"
#include "backtest/results/result_folder.hpp"
#include "base/error.hpp"
#include "cli/simulated_exchange.hpp"
#include "exchange/retry.hpp"
#include "exchange/simulated/simulated.hpp"
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
struct dispatcher {
    const config::environment& variables;
    terminal& talk;

    int operator()(const backtesting_show_options& o) const { return run_backtesting_show(o, variables, talk); }
    int operator()(const backtesting_analysis_options& o) const { return run_backtesting_analysis(o, variables, talk); }
    int operator()(const download_data_options& o) const { return run_download_data(o, variables, talk); }
    int operator()(const convert_data_options& o) const { return run_convert_data(o, variables, talk); }
    int operator()(const convert_trade_data_options& o) const { return run_convert_trade_data(o, variables, talk); }
    int operator()(const trades_to_ohlcv_options& o) const { return run_trades_to_ohlcv(o, variables, talk); }
    int operator()(const list_data_options& o) const { return run_list_data(o, variables, talk); }
    int operator()(const list_markets_options& o) const { return run_list_markets(o, variables, talk); }
    int operator()(const list_exchanges_options& o) const { return run_list_exchanges(o, variables, talk); }
    int operator()(const test_pairlist_options& o) const { return run_test_pairlist(o, variables, talk); }
    int operator()(const show_trades_options& o) const { return run_show_trades(o, variables, talk); }
    int operator()(const plot_options& o) const {
        return o.profit ? run_plot_profit(o, variables, talk) : run_plot_dataframe(o, variables, talk);
    }
};
} // namespace

int run_data_command(const data_command& command, const config::environment& variables, terminal& talk) {
    return std::visit(dispatcher{variables, talk}, command.options);
}

started start_utility(const common_options& options, const config::environment& variables, const clock& clock,
                      boost::json::object command_line) {
    auto how = load_options_of(options, variables, true);
    how.mode = config::run_mode::other;
    how.use_dry_run = true;
    for (auto& [key, value] : command_line) how.command_line[key] = std::move(value);
    return start(how, options, clock);
}

started start_utility(const exchange_options& options, const config::environment& variables, const clock& clock) {
    boost::json::object line;
    if (!options.exchange.empty()) line["exchange"] = {{"name", options.exchange}};
    if (!options.trading_mode.empty()) line["trading_mode"] = options.trading_mode;
    // Files of candles are the same in both margin modes, but one must be named.
    if (options.trading_mode == "futures") line["margin_mode"] = "isolated";
    return start_utility(static_cast<const common_options&>(options), variables, clock, std::move(line));
}

opened_market open_market(const config::configuration& settings, const clock& clock,
                          const std::shared_ptr<log_sink>& log, const char* command) {
    if (settings.exchange.name.empty())
        throw configuration_error{fmt::format("{} needs an exchange: name it with --exchange, or a configuration that "
                                              "does with --config.",
                                              command)};
    const logger notes{log, "tremolo.exchange"};
    auto how = simulated_settings_of(settings);
    // Where no configuration says what is traded against.
    if (how.stake_currency.empty()) how.stake_currency = exchange::simulated_settings{}.stake_currency;
    auto market = exchange::open_simulated(how, clock, notes);
    auto asked = std::make_shared<exchange::retrying>(market, std::stop_token{}, notes);
    asked->load_markets();
    const auto& time = market->exchange_clock();
    return {std::move(asked), time, std::move(market)};
}

market::trading_mode market_mode(const config::configuration& settings) {
    switch (settings.trading_mode) {
    case config::trading_mode::futures: return market::trading_mode::futures;
    case config::trading_mode::margin: return market::trading_mode::margin;
    default: return market::trading_mode::spot;
    }
}

market::candle_folder candle_folder_of(const config::configuration& settings, const std::string& name) {
    const auto& wanted = name.empty() ? settings.dataformat_ohlcv : name;
    const auto format = market::format_named(wanted);
    if (!format)
        throw configuration_error{
            fmt::format("dataformat_ohlcv: found {}, expected feather, json, jsongz or parquet.", wanted)};
    return {settings.datadir, *format};
}

market::trade_folder trade_folder_of(const config::configuration& settings, const std::string& name) {
    const auto& wanted = name.empty() ? settings.dataformat_trades : name;
    const auto format = market::format_named(wanted);
    if (!format)
        throw configuration_error{
            fmt::format("dataformat_trades: found {}, expected feather, json, jsongz or parquet.", wanted)};
    return {settings.datadir, *format, market_mode(settings)};
}

std::vector<market::candle_type> candle_types_named(const std::vector<std::string>& names) {
    std::vector<market::candle_type> types;
    for (const auto& name : names) {
        const auto type = market::candle_type_named(name);
        if (!type) throw configuration_error{fmt::format("--candle-types: {} is no type of candles.", name)};
        types.push_back(*type);
    }
    return types;
}

std::filesystem::path result_path(const result_options& options, const config::configuration& settings) {
    const auto folder =
        options.backtest_directory.empty() ? settings.user_data_dir / "backtest_results" : options.backtest_directory;
    const auto& file = options.backtest_filename;
    std::error_code ignored;
    if (file.empty()) return backtest::archive_path(folder);
    if (std::filesystem::exists(file, ignored)) return backtest::archive_path(file);
    if (const auto found = backtest::result_folder{folder}.find(file.string())) return *found;
    throw operational_error{fmt::format("File or directory {} does not exist.", (folder / file).string())};
}

} // namespace tremolo::cli
