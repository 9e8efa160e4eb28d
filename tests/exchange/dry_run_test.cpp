// Dry-run orders against the recorded fills, and what the vectors leave out: identifiers, restored orders.
#include "exchange/dry_run.hpp"
#include "exchange/orders.hpp"
#include "fake_exchange.hpp"
#include "tests/testing.hpp"
#include <regex>

namespace tremolo::exchange {
namespace {

namespace json = boost::json;

constexpr std::int64_t now_ms = 1'795'245'900'000;

market::order_book book_of(const json::value& v) {
    market::order_book book;
    for (const auto& level : v.at("bids").as_array())
        book.bids.push_back({level.at(0).to_number<double>(), level.at(1).to_number<double>()});
    for (const auto& level : v.at("asks").as_array())
        book.asks.push_back({level.at(0).to_number<double>(), level.at(1).to_number<double>()});
    return book;
}

std::vector<market::market_info> markets() {
    market::market_info eth;
    eth.symbol = "ETH/USDT";
    eth.base = "ETH";
    eth.quote = "USDT";
    eth.amount_precision = 0.0001;
    eth.price_precision = 0.01;
    eth.maker_fee = eth.taker_fee = 0.001;
    auto eth_future = eth;
    eth_future.symbol = "ETH/USDT:USDT";
    eth_future.spot = false;
    eth_future.swap = eth_future.linear = true;
    eth_future.contract_size = 1;
    auto dot = eth_future;
    dot.symbol = "DOT/USDT:USDT";
    dot.base = "DOT";
    dot.amount_precision = 1;
    dot.price_precision = 0.001;
    dot.contract_size = 10;
    return {eth, eth_future, dot};
}

std::shared_ptr<fake_exchange> market_of(const json::object& c) {
    auto fake = std::make_shared<fake_exchange>();
    fake->own_markets = markets();
    fake->own_traits.has_order_book = !c.at("exchange_has").as_object().contains("fetchL2OrderBook");
    // Two cases were recorded with fees of their own.
    const std::string name{c.at("name").as_string()};
    if (name.ends_with(": maker fee") || name.ends_with(": taker fee")) {
        fake->own_markets.front().maker_fee = 0.0004;
        fake->own_markets.front().taker_fee = 0.0009;
    }
    if (c.at("mode") == "futures") {
        fake->own_traits.stop_order_limit_type = "stop";
        fake->own_traits.stop_order_market_type = "stop_market";
    }
    return fake;
}

order_request request_of(const exchange& on, const json::object& c) {
    const auto& order = c.at("order").as_object();
    const std::string pair{order.at("pair").as_string()};
    const auto side = order.at("side") == "buy" ? order_side::buy : order_side::sell;
    const double amount = order.at("amount").to_number<double>();
    if (c.at("stop").is_object()) {
        stop_settings how;
        const auto& types = c.at("stop").at("order_types").as_object();
        how.kind = types.at("stoploss").as_string().c_str();
        if (const auto* ratio = types.if_contains("stoploss_on_exchange_limit_ratio"))
            how.limit_ratio = ratio->to_number<double>();
        return stop_order(on, pair, side, amount, c.at("stop").at("stop_price").to_number<double>(), 1, how);
    }
    order_request request;
    request.pair = pair;
    request.side = side;
    request.type = order.at("type").as_string().c_str();
    request.amount = amount;
    request.price = order.at("rate").to_number<double>();
    return request;
}

void expect_number(const json::object& expected, std::string_view key, const std::optional<double>& found) {
    const auto* value = expected.if_contains(key);
    if (!value || value->is_null()) {
        EXPECT_FALSE(found.has_value()) << key;
        return;
    }
    ASSERT_TRUE(found.has_value()) << key;
    EXPECT_EQ(value->to_number<double>(), *found) << key;
}

void expect_order(const json::object& expected, const order_state& found) {
    const std::string prefix =
        std::string{expected.at("id").as_string()}.substr(0, expected.at("id").as_string().find('<'));
    EXPECT_TRUE(found.id.starts_with(prefix)) << found.id;
    EXPECT_EQ(found.pair, expected.at("symbol").as_string());
    EXPECT_EQ(found.status, std::string{expected.at("status").as_string()});
    EXPECT_EQ(found.type, std::string{expected.at("type").as_string()});
    EXPECT_EQ(found.side, std::string{expected.at("side").as_string()});
    EXPECT_EQ(found.time_ms, now_ms);
    expect_number(expected, "price", found.price);
    expect_number(expected, "average", found.average);
    expect_number(expected, "amount", found.amount);
    expect_number(expected, "filled", found.filled);
    expect_number(expected, "remaining", found.remaining);
    expect_number(expected, "cost", found.cost);
    expect_number(expected, "stopPrice", found.stop_price);
    EXPECT_EQ(found.ft_order_type, expected.contains("ft_order_type") ? expected.at("ft_order_type").as_string() : "");
    ASSERT_EQ(found.fee.has_value(), expected.at("fee").is_object());
    if (!found.fee) return;
    const auto& fee = expected.at("fee").as_object();
    EXPECT_EQ(found.fee->currency, std::string{fee.at("currency").as_string()});
    expect_number(fee, "cost", found.fee->cost);
    expect_number(fee, "rate", found.fee->rate);
}

order_state act(dry_run& on, const std::string& action, const json::object& c, const order_state& last) {
    if (action == "create") return on.place_order(request_of(on, c));
    if (action == "fetch") return on.fetch_order(last.id, last.pair);
    if (action == "fetch_unknown") return on.fetch_order("dry_run_unknown", last.pair);
    if (action == "cancel") return on.cancel_order(last.id, last.pair);
    EXPECT_EQ(action, "cancel_result");
    return cancel_order_with_result(on, last.id, last.pair, last.amount.value_or(0));
}

void play(const json::object& c) {
    const auto fake = market_of(c);
    const manual_clock time{from_epoch_ms(now_ms)};
    std::optional<double> fee;
    if (const auto* set = c.at("config").as_object().if_contains("fee")) fee = set->to_number<double>();
    dry_run on{fake, time, uuid_source{7}, fee};
    order_state last;
    const auto& actions = c.at("actions").as_array();
    for (std::size_t i = 0; i < actions.size(); ++i) {
        SCOPED_TRACE("action " + std::to_string(i));
        fake->book = book_of(c.at("order_books").at(i));
        const auto& expected = c.at("results").at(i).as_object();
        try {
            last = act(on, actions[i].as_string().c_str(), c, last);
            ASSERT_TRUE(expected.contains("value")) << "expected an error";
            expect_order(expected.at("value").as_object(), last);
        } catch (const exchange_error& e) {
            ASSERT_TRUE(expected.contains("error")) << e.what();
            EXPECT_EQ(expected.at("error").as_string(), "InvalidOrderException");
            EXPECT_EQ(e.kind, failure::rejected);
        }
    }
}

TEST(dry_run, fills_as_recorded) {
    const auto vectors = testing_support::read_json(testing_support::data() / "engine" / "dry_run_fills.json");
    const auto& cases = vectors.at("cases").as_array();
    EXPECT_EQ(cases.size(), 87u);
    for (const auto& c : cases) {
        SCOPED_TRACE(c.at("name").as_string().c_str());
        play(c.as_object());
    }
}

struct resting : testing::Test {
    resting() {
        fake->own_markets = markets();
        fake->book = {{{99, 1}}, {{101, 1}}};
        request.pair = "ETH/USDT";
        request.type = "limit";
        request.amount = 1;
        request.price = 90;
    }
    std::shared_ptr<fake_exchange> fake = std::make_shared<fake_exchange>();
    manual_clock time{from_epoch_ms(now_ms)};
    order_request request;
};

TEST_F(resting, is_named_by_side_pair_and_a_uuid) {
    dry_run on{fake, time, uuid_source{1}};
    const auto first = on.place_order(request).id;
    const auto second = on.place_order(request).id;
    const std::regex shape{"dry_run_buy_ETH/USDT_[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"};
    EXPECT_TRUE(std::regex_match(first, shape)) << first;
    EXPECT_NE(first, second);
    dry_run again{fake, time, uuid_source{1}};
    EXPECT_EQ(again.place_order(request).id, first);
}

TEST_F(resting, is_restored_after_a_restart) {
    dry_run before{fake, time, uuid_source{1}};
    const auto placed = before.place_order(request);
    dry_run after{fake, time, uuid_source{2}};
    EXPECT_FALSE(after.knows(placed.id));
    after.restore(placed);
    fake->book = {{{88, 1}}, {{89, 1}}};
    const auto filled = after.fetch_order(placed.id, placed.pair);
    EXPECT_EQ(filled.status, "closed");
    EXPECT_EQ(filled.filled, 1);
    // What is held is newer than any row.
    after.restore(placed);
    EXPECT_EQ(after.fetch_order(placed.id, placed.pair).status, "closed");
}

TEST_F(resting, empty_answer_for_an_unknown_cancellation) {
    dry_run on{fake, time, uuid_source{1}};
    const auto answer = on.cancel_order("nobody", "ETH/USDT");
    EXPECT_TRUE(answer.id.empty());
    EXPECT_FALSE(answer.status.has_value());
    const auto made_up = cancel_order_with_result(on, "nobody", "ETH/USDT", 3);
    EXPECT_EQ(made_up.status, "canceled");
    EXPECT_EQ(made_up.amount, 3);
    EXPECT_EQ(made_up.filled, 0);
}

TEST_F(resting, market_order_without_a_price_is_refused) {
    dry_run on{fake, time, uuid_source{1}};
    request.type = "market";
    request.price.reset();
    EXPECT_THROW(on.place_order(request), exchange_error);
}

} // namespace
} // namespace tremolo::exchange
