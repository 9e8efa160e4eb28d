// The history of trades of the simulated exchange: it makes the candles that are told, whichever way it is asked for.
#include "exchange/retry.hpp"
#include "exchange/simulated/simulated.hpp"
#include "exchange/simulated/tape.hpp"
#include "market/trade_candles.hpp"
#include "tests/exchange/fake_exchange.hpp"
#include "tests/testing.hpp"
#include <array>
#include <fstream>
#include <gmock/gmock.h>

namespace tremolo::exchange {
namespace {

using market::candle_type;
using market::raw_candle;
using testing::HasSubstr;

constexpr std::int64_t now_ms = 1'795'245'900'000 + 137'000; // 07:27:17
constexpr std::int64_t hour_ms = 3'600'000;

// All trades from a moment on, page by page.
market::trade_table all_trades(exchange& of, const std::string& pair, std::int64_t since_ms, std::size_t page = 0) {
    market::trade_table all;
    std::string after;
    for (;;) {
        const auto answer = of.fetch_public_trades(pair, from_epoch_ms(since_ms), after, page);
        for (const auto& trade : answer) all.push_back(trade);
        if (answer.empty()) return all;
        after = answer.back().id;
    }
}

void expect_in_order(const market::trade_table& trades) {
    for (std::size_t i = 0; i < trades.size(); ++i) {
        ASSERT_GT(trades.prices[i], 0) << i;
        ASSERT_GT(trades.amounts[i], 0) << i;
        ASSERT_EQ(trades.costs[i], trades.prices[i] * trades.amounts[i]) << i;
        ASSERT_TRUE(trades.sides[i] == "buy" || trades.sides[i] == "sell") << i;
        if (i == 0) continue;
        ASSERT_GE(trades.times_ms[i], trades.times_ms[i - 1]) << i;
        ASSERT_GT(std::stoll(std::string{*trades.ids[i]}), std::stoll(std::string{*trades.ids[i - 1]})) << i;
    }
}

// The candles that the exchange tells, but for those before `from_ms` and those that were not over at `end_ms`.
void expect_the_candles(exchange& of, const std::string& pair, const std::string& length, candle_type type,
                        const market::trade_table& trades, std::int64_t from_ms, std::int64_t end_ms) {
    const market::timeframe tf{length};
    const auto made = market::candles_of_trades(trades, tf);
    std::size_t compared = 0;
    for (std::int64_t since = from_ms;;) {
        const auto told = of.fetch_candles(pair, length, type, from_epoch_ms(since), 0);
        if (told.empty()) break;
        for (const auto& c : told) {
            if (c.open_ms + tf.milliseconds() > end_ms || c.volume <= 0) continue;
            const auto row = made.lower_bound(c.open_ms);
            ASSERT_LT(row, made.size()) << length;
            ASSERT_EQ(made.dates()[row], c.open_ms) << length;
            EXPECT_EQ(made.at(row, "open"), c.open) << length << " " << c.open_ms;
            EXPECT_EQ(made.at(row, "high"), c.high) << length << " " << c.open_ms;
            EXPECT_EQ(made.at(row, "low"), c.low) << length << " " << c.open_ms;
            EXPECT_EQ(made.at(row, "close"), c.close) << length << " " << c.open_ms;
            EXPECT_NEAR(made.at(row, "volume"), c.volume, 1e-12 * c.volume) << length << " " << c.open_ms;
            ++compared;
        }
        since = told.back().open_ms + 1;
    }
    EXPECT_GT(compared, 0U) << length;
}

class each_market : public testing::TestWithParam<market::trading_mode> {};
INSTANTIATE_TEST_SUITE_P(synthetic_trades, each_market,
                         testing::Values(market::trading_mode::spot, market::trading_mode::futures),
                         [](const auto& test) {
                             return test.param == market::trading_mode::spot ? "spot" : "futures";
                         });

TEST_P(each_market, make_the_candles_of_every_pair) {
    const bool spot = GetParam() == market::trading_mode::spot;
    const manual_clock time{from_epoch_ms(now_ms)};
    for (const std::uint64_t seed : {1U, 7U}) {
        simulated_settings settings;
        settings.mode = GetParam();
        settings.seed = seed;
        const auto on = open_simulated(settings, time);
        EXPECT_TRUE(on->about().trades_have_history);
        for (const auto& m : on->markets()) {
            const auto from = now_ms / hour_ms * hour_ms - 3 * hour_ms;
            const auto trades = all_trades(*on, m.symbol, from);
            expect_in_order(trades);
            EXPECT_GT(trades.size(), 3U * 60 * 3) << m.symbol;
            EXPECT_LT(trades.size(), 4U * 60 * 12) << m.symbol;
            EXPECT_GE(trades.times_ms.front(), from);
            EXPECT_LE(trades.times_ms.back(), now_ms);
            const auto type = spot ? candle_type::spot : candle_type::futures;
            for (const auto* length : {"1m", "5m", "15m", "1h"})
                expect_the_candles(*on, m.symbol, length, type, trades, from, now_ms);
        }
    }
}

TEST(synthetic_trades, are_the_same_page_by_page_and_at_any_time) {
    manual_clock time{from_epoch_ms(now_ms)};
    const auto on = open_simulated({}, time);
    const auto from = now_ms - 20 * 60'000 + 1234;
    const auto whole = all_trades(*on, "BTC/USDT", from);
    const auto paged = all_trades(*on, "BTC/USDT", from, 7);
    ASSERT_EQ(paged.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(paged[i], whole[i]) << i;
    // Later the same trades are told, and those that came since.
    time.advance(std::chrono::minutes{5});
    const auto later = all_trades(*on, "BTC/USDT", from);
    ASSERT_GT(later.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_EQ(later[i], whole[i]) << i;
    // From a trade on.
    const auto behind = on->fetch_public_trades("BTC/USDT", from_epoch_ms(0), std::string{*whole.ids[10]}, 1);
    ASSERT_EQ(behind.size(), 1U);
    EXPECT_EQ(behind[0], whole[11]);
    // What has not happened is not told.
    EXPECT_TRUE(on->fetch_public_trades("BTC/USDT", time.now() + std::chrono::seconds{1}, "", 0).empty());
    EXPECT_EQ(on->fetch_public_trades("BTC/USDT", from_epoch_ms(from), "", 0).size(),
              std::min<std::size_t>(later.size(), on->about().trade_limit));
    // Nor is what was before the market began.
    const auto first = on->fetch_public_trades("BTC/USDT", from_epoch_ms(0), "", 1);
    EXPECT_EQ(first.at(0).time_ms / 60'000, 1'577'836'800'000 / 60'000);
}

TEST(synthetic_trades, of_unknown_pairs_and_ids_are_refused) {
    const manual_clock time{from_epoch_ms(now_ms)};
    const auto on = open_simulated({}, time);
    const auto message = [&](const std::string& pair, const std::string& after) -> std::string {
        try {
            (void)on->fetch_public_trades(pair, time.now(), after, 0);
        } catch (const exchange_error& e) {
            EXPECT_EQ(e.kind, failure::rejected);
            return e.what();
        }
        return "no error";
    };
    EXPECT_THAT(message("NONE/USDT", ""), HasSubstr("has no market NONE/USDT"));
    EXPECT_THAT(message("BTC/USDT", "12x"), HasSubstr("has no trade 12x of BTC/USDT"));
    EXPECT_THAT(message("BTC/USDT", "-4"), HasSubstr("has no trade -4"));
    EXPECT_THAT(message("BTC/USDT", "99999999999999999999999"), HasSubstr("has no trade"));
}

TEST(synthetic_trades, come_through_a_bad_network) {
    const manual_clock time{from_epoch_ms(now_ms)};
    const auto calm = open_simulated({}, time);
    simulated_settings settings;
    settings.faults = {.errors = 0.2, .lost_answers = 0.1, .duplicates = 0.5};
    settings.pause = [](auto) {};
    const auto stormy = std::make_shared<retrying>(open_simulated(settings, time), std::stop_token{}, logger{},
                                                   [](auto, const auto&) {});
    const auto from = now_ms - hour_ms;
    const auto expected = all_trades(*calm, "ETH/USDT", from);
    const auto got = market::without_repeats(all_trades(*stormy, "ETH/USDT", from, 20));
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_EQ(got[i], expected[i]) << i;
}

TEST(replayed_trades, make_the_candles_of_the_files) {
    const testing_support::temporary_folder folder;
    constexpr std::int64_t begin = 1'700'000'100'000 / hour_ms * hour_ms;
    const auto write = [&](const char* name, std::int64_t first, std::int64_t length, int rows, auto volume_of) {
        std::string text = "[";
        for (int i = 0; i < rows; ++i) {
            const double open = 100.123456789 + i % 7;
            text += fmt::format("{}[{},{},{},{},{},{}]", i ? "," : "", first + i * length, open, open + 1.55555555,
                                open - 1.25, open + (i % 3 - 1), volume_of(i));
        }
        std::ofstream{folder.path() / name} << text << "]";
    };
    // Hours before and behind the minutes, which begin within an hour; a volume of many digits, none, and hardly any.
    write("ETH_USDT-1h.json", begin, hour_ms, 10, [](int) { return 1234.567890123; });
    write("ETH_USDT-1m.json", begin + 3 * hour_ms + 1'800'000, 60'000, 150, [](int i) {
        return i % 10 == 3 ? 0.0 : i % 10 == 4 ? 2e-8 : 60.0 + i / 3.0;
    });
    manual_clock time{from_epoch_ms(1'795'245'900'000)};
    simulated_settings settings;
    settings.source = simulated_source::replay;
    settings.path = folder.path();
    const auto on = open_simulated(settings, time);
    // At the start nothing but the first moments of the first hour has happened.
    EXPECT_LE(all_trades(*on, "ETH/USDT", 0).size(), 1U);
    time.advance(std::chrono::hours{11});
    const auto trades = all_trades(*on, "ETH/USDT", 0, 100);
    for (std::size_t i = 1; i < trades.size(); ++i) {
        ASSERT_GE(trades.times_ms[i], trades.times_ms[i - 1]);
        ASSERT_GT(std::stoll(std::string{*trades.ids[i]}), std::stoll(std::string{*trades.ids[i - 1]}));
    }
    const auto minutes_begin = begin + 3 * hour_ms + 1'800'000;
    const auto minutes_end = minutes_begin + 150 * 60'000;
    expect_the_candles(*on, "ETH/USDT", "1m", candle_type::spot, trades, minutes_begin, minutes_end);
    expect_the_candles(*on, "ETH/USDT", "1h", candle_type::spot, trades, begin, begin + 3 * hour_ms);
    expect_the_candles(*on, "ETH/USDT", "1h", candle_type::spot, trades, minutes_end, begin + 10 * hour_ms);
    // The hour in which the minutes begin is told by them alone, and minutes without volume have no trades.
    const auto made = market::candles_of_trades(trades, market::timeframe{"1m"});
    EXPECT_EQ(made.dates()[made.lower_bound(begin + 3 * hour_ms)], minutes_begin);
    EXPECT_EQ(made.dates()[made.lower_bound(minutes_begin + 3 * 60'000)], minutes_begin + 4 * 60'000);
    // From the middle of an hour on.
    const auto some = all_trades(*on, "ETH/USDT", begin + 1'800'000);
    ASSERT_FALSE(some.empty());
    std::size_t same = 0;
    while (trades.times_ms[same] < begin + 1'800'000) ++same;
    EXPECT_EQ(some[0], trades[same]);
    EXPECT_EQ(some.size(), trades.size() - same);
}

TEST(tape, tells_a_candle_by_as_few_trades_as_it_needs) {
    std::array<bar, 60> parts;
    const auto of = [&](const bar& whole) {
        divide(whole, 5, parts);
        return prints_of(whole, parts, 60'000, 60'000, 5);
    };
    EXPECT_TRUE(of({100, 110, 90, 105, 0}).empty());
    EXPECT_EQ(of({100, 100, 100, 100, 3}).size(), 1U);
    EXPECT_EQ(of({100, 105, 100, 105, 3}).size(), 2U);
    EXPECT_EQ(of({100, 110, 90, 100, 5}).size(), 4U);
    // Fewer steps than prices: the last ones trade nothing.
    const auto poor = of({100, 110, 90, 105, 2});
    ASSERT_EQ(poor.size(), 4U);
    EXPECT_EQ(poor[0].amount + poor[1].amount, 2);
    EXPECT_EQ(poor[2].amount + poor[3].amount, 0);
    for (int seed = 0; seed < 200; ++seed) {
        const bar whole{1000, 1040, 980, 990 + seed % 30, 1000 + seed};
        divide(whole, static_cast<std::uint64_t>(seed), parts);
        const auto all = prints_of(whole, parts, 120'000, 60'000, static_cast<std::uint64_t>(seed));
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_GT(all[i].amount, 0);
            EXPECT_EQ(all[i].number, 2 * 16 + static_cast<std::int64_t>(i));
            EXPECT_EQ(candle_of_print(all[i].number), 120'000);
            const auto part = static_cast<std::size_t>((all[i].time_ms - 120'000) / 1000);
            ASSERT_LT(part, parts.size());
            EXPECT_GE(all[i].price, parts[part].low);
            EXPECT_LE(all[i].price, parts[part].high);
            sum += all[i].amount;
        }
        EXPECT_EQ(sum, whole.volume);
        EXPECT_LE(all.size(), 16U);
    }
}

TEST(public_trades, are_unsupported_unless_an_exchange_has_them) {
    fake_exchange none;
    EXPECT_FALSE(none.about().trades_have_history);
    try {
        (void)none.fetch_public_trades("BTC/USDT", from_epoch_ms(0), "", 0);
        FAIL();
    } catch (const exchange_error& e) {
        EXPECT_EQ(e.kind, failure::unsupported);
        EXPECT_THAT(e.what(), HasSubstr("tells no history of trades"));
    }
}

} // namespace
} // namespace tremolo::exchange
