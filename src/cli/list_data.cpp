// `tremolo list-data`: the candle files there are.
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "cli/data_commands.hpp"
#include "cli/table.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <fmt/ranges.h>
#include <map>

namespace tremolo::cli {

namespace {
using market::candle_series;

std::vector<std::string> chosen(const std::vector<std::string>& wanted, const std::vector<std::string>& available) {
    return plugins::expand_wildcards(wanted, available, plugins::unmatched::drop);
}

// By pair, then by length of candle, then by type.
void sort(std::vector<candle_series>& all) {
    std::ranges::stable_sort(all, {}, [](const candle_series& s) {
        return std::tuple{s.pair, market::timeframe{s.timeframe}.seconds(), market::name_of(s.type)};
    });
}

std::vector<std::vector<table_cell>> grouped_rows(const std::vector<candle_series>& all) {
    std::vector<std::pair<std::pair<std::string, std::string>, std::vector<std::string>>> groups;
    for (const auto& s : all) {
        const std::pair key{s.pair, market::name_of(s.type)};
        auto group = std::ranges::find(groups, key, [](const auto& g) { return g.first; });
        if (group == groups.end()) group = groups.insert(groups.end(), {key, {}});
        group->second.push_back(s.timeframe);
    }
    std::vector<std::vector<table_cell>> rows;
    for (const auto& [key, timeframes] : groups)
        rows.push_back({{key.first}, {fmt::format("{}", fmt::join(timeframes, ", "))}, {key.second}});
    return rows;
}

std::vector<std::vector<table_cell>> dated_rows(const market::candle_folder& folder,
                                                const std::vector<candle_series>& all, const logger& log) {
    std::vector<std::vector<table_cell>> rows;
    for (const auto& s : all) {
        std::vector<table_cell> row{{s.pair}, {s.timeframe}, {market::name_of(s.type)}};
        try {
            const auto candles = folder.load_raw(s);
            const auto text = [](std::int64_t ms) { return table_cell{date_time_text(from_epoch_ms(ms))}; };
            if (candles.empty())
                row.insert(row.end(), {{""}, {""}});
            else {
                const auto [first, last] = std::ranges::minmax(candles.dates());
                row.push_back(text(first));
                row.push_back(text(last));
            }
            row.push_back({std::to_string(candles.size())});
        } catch (const operational_error& failure) {
            log.warning("{}", failure.what());
            row.insert(row.end(), {{""}, {""}, {"BROKEN", "1;31"}});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

constexpr std::size_t least_width = 50; // of the tables

// Pairs of the files PAIR-trades.ENDING.
std::vector<std::string> pairs_with_trades(const std::filesystem::path& folder, const std::string& ending) {
    std::vector<std::string> pairs;
    std::error_code failure;
    for (std::filesystem::directory_iterator at{folder, failure}, end; !failure && at != end; at.increment(failure)) {
        const auto name = at->path().filename().string();
        const auto dash = name.find("-trades.");
        if (dash != std::string::npos && name.substr(dash) == "-trades." + ending)
            pairs.push_back(market::pair_of_file_name(name.substr(0, dash)));
    }
    std::ranges::sort(pairs);
    return pairs;
}

int list_trades(const list_data_options& options, const config::configuration& settings, bool with_colors,
                terminal& talk) {
    if (options.show_timerange)
        throw configuration_error{"list-data: --show-timerange is not known of files of trades."};
    const bool futures = settings.trading_mode == config::trading_mode::futures;
    const auto format = options.trades_format.empty() ? "feather" : options.trades_format;
    auto pairs = pairs_with_trades(futures ? settings.datadir / "futures" : settings.datadir,
                                   format == "jsongz" ? "json.gz" : format);
    if (!options.pairs.empty()) pairs = chosen(options.pairs, pairs);
    std::vector<std::vector<table_cell>> rows;
    for (const auto& pair : pairs) rows.push_back({{pair}, {futures ? "futures" : "spot"}});
    const auto title = fmt::format("Found trades data for {} {}.", pairs.size(), pairs.size() == 1 ? "pair" : "pairs");
    talk.out << draw_table({"Pair", "Type"}, rows,
                           {.title = title, .with_colors = with_colors, .least_width = least_width});
    return 0;
}
} // namespace

int run_list_data(const list_data_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    const bool with_colors = talk.has_colors && !options.no_color;
    if (options.trades) return list_trades(options, settings, with_colors, talk);
    const auto folder = candle_folder_of(settings, options.format);
    auto all = folder.available(market_mode(settings));
    if (!options.pairs.empty()) {
        std::vector<std::string> available;
        for (const auto& s : all) available.push_back(s.pair);
        const auto wanted = chosen(options.pairs, available);
        std::erase_if(all, [&](const auto& s) { return std::ranges::find(wanted, s.pair) == wanted.end(); });
    }
    sort(all);
    const auto title = fmt::format("Found {} pair / timeframe combinations.", all.size());
    const table_look look{.title = title, .with_colors = with_colors, .least_width = least_width};
    if (all.empty())
        talk.out << title << "\n";
    else if (options.show_timerange)
        talk.out << draw_table({"Pair", "Timeframe", "Type", "From", "To", "Candles"},
                               dated_rows(folder, all, logger{log, "tremolo.data"}), look);
    else
        talk.out << draw_table({"Pair", "Timeframe", "Type"}, grouped_rows(all), look);
    return 0;
}

} // namespace tremolo::cli
