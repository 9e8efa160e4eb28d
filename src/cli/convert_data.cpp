// `tremolo convert-data`: candle files in another format.
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
std::vector<market::candle_series> wanted_series(const convert_data_options& options, const market::candle_folder& from,
                                                 const std::vector<std::string>& pairs_wanted) {
    auto all = from.available(market::trading_mode::spot);
    std::ranges::move(from.available(market::trading_mode::futures), std::back_inserter(all));
    const auto keep_only = [&](const auto& wanted, auto value_of) {
        if (!wanted.empty())
            std::erase_if(all, [&](const auto& s) { return std::ranges::find(wanted, value_of(s)) == wanted.end(); });
    };
    keep_only(candle_types_named(options.candle_types), [](const auto& s) { return s.type; });
    keep_only(options.timeframes, [](const auto& s) { return s.timeframe; });
    if (!pairs_wanted.empty()) {
        std::vector<std::string> available;
        for (const auto& s : all) available.push_back(s.pair);
        const auto pairs = plugins::expand_wildcards(pairs_wanted, available);
        keep_only(pairs.empty() ? std::vector<std::string>{""} : pairs, [](const auto& s) { return s.pair; });
    }
    return all;
}
} // namespace

int run_convert_data(const convert_data_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, sink] = start_utility(options, variables, clock);
    const logger log{sink, "tremolo.data"};
    const auto from = candle_folder_of(settings, options.format_from);
    const auto to = candle_folder_of(settings, options.format_to);
    std::size_t converted = 0;
    // As freqtrade chooses: those of the command line, else of the configuration, else all.
    const auto& pairs = options.pairs.empty() ? settings.exchange.pair_whitelist : options.pairs;
    for (const auto& series : wanted_series(options, from, pairs)) {
        const auto candles = from.load_raw(series);
        log.info("Converting {} ({}) {} candles of {}", candles.size(), series.timeframe, market::name_of(series.type),
                 series.pair);
        if (candles.empty()) continue;
        to.store(series, candles);
        ++converted;
        if (options.erase && options.format_from != options.format_to && from.remove(series))
            log.info("Deleted source file of {}, {}.", series.pair, series.timeframe);
    }
    talk.out << fmt::format("Converted {} {} from {} to {}.\n", converted, converted == 1 ? "file" : "files",
                            options.format_from, options.format_to);
    return 0;
}

} // namespace tremolo::cli
