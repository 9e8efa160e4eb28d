#include "base/time_text.hpp"
#include "market/timeframe.hpp"
#include "tests/testing.hpp"

namespace tremolo::market {
namespace {

using testing_support::data;
using testing_support::read_json;

const boost::json::object& vectors() {
    static const auto all = read_json(data() / "engine" / "timeframes.json");
    return all.as_object();
}

std::string text(const boost::json::value& v) { return std::string{v.as_string()}; }

TEST(timeframe, has_the_recorded_lengths) {
    for (const auto& v : vectors().at("units").as_array()) {
        const timeframe tf{text(v.at("timeframe"))};
        SCOPED_TRACE(tf.name());
        EXPECT_EQ(tf.seconds(), v.at("seconds").to_number<std::int64_t>());
        EXPECT_EQ(tf.minutes(), v.at("minutes").to_number<std::int64_t>());
        EXPECT_EQ(tf.milliseconds(), v.at("msecs").to_number<std::int64_t>());
        EXPECT_EQ(tf.resample_rule(), text(v.at("resample")));
        EXPECT_EQ(tf.floor_rule(), text(v.at("floor")));
    }
}

TEST(timeframe, refuses_the_names_recorded_as_bad) {
    for (const auto& v : vectors().at("invalid").as_array()) {
        const auto name = text(v.at("timeframe"));
        SCOPED_TRACE(name);
        if (const auto* value = v.as_object().if_contains("value")) {
            EXPECT_EQ(timeframe{name}.seconds(), value->to_number<std::int64_t>());
            EXPECT_EQ(timeframe{name}.usable(), timeframe{name}.seconds() > 0);
            continue;
        }
        try {
            const timeframe tf{name};
            FAIL() << "accepted";
        } catch (const bad_timeframe& e) {
            EXPECT_EQ(e.why == bad_timeframe::reason::unknown_unit, text(v.at("error")) == "NotSupported") << e.what();
        }
    }
}

TEST(timeframe, finds_the_recorded_candle_starts) {
    for (const auto& v : vectors().at("cases").as_array()) {
        const timeframe tf{text(v.at("timeframe"))};
        const auto at = parse_time(text(v.at("date"))).value();
        SCOPED_TRACE(tf.name() + " " + text(v.at("date")));
        EXPECT_EQ(epoch_ms(tf.previous(at)), v.at("prev").to_number<std::int64_t>());
        EXPECT_EQ(epoch_ms(tf.next(at)), v.at("next").to_number<std::int64_t>());
        EXPECT_EQ(epoch_ms(tf.back(at, 3)), v.at("minus_3_candles").to_number<std::int64_t>());
    }
}

TEST(timeframe, rounds_down_before_1970_too) {
    EXPECT_EQ(timeframe{"5m"}.previous_ms(-1), -300'000);
    EXPECT_EQ(timeframe{"5m"}.previous_ms(-300'000), -300'000);
}

TEST(timeframe, has_no_candles_without_a_length) {
    EXPECT_THROW((void)timeframe{"0m"}.previous_ms(0), error);
    EXPECT_THROW((void)timeframe{"-5m"}.next_ms(0), error);
}

TEST(timeframe, refuses_numbers_that_overflow) {
    EXPECT_THROW(timeframe{"99999999999999999999m"}, bad_timeframe);
    EXPECT_THROW(timeframe{"9999999999y"}, bad_timeframe);
    EXPECT_THROW(timeframe{"+-5m"}, bad_timeframe);
}

} // namespace
} // namespace tremolo::market
