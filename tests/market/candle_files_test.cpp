#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candle_files.hpp"
#include "tests/market/broken_files.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::market {
namespace {

using testing::HasSubstr;
using testing_support::read_file;
using testing_support::shared;
using testing_support::temporary_folder;

const candle_series bitcoin{"BTC/USDT", "5m", candle_type::spot};

frame candles(std::size_t rows) {
    std::vector<std::int64_t> dates;
    std::vector<double> price;
    for (std::size_t i = 0; i < rows; ++i) {
        dates.push_back(1'767'261'600'000 + static_cast<std::int64_t>(i) * 300'000);
        price.push_back(0.1 + static_cast<double>(i) / 3);
    }
    frame df{dates};
    const series base{price};
    df.set("open", base);
    df.set("high", base * 1.1);
    df.set("low", base / 1.1);
    df.set("close", base + 1e-9);
    df.set("volume", base.round() * 100);
    return df;
}

void expect_equal(const frame& got, const frame& expected) {
    ASSERT_EQ(got.names(), expected.names());
    ASSERT_TRUE(std::ranges::equal(got.dates(), expected.dates()));
    for (const auto& column : expected.columns())
        for (std::size_t i = 0; i < expected.size(); ++i) {
            const double a = got.at(i, column.name), b = expected.at(i, column.name);
            // JSON is read as pandas reads it: to the last bit but one.
            ASSERT_TRUE(std::abs(a - b) <= 5e-16 * std::abs(b) || (std::isnan(a) && std::isnan(b)))
                << column.name << " " << i << ": " << a << " " << b;
        }
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) names.push_back(entry.path().filename());
    return names;
}

#define NEEDS_LIBRARY_OF(format)                                                                                       \
    if (const auto library = check_format(format); !library.available) GTEST_SKIP() << "skipped: " << library.reason
#define NEEDS_ARROW() NEEDS_LIBRARY_OF(file_format::feather)

class each_format : public testing::TestWithParam<file_format> {
  protected:
    void SetUp() override { NEEDS_LIBRARY_OF(GetParam()); }
    temporary_folder folder;
    [[nodiscard]] candle_folder files() const { return {folder.path() / "binance", GetParam()}; }
};
INSTANTIATE_TEST_SUITE_P(all, each_format,
                         testing::Values(file_format::feather, file_format::parquet, file_format::json,
                                         file_format::json_gz),
                         [](const auto& test) {
                             return std::ranges::count(extension_of(test.param), '.') ? "json_gz"
                                                                                      : extension_of(test.param);
                         });

TEST_P(each_format, reads_back_what_it_wrote_to_the_last_digit) {
    auto written = candles(500);
    written.set_at(7, "close", missing);
    files().store(bitcoin, written);
    EXPECT_TRUE(files().has(bitcoin));
    expect_equal(files().load_raw(bitcoin), written);
    // Nothing is left of the writing.
    EXPECT_EQ(names_in(folder.path() / "binance"), std::vector<std::string>{"BTC_USDT-5m." + extension_of(GetParam())});
}

TEST_P(each_format, reads_and_writes_no_rows_at_all) {
    files().store(bitcoin, candles(0));
    expect_equal(files().load_raw(bitcoin), candles(0));
}

TEST_P(each_format, answers_no_rows_without_a_file) {
    expect_equal(files().load_raw(bitcoin), candles(0));
    EXPECT_TRUE(files().load(bitcoin).empty());
    EXPECT_FALSE(files().has(bitcoin));
    EXPECT_TRUE(files().available(trading_mode::spot).empty());
    EXPECT_FALSE(files().remove(bitcoin));
}

TEST_P(each_format, loads_cleaned_candles_and_appends_to_them) {
    const auto all = candles(20);
    files().store(bitcoin, all.head(10));
    files().append(bitcoin, all.slice(12, 8));
    EXPECT_EQ(files().load_raw(bitcoin).size(), 18u);
    expect_equal(files().load_raw(bitcoin).tail(8), all.tail(8));
    const auto loaded = files().load(bitcoin, true, true);
    EXPECT_EQ(loaded.size(), 19u);
    EXPECT_EQ(loaded.at(10, "volume"), 0);
    EXPECT_EQ(loaded.at(11, "open"), all.at(9, "close"));
    EXPECT_TRUE(files().remove(bitcoin));
    EXPECT_FALSE(files().has(bitcoin));
}

TEST_P(each_format, puts_doubled_and_unsorted_candles_in_order) {
    const auto all = candles(4);
    std::vector<std::int64_t> dates;
    std::vector<double> open, high, low, close, volume;
    for (const std::size_t row : {2U, 0U, 1U, 1U, 3U}) {
        const bool again = dates.size() == 3;
        dates.push_back(all.dates()[row]);
        open.push_back(again ? 7 : all.at(row, "open"));
        high.push_back(again ? 70 : all.at(row, "high"));
        low.push_back(all.at(row, "low"));
        close.push_back(again ? 8 : all.at(row, "close"));
        volume.push_back(again ? 0 : all.at(row, "volume"));
    }
    frame mixed{dates};
    mixed.set("open", series{open});
    mixed.set("high", series{high});
    mixed.set("low", series{low});
    mixed.set("close", series{close});
    mixed.set("volume", series{volume});
    files().store(bitcoin, mixed);
    expect_equal(files().load_raw(bitcoin), mixed); // the file is as it was written
    const auto loaded = files().load(bitcoin);
    ASSERT_TRUE(std::ranges::equal(loaded.dates(), all.dates()));
    EXPECT_EQ(loaded.at(1, "high"), 70);
    EXPECT_EQ(loaded.at(1, "close"), 8); // the last of the two
    EXPECT_NEAR(loaded.at(1, "open"), all.at(1, "open"), 1e-15);
    EXPECT_EQ(loaded.at(1, "volume"), all.at(1, "volume"));
    EXPECT_EQ(files().load_raw(bitcoin, all.dates()[1], all.dates()[2]).size(), 3U);
}

TEST_P(each_format, refuses_columns_that_hold_something_else) {
    files().store(bitcoin, candles(3));
    const auto path = files().path_of(bitcoin);
    // Rates are no candles: columns are missing.
    frame rates{{28'800'000}};
    rates.set("funding_rate", series{{0.0001}});
    write_candle_file(path, rates, candle_type::funding_rate);
    EXPECT_THAT(message_of([&] { (void)files().load(bitcoin); }),
                testing::AllOf(HasSubstr(path.string()), HasSubstr("expected are open, high, low, close, volume")));
}

TEST_P(each_format, loads_the_rows_of_a_range_alone) {
    constexpr std::size_t rows = 150'000; // more than two stretches of a feather file
    std::vector<std::int64_t> dates;
    std::vector<double> values;
    for (std::size_t i = 0; i < rows; ++i) {
        dates.push_back(static_cast<std::int64_t>(i) * 60'000);
        values.push_back(static_cast<double>(i));
    }
    frame all{dates};
    for (const auto* name : {"open", "high", "low", "close", "volume"}) all.set(name, series{values});
    const candle_series which{"ETH/USDT", "1m"};
    files().store(which, all);
    const auto part = files().load_raw(which, 100'000 * 60'000LL, 100'002 * 60'000LL);
    ASSERT_EQ(part.size(), 3U);
    EXPECT_EQ(part.dates().front(), 100'000 * 60'000LL);
    EXPECT_EQ(part["close"].last(), 100'002);
    EXPECT_EQ(files().load_raw(which, 149'999 * 60'000LL, {}).size(), 1U);
    EXPECT_EQ(files().load_raw(which, {}, 0).size(), 1U);
    EXPECT_EQ(files().load_raw(which, {}, -1).size(), 0U);
    EXPECT_EQ(files().load_raw(which, 5, 4).size(), 0U);
    EXPECT_EQ(files().load_raw(which, 1, 59'999).size(), 0U);
}

TEST_P(each_format, keeps_funding_rates_as_their_own_kind) {
    const candle_series rates{"BTC/USDT:USDT", "8h", candle_type::funding_rate};
    frame df{{28'800'003, 57'600'000}};
    df.set("funding_rate", series{{0.0001, -0.00025}});
    files().store(rates, df);
    expect_equal(files().load_raw(rates), df);
    const auto loaded = files().load(rates);
    EXPECT_EQ(loaded.dates()[0], 28'800'000);
    EXPECT_EQ(loaded.at(1, "open"), -0.00025);
    // What is loaded can be stored again, and older files hold candles with the rate as open.
    files().store(rates, loaded);
    EXPECT_EQ(files().load_raw(rates).names(), (std::vector<std::string>{"date", "funding_rate"}));
    write_candle_file(files().path_of(rates), candles(3), candle_type::futures);
    EXPECT_EQ(files().load(rates).at(2, "funding_rate"), candles(3).at(2, "open"));
}

TEST_P(each_format, lists_what_is_there) {
    const auto store = [&](const char* pair, const char* timeframe, candle_type type) {
        files().store({pair, timeframe, type}, candles(1));
    };
    store("ETH/BTC", "1h", candle_type::spot);
    store("ETH/BTC", "1M", candle_type::spot);
    store("BTC/USDT:USDT", "1h", candle_type::futures);
    store("BTC/USDT:USDT", "1h", candle_type::mark);
    const auto ending = "." + extension_of(GetParam());
    write_text(folder.path() / "binance" / ("ETH_BTC-trades" + ending), "[]");
    write_text(folder.path() / "binance" / ("notes" + ending), "[]");
    write_text(folder.path() / "binance" / ("ETH_BTC-5m-unheard" + ending), "[]");
    write_text(folder.path() / "binance" / "ETH_BTC-5m.hdf5", "");
    write_text(folder.path() / "binance" / ("ETH_BTC-5m" + ending + ".99-0.part"), "");
    EXPECT_THAT(files().available(trading_mode::spot),
                testing::ElementsAre(candle_series{"ETH/BTC", "1M", candle_type::spot},
                                     candle_series{"ETH/BTC", "1h", candle_type::spot}));
    EXPECT_THAT(files().available(trading_mode::futures),
                testing::ElementsAre(candle_series{"BTC/USDT:USDT", "1h", candle_type::futures},
                                     candle_series{"BTC/USDT:USDT", "1h", candle_type::mark}));
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "binance" / ("ETH_BTC-1Mo" + ending)));
}

TEST_P(each_format, says_that_a_file_was_cut_off) {
    files().store(bitcoin, candles(2000));
    const auto path = files().path_of(bitcoin);
    const auto whole = read_file(path);
    for (const auto part : {0.0, 0.1, 0.5, 0.99}) {
        write_text(path, whole.substr(0, static_cast<std::size_t>(static_cast<double>(whole.size()) * part)));
        EXPECT_THAT(message_of([&] { (void)files().load(bitcoin); }),
                    HasSubstr("cannot read candle file " + path.string() + ": "));
    }
}

TEST_P(each_format, survives_a_file_of_random_bytes) {
    files().store(bitcoin, candles(50));
    const auto path = files().path_of(bitcoin);
    auto bytes = read_file(path);
    // One byte after the other spoilt: an error or other numbers, never a crash.
    for (std::size_t i = 0; i < bytes.size(); i += 1 + bytes.size() / 400) {
        auto spoilt = bytes;
        spoilt[i] = static_cast<char>(spoilt[i] ^ 0x55);
        write_text(path, spoilt);
        try {
            (void)files().load_raw(bitcoin);
        } catch (const operational_error&) {}
    }
}

TEST_P(each_format, leaves_the_old_file_when_the_new_one_cannot_be_written) {
    files().store(bitcoin, candles(5));
    auto spoilt = candles(6);
    spoilt.drop("high");
    EXPECT_THROW(files().store(bitcoin, spoilt), error);
    expect_equal(files().load_raw(bitcoin), candles(5));
    EXPECT_EQ(names_in(folder.path() / "binance").size(), 1u);
    write_text(folder.path() / "file", "");
    const candle_folder nowhere{folder.path() / "file", GetParam()};
    EXPECT_THAT(message_of([&] { nowhere.store(bitcoin, candles(1)); }), HasSubstr("cannot write candle file"));
}

// What pandas.read_json makes of these texts; most are not the nearest doubles.
TEST(candle_files, json_is_read_as_pandas_reads_it) {
    const temporary_folder folder;
    write_text(folder.path() / "BTC_USDT-5m.json",
               "[[1767261600000,0.48702,0.48756,2.179e-05,-0.38,1234567.12345678],"
               "[1767261900000,0.00002179,1.5E+3,0.1234567890123456789,7,0.000000123]]");
    const auto got = read_candle_file(folder.path() / "BTC_USDT-5m.json");
    EXPECT_EQ(got.at(0, "open"), 0.48702000000000006);
    EXPECT_EQ(got.at(0, "high"), 0.48756000000000005);
    EXPECT_EQ(got.at(0, "low"), 2.179e-05);
    EXPECT_EQ(got.at(0, "close"), -0.38);
    EXPECT_EQ(got.at(0, "volume"), 1234567.12345678);
    EXPECT_EQ(got.at(1, "open"), 2.179e-05);
    EXPECT_EQ(got.at(1, "high"), 1500.0);
    EXPECT_EQ(got.at(1, "low"), 0.12345678901234568); // longer than pandas writes: to the last digit
    EXPECT_EQ(got.at(1, "close"), 7.0);
    EXPECT_EQ(got.at(1, "volume"), 1.23e-07);
}

TEST(candle_files, json_is_written_so_that_pandas_reads_the_same) {
    const temporary_folder folder;
    const auto path = folder.path() / "BTC_USDT-5m.json";
    // Digits that pandas does not read as the nearest double: what was read is written as it was.
    const auto text = "[[1767261600000,0.4926569,0.48702,2.179e-05,0.48756,1234567.12345678]]";
    write_text(path, text);
    const auto once = read_candle_file(path);
    EXPECT_EQ(once.at(0, "open"), 0.49265689999999995);
    write_candle_file(path, once);
    EXPECT_EQ(read_file(path), text);
}

TEST(candle_files, refuse_what_is_no_list_of_candles) {
    const temporary_folder folder;
    const auto path = folder.path() / "BTC_USDT-5m.json";
    const auto message = [&](std::string_view text) {
        write_text(path, text);
        return message_of([&] { (void)read_candle_file(path); });
    };
    EXPECT_THAT(message("{}"), HasSubstr("'[' was expected at byte 0"));
    EXPECT_THAT(message("[[1,2,3]]"), HasSubstr("it has 2 columns beside the date"));
    EXPECT_THAT(message("[[1,1,1,1,1,1],[2,1,1,1,1]]"), HasSubstr("rows of different lengths"));
    EXPECT_THAT(message("[[1,1,1,1,1,1],[2,1,1,1,1,1,1]]"), HasSubstr("rows of different lengths"));
    EXPECT_THAT(message("[[1,1,1,1,1,\"x\"]]"), HasSubstr("a number was expected at byte"));
    EXPECT_THAT(message("[[null,1,1,1,1,1]]"), HasSubstr("a date that is no number"));
    EXPECT_THAT(message("[[1,1,1,1,1,1]"), HasSubstr("the file ends in the middle of the list"));
    EXPECT_THAT(message("[] []"), HasSubstr("text after the end"));
    EXPECT_EQ(message(" [ ] "), "no error");
    EXPECT_EQ(message("[[1,1,null,1e-7,1E3,-1]]\n"), "no error");
    EXPECT_THAT(message_of([&] { (void)read_candle_file(folder.path() / "x.hdf5"); }), HasSubstr("ends in none of"));
    EXPECT_THAT(message_of([&] { (void)read_candle_file(folder.path() / "x.json"); }), HasSubstr("No such file"));
}

TEST(candle_files, name_the_file_whose_dates_cannot_be_right) {
    const temporary_folder folder;
    const candle_folder files{folder.path(), file_format::json};
    write_text(folder.path() / "BTC_USDT-5m.json", "[[1767261600000,1,1,1,1,1],[8900000000000000,1,1,1,1,1]]");
    EXPECT_THAT(message_of([&] { (void)files.load(bitcoin); }),
                testing::AllOf(HasSubstr("BTC_USDT-5m.json"), HasSubstr("a date must be wrong")));
    EXPECT_EQ(files.load(bitcoin, false).size(), 2U);
}

TEST(candle_files, are_named_as_freqtrade_names_them) {
    EXPECT_EQ(file_name_of("BTC/USDT:USDT"), "BTC_USDT_USDT");
    EXPECT_EQ(file_name_of("A.B@C$D+E F"), "A_B_C_D_E_F");
    EXPECT_EQ(pair_of_file_name("BTC_USDT_USDT"), "BTC/USDT:USDT");
    EXPECT_EQ(pair_of_file_name("BTC_USDT"), "BTC/USDT");
    EXPECT_EQ(pair_of_file_name("BTC"), "BTC");
    const candle_folder files{"/data", file_format::feather};
    EXPECT_EQ(files.path_of({"BTC/USDT", "1M", candle_type::spot}), "/data/BTC_USDT-1Mo.feather");
    EXPECT_EQ(files.path_of({"BTC/USDT:USDT", "1h", candle_type::premium_index}),
              "/data/futures/BTC_USDT_USDT-1h-premiumIndex.feather");
    EXPECT_EQ(format_named("jsongz"), file_format::json_gz);
    EXPECT_EQ(format_named("csv"), std::nullopt);
    EXPECT_EQ(candle_type_named(""), candle_type::spot);
    EXPECT_EQ(candle_type_named("unheard"), std::nullopt);
}

TEST(candle_files, finds_months_under_their_older_name) {
    const temporary_folder folder;
    const candle_folder files{folder.path(), file_format::json};
    const candle_series months{"BTC/USDT", "1M", candle_type::spot};
    write_candle_file(folder.path() / "BTC_USDT-1M.json", candles(2));
    EXPECT_EQ(files.path_of(months).filename(), "BTC_USDT-1M.json");
    EXPECT_EQ(files.load_raw(months).size(), 2u);
    write_candle_file(folder.path() / "BTC_USDT-1Mo.json", candles(3));
    EXPECT_EQ(files.load_raw(months).size(), 3u);
}

// Facts of real files, as pandas tells them: rows, first and last date, sums of columns.
struct fact {
    const char* path;
    candle_type type;
    std::size_t rows;
    const char* first;
    const char* last;
    double close_sum;
    double volume_sum;
};
void PrintTo(const fact& f, std::ostream* out) { *out << f.path; }

class real_file : public testing::TestWithParam<fact> {};
INSTANTIATE_TEST_SUITE_P(
    all, real_file,
    testing::Values(fact{"UNITTEST_BTC-1m.feather", candle_type::spot, 13681, "2017-11-04 23:02:00",
                         "2017-11-14 22:59:00", 30.35833041, 8177281.90904203},
                    fact{"UNITTEST_BTC-5m.feather", candle_type::spot, 5760, "2018-01-10 04:55:00",
                         "2018-01-30 04:50:00", 538.66992235, 1377404.94830409},
                    fact{"XRP_ETH-5m.feather", candle_type::spot, 706, "2019-10-11 00:00:00", "2019-10-13 11:15:00",
                         1.0455640699999997, 5545735.0},
                    fact{"ZEC_BTC-5m.feather", candle_type::spot, 5757, "2018-01-10 04:55:00", "2018-01-30 04:45:00",
                         253.36137671, 218181.87629942},
                    fact{"futures/XRP_USDT_USDT-1h-mark.feather", candle_type::mark, 100, "2021-11-15 06:00:00",
                         "2021-11-19 09:00:00", 110.5966, 0.0},
                    fact{"futures/XRP_USDT_USDT-8h-funding_rate.feather", candle_type::funding_rate, 91,
                         "2021-11-18 00:00:00", "2021-12-18 00:00:00", 0.007964120000000002, 0.0},
                    fact{"UNITTEST_BTC-1m.json", candle_type::spot, 13681, "2017-11-04 23:02:00", "2017-11-14 22:59:00",
                         30.35833041, 8177281.90904203},
                    fact{"UNITTEST_BTC-8m.json.gz", candle_type::spot, 13681, "2017-11-04 23:02:00",
                         "2017-11-14 22:59:00", 30.35833041, 8177281.90904203},
                    fact{"futures/XRP_USDT_USDT-1h-futures.json.gz", candle_type::futures, 100, "2021-11-17 01:00:00",
                         "2021-11-21 04:00:00", 108.08698999999999, 241633921.42719007}));

TEST_P(real_file, is_read_as_pandas_reads_it) {
    const auto path = shared() / "data" / GetParam().path;
    NEEDS_SHARED(path);
    if (path.extension() == ".feather") NEEDS_ARROW();
    const auto df = read_candle_file(path, GetParam().type);
    EXPECT_EQ(df.size(), GetParam().rows);
    EXPECT_EQ(date_time_text(from_epoch_ms(df.dates().front())), GetParam().first);
    EXPECT_EQ(date_time_text(from_epoch_ms(df.dates().back())), GetParam().last);
    const auto* value = GetParam().type == candle_type::funding_rate ? "funding_rate" : "close";
    EXPECT_NEAR(df[value].sum(), GetParam().close_sum, 1e-12 * std::fabs(GetParam().close_sum));
    if (!df.has("volume")) return;
    EXPECT_NEAR(df["volume"].sum(), GetParam().volume_sum, 1e-12 * GetParam().volume_sum);
}

TEST(candle_files, name_the_broken_feather_file_of_the_recorded_data) {
    const auto path = shared() / "data" / "UNITTEST_BTC-8m.feather";
    NEEDS_SHARED(path);
    NEEDS_ARROW();
    EXPECT_THAT(message_of([&] { (void)read_candle_file(path); }), HasSubstr("UNITTEST_BTC-8m.feather: "));
}

} // namespace
} // namespace tremolo::market
