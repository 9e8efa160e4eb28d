// `tremolo convert-trade-data` and `tremolo trades-to-ohlcv`: files of trades in another format, and candles of them.
#include "backtest/data/trade_download.hpp"
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <fmt/ranges.h>

namespace tremolo::cli {

namespace {
// Of the pairs that have a file, those that are wanted.
std::vector<market::pair_name> pairs_of(const market::trade_folder& folder, const std::vector<std::string>& wanted) {
    auto available = folder.available();
    if (wanted.empty()) return available;
    auto pairs = plugins::expand_wildcards(wanted, available, plugins::unmatched::drop);
    std::ranges::sort(pairs);
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    return pairs;
}

void check_length(const std::string& name) {
    try {
        if (market::timeframe{name}.usable()) return;
    } catch (const market::bad_timeframe&) {} // told below
    throw configuration_error{fmt::format("--timeframes: {} is no length of candles.", name)};
}
} // namespace

int run_convert_trade_data(const convert_trade_data_options& options, const config::environment& variables,
                           terminal& talk) {
    const system_clock clock;
    const auto [settings, sink] = start_utility(options, variables, clock);
    const logger log{sink, "tremolo.data"};
    const auto from = trade_folder_of(settings, options.format_from);
    const auto to = trade_folder_of(settings, options.format_to);
    const auto pairs = pairs_of(from, options.pairs);
    for (const auto& pair : pairs) {
        const auto trades = from.load(pair);
        log.info("Converting {} trades for {}", trades.size(), pair);
        to.store(pair, trades);
        if (options.erase && options.format_from != options.format_to && from.remove(pair))
            log.info("Deleting source Trade data for {}.", pair);
    }
    talk.out << fmt::format("Converted {} {} of trades from {} to {}.\n", pairs.size(),
                            pairs.size() == 1 ? "file" : "files", options.format_from, options.format_to);
    return 0;
}

int run_trades_to_ohlcv(const trades_to_ohlcv_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, sink] = start_utility(options, variables, clock);
    const logger log{sink, "tremolo.data"};
    const auto from = trade_folder_of(settings, options.trades_format);
    const auto to = candle_folder_of(settings, options.format);
    auto timeframes = options.timeframes;
    if (timeframes.empty()) timeframes = {"1m", "5m"};
    for (const auto& name : timeframes) check_length(name);
    const auto pairs = pairs_of(from, options.pairs.empty() ? settings.exchange.pair_whitelist : options.pairs);
    log.info("About to convert pairs: {}, intervals: {} to {}", pairs, timeframes, settings.datadir.string());
    const auto type = market_mode(settings) == market::trading_mode::futures ? market::candle_type::futures
                                                                             : market::candle_type::spot;
    const auto files = backtest::convert_trades(from, to, pairs, timeframes, type, log);
    talk.out << fmt::format("Made {} {} of candles of the trades of {} {}.\n", files, files == 1 ? "file" : "files",
                            pairs.size(), pairs.size() == 1 ? "pair" : "pairs");
    return 0;
}

} // namespace tremolo::cli
