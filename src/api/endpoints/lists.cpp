// Whitelist, blacklist and locks.
#include "api/endpoints.hpp"
#include "api/schema/trade_requests.hpp"
#include "rpc/queries.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using namespace rpc::schema;

blacklist_response blacklist(const call& c) { return rpc::blacklist(c.bot()); }

void extend_blacklist(const call& c, const body<blacklist_payload>& b, rpc::taker<blacklist_response> take) {
    rpc::add_blacklist(c.port(), {b->blacklist}, std::move(take));
}

struct blacklist_query {
    std::vector<std::string> pairs_to_delete;
};
BOOST_DESCRIBE_STRUCT(blacklist_query, (), (pairs_to_delete))
constexpr auto json_rules(const blacklist_query*) {
    return std::array{json::rule{.member = "pairs_to_delete", .optional = true}};
}
void reduce_blacklist(const call& c, const query<blacklist_query>& q, rpc::taker<blacklist_response> take) {
    rpc::delete_blacklist(c.port(), {q->pairs_to_delete}, std::move(take));
}

whitelist_response whitelist(const call& c) { return rpc::whitelist(c.bot()); }

lock_list locks(const call& c) { return rpc::locks(c.bot(), c.now()); }

void add_locks(const call& c, const body<std::vector<locks_payload>>& b, rpc::taker<lock_list> take) {
    bot::add_locks wish;
    for (const auto& one : b.value) wish.locks.push_back({one.pair, one.side, one.until.at, one.reason});
    rpc::add_locks(c.port(), std::move(wish), c.time(), std::move(take));
}

struct lock_path {
    std::int64_t lockid = 0;
};
BOOST_DESCRIBE_STRUCT(lock_path, (), (lockid))
void delete_lock(const call& c, const path<lock_path>& p, rpc::taker<lock_list> take) {
    rpc::delete_locks(c.port(), {p->lockid, std::nullopt}, c.time(), std::move(take));
}
void delete_locks(const call& c, const body<delete_lock_request>& b, rpc::taker<lock_list> take) {
    rpc::delete_locks(c.port(), {b->lockid, b->pair}, c.time(), std::move(take));
}

constexpr endpoint row(std::string_view method, std::string_view path, std::string_view name, std::string_view tags,
                       operation run) {
    return {method, path, name, tags, run, access::user, mode::trade};
}

const endpoint rows[] = {
    row("GET", "/blacklist", "blacklist", "Trading,Trading-info,Pairlist", on<blacklist>),
    row("POST", "/blacklist", "blacklist_post", "Trading,Pairlist", on<extend_blacklist>),
    row("DELETE", "/blacklist", "blacklist_delete", "Trading,Pairlist", on<reduce_blacklist>),
    row("GET", "/whitelist", "whitelist", "Trading,Trading-info,Pairlist", on<whitelist>),
    row("GET", "/locks", "locks", "Trading,Trading-info,Locks", on<locks>),
    row("POST", "/locks", "add_locks", "Trading,Locks", on<add_locks>),
    row("DELETE", "/locks/{lockid}", "delete_lock", "Trading,Locks", on<delete_lock>),
    row("POST", "/locks/delete", "delete_lock_pair", "Trading,Locks", on<delete_locks>),
};

} // namespace

std::span<const endpoint> lists() { return rows; }

} // namespace tremolo::api::endpoints
