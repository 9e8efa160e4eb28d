// A market of recorded files that never moves.
#include "exchange/simulated/simulated.hpp"
#include "tests/testing.hpp"
#include <algorithm>

namespace tremolo::exchange {
namespace {

std::filesystem::path recorded() { return std::filesystem::path{TREMOLO_SOURCE} / "tests" / "conformance" / "market"; }

struct frozen : testing::Test {
    pinned_clock time{from_epoch_ms(1'795'245'900'000)};
    simulated_settings settings;
    frozen() {
        settings.source = simulated_source::frozen;
        settings.path = recorded();
    }
};

TEST_F(frozen, tells_what_the_files_hold) {
    const auto market = open_simulated(settings, time);
    EXPECT_EQ(market->about().id, "binance");
    EXPECT_EQ(market->about().name, "Binance");
    EXPECT_EQ(market->markets().size(), 17u);
    EXPECT_EQ(market->markets().front().symbol, "BTC/USDT");
    const auto* btc = market->find_market("BTC/USDT");
    ASSERT_NE(btc, nullptr);
    EXPECT_EQ(btc->amount_precision, 1e-05);
    EXPECT_EQ(btc->price_precision, 0.01);
    EXPECT_EQ(btc->limits.cost.min, 5);
    EXPECT_EQ(btc->taker_fee, 0.001);
    EXPECT_FALSE(btc->contract_size.has_value());
    EXPECT_EQ(market->fetch_tickers().size(), 16u);
    EXPECT_EQ(market->fetch_ticker("BTC/USDT").last, 85817.19);
    const auto book = market->fetch_order_book("BTC/USDT", 3);
    ASSERT_EQ(book.bids.size(), 3u);
    EXPECT_EQ(book.bids[1].price, 85808.6);
    EXPECT_EQ(book.bids[1].amount, 0.06941);
}

TEST_F(frozen, tickers_stand_as_the_file_tells_them) {
    const testing_support::temporary_folder folder;
    for (const auto* name : {"markets.json", "order_books.json"})
        std::filesystem::copy_file(recorded() / name, folder.path() / name);
    const auto told = testing_support::read_json(recorded() / "tickers.json").as_object();
    boost::json::object turned{{"GONE/USDT", told.begin()->value()}}; // which is no market
    for (auto item = told.end(); item != told.begin();) turned.insert(*--item);
    std::ofstream{folder.path() / "tickers.json"} << boost::json::serialize(turned);
    settings.path = folder.path();
    std::vector<std::string> pairs;
    for (const auto& [pair, ticker] : open_simulated(settings, time)->fetch_tickers()) pairs.push_back(pair);
    ASSERT_EQ(pairs.size(), told.size());
    EXPECT_EQ(pairs.front(), std::string_view{std::prev(told.end())->key()});
    EXPECT_EQ(pairs.back(), "BTC/USDT");
}

TEST_F(frozen, candles_come_from_the_file) {
    const auto market = open_simulated(settings, time);
    const auto all = market->fetch_candles("SOL/USDT", "5m", market::candle_type::spot, {}, 0);
    ASSERT_EQ(all.size(), 1000u);
    EXPECT_EQ(all.front().open_ms, 1794946200000);
    EXPECT_EQ(all.front().close, 160.01);
    EXPECT_EQ(all.back().open_ms, 1795245900000);
    EXPECT_EQ(all.back().volume, 0);
    const auto newest = market->fetch_candles("SOL/USDT", "5m", market::candle_type::spot, {}, 2);
    ASSERT_EQ(newest.size(), 2u);
    EXPECT_EQ(newest.front().open_ms, 1795245600000);
    const auto since =
        market->fetch_candles("SOL/USDT", "5m", market::candle_type::spot, from_epoch_ms(1794946200001), 3);
    ASSERT_EQ(since.size(), 3u);
    EXPECT_EQ(since.front().open_ms, 1794946500000);
}

TEST_F(frozen, candles_without_a_file_are_put_together_from_shorter_ones) {
    const auto market = open_simulated(settings, time);
    const auto hours = market->fetch_candles("SOL/USDT", "1h", market::candle_type::spot, {}, 0);
    const auto parts = market->fetch_candles("SOL/USDT", "5m", market::candle_type::spot, {}, 0);
    ASSERT_GT(hours.size(), 80u);
    const auto& hour = hours[1];
    EXPECT_EQ(hour.open_ms % 3'600'000, 0);
    EXPECT_EQ(hour.open_ms, hours[0].open_ms + 3'600'000);
    const auto first = std::ranges::find(parts, hour.open_ms, &market::raw_candle::open_ms);
    ASSERT_GE(parts.end() - first, 12);
    double high = 0, volume = 0;
    for (auto part = first; part != first + 12; ++part) {
        high = std::max(high, part->high);
        volume += part->volume;
    }
    EXPECT_EQ(hour.open, first->open);
    EXPECT_EQ(hour.close, (first + 11)->close);
    EXPECT_EQ(hour.high, high);
    EXPECT_DOUBLE_EQ(hour.volume, volume);
}

TEST_F(frozen, a_missing_folder_is_a_configuration_error) {
    settings.path = "/nowhere/at/all";
    try {
        (void)open_simulated(settings, time);
        FAIL();
    } catch (const configuration_error& e) {
        EXPECT_NE(std::string{e.what()}.find("exchange.simulated.path"), std::string::npos) << e.what();
    }
    settings.path.clear();
    EXPECT_THROW((void)open_simulated(settings, time), configuration_error);
}

TEST_F(frozen, broken_files_are_named) {
    const testing_support::temporary_folder folder;
    std::filesystem::copy(recorded(), folder.path(), std::filesystem::copy_options::recursive);
    settings.path = folder.path();
    const auto expect_named = [&](const std::string& file) {
        try {
            const auto market = open_simulated(settings, time);
            (void)market->fetch_candles("SOL/USDT", "5m", market::candle_type::spot, {}, 0);
            FAIL() << file;
        } catch (const operational_error& e) {
            EXPECT_NE(std::string{e.what()}.find(file), std::string::npos) << e.what();
        }
        std::filesystem::remove(folder.path() / file);
        std::filesystem::copy(recorded() / file, folder.path() / file);
    };
    std::ofstream{folder.path() / "ohlcv" / "SOL_USDT-5m.json"} << R"([[1, "two"]])";
    expect_named("ohlcv/SOL_USDT-5m.json");
    std::ofstream{folder.path() / "tickers.json"} << "{\"a\": ";
    expect_named("tickers.json");
    std::ofstream{folder.path() / "markets.json"} << R"({"BTC/USDT": {"symbol": "BTC/USDT"}})";
    expect_named("markets.json");
    std::filesystem::remove(folder.path() / "order_books.json");
    EXPECT_THROW((void)open_simulated(settings, time), operational_error);
}

} // namespace
} // namespace tremolo::exchange
