// Files of public trades in every format, and candles made of them.
#include "base/error.hpp"
#include "market/trade_candles.hpp"
#include "market/trade_files.hpp"
#include "tests/market/broken_files.hpp"
#include "tests/testing.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tremolo::market {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::read_file;
using testing_support::temporary_folder;

constexpr std::int64_t noon = 1'767'268'800'000; // 2026-01-01 12:00, a Thursday

trade_table trades(std::size_t count) {
    trade_table all;
    for (std::size_t i = 0; i < count; ++i) {
        const auto n = static_cast<double>(i);
        const std::optional<std::string> type = i % 3 == 0 ? std::nullopt : std::optional<std::string>{"limit"};
        all.push_back({noon + static_cast<std::int64_t>(i) * 700, std::to_string(1000 + i), type,
                       i % 2 == 0 ? "buy" : "sell", 0.1 + n / 3, 1 + n / 7, (0.1 + n / 3) * (1 + n / 7)});
    }
    return all;
}

std::vector<public_trade> rows_of(const trade_table& table) {
    std::vector<public_trade> rows;
    for (std::size_t i = 0; i < table.size(); ++i) rows.push_back(table[i]);
    return rows;
}

// JSON is read as freqtrade reads it: of numbers with more than 15 digits to the last bits but a few.
void expect_same(const trade_table& got, const trade_table& expected, file_format format) {
    const auto near = [&](double a, double b) {
        const bool json = format == file_format::json || format == file_format::json_gz;
        return json ? std::abs(a - b) <= 5e-16 * std::abs(b) : a == b;
    };
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        auto row = got[i];
        const auto wanted = expected[i];
        for (auto number : {&public_trade::price, &public_trade::amount, &public_trade::cost}) {
            EXPECT_TRUE(near(row.*number, wanted.*number)) << i << ": " << row.*number << " " << wanted.*number;
            row.*number = wanted.*number;
        }
        EXPECT_TRUE(row == wanted) << i << ": " << row.time_ms << " " << row.id;
    }
}

class each_trade_format : public testing::TestWithParam<file_format> {
  protected:
    void SetUp() override {
        if (const auto library = check_format(GetParam()); !library.available)
            GTEST_SKIP() << "skipped: " << library.reason;
    }
    temporary_folder folder;
    [[nodiscard]] trade_folder files(trading_mode mode = trading_mode::spot) const {
        return {folder.path() / "binance", GetParam(), mode};
    }
};
INSTANTIATE_TEST_SUITE_P(all, each_trade_format,
                         testing::Values(file_format::feather, file_format::parquet, file_format::json,
                                         file_format::json_gz),
                         [](const auto& test) {
                             return test.param == file_format::json_gz ? "json_gz" : extension_of(test.param);
                         });

TEST_P(each_trade_format, reads_back_what_it_wrote_to_the_last_digit) {
    files().store("BTC/USDT", trades(1000));
    expect_same(files().load("BTC/USDT"), trades(1000), GetParam());
    EXPECT_EQ(files().path_of("BTC/USDT"), folder.path() / "binance" / ("BTC_USDT-trades." + extension_of(GetParam())));
    // Nothing is left of the writing.
    const auto entries = std::filesystem::directory_iterator{folder.path() / "binance"};
    EXPECT_EQ(std::distance(begin(entries), end(entries)), 1);
}

TEST_P(each_trade_format, holds_no_trades_at_all) {
    EXPECT_TRUE(files().load("BTC/USDT").empty());
    EXPECT_FALSE(files().remove("BTC/USDT"));
    EXPECT_TRUE(files().available().empty());
    files().store("BTC/USDT", {});
    EXPECT_TRUE(files().load("BTC/USDT").empty());
    EXPECT_TRUE(files().remove("BTC/USDT"));
}

TEST_P(each_trade_format, leaves_out_what_is_told_twice) {
    auto twice = trades(50);
    twice.append(trades(60));
    auto moved = trades(1)[0];
    moved.time_ms += 1; // another trade: only time and id together are one
    twice.push_back(moved);
    files().store("BTC/USDT", twice);
    auto expected = trades(60);
    expected.push_back(moved);
    expect_same(files().load("BTC/USDT"), expected, GetParam());
}

TEST_P(each_trade_format, lists_what_is_there) {
    files().store("ETH/BTC", trades(1));
    files().store("BTC/USDT", trades(1));
    files(trading_mode::futures).store("BTC/USDT:USDT", trades(1));
    const auto ending = "." + extension_of(GetParam());
    write_text(folder.path() / "binance" / ("ETH_BTC-5m" + ending), "");
    write_text(folder.path() / "binance" / ("ADA_BTC-trades" + ending + ".1-0.part"), "");
    write_text(folder.path() / "binance" / ("-trades" + ending), "");
    EXPECT_THAT(files().available(), ElementsAre("BTC/USDT", "ETH/BTC"));
    EXPECT_THAT(files(trading_mode::futures).available(), ElementsAre("BTC/USDT:USDT"));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "binance" / "futures" / ("BTC_USDT_USDT-trades" + ending)));
}

