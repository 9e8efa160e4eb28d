// `tremolo show-trades`: the trades of a database.
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "cli/data_commands.hpp"
#include "cli/pretty_json.hpp"
#include "config/redact.hpp"
#include "rpc/trade_views.hpp"
#include "store/database.hpp"
#include "store/location.hpp"
#include "json/parse.hpp"
#include "json/python_text.hpp"
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
// At most so many digits, without superfluous zeros: 0.828.
std::string rounded(double value, int digits) {
    auto text = fmt::format("{:.{}f}", value, digits);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string line_of(const trading::trade& t) {
    const auto since = t.is_open ? date_time_text(t.open_date) : std::string{"closed"};
    return fmt::format("Trade(id={}, pair={}, amount={}, is_short={}, leverage={}, open_rate={}, open_since={})", t.id,
                       t.pair, rounded(t.amount, 8), t.is_short ? "True" : "False", rounded(t.leverage, 1),
                       rounded(t.open_rate, 8), since);
}
} // namespace

int run_show_trades(const show_trades_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    boost::json::object line;
    if (!options.db_url.empty()) line["db_url"] = options.db_url;
    const auto [settings, sink] = start_utility(options, variables, clock, std::move(line));
    const logger log{sink, "tremolo.trades"};
    if (settings.db_url.empty()) throw configuration_error{"show-trades needs a database: name it with --db-url."};
    const auto place = store::parse_url(settings.db_url);
    std::error_code ignored;
    // Opening would create it.
    if (!place.in_memory() && !std::filesystem::exists(place.file, ignored))
        throw operational_error{fmt::format("There is no database {}.", place.file.string())};
    log.info("Using DB: \"{}\"", config::without_password(settings.db_url));
    const store::database database{settings.db_url, clock};
    const auto reader = database.open_reader();
    const auto trades = options.trade_ids.empty() ? reader.all_trades() : reader.trades(options.trade_ids);
    log.info("Printing {} Trades: ", trades.size());
    if (!options.print_json) {
        for (const auto& t : trades) talk.out << line_of(t) << "\n";
        return 0;
    }
    std::vector<rpc::schema::raw_trade> shown;
    for (const auto& t : trades) shown.push_back(rpc::raw_trade(t));
    const auto text = pretty(json::parse(json::text(shown)).value, 4, number_style::python);
    talk.out << json::in_ascii(text, json::hex_digits::lower) << "\n";
    return 0;
}

} // namespace tremolo::cli
