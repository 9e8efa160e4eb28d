#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candles.hpp"
#include "market/frame.hpp"
#include "tests/testing.hpp"
#include <boost/json.hpp>

namespace tremolo::market {
namespace {

using testing_support::number;
using testing_support::read_json;
using testing_support::shared;

frame small() {
    frame df{{1000, 2000, 3000}};
    df.set("a", series{{1, 2, 3}});
    df.set("i", series{{1, 2, 3}, dtype::int64});
    df.set("tag", "");
    return df;
}
const mask some{std::vector<std::uint8_t>{1, 0, 1}};
const mask none{3, false};

std::string message_of(const std::function<void()>& f) {
    try {
        f();
    } catch (const error& e) { return e.what(); }
    return "no error";
}

TEST(frame, keeps_the_order_in_which_columns_were_first_set) {
    auto df = small();
    df.set("b", 1);
    df.set("a", 2.5);
    EXPECT_EQ(df.names(), (std::vector<std::string>{"date", "a", "i", "tag", "b"}));
    EXPECT_EQ(df["b"].type(), dtype::int64);
    EXPECT_EQ(df["a"].type(), dtype::float64);
    df.set("flag", true);
    EXPECT_EQ(df["flag"].type(), dtype::boolean);
    df.rename("i", "j");
    df.drop("tag");
    df.drop("unknown");
    EXPECT_EQ(df.names(), (std::vector<std::string>{"date", "a", "j", "b", "flag"}));
}

TEST(frame, makes_new_columns_of_floats_where_cells_are_set) {
    auto df = small();
    df.set_where(some, "enter_long", 1);
    EXPECT_EQ(df["enter_long"].type(), dtype::float64);
    EXPECT_EQ(df.at(0, "enter_long"), 1);
    EXPECT_TRUE(std::isnan(df.at(1, "enter_long")));
    df.set_where(none, "exit_long", 1);
    EXPECT_TRUE(df["exit_long"].isna().all());
    df.set_where(mask{3, true}, "enter_short", 1);
    EXPECT_EQ(df["enter_short"].type(), dtype::float64);
    df.set_where(some, "new_tag", "x");
    EXPECT_EQ(df.texts("new_tag")[0], "x");
    EXPECT_EQ(df.texts("new_tag")[1], std::nullopt);
    df.set_where(some, "flag", true);
    EXPECT_EQ(df["flag"].type(), dtype::boolean);
    EXPECT_TRUE(std::isnan(df.at(1, "flag")));
}

TEST(frame, keeps_the_type_of_a_column_when_cells_are_set) {
    auto df = small();
    df.set_where(some, {{"i", 7.0}, {"a", 9}, {"tag", "dip"}});
    EXPECT_EQ(df["i"].type(), dtype::int64);
    EXPECT_EQ(df.at(2, "i"), 7);
    EXPECT_EQ(df.at(1, "i"), 2);
    EXPECT_EQ(df["a"].type(), dtype::float64);
    EXPECT_EQ(df.texts("tag")[0], "dip");
    EXPECT_EQ(df.texts("tag")[1], "");
    EXPECT_EQ(df.last_text("tag"), "dip");
    df.set_where(some, "i", 0.5);
    EXPECT_EQ(df["i"].type(), dtype::float64);
    df.set_where(some, "copy", df["a"] * 2);
    EXPECT_EQ(df.at(0, "copy"), 18);
    EXPECT_TRUE(std::isnan(df.at(1, "copy")));
    df.set_at(1, "a", 5);
    EXPECT_EQ(df.at(1, "a"), 5);
}

TEST(frame, says_what_is_wrong) {
    auto df = small();
    EXPECT_EQ(message_of([&] { (void)df["b"]; }), "there is no column \"b\"; there are: date, a, i, tag");
    EXPECT_EQ(message_of([&] { (void)df["tag"]; }), "column \"tag\" holds texts, not numbers");
    EXPECT_EQ(message_of([&] { (void)df.texts("a"); }), "column \"a\" holds numbers, not texts");
    EXPECT_EQ(message_of([&] { df.set("a", series{{1, 2}}); }), "column \"a\" is given 2 rows, but the frame has 3");
    EXPECT_EQ(message_of([&] {
                  df.set_where(mask{2, true}, "a", 1);
              }),
              "column \"a\" is given 2 rows, but the frame has 3");
    EXPECT_EQ(message_of([&] { df.set_where(some, "a", "x"); }),
              "column \"a\" holds numbers and cannot be set to \"x\"");
    EXPECT_EQ(message_of([&] { df.set_where(some, "tag", 1); }),
              "column \"tag\" holds texts and cannot be set to a number");
    EXPECT_EQ(message_of([&] { (void)df.at(3, "a"); }), "row 3 of column \"a\": the frame has 3 rows");
    EXPECT_NE(message_of([&] { (void)frame{}.last("a"); }), "no error");
    EXPECT_NE(message_of([&] { df.set("date", 1); }), "no error");
    EXPECT_NE(message_of([&] { df.rename("a", "i"); }), "no error");
}

TEST(frame, gives_parts_that_share_the_columns) {
    const auto df = small();
    const auto tail = df.tail(2);
    EXPECT_EQ(tail.size(), 2u);
    EXPECT_EQ(tail.dates()[0], 2000);
    EXPECT_EQ(tail["a"].view().data(), df["a"].view().data() + 1);
    EXPECT_EQ(df.head(1).last("a"), 1);
    EXPECT_EQ(df.tail(99).size(), 3u);
    EXPECT_EQ(df.between(1500, 3000).size(), 1u);
    EXPECT_EQ(df.between(5000, 1000).size(), 0u);
    EXPECT_EQ(df["date"].type(), dtype::datetime);
    EXPECT_EQ(df.last_date(), 3000);
    EXPECT_EQ(df.at(1, "date"), 2000);
}

TEST(frame, is_not_changed_by_who_changes_the_original) {
    auto df = small();
    const auto shown = df.share();
    df.set_where(some, {{"a", 100}, {"tag", "later"}});
    df.set("b", 1);
    EXPECT_EQ(shown->at(0, "a"), 1);
    EXPECT_EQ(shown->texts("tag")[0], "");
    EXPECT_FALSE(shown->has("b"));
}

TEST(frame, stays_small) {
    std::vector<std::int64_t> dates(1000);
    frame df{dates};
    for (int c = 0; c < 20; ++c) df.set("column_" + std::to_string(c), series{std::size_t{1000}, 1.5});
    df.set_where(df["column_0"] > 1, {{"enter_long", 1}, {"enter_tag", "a tag of some length"}});
    EXPECT_LT(df.bytes(), 250'000u);
    const auto part = df.tail(10).share();
    EXPECT_LT(part->bytes(), 12'000u);
}

// The recorded strategy, written against this frame, must print what freqtrade printed: columns, types and every digit.
void populate(frame& df) {
    df.set("sma_fast", df["close"].rolling(5).mean());
    df.set("sma_slow", df["close"].rolling(10).mean());
    df.set("dist", df["close"] / df["sma_slow"] - 1);
    df.set("up", as_int(df["close"] > df["open"]));
    df.set("enter_tag", "");
    const auto dip = (df["close"] < df["sma_slow"] * 0.998) & (df["up"] == 1);
    const auto momo = (df["sma_fast"] > df["sma_slow"]) & (df["sma_fast"].shift(1) <= df["sma_slow"].shift(1));
    df.set_where(momo, {{"enter_long", 1}, {"enter_tag", "momo"}});
    df.set_where(dip, {{"enter_long", 1}, {"enter_tag", "dip"}});
    df.set("exit_tag", "");
    df.set_where((df["dist"] > 0.012) & (df["up"] == 0), {{"exit_long", 1}, {"exit_tag", "peak"}});
}

frame recorded_candles(const char* file) {
    std::vector<raw_candle> candles;
    constexpr std::int64_t now_ms = 1'795'245'900'000;
    const auto rows = read_json(shared() / "conformance" / "market" / "ohlcv" / file);
    for (const auto& row : rows.as_array()) {
        const auto& v = row.as_array();
        if (v[0].to_number<std::int64_t>() > now_ms) break;
        candles.push_back(
            {v[0].to_number<std::int64_t>(), number(v[1]), number(v[2]), number(v[3]), number(v[4]), number(v[5])});
    }
    const std::span all{candles};
    return candle_frame(all.last(1000), timeframe{"1m"}, {.drop_incomplete = true});
}

void expect_cell(const frame& df, std::size_t row, const std::string& name, const boost::json::value& expected) {
    SCOPED_TRACE(name + " in row " + std::to_string(row));
    if (name == "date") {
        EXPECT_EQ(iso_z_text(from_epoch_ms(df.dates()[row])), expected.as_string());
        return;
    }
    const auto& column = *df.find(name);
    if (const auto* texts = column.texts()) {
        EXPECT_EQ((*texts)[row].value(), std::string_view{expected.as_string()});
        return;
    }
    const auto& numbers = *column.numbers();
    EXPECT_EQ(numbers.type() == dtype::int64, expected.is_int64());
    if (expected.is_null())
        EXPECT_TRUE(std::isnan(numbers[row]));
    else
        EXPECT_EQ(numbers[row], expected.to_number<double>());
}

TEST(frame, prints_the_columns_that_freqtrade_printed) {
    const auto folder = shared() / "conformance" / "empty_paused";
    NEEDS_SHARED(folder);
    for (const auto& [candles, record] : {std::pair{"BTC_USDT-1m.json", "pair_candles_nolimit.json"},
                                          std::pair{"ETH_USDT-1m.json", "pair_candles_limit0.json"}}) {
        auto df = recorded_candles(candles);
        populate(df);
        const auto recorded = read_json(folder / record);
        const auto& answer = recorded.at("response").as_object();
        std::vector<std::string> names;
        for (const auto& name : answer.at("all_columns").as_array()) names.emplace_back(name.as_string());
        ASSERT_EQ(df.names(), names);
        const auto& rows = answer.at("data").as_array();
        ASSERT_EQ(df.size(), rows.size());
        for (std::size_t row = 0; row < rows.size(); ++row)
            for (std::size_t c = 0; c < names.size(); ++c) expect_cell(df, row, names[c], rows[row].at(c));
    }
}

TEST(frame, shares_dates_that_are_the_same) {
    const std::vector<std::int64_t> hours{0, 3'600'000, 7'200'000};
    const market::frame first{hours};
    market::frame same{hours}, other{std::vector<std::int64_t>{0, 3'600'000, 7'200'001}};
    same.set("close", market::series{3, 1.0});
    same.share_dates(first);
    other.share_dates(first);
    EXPECT_EQ(same.dates().data(), first.dates().data());
    EXPECT_EQ(same.at(2, "close"), 1);
    EXPECT_EQ(other.last_date(), 7'200'001);
}

} // namespace
} // namespace tremolo::market
