// `tremolo plot-profit`: how the profit of a backtest or a bot came about.
#include "backtest/statistics/statistics.hpp"
#include "backtest/statistics/texts.hpp"
#include "backtest/timerange.hpp"
#include "base/error.hpp"
#include "cli/plot_page.hpp"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
// The mean price of the pairs at each candle; empty where there are no candles.
std::string market_of(const plotted_trades& told, const std::vector<std::string>& pairs, const std::string& timeframe,
                      const config::configuration& settings, const logger& log) {
    std::vector<backtest::pair_candles> candles;
    const auto folder = candle_folder_of(settings, "");
    const bool futures = settings.trading_mode == config::trading_mode::futures;
    for (const auto& pair : pairs) {
        const market::candle_series which{pair, timeframe,
                                          futures ? market::candle_type::futures : market::candle_type::spot};
        if (folder.has(which)) candles.push_back({pair, folder.load(which)});
    }
    if (candles.empty()) log.warning("There are no candles of these pairs: the market is not drawn.");
    const auto curve = backtest::market_change_frame(candles, from_epoch_ms(told.from_ms), from_epoch_ms(told.to_ms));
    std::string out = "[";
    if (!curve.empty()) {
        const auto means = curve["mean"];
        for (std::size_t i = 0; i < curve.size(); ++i)
            out += fmt::format("{}[{},{}]", i == 0 ? "" : ",", curve.dates()[i], means[i]);
    }
    return out + "]";
}

void select(plotted_trades& told, const plot_options& options) {
    const auto range = backtest::parse_timerange(options.timerange);
    std::erase_if(told.trades, [&](const backtest::trade_row& t) {
        const bool other = !options.pairs.empty() && std::ranges::find(options.pairs, t.pair) == options.pairs.end();
        const bool outside = t.open_timestamp < range.start_ms().value_or(t.open_timestamp) ||
                             t.close_timestamp > range.stop_ms().value_or(t.close_timestamp);
        return other || outside;
    });
    told.from_ms = std::max(told.from_ms, range.start_ms().value_or(told.from_ms));
    told.to_ms = std::min(told.to_ms, range.stop_ms().value_or(told.to_ms));
}
} // namespace

int run_plot_profit(const plot_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, sink] = start_utility(options, variables, clock);
    const logger log{sink, "tremolo.plot"};
    auto told = trades_to_plot(options, settings);
    select(told, options);
    if (told.trades.empty())
        throw operational_error{"No trades found, cannot generate the plot: there are none of these pairs and times."};
    const auto& pairs = options.pairs.empty() ? told.pairs : options.pairs;
    const auto timeframe = options.timeframe.empty() ? told.timeframe : options.timeframe;
    std::string data = "{\"trades\":";
    json::write(data, told.trades);
    data += ",\"pairs\":";
    json::write(data, pairs);
    data += ",\"currency\":";
    json::write(data, told.currency);
    data += fmt::format(",\"decimals\":{},\"starting_balance\":", backtest::decimals_of(told.currency));
    json::write(data, told.starting_balance);
    data += ",\"market\":" + market_of(told, pairs, timeframe, settings, log) + "}";
    const auto title = told.strategy.empty() ? std::string{"Profit"} : "Profit of " + told.strategy;
    const std::string name = "tremolo-profit-plot.html";
    store_plot(settings, name, plot_page(title, data, plot_parts::profit_script), talk);
    if (options.auto_open) {
        // As a desktop opens files; without one the page stays where it is.
        const auto command =
            fmt::format("xdg-open '{}' >/dev/null 2>&1 &", (settings.user_data_dir / "plot" / name).string());
        if (std::system(command.c_str()) != 0) log.warning("The page could not be opened.");
    }
    return 0;
}

} // namespace tremolo::cli
