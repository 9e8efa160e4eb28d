// Live trading on the simulated exchange: refusals, matching, money that adds up.
#include "exchange/simulated/simulated.hpp"
#include "tests/testing.hpp"

namespace tremolo::exchange {
namespace {

// Prices that a test sets.
struct set_prices final : price_source {
    market::market_list list;
    market::ticker shown;
    market::order_book shown_book;
    std::optional<traded> since;

    const market::market_list& markets() const override { return list; }
    std::vector<market::raw_candle> candles(const candle_question&) override { return {}; }
    std::optional<market::ticker> ticker(const market::market_info&, std::int64_t) override { return shown; }
    market::order_book book(const market::market_info&, std::size_t, std::int64_t) override { return shown_book; }
    std::optional<traded> traded_in(const market::market_info&, std::int64_t, std::int64_t) override { return since; }
    std::vector<market::leverage_tier> tiers(const market::market_info&) const override { return {}; }
    std::vector<funding_payment> funding(const market::market_info&, std::int64_t, std::int64_t) override { return {}; }
};

struct matching : testing::Test {
    static constexpr auto spot = "ETH/USDT";
    static constexpr auto future = "ETH/USDT:USDT";
    set_prices* prices = nullptr;
    manual_clock time{from_epoch_ms(1'795'245'900'000)};
    std::unique_ptr<simulated> on;

