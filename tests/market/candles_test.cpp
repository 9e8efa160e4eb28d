#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candles.hpp"
#include "tests/testing.hpp"

namespace tremolo::market {
namespace {

using testing_support::data;
using testing_support::number;
using testing_support::read_json;

const boost::json::object& vectors() {
    static const auto all = read_json(data() / "engine" / "candles.json");
    return all.as_object();
}

std::vector<raw_candle> candles_of(const boost::json::value& list) {
    std::vector<raw_candle> out;
    for (const auto& row : list.as_array()) {
        const auto& v = row.as_array();
        out.push_back(
            {v[0].to_number<std::int64_t>(), number(v[1]), number(v[2]), number(v[3]), number(v[4]), number(v[5])});
    }
    return out;
}

raw_candle candle(std::int64_t open_ms, double price, double volume = 1) {
    return {open_ms, price, price + 1, price - 1, price + 0.5, volume};
}

std::vector<double> values(const frame& df, std::string_view name) {
    const auto column = df[name];
    return {column.view().begin(), column.view().end()};
}

TEST(candle_frame, makes_the_recorded_rows) {
    for (const auto& v : vectors().at("convert").as_array()) {
        SCOPED_TRACE(boost::json::serialize(v));
        const auto df = candle_frame(candles_of(v.at("candles")), timeframe{"5m"},
                                     {v.at("fill_missing").as_bool(), v.at("drop_incomplete").as_bool()});
        const auto expected = candles_of(v.at("value"));
        ASSERT_EQ(df.size(), expected.size());
        EXPECT_EQ(df.names(), (std::vector<std::string>{"date", "open", "high", "low", "close", "volume"}));
        const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
        for (std::size_t i = 0; i < expected.size(); ++i) {
            EXPECT_EQ(df.dates()[i], expected[i].open_ms);
            EXPECT_PRED2(same, df.at(i, "open"), expected[i].open);
            EXPECT_PRED2(same, df.at(i, "high"), expected[i].high);
            EXPECT_PRED2(same, df.at(i, "low"), expected[i].low);
            EXPECT_PRED2(same, df.at(i, "close"), expected[i].close);
            EXPECT_PRED2(same, df.at(i, "volume"), expected[i].volume);
        }
    }
}

TEST(candle_frame, fills_weeks_on_mondays_and_months_on_their_first_day) {
    const auto date = [](const char* text) { return epoch_ms(parse_time(text).value()); };
    const auto weeks =
        candle_frame(std::vector{candle(date("2026-11-02"), 1), candle(date("2026-11-23"), 2)}, timeframe{"1w"});
    EXPECT_EQ(weeks.size(), 4u);
    EXPECT_EQ(weeks.dates()[1], date("2026-11-09"));
    const auto months =
        candle_frame(std::vector{candle(date("2026-01-01"), 1), candle(date("2026-04-01"), 2)}, timeframe{"1M"});
    EXPECT_EQ(months.size(), 4u);
    EXPECT_EQ(months.dates()[2], date("2026-03-01"));
    const auto days =
        candle_frame(std::vector{candle(date("2026-11-03"), 1), candle(date("2026-11-09"), 2)}, timeframe{"3d"});
    EXPECT_EQ(days.size(), 3u);
    EXPECT_EQ(days.dates()[1], date("2026-11-06"));
}

TEST(candle_frame, refuses_dates_that_cannot_belong_together) {
    const timeframe tf{"5m"};
    const std::int64_t now = 1'795'245'900'000;
    for (const std::int64_t wrong : {std::int64_t{9'000'000'000'000'000}, std::int64_t{-9'000'000'000'000'000}}) {
        const std::vector<raw_candle> candles{{now, 1, 1, 1, 1, 1}, {wrong, 1, 1, 1, 1, 1}};
        EXPECT_THROW(static_cast<void>(candle_frame(candles, tf)), error) << wrong;
        EXPECT_EQ(candle_frame(candles, tf, {.fill_missing = false}).size(), 2U);
    }
    const std::vector<raw_candle> a_year{{now, 1, 1, 1, 1, 1}, {now + 365 * 86'400'000LL, 1, 1, 1, 1, 1}};
    EXPECT_EQ(candle_frame(a_year, tf).size(), 365U * 288 + 1);
}

TEST(clean_candles, leaves_alone_what_is_as_it_should_be) {
    const timeframe five{"5m"};
    const std::int64_t step = five.milliseconds(), begin = 1'767'225'600'000;
    const auto made = [](std::vector<std::int64_t> dates) {
        frame out{dates};
        for (const auto* name : {"open", "high", "low", "close", "volume"})
            out.set(name, series{std::vector<double>(dates.size(), 2.5)});
        return out;
    };
    const auto whole = made({begin, begin + step, begin + 2 * step});
    const auto same = clean_candles(whole, five);
    EXPECT_EQ(same["close"].view().data(), whole["close"].view().data()); // shared, not copied
    EXPECT_EQ(clean_candles(whole, five, {.drop_incomplete = true}).size(), 2U);

    EXPECT_EQ(clean_candles(made({begin, begin + 3 * step}), five).size(), 4U);
    EXPECT_EQ(clean_candles(made({begin + step, begin}), five).dates().front(), begin);
    EXPECT_EQ(clean_candles(made({begin, begin}), five).size(), 1U);
    EXPECT_EQ(clean_candles(made({begin + 1, begin + 1 + step}), five).dates().front(), begin);
    EXPECT_EQ(clean_candles(made({begin, begin}), five, {.fill_missing = false}).size(), 1U);
    EXPECT_EQ(clean_candles(made({begin, begin + 3 * step}), five, {.fill_missing = false}).size(), 2U);
    auto holed = whole;
    holed.set_at(1, "volume", std::nan(""));
    EXPECT_EQ(clean_candles(holed, five).at(1, "volume"), 0);
}

TEST(append_candles, gives_what_one_answer_would_have_given) {
    const timeframe tf{"5m"};
    std::vector<raw_candle> all;
    for (int i = 0; i < 40; ++i)
        if (i % 7 != 3) all.push_back(candle(i * 300'000, 100 + i));
    const auto whole = candle_frame(all, tf);
    for (std::size_t split = 1; split + 3 < all.size(); ++split) {
        const std::span rows{all};
        const auto held = candle_frame(rows.first(split), tf);
        // The answer begins with a candle that is held already.
        const auto later = candle_frame(rows.subspan(split - 1), tf, {.fill_missing = false});
        const auto got = append_candles(held, later, tf, 1000);
        ASSERT_EQ(got.size(), whole.size()) << split;
        for (const auto* name : {"open", "high", "low", "close", "volume"})
            EXPECT_EQ(values(got, name), values(whole, name));
    }
}

TEST(append_candles, keeps_a_held_row_that_the_later_answer_leaves_out) {
    const timeframe tf{"5m"};
    const auto held = candle_frame(std::vector{candle(0, 1), candle(300'000, 2), candle(600'000, 3)}, tf);
    const auto later = candle_frame(std::vector{candle(300'000, 2), candle(900'000, 8)}, tf, {.fill_missing = false});
    const auto got = append_candles(held, later, tf, 10);
    EXPECT_EQ(values(got, "close"), (std::vector<double>{1.5, 2.5, 3.5, 8.5}));
}

TEST(append_candles, lets_the_later_row_win_the_close_and_keeps_the_newest_rows) {
    const timeframe tf{"5m"};
    const auto held = candle_frame(std::vector{candle(0, 1), candle(300'000, 2), candle(600'000, 3)}, tf);
    const auto later = candle_frame(std::vector{candle(600'000, 7, 0.5), candle(900'000, 8)}, tf);
    const auto got = append_candles(held, later, tf, 3);
    EXPECT_EQ(got.size(), 3u);
    EXPECT_EQ(got.dates()[0], 300'000);
    EXPECT_EQ(got.at(1, "open"), 3);
    EXPECT_EQ(got.at(1, "close"), 7.5);
    EXPECT_EQ(got.at(1, "volume"), 1);
    EXPECT_EQ(append_candles(held, frame{}, tf, 2).size(), 2u);
    EXPECT_EQ(append_candles(frame{}, later, tf, 2).size(), 2u);
}

// An answer with 5m candles from 10:00 to `last`, asked for at a time of day.
struct answer {
    std::int64_t last_ms;
    timestamp asked_at;
    std::size_t kept = 0;
};
timestamp at(std::string_view time_of_day) { return parse_time("2026-01-01 " + std::string{time_of_day}).value(); }
const candle_schedule::key five_minutes{"BTC/USDT", "5m", candle_type::spot};

answer receive(candle_schedule& schedule, std::string_view last, std::string_view asked) {
    const timeframe tf{"5m"};
    answer a{epoch_ms(at(last)), at(asked)};
    const auto first_ms = epoch_ms(at("10:00"));
    const bool dropped = candle_schedule::last_is_provisional(a.last_ms, tf, a.asked_at);
    a.kept = static_cast<std::size_t>((a.last_ms - first_ms) / tf.milliseconds()) + (dropped ? 0 : 1);
    const auto kept_ms =
        a.kept > 0 ? std::optional{first_ms + static_cast<std::int64_t>(a.kept - 1) * tf.milliseconds()} : std::nullopt;
    schedule.answered(five_minutes, a.asked_at, kept_ms, a.last_ms);
    return a;
}

TEST(candle_schedule, keeps_and_refreshes_as_recorded) {
    for (const auto& v : vectors().at("refresh").as_array()) {
        SCOPED_TRACE(boost::json::serialize(v));
        candle_schedule schedule;
        EXPECT_TRUE(schedule.due(five_minutes, at("10:00")));
        const auto got = receive(schedule, v.at("last_candle_opened").as_string(), v.at("fetched_at").as_string());
        EXPECT_EQ(got.kept, v.at("kept").to_number<std::size_t>());
        EXPECT_EQ(schedule.due(five_minutes, got.asked_at), v.at("needs_refresh_at_once").as_bool());
    }
}

TEST(candle_schedule, is_due_later_as_recorded) {
    candle_schedule schedule;
    const auto& moments = vectors().at("later").as_array();
    std::size_t next = 0;
    // The record asks up to the named moment after each answer.
    const auto check_until = [&](std::size_t end) {
        for (; next < end; ++next) {
            const auto& moment = moments[next].as_array();
            EXPECT_EQ(schedule.due(five_minutes, at(moment[0].as_string())), moment[1].as_bool()) << moments[next];
        }
    };
    receive(schedule, "10:05", "10:05:20");
    check_until(4);
    receive(schedule, "10:05", "10:10:01");
    check_until(9);
    receive(schedule, "10:05", "10:10:20");
    check_until(moments.size());
}

TEST(candle_schedule, asks_again_after_half_an_hour_at_most) {
    candle_schedule schedule;
    const candle_schedule::key hourly{"BTC/USDT", "1h", candle_type::spot};
    // Asked well into the hour, and the candle before was still not there.
    schedule.answered(hourly, at("10:01"), epoch_ms(at("08:00")), epoch_ms(at("08:00")));
    EXPECT_FALSE(schedule.due(hourly, at("10:30:59")));
    EXPECT_TRUE(schedule.due(hourly, at("10:31:00")));
    schedule.forget(hourly);
    EXPECT_TRUE(schedule.due(hourly, at("10:01:01")));
}

TEST(candle_schedule, keeps_a_complete_last_candle_of_an_exchange_that_sends_no_forming_one) {
    EXPECT_FALSE(candle_schedule::last_is_provisional(epoch_ms(at("10:05")), timeframe{"5m"}, at("10:05:01"), false));
    // Short candles are certain after half their length.
    EXPECT_TRUE(candle_schedule::last_is_provisional(epoch_ms(at("10:00:00")), timeframe{"10s"}, at("10:00:14")));
    EXPECT_FALSE(candle_schedule::last_is_provisional(epoch_ms(at("10:00:00")), timeframe{"10s"}, at("10:00:15")));
}

TEST(resample_candles, joins_what_belongs_to_a_longer_candle) {
    std::vector<raw_candle> rows;
    for (int i = 0; i < 7; ++i) rows.push_back({i * 300'000, 10.0 + i, 20.0 - i, 5.0 + i, 11.0 + i, 1.5});
    const auto got = resample_candles(candle_frame(rows, timeframe{"5m"}), timeframe{"15m"});
    ASSERT_EQ(got.size(), 3u);
    EXPECT_EQ(values(got, "open"), (std::vector<double>{10, 13, 16}));
    EXPECT_EQ(values(got, "high"), (std::vector<double>{20, 17, 14}));
    EXPECT_EQ(values(got, "low"), (std::vector<double>{5, 8, 11}));
    EXPECT_EQ(values(got, "close"), (std::vector<double>{13, 16, 17}));
    EXPECT_EQ(values(got, "volume"), (std::vector<double>{4.5, 4.5, 1.5}));
}

TEST(merge_informative, never_shows_a_candle_before_its_end) {
    const timeframe base_tf{"15m"}, long_tf{"1h"};
    std::vector<raw_candle> rows, hours;
    for (int i = 0; i < 10; ++i) rows.push_back(candle(3'600'000 + i * 900'000, i));
    for (int i = 0; i < 4; ++i) hours.push_back(candle(i * 3'600'000, 100 + i));
    auto informative = candle_frame(hours, long_tf);
    informative.set_where(informative["close"] > 101, "tag", "late");
    const auto got = merge_informative(candle_frame(rows, base_tf), informative, base_tf, long_tf);
    // The hour from 1:00 is complete at the end of the candle of 1:45; before that only the hour from 0:00 is known.
    EXPECT_EQ(values(got, "open_1h"), (std::vector<double>{100, 100, 100, 101, 101, 101, 101, 102, 102, 102}));
    EXPECT_EQ(got["date_1h"].type(), dtype::datetime);
    EXPECT_EQ(got["date_1h"][3], 3'600'000);
    EXPECT_EQ(got.texts("tag_1h")[7], "late");
    EXPECT_EQ(got.texts("tag_1h")[0], std::nullopt);
    EXPECT_EQ(got.names()[6], "date_1h");
    const auto sparse = merge_informative(candle_frame(rows, base_tf), informative, base_tf, long_tf, false);
    EXPECT_TRUE(std::isnan(sparse.at(4, "open_1h")));
    EXPECT_EQ(sparse.at(3, "open_1h"), 101);
    EXPECT_THROW((void)merge_informative(informative, got, long_tf, base_tf), error);
}

} // namespace
} // namespace tremolo::market
