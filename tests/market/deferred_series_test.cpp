// Columns that are computed when somebody looks at them.
#include "market/frame.hpp"
#include <atomic>
#include <gtest/gtest.h>
#include <thread>

namespace {

using namespace tremolo::market;

struct deferred : testing::Test {
    deferred_series column{4, [this] {
                               ++made;
                               return series{std::vector<double>{1, 2, missing, 4}, dtype::int64};
                           }};
    frame table{std::vector<std::int64_t>{10, 20, 30, 40}};
    std::atomic<int> made{0};
};

TEST_F(deferred, nothing_is_computed_before_somebody_looks) {
    table.set("count", column);
    const auto part = table.slice(1, 2);
    EXPECT_EQ(part.names(), (std::vector<std::string>{"date", "count"}));
    EXPECT_TRUE(part.has("count"));
    EXPECT_EQ(table.bytes(), frame{table}.bytes());
    EXPECT_EQ(made, 0);
    EXPECT_EQ(part.at(0, "count"), 2);
    EXPECT_EQ(table["count"].type(), dtype::int64);
    EXPECT_EQ(table.at(3, "count"), 4);
    EXPECT_EQ(part.slice(1, 5)["count"].size(), 1U);
    EXPECT_EQ(made, 1);
}

TEST_F(deferred, becomes_a_column_like_others_when_it_is_changed) {
    table.set("count", column);
    const auto before = table;
    table.set_where(table["count"] > 3, "count", 7);
    EXPECT_EQ(table.at(3, "count"), 7);
    EXPECT_EQ(before.at(3, "count"), 4);
    table.set("count", series{4, 1.5});
    EXPECT_EQ(table.last("count"), 1.5);
    EXPECT_EQ(made, 1);
}

TEST_F(deferred, is_computed_once_where_many_look) {
    table.set("count", column);
    std::vector<std::jthread> lookers;
    std::atomic<int> right{0};
    for (int i = 0; i < 4; ++i)
        lookers.emplace_back([&, part = table.slice(1, 3)] { right += part.last("count") == 4; });
    lookers.clear();
    EXPECT_EQ(right, 4);
    EXPECT_EQ(made, 1);
}

TEST_F(deferred, of_the_wrong_length_is_refused) { EXPECT_ANY_THROW(table.set("count", column.slice(0, 3))); }

} // namespace
