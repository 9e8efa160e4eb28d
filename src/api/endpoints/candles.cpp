// Analysed candles of the running bot.
#include "api/endpoints.hpp"
#include "api/schema/candle_requests.hpp"
#include "rpc/queries.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using rpc::schema::pair_history;

struct candle_query {
    std::string pair;
    std::string timeframe;
    std::optional<std::int64_t> limit;
};
BOOST_DESCRIBE_STRUCT(candle_query, (), (pair, timeframe, limit))

pair_history pair_candles(const call& c, const query<candle_query>& q) {
    return rpc::pair_candles(c.bot(), {q->pair, q->timeframe, q->limit, std::nullopt});
}
pair_history pair_candles_filtered(const call& c, const body<pair_candles_request>& b) {
    return rpc::pair_candles(c.bot(), {b->pair, b->timeframe, b->limit, b->columns});
}

// A thousand rows take milliseconds to write: not on a connection's thread.
constexpr endpoint row(std::string_view method, std::string_view name, operation run, caching cached) {
    return {method, "/pair_candles", name, "Trading,Candle data", run, access::user, mode::trade, cached, true};
}

const endpoint rows[] = {
    row("GET", "pair_candles", on<pair_candles>, caching::snapshot),
    row("POST", "pair_candles_filtered", on<pair_candles_filtered>, caching::none),
};

} // namespace

std::span<const endpoint> candles() { return rows; }

} // namespace tremolo::api::endpoints