TEST_P(each_trade_format, says_that_a_file_was_cut_off) {
    files().store("BTC/USDT", trades(3000));
    const auto path = files().path_of("BTC/USDT");
    const auto whole = read_file(path);
    for (const auto part : {0.0, 0.1, 0.5, 0.99}) {
        write_text(path, whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * part)));
        EXPECT_THAT(message_of([&] { (void)files().load("BTC/USDT"); }),
                    HasSubstr("cannot read trade file " + path.string() + ": "))
            << part;
    }
}

TEST_P(each_trade_format, survives_spoilt_bytes) {
    files().store("BTC/USDT", trades(40));
    const auto path = files().path_of("BTC/USDT");
    const auto bytes = read_file(path);
    for (std::size_t i = 0; i < bytes.size(); i += 1 + bytes.size() / 400) {
        auto spoilt = bytes;
        spoilt[i] = static_cast<char>(spoilt[i] ^ 0x55);
        write_text(path, spoilt);
        try {
            (void)files().load("BTC/USDT");
        } catch (const operational_error&) {}
    }
}

TEST_P(each_trade_format, refuses_files_of_candles) {
    frame candles{{noon, noon + 60'000}};
    for (const auto* name : {"open", "high", "low", "close", "volume"}) candles.set(name, series{{1, 2}});
    const auto path = files().path_of("BTC/USDT");
    write_candle_file(path, candles);
    EXPECT_THAT(message_of([&] { (void)files().load("BTC/USDT"); }), HasSubstr("cannot read trade file"));
    // And files of trades are no candles.
    files().store("BTC/USDT", trades(3));
    EXPECT_THAT(message_of([&] { (void)read_candle_file(path); }), HasSubstr("cannot read candle file"));
}

TEST_P(each_trade_format, leaves_the_old_file_when_the_new_one_cannot_be_written) {
    write_text(folder.path() / "file", "");
    const trade_folder nowhere{folder.path() / "file", GetParam(), trading_mode::spot};
    EXPECT_THAT(message_of([&] { nowhere.store("BTC/USDT", trades(1)); }), HasSubstr("cannot write trade file"));
}

TEST(trade_files, json_is_read_in_all_its_shapes) {
    const temporary_folder folder;
    const auto path = folder.path() / "BTC_USDT-trades.json";
    const auto read = [&](std::string_view text) {
        write_text(path, text);
        return rows_of(read_trade_file(path, file_format::json));
    };
    EXPECT_THAT(read(R"( [ [1, 23, null, "buy", 0.1, 2, 0.2] ,[2,"a\"\u00e9","x y","sell",1E-8,null,3]]
)"),
                testing::SizeIs(2));
    EXPECT_EQ(read("[[1,23,null,\"buy\",0.1,2,0.2]]")[0], (public_trade{1, "23", {}, "buy", 0.1, 2, 0.2}));
    EXPECT_EQ(read(R"([[2,"a\"\u00e9","x y","sell",1E-8,1,3]])")[0],
              (public_trade{2, "a\"\xc3\xa9", "x y", "sell", 1e-8, 1, 3}));
    EXPECT_TRUE(read("[]").empty());
    const auto message = [&](std::string_view text) { return message_of([&] { (void)read(text); }); };
    EXPECT_THAT(message("{}"), HasSubstr("'[' was expected at byte 0"));
    EXPECT_THAT(message("[[1,\"1\",null,\"buy\",1,1]]"), HasSubstr("',' was expected"));
    EXPECT_THAT(message("[[1,\"1\",null,\"buy\",1,1,1,1]]"), HasSubstr("']' was expected"));
    EXPECT_THAT(message("[[null,\"1\",null,\"buy\",1,1,1]]"), HasSubstr("a timestamp that is no number"));
    EXPECT_THAT(message("[[1,\"1\",null,\"buy\",\"x\",1,1]]"), HasSubstr("a number was expected"));
    EXPECT_THAT(message("[[1,\"1"), HasSubstr("the file ends in the middle"));
    EXPECT_THAT(message("[[1,\"1\",null,\"buy\",1,1,1]] x"), HasSubstr("text after the end"));
}

