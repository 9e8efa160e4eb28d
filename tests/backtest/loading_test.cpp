// Ranges, tick sizes and what the loop comes to when: the parts before a trade is made.
#include "backtest/tick_sizes.hpp"
#include "backtest/time_steps.hpp"
#include "backtest/timerange.hpp"
#include "base/error.hpp"
#include <gmock/gmock.h>

namespace {

using namespace tremolo;
using namespace tremolo::backtest;
using testing::ElementsAre;

constexpr std::int64_t minutes = 60'000;
constexpr std::int64_t day = 1'515'628'800; // 2018-01-11, seconds

TEST(timerange, reads_every_form_of_both_sides) {
    EXPECT_FALSE(parse_timerange("").start_s);
    EXPECT_EQ(parse_timerange("20180111-").start_s, day);
    EXPECT_FALSE(parse_timerange("20180111-").stop_s);
    EXPECT_EQ(parse_timerange("-20180111").stop_s, day);
    EXPECT_EQ(parse_timerange("20180111T0930-20180111T093015").start_s, day + 9 * 3600 + 30 * 60);
    EXPECT_EQ(parse_timerange("20180111T0930-20180111T093015").stop_s, day + 9 * 3600 + 30 * 60 + 15);
    EXPECT_EQ(parse_timerange("1515628800-1515628800500").stop_s, day);
}

TEST(timerange, refuses_what_is_none) {
    for (const auto* text : {"-", "20180111", "2018-01-11", "20181301-", "20180111T2500-", "x-y", "201801111-"})
        EXPECT_THROW((void)parse_timerange(text), configuration_error) << text;
    EXPECT_THROW((void)parse_timerange("20180112-20180111"), configuration_error);
}

TEST(timerange, leaves_room_for_startup_candles_only_where_there_are_none_before) {
    auto open = parse_timerange("");
    EXPECT_TRUE(leave_room_for_startup(open, 300, 30, day * 1000));
    EXPECT_EQ(open.start_s, day + 30 * 300);
    auto early = parse_timerange("20180111-");
    EXPECT_TRUE(leave_room_for_startup(early, 300, 30, day * 1000));
    EXPECT_EQ(early.start_s, day + 30 * 300);
    auto later = parse_timerange("20180112-");
    EXPECT_FALSE(leave_room_for_startup(later, 300, 30, day * 1000));
    auto none = parse_timerange("20180111-");
    EXPECT_FALSE(leave_room_for_startup(none, 300, 0, day * 1000));
}

TEST(tick_sizes, count_decimals_as_printed_with_fourteen_digits) {
    EXPECT_EQ(decimals_of(0.00141723), 8);
    EXPECT_EQ(decimals_of(0.040150000000000005), 5);
    EXPECT_EQ(decimals_of(5e-05), 5);
    EXPECT_EQ(decimals_of(12345.0), 0);
    EXPECT_EQ(decimals_of(0.1 + 0.2), 1);
    EXPECT_EQ(decimals_of(1.25), 2);
}

market::frame prices(std::vector<std::int64_t> dates, const std::vector<double>& close) {
    market::frame df{std::move(dates)};
    for (const auto* name : {"open", "high", "low", "close"}) df.set(name, market::series{close});
    return df;
}

TEST(tick_sizes, are_the_finest_of_the_month_and_stay_until_the_next_one_tells) {
    constexpr std::int64_t january = 1'514'764'800'000, days = 86'400'000;
    const tick_sizes ticks{prices({january, january + days, january + 40 * days}, {1.25, 1.5, 3.0})};
    EXPECT_EQ(ticks.at(january), 0.01);
    EXPECT_EQ(ticks.at(january + 30 * days), 0.01);
    EXPECT_EQ(ticks.at(january + 45 * days), 0.01) << "whole numbers tell nothing";
    EXPECT_FALSE(ticks.at(january - 1));
}

TEST(tick_sizes, leave_their_counts_in_columns) {
    auto df = prices({0, 1, 2}, {1.25, 3.0, 0.125});
    add_decimal_counts(df);
    EXPECT_EQ(df.names(), (std::vector<std::string>{"date", "open", "high", "low", "close", "open_count", "high_count",
                                                    "low_count", "close_count", "max_count"}));
    EXPECT_EQ(df.at(0, "max_count"), 2);
    EXPECT_TRUE(std::isnan(df.at(1, "open_count")));
    EXPECT_EQ(df.at(2, "close_count"), 3);
}

pair_rows rows_with(const std::vector<std::int64_t>& at_minutes, const std::vector<double>& enter) {
    std::vector<std::int64_t> dates;
    for (const auto m : at_minutes) dates.push_back(m * minutes);
    auto df = prices(dates, std::vector<double>(dates.size(), 1.0));
    df.set("enter_long", market::series{enter});
    return {df, {}, 0};
}

TEST(pair_rows, carry_the_signals_of_the_candle_before) {
    const auto rows = rows_with({0, 5, 10, 15}, {1, 0, 2, 1});
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows.date_ms(0), 5 * minutes);
    EXPECT_EQ(rows.signals(0), enter_long | some_enter_long);
    EXPECT_EQ(rows.signals(1), 0);
    EXPECT_EQ(rows.signals(2), some_enter_long) << "2 is no signal to enter";
}

