// The work of download jobs, as their processes do it: candles, and trades where they are asked for.
#include "exchange/simulated/simulated.hpp"
#include "market/trade_files.hpp"
#include "rpc/webserver_orders.hpp"
#include "rpc/webserver_work.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::rpc::webserver {
namespace {

using testing::HasSubstr;

struct download_work : testing::Test {
    testing_support::temporary_folder folder;
    manual_clock time{from_epoch_ms(1'770'000'000'000)};
    std::vector<std::string> descriptions;
    double done = 0;
    double total = 0;

    boost::json::value downloaded(const download_wishes& wishes, const char* trades_format = "json") {
        const workspace place{settings_of({{"dry_run", true},
                                           {"stake_currency", "USDT"},
                                           {"user_data_dir", folder.path().string()},
                                           {"datadir", (folder.path() / "data").string()},
                                           {"dataformat_ohlcv", "json"},
                                           {"dataformat_trades", trades_format},
                                           {"exchange", {{"name", "binance"}}}},
                                          config::run_mode::other),
                              time,
                              {},
                              {}};
        const work_surroundings around{.time = time,
                                       .log = {},
                                       .open = [this](const auto&) { return exchange::open_simulated({}, time); },
                                       .progress =
                                           [this](const auto& id, const auto& text, double now, double all) {
                                               descriptions.push_back(id + " " + text);
                                               done = now;
                                               total = all;
                                           }};
        return json::parse(do_work(order_download(place, wishes).work, around)).value;
    }
    static download_wishes trades_of(std::vector<std::string> pairs) {
        download_wishes wishes;
        wishes.pairs = std::move(pairs);
        wishes.timerange = "20260101-20260101T0200";
        wishes.download_trades = true;
        return wishes;
    }
};

TEST_F(download_work, fetches_trades_where_they_are_asked_for) {
    const auto answer = downloaded(trades_of({"BTC/USDT", "NONE/USDT", "ETH/USDT"}));
    const market::trade_folder files{folder.path() / "data", market::file_format::json, market::trading_mode::spot};
    const auto stored = files.load("BTC/USDT");
    EXPECT_GT(stored.size(), 300U);
    const auto& first = answer.at("trades").at(0);
    EXPECT_EQ(first.at("pair"), "BTC/USDT");
    EXPECT_EQ(first.at("rows").to_number<std::size_t>(), stored.size());
    EXPECT_EQ(first.at("failure"), "");
    EXPECT_EQ(answer.at("trades").as_array().size(), 2U);
    EXPECT_EQ(answer.at("not_available").at(0), "NONE/USDT: Pair not available on exchange.");
    EXPECT_THAT(descriptions, testing::Contains("0 Downloading trades [ETH/USDT]"));
    EXPECT_EQ(done, total);
    EXPECT_EQ(total, 3);
    // No candles: they are made of trades by a command of their own.
    EXPECT_TRUE(market::candle_folder(folder.path() / "data", market::file_format::json)
                    .available(market::trading_mode::spot)
                    .empty());
    // Again: nothing is left to fetch.
    EXPECT_EQ(downloaded(trades_of({"BTC/USDT"})).at("trades").at(0).at("added"), 0);
}

TEST_F(download_work, fetches_candles_otherwise) {
    auto wishes = trades_of({"BTC/USDT"});
    wishes.download_trades = false;
    wishes.timeframes = {"5m"};
    const auto answer = downloaded(wishes);
    EXPECT_EQ(answer.at("series").at(0).at("rows"), 25);
    EXPECT_TRUE(answer.at("not_available").as_array().empty());
}

TEST_F(download_work, that_cannot_be_says_why) {
    std::filesystem::create_directories(folder.path() / "data");
    std::ofstream{folder.path() / "data" / "BTC_USDT-trades.json"} << "[[";
    try {
        static_cast<void>(downloaded(trades_of({"BTC/USDT"})));
        FAIL();
    } catch (const operational_error& e) { EXPECT_THAT(e.what(), HasSubstr("cannot read trade file")); }
}

} // namespace
} // namespace tremolo::rpc::webserver
