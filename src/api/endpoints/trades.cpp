// Trades: reading them, entering and leaving by hand, orders, custom data.
#include "api/endpoints.hpp"
#include "api/schema/trade_requests.hpp"
#include "rpc/queries.hpp"
#include <cmath>

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using namespace rpc::schema;

std::vector<open_trade_schema> status(const call& c) { return rpc::status(c.bot()); }

struct trades_query {
    std::int64_t limit = 500;
    std::int64_t offset = 0;
    bool order_by_id = true;
};
BOOST_DESCRIBE_STRUCT(trades_query, (), (limit, offset, order_by_id))
constexpr auto json_rules(const trades_query*) {
    return std::array{json::rule{.member = "limit", .optional = true, .ge = 1, .description = "Trades in a page."},
                      json::rule{.member = "offset", .optional = true, .ge = 0, .description = "Trades to leave out."},
                      json::rule{.member = "order_by_id",
                                 .optional = true,
                                 .description = "By id; false: the trade closed last comes first."}};
}
raw_trades_page trades_page(const call&, rpc::archive& records, const query<trades_query>& q) {
    return rpc::trades(records, q->limit, q->offset, q->order_by_id);
}

struct trade_path {
    std::int64_t tradeid = 0;
};
BOOST_DESCRIBE_STRUCT(trade_path, (), (tradeid))

open_trade_schema trade(const call& c, rpc::archive& records, const path<trade_path>& p) {
    return rpc::trade(c.bot(), records, p->tradeid);
}
void remove_trade(const call& c, const path<trade_path>& p, rpc::taker<delete_trade> take) {
    rpc::delete_trade(c.port(), p->tradeid, std::move(take));
}
void cancel_open_order(const call& c, const path<trade_path>& p, rpc::taker<open_trade_schema> take) {
    rpc::cancel_open_order(c.port(), p->tradeid, std::move(take));
}
void reload_trade(const call& c, const path<trade_path>& p, rpc::taker<open_trade_schema> take) {
    rpc::reload_trade(c.port(), p->tradeid, std::move(take));
}

struct open_data_query {
    std::optional<std::string> key;
    std::int64_t limit = 100;
    std::int64_t offset = 0;
};
BOOST_DESCRIBE_STRUCT(open_data_query, (), (key, limit, offset))
constexpr auto json_rules(const open_data_query*) {
    return std::array{json::rule{.member = "key", .description = "Only what is stored under this key."},
                      json::rule{.member = "limit", .optional = true, .ge = 1, .description = "Trades in a page."},
                      json::rule{.member = "offset", .optional = true, .ge = 0, .description = "Trades to leave out."}};
}
std::vector<list_custom_data> open_trades_data(const call&, rpc::archive& records, const query<open_data_query>& q) {
    return rpc::open_trades_custom_data(records, q->key, q->limit, q->offset);
}

struct data_path {
    std::int64_t trade_id = 0;
};
BOOST_DESCRIBE_STRUCT(data_path, (), (trade_id))
struct data_query {
    std::optional<std::string> key;
};
BOOST_DESCRIBE_STRUCT(data_query, (), (key))
std::vector<list_custom_data> data_of_trade(const call&, rpc::archive& records, const path<data_path>& p,
                                            const query<data_query>& q) {
    return rpc::custom_data(records, p->trade_id, q->key);
}

std::optional<std::string> order_type_of(const std::optional<order_type_values>& type) {
    if (!type) return std::nullopt;
    return std::string{json::enum_text(*type)};
}

// NaN and infinities are numbers in the JSON that clients in Python write; no order can be made of them.
void refuse_unless_finite(std::initializer_list<std::optional<double>> numbers) {
    for (const auto& one : numbers)
        if (one && !std::isfinite(*one)) throw refusal{"invalid argument"};
}

void force_enter(const call& c, const body<force_enter_payload>& b, rpc::taker<force_enter_answer> take) {
    refuse_unless_finite({b->price, b->stakeamount, b->leverage});
    rpc::force_enter(c.port(),
                     {.pair = b->pair,
                      .is_short = b->side == signal_direction::short_,
                      .price = b->price,
                      .order_type = order_type_of(b->ordertype),
                      .stake_amount = b->stakeamount,
                      .enter_tag = b->entry_tag,
                      .leverage = b->leverage},
                     std::move(take));
}

void force_exit(const call& c, const body<force_exit_payload>& b, rpc::taker<result_msg> take) {
    refuse_unless_finite({b->amount, b->price});
    const auto* text = std::get_if<std::string>(&b->tradeid);
    rpc::force_exit(c.port(),
                    {.trade_id = text ? *text : std::to_string(std::get<std::int64_t>(b->tradeid)),
                     .order_type = order_type_of(b->ordertype),
                     .amount = b->amount,
                     .price = b->price},
                    std::move(take));
}

constexpr endpoint row(std::string_view method, std::string_view path, std::string_view name, operation run) {
    return {method, path, name, "Trading,Trades", run, access::user, mode::trade};
}
constexpr endpoint alias(endpoint of, std::string_view path, std::string_view summary) {
    of.path = path;
    of.summary = summary;
    return of;
}
constexpr endpoint keyed(endpoint of) {
    of.keyed = true;
    return of;
}
constexpr endpoint refined(endpoint of, const endpoint* (*instead)(const http::request&)) {
    of.instead = instead;
    return of;
}
const endpoint enter_row = keyed(row("POST", "/forceenter", "force_entry", on<force_enter>));
const endpoint exit_row = keyed(row("POST", "/forceexit", "forceexit", on<force_exit>));

const endpoint rows[] = {
    refined(
        {"GET", "/status", "status", "Trading,Trading-info", on<status>, access::user, mode::trade, caching::snapshot},
        refined_status),
    refined({"GET", "/trades", "trades", "Trading,Trading-info,Trades", on<trades_page>, access::user, mode::trade,
             caching::snapshot},
            refined_trades),
    refined(row("GET", "/trade/{tradeid}", "trade", on<trade>), refined_trade),
    row("DELETE", "/trades/{tradeid}", "trades_delete", on<remove_trade>),
    keyed(row("DELETE", "/trades/{tradeid}/open-order", "trade_cancel_open_order", on<cancel_open_order>)),
    row("POST", "/trades/{tradeid}/reload", "trade_reload", on<reload_trade>),
    row("GET", "/trades/open/custom-data", "list_open_trades_custom_data", on<open_trades_data>),
    row("GET", "/trades/{trade_id}/custom-data", "list_custom_data", on<data_of_trade>),
    alias(enter_row, "/forcebuy", "(deprecated) Please use /forceenter instead"),
    enter_row,
    alias(exit_row, "/forcesell", "(deprecated) Please use /forceexit instead"),
    exit_row,
};

} // namespace

std::span<const endpoint> trades() { return rows; }

} // namespace tremolo::api::endpoints
