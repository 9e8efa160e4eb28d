// A simulated exchange on which things go wrong, by a seed.
#include "exchange/simulated/matching.hpp"
#include "exchange/simulated/simulated.hpp"
#include "tests/testing.hpp"
#include <random>
#include <set>

namespace tremolo::exchange {
namespace {

// Random trading on synthetic prices with everything going wrong now and then. Whatever was placed is found again, and
// the money is what the fills make of it, to the last unit.
class storm : public testing::TestWithParam<std::uint64_t> {
  protected:
    static constexpr auto pairs = std::array{"BTC/USDT", "ETH/USDT", "DOGE/USDT", "XRP/USDT"};
    manual_clock time{from_epoch_ms(1'795'245'900'000)};
    std::mt19937_64 random{GetParam()};
    std::shared_ptr<simulated> on;
    std::set<std::string> placed;
    std::int64_t waited_ms = 0;

    void SetUp() override {
        simulated_settings settings;
        settings.seed = GetParam();
        settings.wallet = {{"USDT", 10'000}, {"BTC", 0.1}};
        settings.faults = {.errors = 0.1, .lost_answers = 0.15, .rate_limits = 0.05, .delays = 0.1, .duplicates = 0.1};
        settings.pause = [this](std::chrono::milliseconds t) { waited_ms += t.count(); };
        on = open_simulated(settings, time);
    }
    double draw() { return static_cast<double>(random() >> 11) * 0x1p-53; }
    // The answer in the end, however often it takes.
    template <class F>
    auto surely(F call) {
        for (;;) {
            try {
                return call();
            } catch (const exchange_error& e) {
                if (e.kind != failure::temporary && e.kind != failure::rate_limit) throw;
            }
        }
    }
    void place(int number) {
        const std::string pair = pairs[random() % pairs.size()];
        const auto ticker = surely([&] { return on->fetch_ticker(pair); });
        order_request r;
        r.pair = pair;
        r.side = random() % 2 ? order_side::buy : order_side::sell;
        r.type = random() % 3 ? "limit" : "market";
        const auto& market = *on->find_market(pair);
        r.amount =
            amount_to_precision((20 + 400 * draw()) / *ticker.last, market.amount_precision, counting_mode::tick_size);
        if (r.type == "limit")
            r.price = price_to_precision(*ticker.last * (0.99 + 0.02 * draw()), market.price_precision,
                                         counting_mode::tick_size);
        r.client_order_id = "order-" + std::to_string(number);
        try {
            (void)on->place_order(r);
            placed.insert(r.client_order_id);
        } catch (const exchange_error& e) {
            if (e.kind != failure::temporary) return;
            // Either nothing happened, or the answer got lost: the exchange knows.
            try {
                (void)surely([&] { return on->fetch_order(r.client_order_id, pair); });
                placed.insert(r.client_order_id);
            } catch (const exchange_error& lookup) { EXPECT_EQ(lookup.kind, failure::order_not_found); }
        }
    }
    // It may be done already: filled, or cancelled by the call before whose answer got lost.
    void cancel(const order_state& order) {
        try {
            (void)surely([&] { return on->cancel_order(order.id, order.pair); });
        } catch (const exchange_error& e) { EXPECT_EQ(e.kind, failure::rejected); }
    }
    std::vector<order_state> all_orders() {
        std::vector<order_state> all;
        for (const auto* pair : pairs) {
            std::set<std::string> seen; // answers may repeat themselves
            for (auto& o : surely([&] { return on->fetch_orders(pair, from_epoch_ms(0)); }))
                if (seen.insert(o.id).second) all.push_back(std::move(o));
        }
        return all;
    }
};

TEST_P(storm, nothing_is_lost_and_the_money_adds_up) {
    for (int i = 0; i < 200; ++i) {
        time.advance(std::chrono::seconds{random() % 120});
        place(i);
        if (i % 7 == 0) {
            const auto orders = all_orders();
            if (!orders.empty()) {
                const auto& victim = orders[random() % orders.size()];
                try {
                    (void)surely([&] { return on->cancel_order(victim.id, victim.pair); });
                } catch (const exchange_error& e) { EXPECT_EQ(e.kind, failure::rejected); }
            }
        }
    }
    const auto orders = all_orders();
    std::set<std::string> found;
    std::map<std::string, units> expected{{"USDT", to_units(10'000)}, {"BTC", to_units(0.1)}};
    std::size_t fills = 0;
    for (const auto& order : orders) {
        found.insert(order.client_order_id);
        const auto& market = *on->find_market(order.pair);
        const auto trades = on->engine().trades(order.id, order.pair, 0);
        units filled = 0;
        for (const auto& t : trades) {
            const int sign = order.side == "buy" ? 1 : -1;
            expected[market.base] += sign * to_units(t.amount);
            expected[market.quote] -= sign * to_units(t.cost);
            expected[*t.fee->currency] -= to_units(*t.fee->cost);
            filled += to_units(t.amount);
            ++fills;
        }
        EXPECT_EQ(filled, to_units(*order.filled));
        EXPECT_EQ(to_units(*order.filled) + to_units(*order.remaining), to_units(*order.amount));
        if (order.status == "open") cancel(order);
    }
    EXPECT_EQ(found, placed);
    EXPECT_GT(fills, 60u);
    EXPECT_GT(waited_ms, 0);
    for (const auto& b : surely([&] { return on->fetch_balances(); })) {
        EXPECT_EQ(to_units(b.total), expected[b.currency]) << b.currency;
        EXPECT_EQ(b.used, 0) << b.currency;
        EXPECT_GE(b.free, 0) << b.currency;
    }
    const auto& books = on->engine().money();
    for (const auto& currency : books.currencies()) {
        units sum = 0;
        for (const auto who : {account::free, account::locked, account::market, account::fees})
            sum += books.held(who, currency);
        EXPECT_EQ(sum, 0) << currency;
    }
}

INSTANTIATE_TEST_SUITE_P(seeds, storm, testing::Range<std::uint64_t>(1, 11));

TEST(faults, each_kind_is_told_by_its_kind) {
    const manual_clock time{from_epoch_ms(1'795'245'900'000)};
    const auto kind_of = [&](simulated_faults faults) -> std::optional<failure> {
        simulated_settings settings;
        settings.faults = faults;
        settings.pause = [](std::chrono::milliseconds) {};
        try {
            (void)open_simulated(settings, time)->fetch_ticker("BTC/USDT");
        } catch (const exchange_error& e) { return e.kind; }
        return {};
    };
    EXPECT_EQ(kind_of({.errors = 1}), failure::temporary);
    EXPECT_EQ(kind_of({.lost_answers = 1}), failure::temporary);
    EXPECT_EQ(kind_of({.rate_limits = 1}), failure::rate_limit);
    EXPECT_EQ(kind_of({.delays = 1}), std::nullopt);
    EXPECT_EQ(kind_of({}), std::nullopt);
}

TEST(faults, the_same_seed_makes_the_same_faults) {
    const auto outcome = [](std::uint64_t seed) {
        const manual_clock time{from_epoch_ms(1'795'245'900'000)};
        simulated_settings settings;
        settings.seed = seed;
        settings.faults.errors = 0.5;
        const auto on = open_simulated(settings, time);
        std::string text;
        for (int i = 0; i < 64; ++i) {
            try {
                (void)on->fetch_order_book("BTC/USDT", 1);
                text += '.';
            } catch (const exchange_error&) { text += 'x'; }
        }
        return text;
    };
    EXPECT_EQ(outcome(5), outcome(5));
    EXPECT_NE(outcome(5), outcome(6));
}

TEST(faults, settings_out_of_range_are_named) {
    const manual_clock time{from_epoch_ms(0)};
    const auto expect_named = [&](const simulated_settings& settings, const std::string& key) {
        try {
            (void)open_simulated(settings, time);
            FAIL() << key;
        } catch (const configuration_error& e) {
            EXPECT_NE(std::string{e.what()}.find(key), std::string::npos) << e.what();
        }
    };
    simulated_settings settings;
    settings.faults.errors = 1.5;
    expect_named(settings, "exchange.simulated.faults.errors");
    settings = {};
    settings.speed = 0;
    expect_named(settings, "exchange.simulated.speed");
    settings = {};
    settings.wallet["BTC"] = -1;
    expect_named(settings, "exchange.simulated.wallet.BTC");
}

} // namespace
} // namespace tremolo::exchange