    matching() { open({{"USDT", 1000}, {"ETH", 10}}); }
    void open(std::map<std::string, double> wallet, market::trading_mode mode = market::trading_mode::spot) {
        auto source = std::make_unique<set_prices>();
        prices = source.get();
        market::market_info m;
        m.symbol = spot;
        m.base = "ETH";
        m.quote = "USDT";
        m.amount_precision = 0.001;
        m.price_precision = 0.01;
        m.limits.amount = {0.001, 1000.0};
        m.limits.cost = {5.0, {}};
        m.maker_fee = 0.001;
        m.taker_fee = 0.002;
        source->list.push_back(m);
        m.symbol = future;
        m.settle = "USDT";
        m.swap = m.linear = true;
        m.spot = false;
        m.contract_size = 1;
        source->list.push_back(m);
        source->shown.last = 100;
        source->shown_book = {{{99, 1}, {98, 2}}, {{101, 1}, {102, 2}}};
        simulated_settings settings;
        settings.wallet = std::move(wallet);
        settings.mode = mode;
        on = std::make_unique<simulated>(std::move(source), settings, time);
    }
    static order_request limit(order_side side, double amount, double price, const std::string& pair = spot) {
        order_request r;
        r.pair = pair;
        r.side = side;
        r.type = "limit";
        r.amount = amount;
        r.price = price;
        return r;
    }
    static order_request at_market(order_side side, double amount, const std::string& pair = spot) {
        auto r = limit(side, amount, 0, pair);
        r.type = "market";
        r.price.reset();
        return r;
    }
    void pass(double low, double high, double volume) {
        prices->since = traded{low, high, volume};
        time.advance(std::chrono::seconds{10});
    }
    balance of(const std::string& currency) {
        for (const auto& b : on->fetch_balances())
            if (b.currency == currency) return b;
        return {};
    }
    failure refusal(const order_request& r) {
        try {
            (void)on->place_order(r);
        } catch (const exchange_error& e) { return e.kind; }
        ADD_FAILURE() << "was accepted";
        return failure::operational;
    }
};

TEST_F(matching, market_orders_eat_the_book) {
    const auto order = on->place_order(at_market(order_side::buy, 2));
    EXPECT_EQ(order.status, "closed");
    EXPECT_EQ(order.filled, 2);
    EXPECT_EQ(order.cost, 203);
    EXPECT_EQ(order.average, 101.5);
    ASSERT_TRUE(order.fee);
    EXPECT_EQ(order.fee->currency, "ETH");
    EXPECT_DOUBLE_EQ(*order.fee->cost, 0.004);
    EXPECT_EQ(of("USDT").free, 797);
    EXPECT_EQ(of("USDT").used, 0);
    EXPECT_EQ(of("ETH").free, 11.996);
    const auto trades = on->fetch_order_trades(order.id, spot, from_epoch_ms(0));
    ASSERT_EQ(trades.size(), 2u);
    EXPECT_EQ(trades[1].price, 102);
}

TEST_F(matching, a_book_that_ends_leaves_a_rest_unfilled) {
    const auto order = on->place_order(at_market(order_side::sell, 5));
    EXPECT_EQ(order.status, "expired");
    EXPECT_EQ(order.filled, 3);
    EXPECT_EQ(of("ETH").total, 7);
    EXPECT_DOUBLE_EQ(of("USDT").total, 1000 + (99 + 196) * 0.998);
    prices->shown_book = {};
    EXPECT_EQ(on->place_order(at_market(order_side::sell, 1)).filled, 0);
}

TEST_F(matching, resting_orders_are_filled_in_parts_as_makers) {
    const auto id = on->place_order(limit(order_side::buy, 4, 100)).id;
    EXPECT_EQ(of("USDT").used, 400);
    EXPECT_EQ(of("USDT").free, 600);
    pass(99.5, 101, 10);
    auto order = on->fetch_order(id, spot);
    EXPECT_EQ(order.status, "open");
    EXPECT_EQ(order.filled, 3);
    EXPECT_EQ(order.average, 100);
    EXPECT_EQ(of("USDT").used, 100);
    pass(100.5, 101, 1000);
    EXPECT_EQ(on->fetch_order(id, spot).filled, 3);
    pass(100, 101, 1000);
    order = on->fetch_order(id, spot);
    EXPECT_EQ(order.status, "closed");
    EXPECT_DOUBLE_EQ(*order.fee->rate, 0.001);
    EXPECT_EQ(of("USDT").total, 600);
    EXPECT_EQ(of("USDT").used, 0);
    EXPECT_EQ(of("ETH").free, 13.996);
}

TEST_F(matching, limit_orders_take_what_is_better_and_rest) {
    const auto order = on->place_order(limit(order_side::buy, 3, 101.5));
    EXPECT_EQ(order.status, "open");
    EXPECT_EQ(order.filled, 1);
    EXPECT_EQ(order.average, 101);
    EXPECT_EQ(of("USDT").used, 203);
    const auto gone = on->cancel_order(order.id, spot);
    EXPECT_EQ(gone.status, "canceled");
    EXPECT_EQ(gone.filled, 1);
    EXPECT_EQ(of("USDT").used, 0);
    EXPECT_EQ(of("USDT").free, 899);
    EXPECT_THROW((void)on->cancel_order(order.id, spot), exchange_error);
}

TEST_F(matching, time_in_force) {
    auto r = limit(order_side::buy, 3, 101.5);
    r.time_in_force = "IOC";
    auto order = on->place_order(r);
    EXPECT_EQ(order.status, "expired");
    EXPECT_EQ(order.filled, 1);
    r.time_in_force = "FOK";
    order = on->place_order(r);
    EXPECT_EQ(order.status, "expired");
    EXPECT_EQ(order.filled, 0);
    r.time_in_force = "PO";
    EXPECT_EQ(refusal(r), failure::rejected);
    r.price = 100;
    EXPECT_EQ(on->place_order(r).status, "open");
}

TEST_F(matching, refusals) {
    EXPECT_EQ(refusal(limit(order_side::buy, 1.0001, 100)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, 1, 100.001)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, 0.01, 100)), failure::rejected); // costs too little
    EXPECT_EQ(refusal(limit(order_side::buy, 0, 100)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, -1, 100)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, std::numeric_limits<double>::quiet_NaN(), 100)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, 1, -3)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, 2000, 100)), failure::rejected); // above the largest amount
    EXPECT_EQ(refusal(limit(order_side::buy, 11, 100)), failure::insufficient_funds);
    EXPECT_EQ(refusal(limit(order_side::sell, 11, 100)), failure::insufficient_funds);
    EXPECT_EQ(refusal(limit(order_side::sell, 1, 100, "NO/WHERE")), failure::rejected);
    auto r = limit(order_side::buy, 1, 100);
    r.type = "iceberg";
    EXPECT_EQ(refusal(r), failure::rejected);
    r = limit(order_side::buy, 1, 100);
    r.price.reset();
    EXPECT_EQ(refusal(r), failure::rejected);
    r.reduce_only = true;
    EXPECT_EQ(refusal(r), failure::rejected);
    EXPECT_EQ(of("USDT").used, 0);
    EXPECT_TRUE(on->fetch_orders(spot, from_epoch_ms(0)).empty());
    try {
        (void)on->fetch_order("nobody", spot);
        FAIL();
    } catch (const exchange_error& e) { EXPECT_EQ(e.kind, failure::order_not_found); }
}

TEST_F(matching, amounts_beyond_counting_are_refused) {
    prices->list.front().limits = {};
    EXPECT_EQ(refusal(limit(order_side::buy, 1e15, 100)), failure::rejected);
    EXPECT_EQ(refusal(limit(order_side::buy, 8e10, 1e6)), failure::insufficient_funds);
    EXPECT_EQ(refusal(limit(order_side::buy, 1, 1e12)), failure::rejected);
    EXPECT_EQ(of("USDT").free, 1000);
}