// What was written before 2019: trades as the exchange told them.
TEST(trade_files, json_of_old_times_is_read) {
    const temporary_folder folder;
    const auto path = folder.path() / "XRP_ETH-trades.json";
    const auto read = [&](std::string_view text) {
        write_text(path, text);
        return rows_of(read_trade_file(path, file_format::json));
    };
    const auto told = read(R"([{"info":{"a":[1,{"b":"]}\"x"},-1.5e3,null],"m":true},"timestamp":1570752011620,
        "symbol":"XRP/ETH","id":"13519807","order":null,"type":null,"takerOrMaker":false,"side":"sell",
        "price":0.00141342,"amount":23.0,"cost":0.03250866,"fee":{}} , {"cost":3,"amount":2,"price":1.5,"side":"buy",
        "type":"limit","id":7,"timestamp":1570752011621}, [1570752011622,"8",null,"buy",1,2,2]])");
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0], (public_trade{1570752011620, "13519807", {}, "sell", 0.00141342, 23, 0.03250866}));
    EXPECT_EQ(told[1], (public_trade{1570752011621, "7", "limit", "buy", 1.5, 2, 3}));
    EXPECT_EQ(told[2], (public_trade{1570752011622, "8", {}, "buy", 1, 2, 2}));
    const auto message = [&](std::string_view text) { return message_of([&] { (void)read(text); }); };
    EXPECT_THAT(message("[{}]"), HasSubstr("a trade without \"timestamp\""));
    EXPECT_THAT(message(R"([{"timestamp":1,"id":"1","type":null,"side":"buy","price":1,"amount":1}])"),
                HasSubstr("a trade without \"cost\""));
    EXPECT_THAT(message(R"([{"timestamp":null,"id":"1","type":null,"side":"buy","price":1,"amount":1,"cost":1}])"),
                HasSubstr("a timestamp that is no number"));
    EXPECT_THAT(message(R"([{"timestamp":1,"info":{"a":[1,2)"), HasSubstr("the file ends in the middle"));
    EXPECT_THAT(message(R"([{"timestamp":1,"info":x}])"), HasSubstr("a number was expected"));
    EXPECT_THAT(message(R"([{timestamp:1}])"), HasSubstr("a name was expected"));
}

// What freqtrade's reader makes of these texts; most are not the nearest doubles.
TEST(trade_files, json_is_read_as_freqtrade_reads_it) {
    const temporary_folder folder;
    const auto path = folder.path() / "BTC_USDT-trades.json";
    const auto read = [&](std::string_view number) {
        write_text(path, fmt::format("[[1,\"1\",null,\"buy\",{},1,1]]", number));
        return read_trade_file(path, file_format::json).prices.at(0);
    };
    EXPECT_EQ(read("0.1"), 0.1);
    EXPECT_EQ(read("65000.12"), 65000.12);
    EXPECT_EQ(read("-0.38"), -0.38);
    EXPECT_EQ(read("2.179e-05"), 2.179e-05);
    EXPECT_EQ(read("1.5E+3"), 1500.0);
    EXPECT_EQ(read("0.000000123"), 1.23e-07);
    EXPECT_EQ(read("0.30000000000000004"), 0.30000000000000004);
    EXPECT_EQ(read("13113.966974500001"), 13113.9669745);
    EXPECT_EQ(read("0.4333333333333333"), 0.4333333333333333);
    EXPECT_EQ(read("1234567.1234567891"), 1234567.1234567892);
    EXPECT_EQ(read("90071992547409930.5"), 9.007199254740994e+16);
    EXPECT_EQ(read("12345678901234567.25"), 1.2345678901234568e+16);
    EXPECT_EQ(read("1e-320"), 1e-320);
    EXPECT_EQ(read("7"), 7.0);
    EXPECT_EQ(read("0.00000000000000000000012345678901234567"), 1.2345678901234568e-22);
    EXPECT_EQ(read("0.0016481825940199157"), 0.0016481825940199155);
    EXPECT_EQ(read("3.6332483623025703e-09"), 3.63324836230257e-09);
    EXPECT_EQ(read("997.1852622206079"), 997.185262220608);
    EXPECT_EQ(read("368691.84814851684"), 368691.8481485168);
    EXPECT_EQ(read("1877100.9170748554"), 1877100.9170748552);
    EXPECT_EQ(read("8.910254979732124e-08"), 8.910254979732125e-08);
    EXPECT_EQ(read("9627.552174102675"), 9627.552174102677);
    EXPECT_EQ(read("4.942880227228454e-08"), 4.9428802272284546e-08);
    EXPECT_EQ(read("9562.790579824927"), 9562.790579824928);
    EXPECT_EQ(read("0.11588996943669883"), 0.11588996943669884);
    EXPECT_EQ(read("0.0016190147900195261"), 0.001619014790019526);
    EXPECT_EQ(read("6.954269751495632e-08"), 6.954269751495633e-08);
}

