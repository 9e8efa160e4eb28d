// Who the bot is and how it does: the public endpoints, configuration, log, health, markets, strategy.
#include "api/endpoints.hpp"
#include "api/schema/access.hpp"
#include "api/schema/strategy_name.hpp"
#include "api/webserver_only.hpp"
#include "base/version.hpp"
#include "rpc/queries.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using namespace rpc::schema;

schema::ping ping(const call&) { return {"pong"}; }

access_and_refresh_token login(const call& c) {
    auto tokens = c.auth().login(c.request());
    return {std::move(tokens.access_token), std::move(tokens.refresh_token)};
}

token_answer refresh(const call& c) { return {c.auth().refresh(c.request())}; }

version_answer version(const call&) { return {std::string{protocol_version}}; }

show_config config_of_bot(const call& c) {
    if (c.has_webserver()) return rpc::webserver::show_config(c.webserver().place());
    return rpc::show_config(c.bot(), c.state());
}

struct log_query {
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(log_query, (), (limit))

log_answer log_of_bot(const call& c, const query<log_query>& q) {
    if (!c.log()) return {};
    return rpc::logs(*c.log(), q->limit);
}

struct plot_query {
    std::optional<strategy_name> strategy;
};
BOOST_DESCRIBE_STRUCT(plot_query, (), (strategy))

written_as<plot_config_answer> plot(const call& c, const query<plot_query>& q) {
    const auto name = q->strategy ? std::optional{q->strategy->text} : std::nullopt;
    if (c.has_webserver()) return {{rpc::webserver::plot_config_text(c.webserver().place(), name), nullptr}};
    return {{json::text(rpc::plot_config(c.bot(), name)), nullptr}};
}

// The first three only matter in webserver mode.
struct market_query {
    std::optional<rpc::schema::trading_mode> trading_mode;
    std::optional<rpc::schema::margin_mode> margin_mode;
    std::optional<std::string> exchange;
    std::optional<std::string> base;
    std::optional<std::string> quote;
    bool include_inactive = false;
};
BOOST_DESCRIBE_STRUCT(market_query, (), (trading_mode, margin_mode, exchange, base, quote, include_inactive))
constexpr auto json_rules(const market_query*) {
    return std::array{json::rule{.member = "include_inactive", .optional = true}};
}

market_response markets(const call& c, const query<market_query>& q) {
    if (c.has_webserver()) {
        try {
            return rpc::webserver::markets(c.webserver().place(), choice_of(q.value),
                                           {q->base, q->quote, q->include_inactive});
        } catch (const configuration_error& e) { throw rpc::failed(e.what()); }
    }
    return rpc::markets(c.bot(), {q->base, q->quote, q->include_inactive});
}

struct strategy_path {
    strategy_name strategy;
};
BOOST_DESCRIBE_STRUCT(strategy_path, (), (strategy))

written_as<strategy_response> strategy(const call& c, const path<strategy_path>& p) {
    if (c.has_webserver()) return {{rpc::webserver::strategy_text(c.webserver().place(), p->strategy.text), nullptr}};
    return {{json::text(rpc::strategy(c.bot(), p->strategy.text)), nullptr}};
}

sys_info load_of_machine(const call&) { return rpc::sysinfo(); }

rpc::schema::health health(const call& c) { return rpc::health(c.bot()); }

const endpoint rows[] = {
    // HEAD first: it is what a 405 allows.
    {"HEAD", "/ping", "ping", "Info", on<ping>, access::anyone},
    {"GET", "/ping", "ping", "Info", on<ping>, access::anyone},
    {"POST", "/token/login", "token_login", "Auth", on<login>, access::anyone},
    {"POST", "/token/refresh", "token_refresh", "Auth", on<refresh>, access::anyone},
    {"GET", "/version", "version", "Info", on<version>},
    {"GET", "/show_config", "show_config", "Info", on<config_of_bot>, access::user, mode::both, caching::snapshot},
    {"GET", "/logs", "logs", "Info", on<log_of_bot>},
    // In webserver mode these three compile a strategy or ask the exchange.
    {"GET", "/plot_config", "plot_config", "Candle data", on<plot>, access::user, mode::both, caching::none, true},
    {"GET", "/markets", "markets", "Candle data", on<markets>, access::user, mode::both, caching::snapshot, true},
    {"GET", "/strategy/{strategy}", "get_strategy", "Strategy", on<strategy>, access::user, mode::both, caching::none,
     true},
    {.method = "GET",
     .path = "/sysinfo",
     .name = "sysinfo",
     .tags = "Info",
     .run = on<load_of_machine>,
     .slow = true}, // watches the processors for 0.1 s
    {"GET", "/health", "health", "Info", on<health>},
};

} // namespace

std::span<const endpoint> info() { return rows; }

} // namespace tremolo::api::endpoints
