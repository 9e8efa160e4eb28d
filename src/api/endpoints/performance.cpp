// What trading has come to: balance, profit, performance by pair and tag, days.
#include "api/endpoints.hpp"
#include "rpc/queries.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace rpc::schema;

constexpr auto until_next_snapshot = caching::snapshot;

rpc::schema::balances balance(const call& c) { return rpc::balance(c.bot()); }
rpc::schema::count count(const call& c) { return rpc::count(c.bot(), c.state()); }

struct pair_query {
    std::optional<std::string> pair;
};
BOOST_DESCRIBE_STRUCT(pair_query, (), (pair))

std::vector<entry> entries(const call& c, const query<pair_query>& q) { return rpc::entries(c.bot(), q->pair); }
std::vector<rpc::schema::exit> exits(const call& c, const query<pair_query>& q) { return rpc::exits(c.bot(), q->pair); }
std::vector<mix_tag> mix_tags(const call& c, const query<pair_query>& q) { return rpc::mix_tags(c.bot(), q->pair); }
std::vector<performance_entry> performance_of_pairs(const call& c) { return rpc::performance(c.bot()); }

rpc::schema::profit profit(const call& c) { return rpc::profit(c.bot(), c.now()); }
rpc::schema::profit_all profit_all(const call& c) { return rpc::profit_all(c.bot(), c.now()); }
rpc::schema::stats stats(const call& c) { return rpc::stats(c.bot()); }
wallet_history_response historic_balance(const call&, rpc::archive& records) { return rpc::historic_balance(records); }

struct day_query {
    std::int64_t timescale = 7;
};
BOOST_DESCRIBE_STRUCT(day_query, (), (timescale))
constexpr auto json_rules(const day_query*) {
    return std::array{
        json::rule{.member = "timescale", .optional = true, .ge = 1, .description = "How many days, counted back."}};
}
struct week_query {
    std::int64_t timescale = 4;
};
BOOST_DESCRIBE_STRUCT(week_query, (), (timescale))
constexpr auto json_rules(const week_query*) {
    return std::array{
        json::rule{.member = "timescale", .optional = true, .ge = 1, .description = "How many weeks, counted back."}};
}
struct month_query {
    std::int64_t timescale = 3;
};
BOOST_DESCRIBE_STRUCT(month_query, (), (timescale))
constexpr auto json_rules(const month_query*) {
    return std::array{
        json::rule{.member = "timescale", .optional = true, .ge = 1, .description = "How many months, counted back."}};
}

daily_weekly_monthly daily(const call& c, const query<day_query>& q) {
    return rpc::periods(c.bot(), rpc::period::day, q->timescale, c.now());
}
daily_weekly_monthly weekly(const call& c, const query<week_query>& q) {
    return rpc::periods(c.bot(), rpc::period::week, q->timescale, c.now());
}
daily_weekly_monthly monthly(const call& c, const query<month_query>& q) {
    return rpc::periods(c.bot(), rpc::period::month, q->timescale, c.now());
}

constexpr endpoint row(std::string_view path, std::string_view name, operation run, caching cached) {
    return {"GET", path, name, "Trading,Trading-info", run, access::user, mode::trade, cached};
}

// The newest period is the present one; of how many, clients say, so that it may take long.
constexpr endpoint periods_row(std::string_view path, std::string_view name, operation run) {
    auto made = row(path, name, run, caching::snapshot_and_day);
    made.slow = true;
    return made;
}

const endpoint rows[] = {
    row("/balance", "balance", on<balance>, until_next_snapshot),
    row("/count", "count", on<count>, until_next_snapshot),
    row("/entries", "entries", on<entries>, until_next_snapshot),
    row("/exits", "exits", on<exits>, until_next_snapshot),
    row("/mix_tags", "mix_tags", on<mix_tags>, until_next_snapshot),
    row("/performance", "performance", on<performance_of_pairs>, until_next_snapshot),
    // "47 seconds ago"
    row("/profit", "profit", on<profit>, caching::snapshot_and_second),
    row("/profit_all", "profit_all", on<profit_all>, caching::snapshot_and_second),
    row("/stats", "stats", on<stats>, until_next_snapshot),
    {"GET", "/historic_balance", "api_get_wallet_history", "Trading,info", on<historic_balance>, access::user,
     mode::trade},
    periods_row("/daily", "daily", on<daily>),
    periods_row("/weekly", "weekly", on<weekly>),
    periods_row("/monthly", "monthly", on<monthly>),
};

} // namespace

std::span<const endpoint> performance() { return rows; }

} // namespace tremolo::api::endpoints
