// `tremolo list-data`: the candle files there are.
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "cli/data_commands.hpp"
#include "cli/table.hpp"
#include "market/trade_files.hpp"
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
            std::pair<std::int64_t, std::int64_t> range{}; // without candles 1970, as freqtrade says it
            if (!candles.empty()) {
                const auto [first, last] = std::ranges::minmax(candles.dates());
                range = {first, last};
            }
            row.insert(row.end(), {text(range.first), text(range.second)});
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

std::vector<table_cell> range_cells(const market::trade_folder& folder, const std::string& pair, const logger& log) {
    const auto text = [](std::int64_t ms) { return table_cell{date_time_text(from_epoch_ms(ms))}; };
    try {
        const auto trades = folder.load(pair);
        if (trades.empty()) return {text(0), text(0), {"0"}};
        const auto [first, last] = std::ranges::minmax(trades.times_ms);
        return {text(first), text(last), {std::to_string(trades.size())}};
    } catch (const operational_error& failure) {
        log.warning("{}", failure.what());
        return {{""}, {""}, {"BROKEN", "1;31"}};
    }
}

int list_trades(const list_data_options& options, const config::configuration& settings, const logger& log,
                terminal& talk) {
    const auto mode = market_mode(settings);
    const auto folder = trade_folder_of(settings, options.trades_format);
    auto pairs = folder.available();
    if (!options.pairs.empty()) pairs = chosen(options.pairs, pairs);
    std::vector<std::string> headers{"Pair", "Type"};
    if (options.show_timerange) headers.insert(headers.end(), {"From", "To", "Trades"});
    std::vector<std::vector<table_cell>> rows;
    for (const auto& pair : pairs) {
        rows.push_back({{pair}, {mode == market::trading_mode::futures ? "futures" : "spot"}});
        if (options.show_timerange)
            for (auto& cell : range_cells(folder, pair, log)) rows.back().push_back(std::move(cell));
    }
    const auto title = fmt::format("Found trades data for {} {}.", pairs.size(), pairs.size() == 1 ? "pair" : "pairs");
    auto look = look_on(talk, options.no_color, title);
    look.least_width = least_width;
    talk.out << draw_table(headers, rows, look);
    return 0;
}
} // namespace

int run_list_data(const list_data_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    if (options.trades) return list_trades(options, settings, logger{log, "tremolo.data"}, talk);
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
    auto look = look_on(talk, options.no_color, title);
    look.least_width = least_width;
    if (all.empty() && !options.show_timerange)
        logger{log, "tremolo.data"}.info("{}", title);
    else if (options.show_timerange)
        talk.out << draw_table({"Pair", "Timeframe", "Type", "From", "To", "Candles"},
                               dated_rows(folder, all, logger{log, "tremolo.data"}), look);
    else
        talk.out << draw_table({"Pair", "Timeframe", "Type"}, grouped_rows(all), look);
    return 0;
}

} // namespace tremolo::cli