TEST(trade_files, json_that_was_read_is_read_again_as_it_was) {
    const temporary_folder folder;
    const auto path = folder.path() / "BTC_USDT-trades.json";
    auto all = trades(2000);
    for (int round = 0; round < 2; ++round) {
        write_trade_file(path, all, file_format::json);
        const auto read = read_trade_file(path, file_format::json);
        std::size_t others = 0;
        for (std::size_t i = 0; i < all.size(); ++i) others += read[i] == all[i] ? 0U : 1U;
        // What was read once is written as a text that is read as it, but for a few numbers of 17 digits.
        if (round > 0) { EXPECT_LT(others, 20U); }
        all = read;
    }
}

// -- candles of trades
trade_table of(const std::vector<std::tuple<std::int64_t, double, double>>& rows) {
    trade_table all;
    for (const auto& [time, price, amount] : rows)
        all.push_back({time, std::to_string(all.size()), {}, "buy", price, amount, price * amount});
    return all;
}

TEST(trade_candles, are_made_of_each_period_with_a_trade) {
    const auto candles = candles_of_trades(
        of({{noon + 1, 10, 1}, {noon + 59'999, 12, 2}, {noon + 30'000, 9, 3}, {noon + 180'000, 11, 4}}),
        timeframe{"1m"});
    EXPECT_THAT(candles.names(), ElementsAre("date", "open", "high", "low", "close", "volume"));
    EXPECT_THAT(candles.dates(), ElementsAre(noon, noon + 180'000));
    EXPECT_EQ(candles.at(0, "open"), 10);
    EXPECT_EQ(candles.at(0, "high"), 12);
    EXPECT_EQ(candles.at(0, "low"), 9);
    EXPECT_EQ(candles.at(0, "close"), 12);
    EXPECT_EQ(candles.at(0, "volume"), 6);
    EXPECT_EQ(candles.at(1, "open"), 11);
    EXPECT_TRUE(candles_of_trades({}, timeframe{"5m"}).empty());
}

TEST(trade_candles, of_one_moment_count_as_they_stand) {
    const auto candles = candles_of_trades(of({{noon + 5, 3, 1}, {noon, 1, 1}, {noon, 2, 1}}), timeframe{"1h"});
    EXPECT_EQ(candles.at(0, "open"), 1);
    EXPECT_EQ(candles.at(0, "close"), 3);
}

TEST(trade_candles, add_up_volumes_as_pandas_does) {
    std::vector<std::tuple<std::int64_t, double, double>> rows;
    for (const double amount : {1.0, 2.0, 0.1, 0.2}) rows.emplace_back(noon, 1, amount);
    EXPECT_EQ(candles_of_trades(of(rows), timeframe{"1m"}).at(0, "volume"), 3.3000000000000003);
    for (int i = 0; i < 9; ++i) rows.emplace_back(noon + 60'000, 1, 1e-3 + i * 0.1);
    EXPECT_EQ(candles_of_trades(of(rows), timeframe{"1m"}).at(1, "volume"), 3.609);
    // Where amounts are missing, others too are added up in another way.
    rows.emplace_back(noon + 120'000, 1, missing);
    const auto candles = candles_of_trades(of(rows), timeframe{"1m"});
    EXPECT_EQ(candles.at(0, "volume"), 3.3);
    EXPECT_EQ(candles.at(2, "volume"), 0.0);
}

// What freqtrade's trades_to_ohlcv answers for the same trades.
TEST(trade_candles, of_long_periods_are_dated_as_pandas_dates_them) {
    constexpr std::int64_t day = 86'400'000;
    const auto midnight = noon - day / 2;
    const auto trades_of_days =
        of({{noon, 1, 1}, {noon + 4 * day, 2, 1}, {noon + 5 * day, 3, 1}, {noon + 40 * day, 4, 1}});
    const auto dates = [&](const char* length) {
        const auto candles = candles_of_trades(trades_of_days, timeframe{length});
        return std::vector<std::int64_t>{candles.dates().begin(), candles.dates().end()};
    };
    EXPECT_THAT(dates("1d"), ElementsAre(midnight, midnight + 4 * day, midnight + 5 * day, midnight + 40 * day));
    EXPECT_THAT(dates("3d"), ElementsAre(midnight, midnight + 3 * day, midnight + 39 * day));
    // Weeks have the date of the Monday that they end with: 5 and 12 January, 16 February.
    EXPECT_THAT(dates("1w"), ElementsAre(midnight + 4 * day, midnight + 11 * day, midnight + 46 * day));
    EXPECT_THAT(dates("1M"), ElementsAre(midnight, midnight + 31 * day));
}

} // namespace
} // namespace tremolo::market
