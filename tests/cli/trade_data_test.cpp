// The commands about files of trades: downloaded, listed, converted, and made into candles, in every format.
#include "cli/run.hpp"
#include "market/trade_files.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing_support::temporary_folder;

class trade_data : public testing::Test {
  protected:
    // With the folder as --userdir, on the exchange inside.
    int run_with(std::vector<std::string> arguments) {
        std::istringstream in;
        std::ostringstream to_out;
        std::ostringstream to_errors;
        terminal talk{in, to_out, to_errors, false, false};
        arguments.insert(arguments.end(), {"--userdir", home.path().string(), "--exchange", "binance"});
        const int code = run(arguments, {}, talk);
        out = to_out.str();
        errors = to_errors.str();
        return code;
    }
    [[nodiscard]] fs::path file(const std::string& name) const { return home.path() / "data" / "binance" / name; }
    temporary_folder home;
    std::string out;
    std::string errors;
};

TEST_F(trade_data, is_downloaded_listed_converted_and_made_into_candles) {
    const std::vector<std::string> download{"download-data", "-p",
                                            "BTC/USDT",      "XRP/USDT",
                                            "--timerange",   "20260101T0000-20260101T0300",
                                            "--dl-trades",   "--data-format-trades",
                                            "jsongz"};
    ASSERT_EQ(run_with(download), 0) << errors;
    EXPECT_THAT(out, testing::ContainsRegex("Downloaded [0-9]+ new trades of 2 pairs into"));
    ASSERT_TRUE(fs::exists(file("BTC_USDT-trades.json.gz")));
    ASSERT_EQ(run_with(download), 0) << errors;
    EXPECT_THAT(out, HasSubstr("Downloaded 0 new trades of 2 pairs into"));
    const std::vector<std::string> list{"list-data", "--trades", "--data-format-trades", "jsongz"};
    ASSERT_EQ(run_with(list), 0) << errors;
    EXPECT_THAT(out, HasSubstr("Found trades data for 2 pairs."));
    ASSERT_EQ(
        run_with({"convert-trade-data", "--format-from", "jsongz", "--format-to", "json", "-p", "BTC/.*", "--erase"}),
        0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Converted 1 file of trades from jsongz to json."));
    EXPECT_FALSE(fs::exists(file("BTC_USDT-trades.json.gz")));
    EXPECT_TRUE(fs::exists(file("XRP_USDT-trades.json.gz")));
    ASSERT_EQ(run_with({"trades-to-ohlcv", "--data-format-trades", "json", "--data-format-ohlcv", "json"}), 0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Made 2 files of candles of the trades of 1 pair."));
    const market::candle_folder candles{home.path() / "data" / "binance", market::file_format::json};
    EXPECT_EQ(candles.load_raw({"BTC/USDT", "1m"}).size(), 180U);
    EXPECT_EQ(candles.load_raw({"BTC/USDT", "5m"}).size(), 36U);
}

TEST_F(trade_data, of_futures_lies_in_its_folder_and_is_converted_at_once) {
    ASSERT_EQ(run_with({"download-data", "-p", "ETH/USDT:USDT", "--trading-mode", "futures", "--timerange",
                        "20260101T0000-20260101T0159", "--dl-trades", "--convert", "-t", "1h", "--data-format-trades",
                        "json", "--data-format-ohlcv", "jsongz"}),
              0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Made 1 file of candles of them."));
    EXPECT_TRUE(fs::exists(file("futures/ETH_USDT_USDT-trades.json")));
    const market::candle_folder candles{home.path() / "data" / "binance", market::file_format::json_gz};
    EXPECT_EQ(candles.load_raw({"ETH/USDT:USDT", "1h", market::candle_type::futures}).size(), 2U);
}

TEST_F(trade_data, is_downloaded_where_the_configuration_wants_it) {
    const auto config = (home.path() / "trades.json").string();
    std::ofstream{config} << R"({"stake_currency":"USDT","download_trades":true,"dataformat_trades":"json",
        "exchange":{"name":"binance","pair_whitelist":["BTC/USDT"]}})";
    ASSERT_EQ(run_with({"download-data", "-c", config, "--timerange", "20260101-20260101T0010"}), 0) << errors;
    EXPECT_THAT(out, HasSubstr("new trades of 1 pair into"));
    EXPECT_TRUE(fs::exists(file("BTC_USDT-trades.json")));
}

TEST_F(trade_data, that_cannot_be_is_refused_with_the_reason) {
    const auto refused = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--data-format-trades", "json"});
        EXPECT_NE(run_with(arguments), 0);
        return errors;
    };
    EXPECT_THAT(refused({"download-data", "-p", "BTC/USDT", "--convert"}), HasSubstr("it goes with --dl-trades"));
    EXPECT_THAT(refused({"download-data", "-p", "BTC/USDT", "--dl-trades", "-t", "9m"}),
                HasSubstr("Invalid timeframe '9m'"));
    EXPECT_THAT(refused({"trades-to-ohlcv", "-t", "fast"}), HasSubstr("fast is no length of candles"));
    EXPECT_EQ(run_with({"convert-trade-data", "--format-from", "csv", "--format-to", "json"}), 2);
    // A broken file is named, and stays as it is.
    fs::create_directories(file("").parent_path());
    std::ofstream{file("BTC_USDT-trades.json")} << "[[1767261600000,\"1\",";
    EXPECT_THAT(refused({"download-data", "-p", "BTC/USDT", "--dl-trades", "--days", "1"}),
                HasSubstr("BTC_USDT-trades.json: the file ends in the middle of the list"));
    EXPECT_THAT(refused({"trades-to-ohlcv"}), HasSubstr("cannot read trade file"));
    EXPECT_EQ(testing_support::read_file(file("BTC_USDT-trades.json")), "[[1767261600000,\"1\",");
    EXPECT_FALSE(fs::exists(file("BTC_USDT-1m.feather")));
    // An exchange whose prices stand still knows no trades.
    const auto config = (home.path() / "frozen.json").string();
    std::ofstream{home.path() / "markets.json"} << "{}";
    std::ofstream{home.path() / "tickers.json"} << "{}";
    std::ofstream{home.path() / "order_books.json"} << "{}";
    std::ofstream{config}
        << R"({"stake_currency":"USDT","exchange":{"name":"binance","connector":"simulated","simulated":
        {"source":"frozen","path":")"
        << home.path().string() << R"("}}})";
    EXPECT_NE(run_with({"download-data", "-c", config, "-p", "BTC/USDT", "--dl-trades"}), 0);
    EXPECT_THAT(errors, HasSubstr("Trade history not available for Binance."));
}

