#include "cli/plot_page.hpp"
#include "backtest/results/archive.hpp"
#include "backtest/results/zip_file.hpp"
#include "backtest/statistics/statistics.hpp"
#include "base/error.hpp"
#include "store/database.hpp"
#include "store/location.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::cli {

namespace {

void replace(std::string& in, std::string_view word, std::string_view by) {
    for (auto at = in.find(word); at != std::string::npos; at = in.find(word, at + by.size()))
        in.replace(at, word.size(), by);
}

// Text between tags.
std::string in_html(std::string_view text) {
    std::string out;
    for (const char c : text) switch (c) {
        case '<': out += "&lt;"; break;
        case '&': out += "&amp;"; break;
        case '"': out += "&quot;"; break;
        default: out += c;
        }
    return out;
}

// JSON inside of a script: nothing in a text may end it.
std::string in_script(std::string_view json) {
    std::string out{json};
    replace(out, "<", "\\u003c");
    return out;
}

plotted_trades of_database(const plot_options& options, const config::configuration& settings) {
    const auto& url = options.db_url.empty() ? settings.db_url : options.db_url;
    if (url.empty()) throw configuration_error{"A plot of a database's trades needs --db-url."};
    const auto place = store::parse_url(url);
    std::error_code ignored;
    if (!place.in_memory() && !std::filesystem::exists(place.file, ignored))
        throw operational_error{fmt::format("There is no database {}.", place.file.string())};
    const system_clock clock;
    const store::database database{url, clock};
    plotted_trades out;
    out.strategy = options.strategy;
    out.timeframe = settings.timeframe.value_or("5m");
    for (const auto& t : database.open_reader().all_trades()) {
        if (t.is_open || (!options.strategy.empty() && t.strategy != options.strategy)) continue;
        out.trades.push_back(backtest::row_of(t));
        if (out.currency.empty()) out.currency = t.stake_currency;
        if (std::ranges::find(out.pairs, t.pair) == out.pairs.end()) out.pairs.push_back(t.pair);
    }
    std::ranges::stable_sort(out.trades, {}, &backtest::trade_row::close_timestamp);
    if (!out.trades.empty()) {
        out.from_ms = std::ranges::min(out.trades, {}, &backtest::trade_row::open_timestamp).open_timestamp;
        out.to_ms = out.trades.back().close_timestamp;
    }
    const auto balances = settings.starting_balances();
    if (const auto found = balances.find(out.currency); found != balances.end()) out.starting_balance = found->second;
    return out;
}

plotted_trades of_result(const plot_options& options, const config::configuration& settings) {
    const backtest::archive file{result_path(options, settings)};
    auto result = file.result();
    for (auto& [name, told] : result.strategy) {
        if (!options.strategy.empty() && name != options.strategy) continue;
        plotted_trades out;
        out.trades = std::move(told.trades);
        out.pairs = told.pairlist;
        out.strategy = name;
        out.timeframe = told.timeframe;
        out.currency = told.stake_currency;
        out.starting_balance = told.starting_balance;
        out.from_ms = told.backtest_start_ts;
        out.to_ms = told.backtest_end_ts;
        return out;
    }
    throw operational_error{fmt::format("{} holds no result of {}.", file.path().string(),
                                        options.strategy.empty() ? "any strategy" : options.strategy)};
}

} // namespace

std::string plot_page(const std::string& title, std::string_view data_json, std::string_view script) {
    if (plot_parts::library.empty())
        throw operational_error{"This program was built without the chart library (npm's lightweight-charts could not "
                                "be fetched then): build it again where npm can be reached."};
    std::string page{plot_parts::page};
    replace(page, "@TITLE@", in_html(title));
    std::string scripts{plot_parts::shared_script};
    scripts += script;
    // The data last: what is in it is nobody's placeholder.
    replace(page, "@SCRIPT@", scripts);
    replace(page, "@LIBRARY@", plot_parts::library);
    const auto at = page.find("@DATA@");
    return page.replace(at, std::string_view{"@DATA@"}.size(), in_script(data_json));
}

plotted_trades trades_to_plot(const plot_options& options, const config::configuration& settings) {
    return options.trade_source == "DB" ? of_database(options, settings) : of_result(options, settings);
}

void store_plot(const config::configuration& settings, const std::string& name, const std::string& page,
                terminal& talk) {
    const auto folder = settings.user_data_dir / "plot";
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) throw operational_error{fmt::format("cannot write into {}: {}", folder.string(), failure.message())};
    backtest::write_whole(folder / name, page);
    talk.out << fmt::format("Stored plot as {}\n", (folder / name).string());
}

} // namespace tremolo::cli
