// `tremolo plot-dataframe`: candles, indicators, signals and trades, one page a pair.
#include "base/error.hpp"
#include "cli/plot_page.hpp"
#include "cli/simulated_exchange.hpp"
#include "exchange/simulated/simulated.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include "rpc/webserver.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
namespace bj = boost::json;

// What is drawn where: as the command line says, else as the strategy does.
std::string drawn_indicators(const plot_options& options, const rpc::webserver::workspace& place,
                             const std::string& strategy) {
    if (options.indicators1.empty() && options.indicators2.empty())
        return json::text(rpc::webserver::plot_config(place, strategy));
    bj::object main;
    for (const auto& name : options.indicators1) main[name] = bj::object{};
    bj::object subplots;
    if (!options.indicators2.empty()) {
        auto& below = subplots.emplace("Other", bj::object{}).first->value().get_object();
        for (const auto& name : options.indicators2) below[name] = bj::object{};
    }
    return json::text(bj::object{{"main_plot", std::move(main)}, {"subplots", std::move(subplots)}});
}

std::vector<std::string> pairs_to_plot(const plot_options& options, const config::configuration& settings) {
    if (!options.pairs.empty()) {
        const auto folder = candle_folder_of(settings, "");
        std::vector<std::string> available;
        for (const auto& s : folder.available(market_mode(settings))) available.push_back(s.pair);
        auto pairs = plugins::expand_wildcards(options.pairs, available, plugins::unmatched::keep);
        std::ranges::sort(pairs);
        pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
        return pairs;
    }
    if (settings.exchange.pair_whitelist.empty())
        throw configuration_error{"plot-dataframe needs pairs: name them with --pairs, or in the configuration."};
    return settings.exchange.pair_whitelist;
}
} // namespace

int run_plot_dataframe(const plot_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    bj::object line;
    if (!options.strategy.empty()) line["strategy"] = options.strategy;
    if (!options.strategy_path.empty())
        line["strategy_path"] = std::filesystem::absolute(options.strategy_path).string();
    if (options.recursive_strategy_search) line["recursive_strategy_search"] = true;
    const auto [settings, sink] = start_utility(options, variables, clock, std::move(line));
    const logger log{sink, "tremolo.plot"};
    if (!settings.strategy) throw configuration_error{"plot-dataframe needs a strategy: name it with --strategy."};
    rpc::webserver::workspace place{
        settings, clock, log, [&](const config::configuration& configured) -> std::shared_ptr<exchange::exchange> {
            return exchange::open_simulated(simulated_settings_of(configured), clock, log);
        }};
    std::optional<plotted_trades> told;
    if (!options.no_trades) {
        try {
            told = trades_to_plot(options, settings);
        } catch (const operational_error& failure) { log.warning("No trades are drawn: {}", failure.what()); }
    }
    const auto loaded = place.load_strategy(*settings.strategy);
    const auto timeframe = !options.timeframe.empty()
                               ? options.timeframe
                               : settings.timeframe.value_or(loaded.instance->declared().timeframe.value_or("5m"));
    const auto plot = drawn_indicators(options, place, *settings.strategy);
    std::size_t drawn = 0;
    for (const auto& pair : pairs_to_plot(options, settings)) {
        rpc::webserver::history_selection wanted;
        wanted.pair = pair;
        wanted.timeframe = timeframe;
        wanted.timerange = options.timerange;
        wanted.strategy = settings.strategy;
        std::unique_ptr<rpc::candle_answer> chart;
        try {
            chart = rpc::webserver::pair_history(place, wanted);
        } catch (const error& failure) {
            // One pair without candles does not keep the others from being drawn.
            const std::string_view problem = failure.what();
            if (!problem.starts_with("No data for ")) throw;
            log.warning("{}", problem);
            continue;
        }
        std::string history;
        for (std::size_t i = 0; i < chart->pieces(); ++i) history += chart->piece(i);
        std::vector<backtest::trade_row> trades;
        if (told)
            std::ranges::copy_if(told->trades, std::back_inserter(trades),
                                 [&](const auto& t) { return t.pair == pair; });
        const auto data = fmt::format("{{\"history\":{},\"plot\":{},\"trades\":{},\"limit\":{}}}", history, plot,
                                      json::text(trades), options.plot_limit);
        store_plot(
            settings, fmt::format("tremolo-plot-{}-{}.html", market::file_name_of(pair), timeframe),
            plot_page(fmt::format("{}, {}, {}", pair, timeframe, *settings.strategy), data, plot_parts::candles_script),
            talk);
        ++drawn;
    }
    log.info("Drawn: {} pairs.", drawn);
    return 0;
}

} // namespace tremolo::cli
