// Rates against the recorded ones.
#include "exchange/pricing.hpp"
#include "fake_exchange.hpp"
#include "tests/testing.hpp"
#include <charconv>

namespace tremolo::exchange {
namespace {

namespace json = boost::json;

const json::value& vectors() {
    static const auto all = testing_support::read_json(testing_support::data() / "engine" / "entry_exit_rate.json");
    return all;
}

std::optional<double> optional_number(const json::value& v) {
    if (v.is_null()) return {};
    return v.to_number<double>();
}

pricing pricing_of(const json::object& o) {
    pricing p;
    const auto& side = o.at("price_side").as_string();
    p.price_side = side == "same"    ? price_side::same
                   : side == "other" ? price_side::other
                   : side == "bid"   ? price_side::bid
                                     : price_side::ask;
    p.use_order_book = o.at("use_order_book").as_bool();
    if (const auto* top = o.if_contains("order_book_top")) p.order_book_top = top->to_number<std::size_t>();
    if (const auto* balance = o.if_contains("price_last_balance")) p.price_last_balance = balance->to_number<double>();
    return p;
}

void expect_rate(const json::object& c, fake_exchange& fake) {
    const manual_clock time{from_epoch_ms(0)};
    const auto how = pricing_of(c.at("pricing").as_object());
    rates r{fake, time, how, how};
    const auto side = c.at("side") == "entry" ? direction::entry : direction::exit;
    SCOPED_TRACE(json::serialize(c));
    try {
        const double found = r.rate("ETH/USDT", true, side, c.at("is_short").as_bool());
        ASSERT_TRUE(c.contains("value")) << found;
        EXPECT_EQ(found, c.at("value").to_number<double>());
    } catch (const exchange_error& e) {
        ASSERT_TRUE(c.contains("error")) << e.what();
        EXPECT_EQ(e.kind, failure::pricing);
    }
}

TEST(pricing, rate_from_a_ticker) {
    for (const auto& c : vectors().at("ticker_cases").as_array()) {
        fake_exchange fake;
        fake.ticker.bid = optional_number(c.at("ticker").at("bid"));
        fake.ticker.ask = optional_number(c.at("ticker").at("ask"));
        fake.ticker.last = optional_number(c.at("ticker").at("last"));
        expect_rate(c.as_object(), fake);
    }
}

TEST(pricing, rate_from_an_order_book) {
    fake_exchange fake;
    for (int i = 0; i < 5; ++i) {
        fake.book.bids.push_back({99.0 - i * 0.5, 1});
        fake.book.asks.push_back({101.0 + i * 0.5, 1});
    }
    for (const auto& c : vectors().at("order_book_cases").as_array()) expect_rate(c.as_object(), fake);
}

TEST(pricing, rates_are_kept_for_five_minutes) {
    fake_exchange fake;
    manual_clock time{from_epoch_ms(0)};
    rates r{fake, time, {}, {}};
    for (const auto& step : vectors().at("cache").as_array()) {
        SCOPED_TRACE(json::serialize(step));
        time.advance(std::chrono::seconds{step.at("seconds_later").as_int64()});
        fake.ticker.bid = step.at("bid").to_number<double>();
        fake.ticker.ask = step.at("ask").to_number<double>();
        const bool refresh = step.at("refresh").as_bool();
        EXPECT_EQ(r.rate("ETH/USDT", refresh, direction::entry, false), step.at("entry_long").to_number<double>());
        EXPECT_EQ(r.rate("ETH/USDT", refresh, direction::exit, false), step.at("exit_long").to_number<double>());
        EXPECT_EQ(r.rate("ETH/USDT", false, direction::exit, true),
                  step.at("exit_short_after_that").to_number<double>());
    }
}

TEST(pricing, a_rate_that_readers_saw_is_not_kept_for_the_bot) {
    fake_exchange fake;
    manual_clock time{from_epoch_ms(0)};
    rates r{fake, time, {}, {}};
    fake.ticker.ask = 10.0;
    EXPECT_EQ(r.shown("ETH/USDT", false), 10);
    fake.ticker.ask = 11.0;
    EXPECT_EQ(r.shown("ETH/USDT", false), 10) << "asked once";
    EXPECT_EQ(r.rate("ETH/USDT", false, direction::exit, false), 11);
    EXPECT_EQ(r.shown("ETH/USDT", false), 11) << "what the bot knows is shown";
    time.advance(std::chrono::seconds{301});
    fake.ticker.ask = 12.0;
    EXPECT_EQ(r.shown("ETH/USDT", false), 12);
}

TEST(pricing, zero_is_not_kept) {
    fake_exchange fake;
    const manual_clock time{from_epoch_ms(0)};
    rates r{fake, time, {}, {}};
    fake.ticker.bid = 0.0;
    EXPECT_EQ(r.rate("ETH/USDT", false, direction::entry, false), 0);
    fake.ticker.bid = 5.0;
    EXPECT_EQ(r.rate("ETH/USDT", false, direction::entry, false), 5);
}

TEST(pricing, custom_prices_are_clamped) {
    for (const auto& c : vectors().at("valid_price").as_array()) {
        SCOPED_TRACE(json::serialize(c));
        std::optional<double> custom;
        if (const auto* text = c.at("custom").if_string()) {
            double value = 0;
            const auto end = text->data() + text->size();
            if (std::from_chars(text->data(), end, value).ec == std::errc{}) custom = value;
        } else {
            custom = optional_number(c.at("custom"));
        }
        const double distance = optional_number(c.at("max_distance_ratio")).value_or(0.02);
        EXPECT_EQ(valid_price(custom, c.at("proposed").to_number<double>(), distance),
                  c.at("value").to_number<double>());
    }
}

TEST(pricing, one_book_serves_entry_and_exit) {
    fake_exchange fake;
    fake.book = {{{99, 1}, {98, 1}}, {{101, 1}, {102, 1}}};
    fake.ticker.ask = 100.0;
    const manual_clock time{from_epoch_ms(0)};
    pricing from_book{price_side::same, true, 2, 0};
    rates books{fake, time, from_book, from_book};
    const auto both = books.entry_and_exit("ETH/USDT", true, false);
    EXPECT_EQ(both.entry, 98);
    EXPECT_EQ(both.exit, 102);
    EXPECT_EQ(fake.books_asked, 1u);
    rates mixed{fake, time, from_book, {}};
    EXPECT_EQ(mixed.entry_and_exit("ETH/USDT", true, false).exit, 100);
    EXPECT_EQ(fake.tickers_asked, 1u);
    // Kept ones are used when they need not be fresh.
    EXPECT_EQ(mixed.entry_and_exit("ETH/USDT", false, false).entry, 98);
    EXPECT_EQ(fake.tickers_asked, 1u);
}

TEST(pricing, depth_of_market_compares_own_side_with_the_other) {
    fake_exchange fake;
    fake.book = {{{99, 3}, {98, 1}}, {{101, 2}}};
    EXPECT_TRUE(deep_enough(fake, "ETH/USDT", false, 2));
    EXPECT_FALSE(deep_enough(fake, "ETH/USDT", false, 2.1));
    EXPECT_TRUE(deep_enough(fake, "ETH/USDT", true, 0.5));
    EXPECT_FALSE(deep_enough(fake, "ETH/USDT", true, 0.6));
}

} // namespace
} // namespace tremolo::exchange
