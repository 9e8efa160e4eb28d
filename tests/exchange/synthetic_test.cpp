// The synthetic market is a pure function of (seed, pair, time): whoever asks, whenever and in whichever order, past
// and future agree.
#include "exchange/simulated/simulated.hpp"
#include "exchange/simulated/synthetic_series.hpp"
#include "tests/testing.hpp"
#include <algorithm>
#include <chrono>
#include <cmath>

namespace tremolo::exchange {
namespace {

using market::candle_type;
using market::raw_candle;

constexpr std::int64_t now_ms = 1'795'245'900'000 + 137'000; // 07:27:17

struct synthetic : testing::Test {
    manual_clock time{from_epoch_ms(now_ms)};
    std::shared_ptr<simulated> market = open_simulated({}, time);

    std::vector<raw_candle> candles(const std::string& pair, const std::string& timeframe, std::size_t limit = 0,
                                    std::optional<timestamp> since = {}, candle_type type = candle_type::spot) {
        return market->fetch_candles(pair, timeframe, type, since, limit);
    }
};

void expect_same(const raw_candle& a, const raw_candle& b) {
    EXPECT_EQ(a.open_ms, b.open_ms);
    EXPECT_EQ(a.open, b.open);
    EXPECT_EQ(a.high, b.high);
    EXPECT_EQ(a.low, b.low);
    EXPECT_EQ(a.close, b.close);
    EXPECT_NEAR(a.volume, b.volume, 1e-9 * std::max(1.0, a.volume));
}

std::vector<raw_candle> resampled(const std::vector<raw_candle>& candles, std::int64_t length_ms) {
    std::vector<raw_candle> all;
    for (const auto& c : candles) {
        const auto open_ms = c.open_ms / length_ms * length_ms;
        if (all.empty() || all.back().open_ms != open_ms) {
            all.push_back(c);
            all.back().open_ms = open_ms;
            continue;
        }
        auto& whole = all.back();
        whole.high = std::max(whole.high, c.high);
        whole.low = std::min(whole.low, c.low);
        whole.close = c.close;
        whole.volume += c.volume;
    }
    return all;
}

TEST_F(synthetic, has_a_dozen_pairs_against_the_stake_currency) {
    EXPECT_EQ(market->markets().size(), 12u);
    for (const auto& m : market->markets()) {
        EXPECT_EQ(m.quote, "USDT");
        EXPECT_EQ(m.symbol, m.base + "/USDT");
        EXPECT_TRUE(m.spot);
    }
    simulated_settings in_btc;
    in_btc.stake_currency = "BTC";
    const auto other = open_simulated(in_btc, time);
    EXPECT_EQ(other->markets().size(), 11u);
    const auto eth = other->fetch_ticker("ETH/BTC");
    EXPECT_GT(*eth.last, 0.005);
    EXPECT_LT(*eth.last, 0.5);
}

TEST_F(synthetic, answers_agree_in_any_order) {
    const auto long_answer = candles("ETH/USDT", "1m", 700);
    auto other = open_simulated({}, time);
    (void)other->fetch_tickers();
    const auto tail = other->fetch_candles("ETH/USDT", "1m", candle_type::spot, {}, 30);
    ASSERT_EQ(tail.size(), 30u);
    for (std::size_t i = 0; i < tail.size(); ++i) expect_same(tail[i], long_answer[long_answer.size() - 30 + i]);
    const auto again = candles("ETH/USDT", "1m", 700);
    for (std::size_t i = 0; i < again.size(); ++i) expect_same(again[i], long_answer[i]);
}

TEST_F(synthetic, the_past_stays_when_time_goes_on) {
    const auto before = candles("SOL/USDT", "5m", 50);
    time.advance(std::chrono::hours{3});
    const auto after = candles("SOL/USDT", "5m", 200);
    const auto first = std::find_if(after.begin(), after.end(),
                                    [&](const raw_candle& c) { return c.open_ms == before.front().open_ms; });
    ASSERT_NE(first, after.end());
    for (std::size_t i = 0; i + 1 < before.size(); ++i) expect_same(before[i], first[static_cast<std::ptrdiff_t>(i)]);
}

TEST_F(synthetic, long_candles_are_resampled_short_ones) {
    const std::map<std::string, std::int64_t> lengths{{"3m", 3},   {"5m", 5},   {"15m", 15}, {"30m", 30}, {"1h", 60},
                                                      {"2h", 120}, {"4h", 240}, {"6h", 360}, {"8h", 480}, {"12h", 720}};
    for (const auto& pair : {"BTC/USDT", "DOGE/USDT"}) {
        for (const auto& [name, minutes] : lengths) {
            SCOPED_TRACE(name);
            const auto length = minutes * 60'000;
            const auto from = (now_ms - 990 * 60'000) / length * length + length;
            const auto expected = resampled(candles(pair, "1m", 0, from_epoch_ms(from)), length);
            const auto found = candles(pair, name, 0, from_epoch_ms(from));
            ASSERT_EQ(found.size(), expected.size());
            for (std::size_t i = 0; i < found.size(); ++i) expect_same(found[i], expected[i]);
        }
    }
    const auto days = candles("ADA/USDT", "1d", 20);
    const auto hours = resampled(candles("ADA/USDT", "1h", 0, from_epoch_ms(days.front().open_ms)), 86'400'000);
    ASSERT_EQ(days.size(), hours.size());
    for (std::size_t i = 0; i < days.size(); ++i) expect_same(days[i], hours[i]);
}

TEST_F(synthetic, mark_candles_agree_too_and_stay_within_the_trades) {
    const auto minutes = candles("BTC/USDT", "1m", 600, {}, candle_type::mark);
    const auto from = (minutes.front().open_ms / 3'600'000 + 1) * 3'600'000;
    const auto expected = resampled(candles("BTC/USDT", "1m", 0, from_epoch_ms(from), candle_type::mark), 3'600'000);
    const auto hours = candles("BTC/USDT", "1h", 0, from_epoch_ms(from), candle_type::mark);
    const auto trades = candles("BTC/USDT", "1h", 0, from_epoch_ms(from));
    ASSERT_EQ(hours.size(), expected.size());
    for (std::size_t i = 0; i < hours.size(); ++i) {
        expect_same(hours[i], expected[i]);
        EXPECT_LE(hours[i].high, trades[i].high);
        EXPECT_GE(hours[i].low, trades[i].low);
    }
}

TEST_F(synthetic, candles_are_well_formed) {
    for (const auto& m : market->markets()) {
        SCOPED_TRACE(m.symbol);
        const auto all = candles(m.symbol, "1m", 1000);
        ASSERT_EQ(all.size(), 1000u);
        EXPECT_EQ(all.back().open_ms, now_ms / 60'000 * 60'000);
        for (std::size_t i = 0; i < all.size(); ++i) {
            EXPECT_LE(all[i].low, std::min(all[i].open, all[i].close));
            EXPECT_GE(all[i].high, std::max(all[i].open, all[i].close));
            EXPECT_GE(all[i].volume, 0);
            if (i == 0) continue;
            EXPECT_EQ(all[i].open_ms, all[i - 1].open_ms + 60'000);
            EXPECT_EQ(all[i].open, all[i - 1].close);
        }
    }
}

TEST_F(synthetic, the_ticker_lies_within_the_forming_candle) {
    for (int i = 0; i < 200; ++i) {
        time.advance(std::chrono::milliseconds{7'919});
        for (const auto& pair : {"BTC/USDT", "TRX/USDT"}) {
            const auto ticker = market->fetch_ticker(pair);
            const auto book = market->fetch_order_book(pair, 5);
            for (const auto& timeframe : {"1m", "5m", "1h", "1d"}) {
                const auto forming = candles(pair, timeframe, 1).back();
                EXPECT_EQ(*ticker.last, forming.close);
                EXPECT_GE(*ticker.last, forming.low);
                EXPECT_LE(*ticker.last, forming.high);
            }
            EXPECT_LE(*ticker.bid, *ticker.last);
            EXPECT_GE(*ticker.ask, *ticker.last);
            EXPECT_LT(*ticker.bid, *ticker.ask);
            EXPECT_EQ(book.bids.front().price, *ticker.bid);
            EXPECT_EQ(book.asks.front().price, *ticker.ask);
        }
    }
}

TEST_F(synthetic, the_forming_candle_grows_into_the_complete_one) {
    time.set(from_epoch_ms(now_ms / 60'000 * 60'000));
    raw_candle last = candles("LTC/USDT", "1m", 1).back();
    for (int second = 1; second < 60; ++second) {
        time.advance(std::chrono::seconds{1});
        const auto forming = candles("LTC/USDT", "1m", 1).back();
        EXPECT_GE(forming.high, last.high);
        EXPECT_LE(forming.low, last.low);
        EXPECT_GE(forming.volume, last.volume);
        last = forming;
    }
    time.advance(std::chrono::minutes{1});
    expect_same(candles("LTC/USDT", "1m", 2).front(), last);
}

TEST_F(synthetic, order_books_are_sorted_and_deep) {
    for (const auto& m : market->markets()) {
        const auto book = market->fetch_order_book(m.symbol, 1000);
        ASSERT_GE(book.asks.size(), 1000u);
        ASSERT_GE(book.bids.size(), 20u);
        for (std::size_t i = 1; i < book.asks.size(); ++i) EXPECT_GT(book.asks[i].price, book.asks[i - 1].price);
        for (std::size_t i = 1; i < book.bids.size(); ++i) EXPECT_LT(book.bids[i].price, book.bids[i - 1].price);
        EXPECT_GT(book.bids.back().price, 0);
    }
}

TEST_F(synthetic, tickers_are_plausible) {
    const auto all = market->fetch_tickers();
    EXPECT_EQ(all.size(), 12u);
    for (const auto& [pair, t] : all) {
        EXPECT_GT(*t.quote_volume, 5e6) << pair;
        EXPECT_LT(*t.quote_volume, 2e10) << pair;
        EXPECT_LT(std::abs(*t.percentage), 40) << pair;
        EXPECT_EQ(*t.time_ms, now_ms);
    }
}

TEST_F(synthetic, prices_move_as_coins_do) {
    for (const auto& m : market->markets()) {
        SCOPED_TRACE(m.symbol);
        const auto days = candles(m.symbol, "1d", 1000);
        double least = days.front().low;
        double most = days.front().high;
        for (const auto& d : days) {
            least = std::min(least, d.low);
            most = std::max(most, d.high);
            EXPECT_LT(d.high / d.low, 2);
        }
        EXPECT_GT(most / least, 1.5);
        EXPECT_LT(most / least, 60);
        const auto minutes = candles(m.symbol, "1m", 1000);
        double squares = 0;
        for (const auto& c : minutes) squares += std::pow(std::log(c.close / c.open), 2);
        const double deviation = std::sqrt(squares / static_cast<double>(minutes.size()));
        EXPECT_GT(deviation, 0.0002);
        EXPECT_LT(deviation, 0.006);
    }
}

TEST_F(synthetic, seeds_differ) {
    simulated_settings settings;
    settings.seed = 2;
    const auto other = open_simulated(settings, time);
    EXPECT_NE(*other->fetch_ticker("BTC/USDT").last, *market->fetch_ticker("BTC/USDT").last);
    EXPECT_NE(*market->fetch_ticker("BTC/USDT").percentage, *market->fetch_ticker("ETH/USDT").percentage);
}

TEST_F(synthetic, since_and_limit) {
    const auto since = from_epoch_ms(now_ms - 3'600'000 * 5);
    const auto part = candles("BTC/USDT", "5m", 10, since);
    ASSERT_EQ(part.size(), 10u);
    EXPECT_GE(part.front().open_ms, epoch_ms(since));
    EXPECT_LT(part.front().open_ms, epoch_ms(since) + 300'000);
    EXPECT_EQ(candles("BTC/USDT", "5m", 5000).size(), 1000u);
    EXPECT_TRUE(candles("BTC/USDT", "5m", 0, from_epoch_ms(now_ms + 600'000)).empty());
    EXPECT_EQ(candles("BTC/USDT", "1d", 1, from_epoch_ms(0)).front().open_ms, 1'577'836'800'000);
}

TEST_F(synthetic, futures_have_tiers_marks_and_funding) {
    simulated_settings settings;
    settings.mode = market::trading_mode::futures;
    const auto futures = open_simulated(settings, time);
    const auto* btc = futures->find_market("BTC/USDT:USDT");
    ASSERT_NE(btc, nullptr);
    EXPECT_TRUE(btc->swap && btc->linear && !btc->spot);
    const auto tiers = futures->leverage_tiers("BTC/USDT:USDT");
    ASSERT_GT(tiers.size(), 3u);
    for (std::size_t i = 1; i < tiers.size(); ++i) {
        EXPECT_EQ(tiers[i].min_notional, tiers[i - 1].max_notional);
        EXPECT_LT(tiers[i].max_leverage, tiers[i - 1].max_leverage);
        // The maintenance margin has no step where two tiers meet.
        const double there = tiers[i].min_notional;
        EXPECT_NEAR(there * tiers[i].maintenance_margin_rate - tiers[i].maintenance_amount,
                    there * tiers[i - 1].maintenance_margin_rate - tiers[i - 1].maintenance_amount, 1e-6);
    }
    const auto paid = futures->fetch_funding("BTC/USDT:USDT", from_epoch_ms(now_ms - 86'400'000));
    ASSERT_EQ(paid.size(), 3u);
    const auto rates =
        futures->fetch_candles("BTC/USDT:USDT", "8h", candle_type::funding_rate, from_epoch_ms(now_ms - 86'400'000), 0);
    ASSERT_EQ(rates.size(), 3u);
    const auto marks =
        futures->fetch_candles("BTC/USDT:USDT", "8h", candle_type::mark, from_epoch_ms(now_ms - 86'400'000), 0);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(paid[i].time_ms % 28'800'000, 0);
        EXPECT_EQ(paid[i].rate, rates[i].open);
        EXPECT_EQ(paid[i].mark_price, marks[i].open);
    }
    const auto now = futures->fetch_mark_prices({"BTC/USDT:USDT", "ETH/USDT:USDT"});
    ASSERT_EQ(now.size(), 2u);
    EXPECT_EQ(now.at("BTC/USDT:USDT"), marks.back().close);
    EXPECT_THROW((void)futures->fetch_mark_prices({"NONE/USDT:USDT"}), exchange_error);
}

TEST_F(synthetic, can_start_elsewhere_and_run_faster) {
    EXPECT_EQ(&market->exchange_clock(), &time);
    simulated_settings settings;
    settings.speed = 600;
    settings.start = from_epoch_ms(now_ms - 86'400'000);
    const auto fast = open_simulated(settings, time);
    EXPECT_EQ(epoch_ms(fast->exchange_clock().now()), now_ms - 86'400'000);
    time.advance(std::chrono::seconds{144});
    EXPECT_EQ(epoch_ms(fast->exchange_clock().now()), now_ms);
    manual_clock then{from_epoch_ms(now_ms)};
    EXPECT_EQ(fast->fetch_ticker("BTC/USDT").last, open_simulated({}, then)->fetch_ticker("BTC/USDT").last);
    EXPECT_FALSE(fast->finished());
}

TEST_F(synthetic, unknown_pairs_and_timeframes_are_refused) {
    try {
        (void)market->fetch_ticker("NO/WHERE");
        FAIL();
    } catch (const exchange_error& e) { EXPECT_EQ(e.kind, failure::rejected); }
    try {
        (void)candles("BTC/USDT", "7m");
        FAIL();
    } catch (const exchange_error& e) { EXPECT_EQ(e.kind, failure::unsupported); }
}

TEST_F(synthetic, a_whole_is_divided_exactly) {
    const synthetic_series series{{"BTC", 65000, 0.0085, 1.6e9, 2, 5}, 3};
    for (std::int64_t hour = 490'000; hour < 490'200; ++hour) {
        const auto parts = series.minutes(hour * 60, 60);
        bar sum = parts.front();
        for (std::size_t i = 1; i < parts.size(); ++i) sum.add(parts[i]);
        EXPECT_EQ(sum, series.hour(hour));
        EXPECT_EQ(series.span(hour * 3600 + 60, hour * 3600 + 120), parts[1]);
        EXPECT_EQ(series.forming_minute(hour * 3'600'000 + 59'999), parts[0]);
    }
}

} // namespace
} // namespace tremolo::exchange
