// `tremolo list-pairs` and `tremolo list-markets`: what the exchange has.
#include "base/decimal.hpp"
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "cli/table.hpp"
#include "plugins/pairlists/handler.hpp"
#include "trading/wallets.hpp"
#include "json/python_text.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <fmt/ranges.h>

namespace tremolo::cli {

namespace {
using market::market_info;

bool is_one_of(const std::string& value, const std::vector<std::string>& wanted) {
    return wanted.empty() || std::ranges::find(wanted, value) != wanted.end();
}

std::vector<const market_info*> chosen(const list_markets_options& options, const config::configuration& settings,
                                       const exchange::exchange& from) {
    std::vector<const market_info*> all;
    for (const auto& m : from.markets()) {
        if (!is_one_of(m.base, options.base) || !is_one_of(m.quote, options.quote)) continue;
        if (!options.all && !m.active.value_or(true)) continue;
        if (options.pairs_only && !plugins::is_tradable(m, settings.trading_mode, from.about())) continue;
        all.push_back(&m);
    }
    std::ranges::sort(all, {}, [](const market_info* m) { return m->symbol; });
    return all;
}

std::string summary(const list_markets_options& options, std::size_t count, const std::string& name) {
    const auto currencies = [](const std::vector<std::string>& names, const char* which) {
        if (names.empty()) return std::string{};
        return fmt::format(" with {} as {} {}", fmt::join(names, ", "), which,
                           names.size() == 1 ? "currency" : "currencies");
    };
    return fmt::format("Exchange {} has {} {}{}{}{}{}{}", name, count, options.all ? "" : "active ",
                       options.pairs_only ? "pair" : "market", count == 1 ? "" : "s", currencies(options.base, "base"),
                       !options.base.empty() && !options.quote.empty() ? " and" : "",
                       currencies(options.quote, "quote"));
}

std::string plain(double value) {
    std::string text;
    json::write_double(text, value);
    return text;
}

// Id, symbol, base, quote, active, spot, margin, future, leverage, smallest stake.
std::vector<std::string> cells_of(const market_info& m, exchange::exchange& from, const market::ticker_map& tickers) {
    constexpr double usual_stake = 20;
    const auto tiers = m.swap ? from.leverage_tiers(m.symbol) : std::vector<market::leverage_tier>{};
    const auto ticker = tickers.find(m.symbol);
    const double price = ticker == tickers.end() ? 0 : ticker->second.last.value_or(ticker->second.ask.value_or(0));
    const auto rules = trading::rules_of(from.about().id);
    const auto limits = trading::market_stake_limits(rules, m, tiers, price, 0, 1);
    return {m.base + m.quote,
            m.symbol,
            m.base,
            m.quote,
            m.active.value_or(true) ? "True" : "False",
            m.spot ? "Spot" : "",
            "",
            m.swap ? "Future" : "",
            plain(m.swap ? trading::max_leverage(rules, m, tiers, usual_stake) : 1.0),
            plain(round_half_even(limits.smallest.value_or(0), 8))};
}
} // namespace

int run_list_markets(const list_markets_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    if (settings.trading_mode == config::trading_mode::margin)
        throw operational_error{"Margin trading is not supported: --trading-mode is spot or futures."};
    const auto market = open_market(settings, clock, log, options.pairs_only ? "list-pairs" : "list-markets");
    auto& from = *market.exchange;
    const auto all = chosen(options, settings, from);
    const auto told = summary(options, all.size(), from.about().name);
    const bool for_programs = options.one_column || options.print_json || options.print_csv;

    std::vector<std::string> symbols;
    for (const auto* m : all) symbols.push_back(m->symbol);
    if (for_programs)
        logger{log, "tremolo.markets"}.info("{}.", told);
    else
        talk.out << '\n'; // between the log and what it is read for
    if (all.empty()) {
        if (!for_programs) talk.out << told << ".\n";
    } else if (options.print_list)
        talk.out << fmt::format("{}: {}.\n", told, fmt::join(symbols, ", "));
    else if (options.one_column)
        for (const auto& symbol : symbols) talk.out << symbol << "\n";
    else if (options.print_json)
        talk.out << json::in_ascii(json::text(symbols), json::hex_digits::upper) << "\n";
    else {
        const std::vector<std::string> headers{"Id",   "Symbol", "Base",   "Quote",    "Active",
                                               "Spot", "Margin", "Future", "Leverage", "Min Stake"};
        const auto tickers = from.fetch_tickers();
        if (options.print_csv) {
            talk.out << fmt::format("{}\r\n", fmt::join(headers, ","));
            for (const auto* m : all) talk.out << fmt::format("{}\r\n", fmt::join(cells_of(*m, from, tickers), ","));
            return 0;
        }
        std::vector<std::vector<table_cell>> rows;
        for (const auto* m : all) {
            auto& row = rows.emplace_back();
            for (auto& cell : cells_of(*m, from, tickers)) row.push_back({std::move(cell)});
        }
        talk.out << draw_table(headers, rows, look_on(talk, options.no_color, told));
    }
    return 0;
}

} // namespace tremolo::cli
