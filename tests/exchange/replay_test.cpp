// Recorded candles played on a clock of their own.
#include "exchange/simulated/replay_series.hpp"
#include "exchange/simulated/simulated.hpp"
#include "market/candle_files.hpp"
#include "tests/testing.hpp"
#include <fstream>

namespace tremolo::exchange {
namespace {

using market::candle_type;
using market::raw_candle;

constexpr std::int64_t begin_ms = 1'700'000'100'000 / 300'000 * 300'000;

// Twenty candles of five minutes that climb from 100, the eleventh missing.
struct replay : testing::Test {
    testing_support::temporary_folder folder;
    manual_clock time{from_epoch_ms(1'795'245'900'000)};
    simulated_settings settings;
    std::vector<raw_candle> rows;

    replay() {
        settings.source = simulated_source::replay;
        settings.path = folder.path();
        std::string text = "[";
        for (int i = 0; i < 20; ++i) {
            if (i == 10) continue;
            const double open = 100 + i;
            rows.push_back({begin_ms + i * 300'000, open, open + 1.55, open - 0.25, open + 1, 60.0 + i});
            const auto& r = rows.back();
            text +=
                fmt::format("{}[{},{},{},{},{},{}]", i ? "," : "", r.open_ms, r.open, r.high, r.low, r.close, r.volume);
        }
        write("ETH_USDT-5m.json", text + "]");
    }
    void write(const std::string& name, const std::string& text) const { std::ofstream{folder.path() / name} << text; }
    [[nodiscard]] auto open() const { return open_simulated(settings, time); }
    static auto candles(simulated& on, const std::string& timeframe, std::size_t limit = 0,
                        std::optional<timestamp> since = {}) {
        return on.fetch_candles("ETH/USDT", timeframe, candle_type::spot, since, limit);
    }
};

void expect_same(const raw_candle& a, const raw_candle& b) {
    EXPECT_EQ(a.open_ms, b.open_ms);
    EXPECT_EQ(a.open, b.open);
    EXPECT_EQ(a.high, b.high);
    EXPECT_EQ(a.low, b.low);
    EXPECT_EQ(a.close, b.close);
    EXPECT_DOUBLE_EQ(a.volume, b.volume);
}

TEST_F(replay, derives_markets_from_the_files) {
    const auto on = open();
    ASSERT_EQ(on->markets().size(), 1u);
    const auto& m = on->markets().front();
    EXPECT_EQ(m.symbol, "ETH/USDT");
    EXPECT_EQ(m.base, "ETH");
    EXPECT_EQ(m.quote, "USDT");
    EXPECT_EQ(m.price_precision, 0.01);
    EXPECT_EQ(m.amount_precision, 0.01);
    EXPECT_EQ(m.limits.cost.min, 5);
}

TEST_F(replay, runs_on_its_own_time) {
    settings.speed = 60;
    const auto on = open();
    EXPECT_EQ(epoch_ms(on->exchange_clock().now()), begin_ms);
    EXPECT_EQ(on->speed(), 60);
    time.advance(std::chrono::seconds{10});
    EXPECT_EQ(epoch_ms(on->exchange_clock().now()), begin_ms + 600'000);
    EXPECT_EQ(on->exchange_clock().monotonic(), std::chrono::minutes{10});
    EXPECT_FALSE(on->finished());
    time.advance(std::chrono::seconds{89});
    EXPECT_FALSE(on->finished());
    time.advance(std::chrono::seconds{1});
    EXPECT_TRUE(on->finished());
    // The last price stays.
    time.advance(std::chrono::hours{1});
    EXPECT_EQ(on->fetch_ticker("ETH/USDT").last, rows.back().close);
    expect_same(candles(*on, "5m", 1).back(), rows.back());
}

TEST_F(replay, tells_complete_candles_as_recorded_and_nothing_of_the_future) {
    const auto on = open();
    time.advance(std::chrono::seconds{3 * 300 + 100});
    const auto all = candles(*on, "5m");
    ASSERT_EQ(all.size(), 4u);
    for (std::size_t i = 0; i < 3; ++i) expect_same(all[i], rows[i]);
    const auto& forming = all.back();
    EXPECT_EQ(forming.open, rows[3].open);
    EXPECT_LE(forming.high, rows[3].high);
    EXPECT_GE(forming.low, rows[3].low);
    EXPECT_LT(forming.volume, rows[3].volume);
    const auto ticker = on->fetch_ticker("ETH/USDT");
    EXPECT_EQ(ticker.last, forming.close);
    EXPECT_LT(*ticker.bid, *ticker.ask);
    const auto book = on->fetch_order_book("ETH/USDT", 10);
    EXPECT_EQ(book.bids.front().price, *ticker.bid);
    EXPECT_EQ(book.asks.size(), 10u);
}

TEST_F(replay, gaps_stay_gaps) {
    const auto on = open();
    time.advance(std::chrono::seconds{15 * 300 - 1});
    const auto newest = candles(*on, "5m", 6);
    ASSERT_EQ(newest.size(), 6u);
    for (std::size_t i = 0; i < 6; ++i) expect_same(newest[i], rows[8 + i]);
    const auto since = candles(*on, "5m", 3, from_epoch_ms(rows[9].open_ms));
    ASSERT_EQ(since.size(), 3u);
    EXPECT_EQ(since[1].open_ms - since[0].open_ms, 600'000);
}

TEST_F(replay, makes_longer_candles_and_no_shorter_ones) {
    const auto on = open();
    time.advance(std::chrono::hours{2});
    const auto quarter = candles(*on, "15m");
    ASSERT_FALSE(quarter.empty());
    for (const auto& c : quarter) {
        double high = 0;
        double volume = 0;
        for (const auto& r : rows)
            if (r.open_ms >= c.open_ms && r.open_ms < c.open_ms + 900'000) {
                high = std::max(high, r.high);
                volume += r.volume;
            }
        EXPECT_EQ(c.high, high);
        EXPECT_DOUBLE_EQ(c.volume, volume);
    }
    EXPECT_TRUE(candles(*on, "1m").empty());
}

TEST_F(replay, volumes_of_cheap_coins_are_huge) {
    write("SHIB_USDT-5m.json", fmt::format("[[{},0.00001,0.000012,0.000009,0.000011,5e12]]", begin_ms));
    const auto on = open();
    time.advance(std::chrono::seconds{100});
    const auto forming = on->fetch_candles("SHIB/USDT", "5m", candle_type::spot, {}, 1).back();
    EXPECT_GT(forming.volume, 0);
    EXPECT_LT(forming.volume, 5e12);
    EXPECT_EQ(on->find_market("SHIB/USDT")->amount_precision, 1);
    EXPECT_GT(on->fetch_order_book("SHIB/USDT", 1).asks.front().amount, 0);
}

TEST_F(replay, can_start_later) {
    settings.start = from_epoch_ms(begin_ms + 5 * 300'000);
    const auto on = open();
    EXPECT_EQ(candles(*on, "5m").size(), 6u);
    settings.start = from_epoch_ms(begin_ms - 1000);
    EXPECT_THROW((void)open(), configuration_error);
    settings.start = from_epoch_ms(begin_ms + 20 * 300'000);
    try {
        (void)open();
        FAIL();
    } catch (const configuration_error& e) {
        EXPECT_NE(std::string{e.what()}.find("exchange.simulated.start"), std::string::npos) << e.what();
    }
}

TEST_F(replay, trades_live) {
    settings.wallet = {{"USDT", 1000}};
    const auto on = open();
    order_request r;
    r.pair = "ETH/USDT";
    r.type = "limit";
    r.amount = 1;
    r.price = 99.8;
    const auto id = on->place_order(r).id;
    time.advance(std::chrono::minutes{5});
    const auto order = on->fetch_order(id, r.pair);
    EXPECT_EQ(order.status, "closed"); // the first candle fell to 99.75
    EXPECT_EQ(order.average, 99.8);
}

TEST_F(replay, unusable_folders_and_files_are_named) {
    settings.path = folder.path() / "missing";
    EXPECT_THROW((void)open(), configuration_error);
    settings.path.clear();
    EXPECT_THROW((void)open(), configuration_error);
    const testing_support::temporary_folder empty;
    settings.path = empty.path();
    EXPECT_THROW((void)open(), configuration_error);
    settings.path = folder.path();
    write("BAD_USDT-5m.json", "[[1, 2,");
    try {
        (void)open();
        FAIL();
    } catch (const operational_error& e) {
        EXPECT_NE(std::string{e.what()}.find("BAD_USDT-5m.json"), std::string::npos) << e.what();
    }
    write("BAD_USDT-5m.json", "[[1700000100000, 0, 0, 0, 0, 0]]");
    try {
        (void)open();
        FAIL();
    } catch (const operational_error& e) {
        EXPECT_NE(std::string{e.what()}.find("BAD_USDT-5m.json"), std::string::npos) << e.what();
    }
}

TEST_F(replay, plays_recorded_feather_files_to_their_end) {
    const auto data = testing_support::shared() / "data";
    NEEDS_SHARED(data);
    if (const auto feather = market::check_feather(); !feather.available) GTEST_SKIP() << "skipped: " << feather.reason;
    settings.path = data;
    settings.speed = 86'400;
    const auto on = open();
    EXPECT_GT(on->markets().size(), 8u);
    EXPECT_NE(on->find_market("ETH/BTC"), nullptr);
    for (int i = 0; i < 6000 && !on->finished(); ++i) time.advance(std::chrono::seconds{1});
    EXPECT_TRUE(on->finished());
    for (const auto& [pair, ticker] : on->fetch_tickers()) {
        EXPECT_GT(*ticker.last, 0) << pair;
        EXPECT_LT(*ticker.bid, *ticker.ask) << pair;
    }
    // What is told of complete candles is what the file holds.
    const auto file = market::candle_folder{data, market::file_format::feather}.load_raw({"ETH/BTC", "5m"});
    const auto told = on->fetch_candles("ETH/BTC", "5m", candle_type::spot, {}, 100);
    ASSERT_EQ(told.size(), 100u);
    for (std::size_t i = 0; i < 100; ++i) {
        const auto row = file.size() - 100 + i;
        EXPECT_EQ(told[i].open_ms, file.dates()[row]);
        EXPECT_EQ(told[i].close, file.at(row, "close"));
        EXPECT_EQ(told[i].high, file.at(row, "high"));
    }
}

TEST_F(replay, futures_bring_their_marks_and_funding) {
    const auto data = testing_support::shared() / "data";
    NEEDS_SHARED(data);
    if (const auto feather = market::check_feather(); !feather.available) GTEST_SKIP() << "skipped: " << feather.reason;
    settings.path = data;
    settings.mode = market::trading_mode::futures;
    settings.speed = 86'400;
    const auto on = open();
    const std::string pair = "XRP/USDT:USDT";
    ASSERT_NE(on->find_market(pair), nullptr);
    EXPECT_TRUE(on->find_market(pair)->swap);
    time.advance(std::chrono::seconds{6000});
    EXPECT_FALSE(on->fetch_candles(pair, "1h", candle_type::mark, {}, 10).empty());
    EXPECT_FALSE(on->fetch_candles(pair, "5m", candle_type::futures, {}, 10).empty());
    EXPECT_FALSE(on->fetch_funding(pair, from_epoch_ms(0)).empty());
}

TEST_F(replay, plays_parquet_files_too) {
    if (const auto parquet = market::check_format(market::file_format::parquet); !parquet.available)
        GTEST_SKIP() << "skipped: " << parquet.reason;
    const auto expected = candles(*open(), "5m");
    const market::candle_series series{"ETH/USDT", "5m"};
    const auto held = market::candle_folder{folder.path(), market::file_format::json}.load_raw(series);
    std::filesystem::remove(folder.path() / "ETH_USDT-5m.json");
    market::candle_folder{folder.path(), market::file_format::parquet}.store(series, held);
    const auto got = candles(*open(), "5m");
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) expect_same(got[i], expected[i]);
}

} // namespace
} // namespace tremolo::exchange
