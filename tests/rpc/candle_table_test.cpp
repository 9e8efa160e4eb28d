// Charts as text: pieces that are one answer, the kinds of cells, signals.
#include "rpc/candle_table.hpp"
#include "tests/testing.hpp"
#include <cmath>
#include <gmock/gmock.h>
#include <thread>

namespace tremolo::rpc {
namespace {

using boost::json::value;
using market::frame;
using market::series;
using testing::ElementsAre;

constexpr std::int64_t minute = 60'000, begin = 1'767'225'600'000; // 2026-01-01

frame candles(std::size_t rows) {
    std::vector<std::int64_t> dates;
    std::vector<double> close, volume, average;
    for (std::size_t i = 0; i < rows; ++i) {
        dates.push_back(begin + static_cast<std::int64_t>(i) * 5 * minute);
        close.push_back(100 + static_cast<double>(i) / 8);
        volume.push_back(static_cast<double>(i % 7));
        average.push_back(i < 3 ? std::nan("") : 100.0 / static_cast<double>(i));
    }
    frame out{std::move(dates)};
    for (const auto* name : {"open", "high", "low", "close"}) out.set(name, series{close});
    out.set("volume", series{volume});
    out.set("average", series{average});
    out.set("enter_long", series{volume, market::dtype::int64});
    return out;
}

std::string joined(const candle_answer& answer) {
    std::string all;
    for (std::size_t i = 0; i < answer.pieces(); ++i) all += answer.piece(i);
    return all;
}

schema::pair_history facts() {
    schema::pair_history out;
    out.strategy = "S\"data\":[]";
    out.pair = "A/B";
    out.annotations.emplace();
    return out;
}

TEST(candle_answer, pieces_are_the_answer_at_once) {
    for (const std::size_t rows : {0U, 1U, 2U, 900U, 20'000U}) {
        const candle_answer answer{facts(), candles(rows), {}};
        EXPECT_EQ(answer.pieces() > 1, rows > 10'000) << rows;
        auto at_once = facts();
        fill_candles(at_once, candles(rows), {});
        EXPECT_EQ(joined(answer), json::text(at_once)) << rows;
    }
}

TEST(candle_answer, goes_on_where_beginnings_were_written_before) {
    if (std::thread::hardware_concurrency() < 2) GTEST_SKIP() << "there is no other core to write them";
    const auto all = candles(20'000);
    const std::vector<std::string> some{"average"};
    for (std::size_t first : {0U, 7U}) {
        const auto part = all.slice(first, 15'000);
        const candle_answer whole{facts(), part, {}}, chosen{facts(), part, some};
        std::size_t longest = 0;
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        for (int wait = 0; longest < part.size() && std::chrono::steady_clock::now() < until; ++wait) {
            const auto beginnings = std::make_shared<row_beginnings>(part);
            std::this_thread::sleep_for(std::chrono::milliseconds{wait});
            EXPECT_TRUE(joined({facts(), part, {}, beginnings}) == joined(whole)) << wait;
            EXPECT_TRUE(joined({facts(), part, some, beginnings}) == joined(chosen)) << wait;
            longest = std::max(longest, beginnings->rows_of(part));
        }
        EXPECT_EQ(longest, part.size());
    }
}

TEST(candle_answer, does_not_go_on_where_a_column_was_replaced) {
    const auto before = candles(2000);
    const auto written = [&before] {
        auto beginnings = std::make_shared<row_beginnings>(before);
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
        return beginnings;
    };
    auto other = before, fewer = before;
    other.set("high", other["high"] + 1);
    fewer.drop("low");
    for (const auto& shown : {other, fewer, before.slice(1, 1999), candles(2000), frame{}}) {
        EXPECT_EQ(written()->rows_of(shown), 0U);
        EXPECT_TRUE(joined({facts(), shown, {}, written()}) == joined({facts(), shown, {}}));
    }
    EXPECT_TRUE(joined({facts(), before.head(10), {}, written()}) == joined({facts(), before.head(10), {}}));
}

TEST(candle_answer, may_be_written_in_any_order) {
    const candle_answer answer{facts(), candles(20'000), {}};
    std::vector<std::string> pieces(answer.pieces());
    for (std::size_t i = pieces.size(); i-- > 0;) pieces[i] = answer.piece(i);
    std::string all;
    for (const auto& piece : pieces) all += piece;
    EXPECT_EQ(all, joined(answer));
}

TEST(candle_answer, holds_what_freqtrade_shows) {
    auto df = candles(4);
    df.set_at(2, "enter_tag", "a \"tag\"");
    df.set("above", df["close"] > 100.2);
    df.set("other",
           series{std::vector<double>{static_cast<double>(begin), std::nan(""), 0, 1}, market::dtype::datetime});
    const candle_answer answer{facts(), df, {}};
    const auto read = json::parse(joined(answer)).value;
    EXPECT_THAT(boost::json::value_to<std::vector<std::string>>(read.at("columns")),
                ElementsAre("date", "open", "high", "low", "close", "volume", "average", "enter_long", "enter_tag",
                            "above", "other", "__date_ts", "_enter_long_signal_close"));
    EXPECT_EQ(read.at("length"), 4);
    EXPECT_EQ(read.at("enter_long_signals"), 1);
    EXPECT_EQ(read.at("buy_signals"), 1);
    EXPECT_EQ(read.at("data_start"), "2026-01-01 00:00:00+00:00");
    const auto& rows = read.at("data").as_array();
    EXPECT_EQ(boost::json::serialize(rows[0]), "[\"2026-01-01T00:00:00Z\",1E2,1E2,1E2,1E2,0E0,null,0,null,false,"
                                               "\"2026-01-01T00:00:00Z\",1767225600000,null]");
    EXPECT_EQ(rows[1].at(7), 1);
    EXPECT_EQ(rows[1].at(12), 100.125);
    EXPECT_EQ(rows[2].at(8), "a \"tag\"");
    EXPECT_TRUE(rows[3].at(9).as_bool());
}

TEST(candle_answer, shows_the_columns_that_are_asked_for) {
    const candle_answer answer{facts(), candles(3), std::vector<std::string>{"average", "unknown"}};
    const auto read = json::parse(joined(answer)).value;
    EXPECT_EQ(read.at("columns").as_array().size(), 10U);
    const candle_answer bare{facts(), candles(3), std::vector<std::string>{}};
    const auto without = json::parse(joined(bare)).value;
    EXPECT_EQ(without.at("columns").as_array().size(), 9U);
    EXPECT_EQ(without.at("all_columns").as_array().size(), 8U);
}

TEST(candle_answer, dates_within_a_second_and_before_1970) {
    frame df{{-1, 500, 86'399'999}};
    df.set("close", series{std::vector<double>{1, 2, 3}});
    const auto read = json::parse(joined({facts(), df, {}})).value;
    EXPECT_EQ(read.at("data").at(0).at(0), "1969-12-31T23:59:59.999000Z");
    EXPECT_EQ(read.at("data").at(1).at(0), "1970-01-01T00:00:00.500000Z");
    EXPECT_EQ(read.at("data").at(2).at(0), "1970-01-01T23:59:59.999000Z");
}

} // namespace
} // namespace tremolo::rpc
