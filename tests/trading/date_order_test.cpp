// Orders as numpy's argsort(kind="quicksort") of datetime64 makes them.
#include "trading/date_order.hpp"
#include <algorithm>
#include <gtest/gtest.h>

using namespace tremolo;

namespace {

std::vector<std::size_t> order_of(std::size_t count, std::size_t factor, std::size_t remainder) {
    std::vector<timestamp> dates;
    for (std::size_t i = 0; i < count; ++i)
        dates.push_back(from_epoch_ms(static_cast<std::int64_t>(i * factor % remainder)));
    return trading::date_order(dates);
}

} // namespace

TEST(date_order, few_dates_keep_their_places_where_they_are_equal) {
    EXPECT_EQ(order_of(0, 1, 1), std::vector<std::size_t>{});
    EXPECT_EQ(order_of(5, 1, 2), (std::vector<std::size_t>{0, 2, 4, 1, 3}));
    auto first_of_many = order_of(16, 0, 1);
    EXPECT_TRUE(std::ranges::is_sorted(first_of_many));
}

TEST(date_order, from_seventeen_on_equal_dates_change_places) {
    EXPECT_EQ(order_of(17, 5, 3), (std::vector<std::size_t>{0, 12, 3, 9, 6, 15, 14, 11, 8, 5, 2, 10, 4, 13, 1, 7, 16}));
    EXPECT_EQ(order_of(40, 7, 4),
              (std::vector<std::size_t>{0,  36, 32, 4, 28, 8,  24, 20, 12, 16, 35, 31, 27, 23, 15, 19, 7, 3,  11, 39,
                                        18, 22, 10, 2, 26, 14, 6,  38, 30, 34, 37, 1,  33, 29, 5,  25, 9, 21, 17, 13}));
}
