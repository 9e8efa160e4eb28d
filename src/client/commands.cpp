#include "client/commands.hpp"
#include "http/query.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>

namespace tremolo::client {

namespace {

namespace bj = boost::json;
using kind = argument_kind;
using bound = bound_arguments;
using query_list = std::vector<std::pair<std::string, std::string>>;

std::string text_of(const bj::value& value) {
    std::string text;
    json::write_value(text, value);
    return text;
}

// Those of the arguments that were given, as parameters of the same or another name.
query_list given(const bound& a, std::initializer_list<std::pair<const char*, const char*>> names) {
    query_list query;
    for (const auto& [argument, parameter] : names)
        if (const auto* value = a.find(argument)) query.emplace_back(parameter, *value);
    return query;
}

// The value, or null where it was not given.
bj::value or_null(const bound& a, std::string_view name) {
    const auto* found = a.find(name);
    return found != nullptr ? bj::value(*found) : bj::value(nullptr);
}

call get(std::string path, query_list query = {}) { return {.path = std::move(path), .query = std::move(query)}; }
call post(std::string path, const bj::value& body) {
    return {.method = "POST", .path = std::move(path), .body = text_of(body)};
}
call remove(std::string path) { return {.method = "DELETE", .path = std::move(path)}; }
std::string below(const char* path, const bound& a, std::string_view argument) {
    return path + http::percent_encoded(a.text(argument));
}

command plain(std::string_view name, std::string_view summary, std::string_view method = "GET") {
    return {.name = name, .summary = summary, .prepare = [name, method](const bound&) {
                return call{.method = std::string{method}, .path = "/" + std::string{name}};
            }};
}

// A list that one pair may be asked of.
command by_pair(std::string_view name, std::string_view summary) {
    return {
        .name = name, .summary = summary, .arguments = {{"pair", kind::optional}}, .prepare = [name](const bound& a) {
            return get("/" + std::string{name}, given(a, {{"pair", "pair"}}));
        }};
}

command by_period(std::string_view name, std::string_view summary, const char* unit) {
    return {.name = name,
            .summary = summary,
            .arguments = {{unit, kind::optional}},
            .prepare = [name, unit](const bound& a) {
                return get("/" + std::string{name}, given(a, {{unit, "timescale"}}));
            }};
}

call force_enter(const bound& a) {
    bj::object body{{"pair", a.text("pair")}, {"side", a.text("side")}};
    for (const auto& [argument, field] :
         std::initializer_list<std::pair<const char*, const char*>>{{"price", "price"},
                                                                    {"order_type", "ordertype"},
                                                                    {"stake_amount", "stakeamount"},
                                                                    {"leverage", "leverage"},
                                                                    {"enter_tag", "entry_tag"}})
        if (const auto* value = a.find(argument)) body.emplace(field, *value);
    return post("/forceenter", body);
}

call force_exit(const bound& a) {
    return post(
        "/forceexit",
        {{"tradeid", a.text("tradeid")}, {"ordertype", or_null(a, "ordertype")}, {"amount", or_null(a, "amount")}});
}

call blacklist(const bound& a) {
    if (a.rest.empty()) return get("/blacklist");
    return post("/blacklist", {{"blacklist", bj::array(a.rest.begin(), a.rest.end())}});
}

call lock_add(const bound& a) {
    return post("/locks", bj::array{bj::object{{"pair", a.text("pair")},
                                               {"until", a.text("until")},
                                               {"side", a.text("side", "*")},
                                               {"reason", a.text("reason")}}});
}

call pair_candles(const bound& a) {
    const auto* columns = a.find("columns");
    if (columns == nullptr)
        return get("/pair_candles", given(a, {{"pair", "pair"}, {"timeframe", "timeframe"}, {"limit", "limit"}}));
    bj::array names;
    for (std::string_view rest = *columns; !rest.empty();) {
        const auto end = std::min(rest.find(','), rest.size());
        names.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    bj::object body{{"pair", a.text("pair")}, {"timeframe", a.text("timeframe")}, {"columns", std::move(names)}};
    if (const auto* limit = a.find("limit")) body.emplace("limit", *limit);
    return post("/pair_candles", body);
}

call trades(const bound& a) {
    auto query = given(a, {{"limit", "limit"}, {"offset", "offset"}});
    const auto order = a.text("order_by_id", "True");
    if (order == "False" || order == "false" || order == "0") query.emplace_back("order_by_id", "False");
    return get("/trades", std::move(query));
}

call open_custom_data(const bound& a) {
    query_list query{{"limit", a.text("limit", "100")}, {"offset", a.text("offset", "0")}};
    if (const auto* key = a.find("key")) query.emplace_back("key", *key);
    return get("/trades/open/custom-data", std::move(query));
}

// Whether the bot trades, from its configuration.
std::string liveness(const std::string& body) {
    const auto parsed = json::parse(body);
    const auto* state = parsed && parsed.value.is_object() ? parsed.value.get_object().if_contains("state") : nullptr;
    const bool running = state != nullptr && state->is_string() && state->get_string() == "running";
    return running ? R"({"status":"pong"})" : R"({"status":"not_running"})";
}

std::vector<command> of_trades() {
    return {
        {"cancel_open_order",
         "Cancel the open order of a trade.",
         {{"trade_id"}},
         [](const bound& a) { return remove(below("/trades/", a, "trade_id") + "/open-order"); }},
        {"delete_trade",
         "Delete a trade from the database; its coins stay on the exchange.",
         {{"trade_id"}},
         [](const bound& a) { return remove(below("/trades/", a, "trade_id")); }},
        {"forcebuy",
         "Enter a trade (older name of forceenter).",
         {{"pair"}, {"price", kind::optional}},
         [](const bound& a) {
             return post("/forcebuy", {{"pair", a.text("pair")}, {"price", or_null(a, "price")}});
         }},
        {"forceenter",
         "Enter a trade now.",
         {{"pair"},
          {"side"},
          {"price", kind::optional},
          {"order_type", kind::keyword},
          {"stake_amount", kind::keyword},
          {"leverage", kind::keyword},
          {"enter_tag", kind::keyword}},
         force_enter},
        {"forceexit",
         "Exit a trade, or a part of it; \"all\" exits every one.",
         {{"tradeid"}, {"ordertype", kind::optional}, {"amount", kind::optional}},
         force_exit},
        {"list_custom_data",
         "What the strategy keeps with one trade.",
         {{"trade_id"}, {"key", kind::optional}},
         [](const bound& a) {
             return get(below("/trades/", a, "trade_id") + "/custom-data",
                        given(a, {{"trade_id", "trade_id"}, {"key", "key"}}));
         }},
        {"list_open_trades_custom_data",
         "What the strategy keeps with the open trades.",
         {{"key", kind::optional}, {"limit", kind::optional}, {"offset", kind::optional}},
         open_custom_data},
        {"reload_trade",
         "Read the orders of a trade from the exchange again.",
         {{"trade_id"}},
         [](const bound& a) { return call{.method = "POST", .path = below("/trades/", a, "trade_id") + "/reload"}; }},
        {"trade", "One trade.", {{"trade_id"}}, [](const bound& a) { return get(below("/trade/", a, "trade_id")); }},
        {"trades",
         "The last trades (500 at most), by id or by time.",
         {{"limit", kind::optional}, {"offset", kind::optional}, {"order_by_id", kind::optional}},
         trades},
        plain("status", "The open trades."),
    };
}

std::vector<command> of_results() {
    return {
        plain("balance", "The account: currencies, positions, the bot's share."),
        plain("count", "How many trades are open, and how many may be."),
        by_period("daily", "Profit of each of the last days.", "days"),
        by_pair("entries", "Performance by entry tag."),
        by_pair("exits", "Performance by exit reason."),
        plain("historic_balance", "The wallet's worth over time."),
        by_pair("mix_tags", "Performance by entry tag and exit reason."),
        by_period("monthly", "Profit of each of the last months.", "months"),
        plain("performance", "Profit of each pair."),
        plain("profit", "The profit in one view."),
        plain("profit_all", "The profit of all, of long and of short trades."),
        plain("stats", "Durations and exit reasons of wins and losses."),
        by_period("weekly", "Profit of each of the last weeks.", "weeks"),
    };
}

std::vector<command> of_the_market() {
    return {
        {"available_pairs",
         "Pairs with stored candles (webserver mode).",
         {{"timeframe", kind::optional}, {"stake_currency", kind::optional}},
         [](const bound& a) {
             return get("/available_pairs",
                        {{"stake_currency", a.text("stake_currency")}, {"timeframe", a.text("timeframe")}});
         }},
        {"blacklist", "The blacklist; with pairs: adds them to it.", {{"add", kind::rest}}, blacklist},
        {"delete_lock",
         "End a lock.",
         {{"lock_id"}},
         [](const bound& a) { return remove(below("/locks/", a, "lock_id")); }},
        {"lock_add",
         "Lock a pair until a time, as in \"2026-12-24 16:00:00Z\".",
         {{"pair"}, {"until"}, {"side", kind::optional}, {"reason", kind::optional}},
         lock_add},
        plain("locks", "The locks in force."),
        {"markets",
         "The exchange's markets.",
         {{"base", kind::optional}, {"quote", kind::optional}},
         [](const bound& a) {
             return get("/markets", given(a, {{"base", "base"}, {"quote", "quote"}}));
         }},
        {"pair_candles",
         "The analysed candles of a pair; columns as a,b,c.",
         {{"pair"}, {"timeframe"}, {"limit", kind::optional}, {"columns", kind::optional}},
         pair_candles},
        {"pair_history",
         "Stored candles, analysed by a strategy (webserver mode).",
         {{"pair"}, {"timeframe"}, {"strategy"}, {"timerange", kind::optional}, {"freqaimodel", kind::optional}},
         [](const bound& a) {
             auto query = given(a, {{"pair", "pair"},
                                    {"timeframe", "timeframe"},
                                    {"strategy", "strategy"},
                                    {"freqaimodel", "freqaimodel"}});
             query.emplace_back("timerange", a.text("timerange"));
             return get("/pair_history", std::move(query));
         }},
        {"pairlists_available",
         "The pair lists there are (webserver mode).",
         {},
         [](const bound&) { return get("/pairlists/available"); }},
        plain("whitelist", "The pairs that are traded."),
    };
}

std::vector<command> of_the_bot() {
    return {
        plain("health", "When the bot last went round."),
        {"logs",
         "The latest log lines.",
         {{"limit", kind::optional}},
         [](const bound& a) {
             return get("/logs", given(a, {{"limit", "limit"}}));
         }},
        plain("pause", "Open no further trades, manage those that are open.", "POST"),
        {"ping", "Whether the bot trades.", {}, [](const bound&) { return get("/show_config"); }, liveness},
        plain("plot_config", "What the strategy wants drawn."),
        plain("reload_config", "Read the configuration again.", "POST"),
        plain("show_config", "The part of the configuration that matters for trading."),
        plain("start", "Start trading.", "POST"),
        plain("stop", "Stop trading.", "POST"),
        plain("stopbuy", "Open no further trades (older name of pause).", "POST"),
        plain("stopentry", "Open no further trades (older name of pause).", "POST"),
        plain("strategies", "The strategies there are (webserver mode)."),
        {"strategy",
         "The source and parameters of a strategy.",
         {{"strategy"}},
         [](const bound& a) { return get(below("/strategy/", a, "strategy")); }},
        plain("sysinfo", "Load of processor and memory."),
        plain("version", "The bot's version."),
    };
}

} // namespace

std::span<const command> commands() {
    static const auto all = [] {
        auto list = of_trades();
        for (auto& part : {of_results(), of_the_market(), of_the_bot()})
            list.insert(list.end(), part.begin(), part.end());
        std::ranges::sort(list, {}, &command::name);
        return list;
    }();
    return all;
}

} // namespace tremolo::client
