#include "strategy/producers.hpp"
#include <gtest/gtest.h>
#include <numeric>

namespace tremolo::strategy {
namespace {

constexpr std::int64_t minute = 60'000;
const producer_key btc{"BTC/USDT", "1m"};
const timestamp later = from_epoch_ms(1'795'245'900'000);

// Minutes [first, first + rows), each with its number as close.
market::frame minutes(std::int64_t first, std::size_t rows, double offset = 0) {
    std::vector<std::int64_t> dates(rows);
    std::vector<double> closes(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        dates[i] = (first + static_cast<std::int64_t>(i)) * minute;
        closes[i] = static_cast<double>(first + static_cast<std::int64_t>(i)) + offset;
    }
    market::frame out{std::move(dates)};
    out.set("close", market::series{std::move(closes)});
    out.set("enter_tag", "t");
    return out;
}

TEST(Producers, KnowNothingAtFirst) {
    const producers board;
    EXPECT_TRUE(board.pairs().empty());
    const auto found = board.frame(btc);
    EXPECT_TRUE(found.dataframe->empty());
    EXPECT_FALSE(found.analysed_at);
}

TEST(Producers, KeepPairsApart) {
    producers board;
    board.set_pairs("a", {"BTC/USDT"});
    board.set_pairs("b", {"ETH/USDT", "XRP/USDT"});
    board.set_pairs("a", {"SOL/USDT"});
    EXPECT_EQ(board.pairs("a"), (std::vector<market::pair_name>{"SOL/USDT"}));
    EXPECT_EQ(board.pairs("b").size(), 2);
    EXPECT_TRUE(board.pairs("default").empty());
}

TEST(Producers, AskForAThousandBeforeTheFirstFullFrame) {
    producers board;
    EXPECT_EQ(board.add("default", btc, minutes(0, 99), later), 1000);
    EXPECT_EQ(board.add("default", btc, minutes(0, 1), later), 1000);
    EXPECT_EQ(board.add("default", btc, minutes(0, 100), later), std::nullopt);
    EXPECT_EQ(board.frame(btc).dataframe->size(), 100);
    EXPECT_EQ(board.frame(btc).analysed_at, later);
    EXPECT_TRUE(board.frame({"BTC/USDT", "5m"}).dataframe->empty());
    EXPECT_TRUE(board.frame(btc, "other").dataframe->empty());
}

TEST(Producers, JoinTheNextCandleAndReplaceTheSame) {
    producers board;
    ASSERT_FALSE(board.add("default", btc, minutes(0, 100), later));
    EXPECT_FALSE(board.add("default", btc, minutes(100, 1), later));
    EXPECT_FALSE(board.add("default", btc, minutes(100, 1, 0.5), later));
    EXPECT_FALSE(board.add("default", btc, minutes(99, 3, 0.25), later));
    const auto joined = board.frame(btc).dataframe;
    ASSERT_EQ(joined->size(), 102);
    EXPECT_EQ(joined->at(98, "close"), 98);
    EXPECT_EQ(joined->at(99, "close"), 99.25);
    EXPECT_EQ(joined->last("close"), 101.25);
    EXPECT_EQ(joined->last_text("enter_tag"), "t");
}

TEST(Producers, TellHowManyCandlesAreMissing) {
    producers board;
    ASSERT_FALSE(board.add("default", btc, minutes(0, 100), later));
    EXPECT_EQ(board.add("default", btc, minutes(105, 1), later), 6);
    EXPECT_EQ(board.frame(btc).dataframe->size(), 100);
    EXPECT_EQ(board.add("default", btc, market::frame{}, later), 0);
}

TEST(Producers, KeepFifteenHundredCandles) {
    producers board;
    ASSERT_FALSE(board.add("default", btc, minutes(0, 1500), later));
    for (int i = 0; i < 5; ++i) ASSERT_FALSE(board.add("default", btc, minutes(1500 + i, 1), later));
    const auto kept = board.frame(btc).dataframe;
    EXPECT_EQ(kept->size(), 1500);
    EXPECT_EQ(kept->dates().front(), 5 * minute);
    EXPECT_EQ(kept->last("close"), 1504);
}

TEST(Producers, JoinColumnsThatOnlyOneSideHas) {
    producers board;
    ASSERT_FALSE(board.add("default", btc, minutes(0, 100), later));
    auto next = minutes(100, 1);
    next.set("rsi", market::series{{55.0}});
    next.drop("enter_tag");
    ASSERT_FALSE(board.add("default", btc, next, later));
    const auto joined = board.frame(btc).dataframe;
    EXPECT_EQ(joined->last("rsi"), 55);
    EXPECT_TRUE(std::isnan(joined->at(5, "rsi")));
    EXPECT_EQ(joined->last_text("enter_tag"), std::nullopt);
}

} // namespace
} // namespace tremolo::strategy
