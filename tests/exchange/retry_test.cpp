// How often a failing call is repeated, and how long is waited in between.
#include "exchange/retry.hpp"
#include "fake_exchange.hpp"
#include <gtest/gtest.h>
#include <thread>

namespace tremolo::exchange {
namespace {

using std::chrono::milliseconds;

struct failing_exchange : fake_exchange {
    failure kind = failure::temporary;
    int failures = 0; // calls to fail before one succeeds
    int calls = 0;
    int placed = 0;
    std::optional<order_state> arrived;

    void fail_or_pass() {
        ++calls;
        if (failures-- > 0) throw exchange_error{kind, "no luck"};
    }
    market::ticker fetch_ticker(const market::pair_name&) override {
        fail_or_pass();
        return {};
    }
    order_state fetch_order(const std::string& id, const market::pair_name&) override {
        if (arrived && arrived->client_order_id == id) return *arrived;
        if (placed > 0) throw exchange_error{failure::order_not_found, "unknown"};
        fail_or_pass();
        return {};
    }
    order_state place_order(const order_request& order) override {
        ++placed;
        if (failures-- > 0) throw exchange_error{kind, "no luck"};
        order_state state;
        state.id = order.client_order_id;
        return state;
    }
    order_state cancel_order(const std::string&, const market::pair_name&) override {
        fail_or_pass();
        return {};
    }
};

struct retry : testing::Test {
    std::shared_ptr<failing_exchange> failing = std::make_shared<failing_exchange>();
    std::vector<std::int64_t> waits; // seconds
    std::stop_source stop;
    retrying on{failing, stop.get_token(), {}, [this](milliseconds time, const std::stop_token&) {
                    waits.push_back(time.count() / 1000);
                }};
    using seconds = std::vector<std::int64_t>;

    void expect_failure(failure kind, const std::function<void()>& call) {
        try {
            call();
            FAIL() << "expected a failure";
        } catch (const exchange_error& e) { EXPECT_EQ(e.kind, kind); }
    }
};

TEST_F(retry, temporary_failures_are_repeated_at_once) {
    failing->failures = 4;
    (void)on.fetch_ticker("A/B");
    EXPECT_EQ(failing->calls, 5);
    EXPECT_TRUE(waits.empty());
}

TEST_F(retry, gives_up_after_four_retries) {
    failing->failures = 100;
    expect_failure(failure::temporary, [&] { (void)on.fetch_ticker("A/B"); });
    EXPECT_EQ(failing->calls, 5);
}

TEST_F(retry, rate_limits_are_waited_for_ever_longer) {
    failing->kind = failure::rate_limit;
    failing->failures = 100;
    expect_failure(failure::rate_limit, [&] { (void)on.fetch_ticker("A/B"); });
    EXPECT_EQ(waits, (seconds{1, 2, 5, 10}));
}

TEST_F(retry, missing_orders_are_waited_for) {
    failing->kind = failure::order_not_found;
    failing->failures = 100;
    expect_failure(failure::order_not_found, [&] { (void)on.fetch_order("1", "A/B"); });
    EXPECT_EQ(failing->calls, 6);
    EXPECT_EQ(waits, (seconds{1, 2, 5, 10, 17}));
}

TEST_F(retry, missing_orders_are_not_cancelled_again) {
    failing->kind = failure::order_not_found;
    failing->failures = 100;
    expect_failure(failure::order_not_found, [&] { (void)on.cancel_order("1", "A/B"); });
    EXPECT_EQ(failing->calls, 1);
}

TEST_F(retry, refusals_are_final) {
    for (const auto kind : {failure::rejected, failure::insufficient_funds, failure::authentication,
                            failure::operational, failure::unsupported, failure::pricing}) {
        failing->kind = kind;
        failing->failures = 1;
        failing->calls = 0;
        expect_failure(kind, [&] { (void)on.fetch_ticker("A/B"); });
        EXPECT_EQ(failing->calls, 1);
    }
}

TEST_F(retry, a_stop_ends_it) {
    failing->kind = failure::rate_limit;
    failing->failures = 100;
    stop.request_stop();
    expect_failure(failure::rate_limit, [&] { (void)on.fetch_ticker("A/B"); });
    EXPECT_EQ(failing->calls, 1);
    EXPECT_TRUE(waits.empty());
}

TEST_F(retry, orders_are_sent_once) {
    failing->failures = 1;
    order_request order;
    order.pair = "A/B";
    expect_failure(failure::temporary, [&] { (void)on.place_order(order); });
    EXPECT_EQ(failing->placed, 1);
    // With an id of ours, but the order never arrived.
    failing->failures = 1;
    order.client_order_id = "mine";
    expect_failure(failure::temporary, [&] { (void)on.place_order(order); });
    EXPECT_EQ(failing->placed, 2);
}

TEST_F(retry, an_order_whose_answer_was_lost_is_found) {
    failing->failures = 1;
    failing->arrived.emplace();
    failing->arrived->id = "77";
    failing->arrived->client_order_id = "mine";
    order_request order;
    order.pair = "A/B";
    order.client_order_id = "mine";
    EXPECT_EQ(on.place_order(order).id, "77");
    EXPECT_EQ(failing->placed, 1);
}

TEST(interruptible_wait, ends_with_the_stop) {
    std::stop_source stop;
    const system_clock clock;
    const auto begun = clock.monotonic();
    const std::jthread stopper{[&] { stop.request_stop(); }};
    interruptible_wait(std::chrono::seconds{20}, stop.get_token());
    EXPECT_LT(clock.monotonic() - begun, std::chrono::seconds{10});
}

} // namespace
} // namespace tremolo::exchange