TEST(pair_rows, contradicting_signals_enter_nothing) {
    EXPECT_EQ(entry_direction(enter_long, false), strategy::direction::long_);
    EXPECT_FALSE(entry_direction(enter_long | exit_long, false));
    EXPECT_EQ(entry_direction(enter_long | enter_short, false), strategy::direction::long_);
    EXPECT_FALSE(entry_direction(enter_long | enter_short, true));
    EXPECT_EQ(entry_direction(enter_short | exit_long, true), strategy::direction::short_);
    EXPECT_FALSE(entry_direction(enter_short, false));
}

TEST(time_steps, know_rows_and_signals_of_pairs_that_begin_and_end_apart) {
    const std::vector<pair_rows> rows = {rows_with({0, 5, 10, 15, 20}, {0, 1, 0, 0, 0}),
                                         rows_with({10, 15, 20, 25}, {0, 1, 0, 0})};
    const time_steps steps{rows, 5 * minutes, 25 * minutes, 5 * minutes, false};
    EXPECT_EQ(steps.size(), 5U);
    EXPECT_EQ(steps.row_at(0, 0), 0U);
    EXPECT_EQ(steps.row_at(0, 4), time_steps::none) << "the first pair's candles have ended";
    EXPECT_EQ(steps.row_at(1, 1), time_steps::none) << "the second pair's have not begun";
    EXPECT_EQ(steps.row_at(1, 2), 0U);
    EXPECT_EQ(steps.next_signal(0), 1U);
    EXPECT_THAT(std::vector<std::uint32_t>(steps.signals_at(1).begin(), steps.signals_at(1).end()), ElementsAre(0U));
    EXPECT_EQ(steps.next_signal(2), 3U);
    EXPECT_EQ(steps.next_signal(4), 5U);
    EXPECT_EQ(steps.rows_before(1, 3), 1U);
    EXPECT_THAT(steps.order_of_coming(), ElementsAre(0U, 1U));
}

TEST(time_steps, take_one_row_a_step_where_rows_are_not_a_candle_apart) {
    const std::vector<pair_rows> rows = {rows_with({0, 5, 20, 23}, {0, 0, 1, 0})};
    const time_steps steps{rows, 5 * minutes, 30 * minutes, 5 * minutes, false};
    EXPECT_EQ(steps.row_at(0, 0), 0U);
    EXPECT_EQ(steps.row_at(0, 1), time_steps::none);
    EXPECT_EQ(steps.row_at(0, 3), 1U);
    EXPECT_EQ(steps.row_at(0, 4), 2U);
    EXPECT_EQ(steps.next_signal(0), 4U);
    EXPECT_EQ(steps.rows_before(0, 3), 1U);
}

} // namespace
