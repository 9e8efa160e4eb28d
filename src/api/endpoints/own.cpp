// What freqtrade does not have: searching in trades, chosen fields, CSV, settings changed while the bot runs. None of
// it is in the OpenAPI document, which is freqtrade's; docs/api.md describes it.
#include "api/config_changes.hpp"
#include "api/endpoints.hpp"
#include "api/field_selection.hpp"
#include "api/health.hpp"
#include "api/trade_csv.hpp"
#include "base/time_text.hpp"
#include "rpc/queries.hpp"
#include "rpc/trade_views.hpp"
#include <charconv>

namespace tremolo::api {

const std::string_view livez_path = "/livez";
const std::string_view readyz_path = "/readyz";

namespace endpoints {

namespace {

using rpc::schema::open_trade_schema;

validation_error bad_query(const char* key, std::string_view given, std::string text) {
    return validation_error{{json::violation{
        "value_error", {std::string{"query"}, std::string{key}}, "Value error, " + text, boost::json::string{given}}}};
}

// Milliseconds since 1970, or a date, with a time or without, in UTC where no zone is named.
std::optional<timestamp> moment_of(const char* key, const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    std::int64_t ms = 0;
    const auto* const end = text->data() + text->size();
    if (const auto read = std::from_chars(text->data(), end, ms); read.ec == std::errc{} && read.ptr == end) {
        constexpr std::int64_t year_9999_ms = 253'402'300'799'999;
        if (ms >= 0 && ms <= year_9999_ms) return from_epoch_ms(ms);
    }
    constexpr std::size_t date_length = 10; // 2026-11-21
    const auto at = parse_time(text->size() == date_length ? *text + " 00:00:00" : *text);
    if (!at) throw bad_query(key, *text, "expected milliseconds since 1970 or a time like 2026-11-21T07:25:00Z");
    return at;
}

struct search_query {
    std::optional<std::int64_t> limit;
    std::int64_t offset = 0;
    bool order_by_id = true;
    std::optional<std::string> since;
    std::optional<std::string> until;
    std::optional<std::string> pair;
    std::optional<std::string> strategy;
    bool is_open = false;
    std::optional<std::string> cursor;
    std::optional<std::string> fields;
};
BOOST_DESCRIBE_STRUCT(search_query, (),
                      (limit, offset, order_by_id, since, until, pair, strategy, is_open, cursor, fields))
constexpr auto json_rules(const search_query*) {
    return std::array{json::rule{.member = "limit", .ge = 1}, json::rule{.member = "offset", .optional = true, .ge = 0},
                      json::rule{.member = "order_by_id", .optional = true},
                      json::rule{.member = "is_open", .optional = true}};
}

rpc::trade_search search_of(const search_query& q, std::int64_t limit) {
    rpc::trade_filter filter{.is_open = q.is_open,
                             .since = moment_of("since", q.since),
                             .until = moment_of("until", q.until),
                             .pair = q.pair,
                             .strategy = q.strategy};
    auto made = rpc::search_of(
        std::move(filter), q.order_by_id ? rpc::trade_order::by_id : rpc::trade_order::newest_first, limit, q.offset);
    if (q.cursor && !q.cursor->empty()) { // an empty one stands before the first page
        made.behind = rpc::cursor_of(*q.cursor);
        if (!made.behind) throw bad_query("cursor", *q.cursor, "this is no cursor of an earlier answer");
    }
    return made;
}

// As GET /trades answers, and `next_cursor`: null behind the last page.
written found_trades(const call&, rpc::archive& records, const query<search_query>& q) {
    constexpr std::int64_t usual_limit = 500;
    const auto limit = q->limit.value_or(usual_limit);
    const auto wanted = search_of(q.value, limit);
    std::optional<field_set> fields;
    if (q->fields) fields = fields_of<rpc::schema::raw_trade>(*q->fields);
    const auto page = records.find_trades(wanted);
    std::vector<rpc::schema::raw_trade> trades;
    trades.reserve(page.size());
    for (const auto& t : page) trades.push_back(rpc::raw_trade(t));
    written answer{"{\"trades\":", nullptr};
    if (fields)
        write_list_fields(answer.body, trades, *fields);
    else
        json::write(answer.body, trades);
    const bool more = static_cast<std::int64_t>(page.size()) == limit;
    answer.body += ",\"trades_count\":" + std::to_string(page.size()) + ",\"offset\":" + std::to_string(q->offset) +
                   ",\"total_trades\":" + std::to_string(records.count_trades(wanted.filter)) + ",\"next_cursor\":";
    json::write(answer.body, more ? std::optional{rpc::cursor_text(rpc::position_of(page.back()))} : std::nullopt);
    answer.body += '}';
    return answer;
}

written trades_in_csv(const call& c, const query<search_query>& q) {
    constexpr std::int64_t all = -1;
    auto columns = csv_columns();
    if (q->fields) {
        columns = fields_of<rpc::schema::raw_trade>(*q->fields);
        if (columns.contains("orders")) throw bad_query("fields", *q->fields, "orders cannot stand in a table");
    }
    written answer{{}, nullptr};
    answer.content_type = "text/csv; charset=utf-8";
    answer.source = trades_as_csv(search_of(q.value, q->limit.value_or(all)), std::move(columns), c.reading());
    return answer;
}

struct fields_query {
    std::string fields;
};
BOOST_DESCRIBE_STRUCT(fields_query, (), (fields))

written status_fields(const call& c, const query<fields_query>& q) {
    const auto fields = fields_of<open_trade_schema>(q->fields);
    written answer{{}, nullptr};
    write_list_fields(answer.body, rpc::status(c.bot()), fields);
    return answer;
}

struct trade_path {
    std::int64_t tradeid = 0;
};
BOOST_DESCRIBE_STRUCT(trade_path, (), (tradeid))

written trade_fields(const call& c, rpc::archive& records, const path<trade_path>& p, const query<fields_query>& q) {
    const auto fields = fields_of<open_trade_schema>(q->fields);
    written answer{{}, nullptr};
    write_fields(answer.body, rpc::trade(c.bot(), records, p->tradeid), fields);
    return answer;
}

void change_config(const call& c, const body<boost::json::value>& b, rpc::taker<rpc::schema::show_config> take) {
    rpc::change_settings(c.port(), checked_changes(b.value), std::move(take));
}

constexpr endpoint own(std::string_view method, std::string_view path, std::string_view name, operation run,
                       caching cached = caching::none) {
    endpoint made{method, path, name, "Tremolo", run, access::user, mode::trade, cached};
    made.own = true;
    return made;
}

const endpoint search_row = own("GET", "/trades", "found_trades", on<found_trades>, caching::snapshot);
const endpoint csv_row = own("GET", "/trades", "trades_in_csv", on<trades_in_csv>);
const endpoint status_row = own("GET", "/status", "status_fields", on<status_fields>, caching::snapshot);
const endpoint trade_row = own("GET", "/trade/{tradeid}", "trade_fields", on<trade_fields>);

const endpoint rows[] = {own("PATCH", "/config", "change_config", on<change_config>)};

bool names_any(const http::request& request, std::initializer_list<std::string_view> keys) {
    if (request.query().empty()) return false;
    const http::query given{request.query()};
    return std::any_of(keys.begin(), keys.end(), [&](auto key) { return given.has(key); });
}

} // namespace

std::span<const endpoint> own() { return rows; }

const endpoint* refined_trades(const http::request& request) {
    const auto accept = request.header("accept");
    if (accept && accept->find("text/csv") != std::string_view::npos) return &csv_row;
    const bool searches = names_any(request, {"since", "until", "pair", "strategy", "is_open", "cursor", "fields"});
    return searches ? &search_row : nullptr;
}

const endpoint* refined_status(const http::request& request) {
    return names_any(request, {"fields"}) ? &status_row : nullptr;
}

const endpoint* refined_trade(const http::request& request) {
    return names_any(request, {"fields"}) ? &trade_row : nullptr;
}

} // namespace endpoints

} // namespace tremolo::api