TEST_F(matching, client_order_ids_find_the_order_and_are_used_once) {
    auto r = limit(order_side::buy, 1, 90);
    r.client_order_id = "tremolo-1";
    const auto placed = on->place_order(r);
    EXPECT_EQ(on->fetch_order("tremolo-1", spot).id, placed.id);
    EXPECT_EQ(on->fetch_orders(spot, from_epoch_ms(0)).back().client_order_id, "tremolo-1");
    EXPECT_EQ(refusal(r), failure::rejected);
    EXPECT_EQ(on->cancel_order("tremolo-1", spot).status, "canceled");
}

TEST_F(matching, stops_wait_for_their_price) {
    auto r = limit(order_side::sell, 2, 94);
    r.type = "stop_loss_limit";
    r.stop_price = 95;
    const auto id = on->place_order(r).id;
    EXPECT_EQ(of("ETH").used, 2);
    pass(95.5, 101, 100);
    EXPECT_EQ(on->fetch_order(id, spot).filled, 0);
    prices->shown_book = {{{94.5, 1}, {93, 5}}, {{95, 1}}};
    pass(94.8, 96, 100);
    auto order = on->fetch_order(id, spot);
    EXPECT_EQ(order.filled, 1);
    EXPECT_EQ(order.average, 94.5);
    EXPECT_EQ(order.status, "open");
    pass(93, 95, 100);
    EXPECT_EQ(on->fetch_order(id, spot).status, "closed");
    r.stop_price = 101;
    EXPECT_EQ(refusal(r), failure::rejected); // would trigger at once
    r.type = "stop_market";
    EXPECT_EQ(refusal(r), failure::rejected); // spot has none
}

TEST_F(matching, futures_hold_a_position_with_collateral) {
    open({{"USDT", 1000}}, market::trading_mode::futures);
    auto r = at_market(order_side::sell, 1, future);
    r.leverage = 10;
    (void)on->place_order(r);
    auto held = on->fetch_positions();
    ASSERT_EQ(held.size(), 1u);
    EXPECT_TRUE(held[0].is_short);
    EXPECT_EQ(held[0].amount, 1);
    EXPECT_DOUBLE_EQ(held[0].collateral, 9.9);
    EXPECT_DOUBLE_EQ(of("USDT").used, 9.9);
    EXPECT_DOUBLE_EQ(of("USDT").total, 1000 - 0.198);
    // Falls by ten: a short earns.
    prices->shown_book = {{{88, 1}}, {{89, 1}}};
    prices->shown.last = 89;
    r = at_market(order_side::buy, 2, future);
    r.reduce_only = true;
    const auto closed = on->place_order(r);
    EXPECT_EQ(closed.amount, 1);
    EXPECT_EQ(closed.status, "closed");
    EXPECT_TRUE(on->fetch_positions().empty());
    EXPECT_EQ(of("USDT").used, 0);
    EXPECT_DOUBLE_EQ(of("USDT").total, 1000 - 0.198 + 10 - 0.178);
    EXPECT_EQ(refusal(r), failure::rejected); // nothing is left to reduce
}

TEST_F(matching, a_stop_never_sells_more_than_the_position) {
    open({{"USDT", 1000}}, market::trading_mode::futures);
    auto r = at_market(order_side::buy, 2, future);
    (void)on->place_order(r);
    auto stop = at_market(order_side::sell, 2, future);
    stop.type = "stop_market";
    stop.stop_price = 95;
    stop.reduce_only = true;
    const auto first = on->place_order(stop).id;
    const auto second = on->place_order(stop).id;
    r = at_market(order_side::sell, 1, future);
    r.reduce_only = true;
    (void)on->place_order(r);
    pass(94, 96, 100);
    EXPECT_EQ(on->fetch_order(first, future).status, "closed");
    EXPECT_EQ(on->fetch_order(first, future).filled, 1); // what was left
    EXPECT_EQ(on->fetch_order(second, future).status, "expired");
    EXPECT_EQ(on->fetch_order(second, future).filled, 0);
    EXPECT_TRUE(on->fetch_positions().empty());
}

TEST_F(matching, a_position_without_collateral_is_liquidated) {
    open({{"USDT", 1000}}, market::trading_mode::futures);
    auto r = at_market(order_side::buy, 1, future);
    r.leverage = 10;
    (void)on->place_order(r);
    pass(95, 101, 100);
    EXPECT_EQ(on->fetch_positions().size(), 1u);
    pass(90, 95, 100);
    EXPECT_TRUE(on->fetch_positions().empty());
    EXPECT_DOUBLE_EQ(of("USDT").total, 1000 - 10.1 - 0.202);
}

} // namespace
} // namespace tremolo::exchange