class each_data_format : public trade_data, public testing::WithParamInterface<const char*> {};
INSTANTIATE_TEST_SUITE_P(trade_data, each_data_format, testing::Values("feather", "parquet", "json", "jsongz"),
                         [](const auto& test) { return test.param; });

TEST_P(each_data_format, holds_candles_and_trades) {
    const std::string format = GetParam();
    if (const auto library = market::check_format(*market::format_named(format)); !library.available)
        GTEST_SKIP() << "skipped: " << library.reason;
    ASSERT_EQ(run_with({"download-data", "-p", "BTC/USDT", "-t", "5m", "--timerange", "20260101-20260102",
                        "--data-format-ohlcv", format}),
              0)
        << errors;
    ASSERT_EQ(run_with({"download-data", "-p", "BTC/USDT", "--dl-trades", "--timerange", "20260101-20260101T0100",
                        "--data-format-trades", format}),
              0)
        << errors;
    ASSERT_EQ(run_with({"list-data", "--data-format-ohlcv", format, "--show-timerange"}), 0) << errors;
    EXPECT_THAT(out, HasSubstr("2026-01-01 00:00:00 │ 2026-01-02 00:00:00"));
    for (const std::string other : {"json", "jsongz"}) {
        if (other == format) continue;
        ASSERT_EQ(run_with({"convert-data", "--format-from", format, "--format-to", other}), 0) << errors;
        ASSERT_EQ(run_with({"convert-trade-data", "--format-from", format, "--format-to", other}), 0) << errors;
        EXPECT_THAT(out, HasSubstr("Converted 1 file"));
        const market::candle_folder candles{home.path() / "data" / "binance", *market::format_named(other)};
        EXPECT_EQ(candles.load_raw({"BTC/USDT", "5m"}).size(), 289U);
        const market::trade_folder trades{home.path() / "data" / "binance", *market::format_named(other),
                                          market::trading_mode::spot};
        EXPECT_GT(trades.load("BTC/USDT").size(), 180U);
    }
}

} // namespace
} // namespace tremolo::cli
