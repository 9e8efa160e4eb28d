#include "rpc/humanize.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace std::chrono_literals;

namespace {
std::string ago(std::chrono::seconds distance) {
    const auto now = from_epoch_ms(1'795'245'900'000);
    return rpc::humanized(now - distance, now);
}
} // namespace

// Each text is what freqtrade's clients see for that distance.
TEST(humanized, rounds_to_the_unit_that_makes_sense) {
    EXPECT_EQ(ago(0s), "now");
    EXPECT_EQ(ago(1s), "a second ago");
    EXPECT_EQ(ago(47s), "47 seconds ago");
    EXPECT_EQ(ago(89s), "a minute ago");
    EXPECT_EQ(ago(13min), "13 minutes ago");
    EXPECT_EQ(ago(59min + 40s), "an hour ago");
    EXPECT_EQ(ago(5h), "5 hours ago");
    EXPECT_EQ(ago(23h + 45min), "a day ago");
    EXPECT_EQ(ago(24h * 9), "9 days ago");
    EXPECT_EQ(ago(24h * 40), "a month ago");
    EXPECT_EQ(ago(24h * 362), "a year ago");
    EXPECT_EQ(ago(24h * 366), "1 year, 1 day ago");
    EXPECT_EQ(ago(24h * (365 + 61)), "1 year, 2 months ago");
    EXPECT_EQ(ago(24h * 365 * 3), "3 years ago");
    EXPECT_EQ(ago(-90min), "2 hours from now");
}

TEST(duration_text, is_that_of_a_python_timedelta) {
    EXPECT_EQ(rpc::duration_text(0), "0:00:00");
    EXPECT_EQ(rpc::duration_text(75.9), "0:01:15");
    EXPECT_EQ(rpc::duration_text(86400 + 3661), "1 day, 1:01:01");
    EXPECT_EQ(rpc::duration_text(3 * 86400), "3 days, 0:00:00");
    EXPECT_EQ(rpc::duration_text(59.9999999), "0:01:00"); // to the microsecond
    EXPECT_EQ(rpc::duration_text(59.999999), "0:00:59");
    EXPECT_EQ(rpc::duration_text(-1), "-1 day, 23:59:59");
    EXPECT_EQ(rpc::duration_text(-86401.5), "-2 days, 23:59:58");
}
