#include "base/time_text.hpp"
#include "tests/testing.hpp"

using namespace tremolo;

TEST(time_text, formats_what_clients_see) {
    const auto t = from_epoch_ms(1795245900000);
    EXPECT_EQ(date_time_text(t), "2026-11-21 07:25:00");
    EXPECT_EQ(database_text(t + std::chrono::microseconds{42}), "2026-11-21 07:25:00.000042");
    EXPECT_EQ(iso_text(t), "2026-11-21T07:25:00+00:00");
    EXPECT_EQ(iso_z_text(t + std::chrono::microseconds{1500}), "2026-11-21T07:25:00.001500Z");
}

TEST(time_text, reads_zones_and_refuses_what_is_no_time) {
    EXPECT_EQ(epoch_ms(*parse_time("2026-11-21 07:25:00.5")), 1795245900500);
    EXPECT_EQ(epoch_ms(*parse_time("2026-11-21T09:25:00+02:00")), 1795245900000);
    EXPECT_TRUE(parse_zoned_time("2026-11-21T07:25:00Z")->has_zone);
    EXPECT_FALSE(parse_zoned_time("2026-11-21T07:25:00")->has_zone);
    for (const auto* text : {"", "2026", "2026-13-01", "2026-02-30", "2026-11-21 25:00:00", "2026-11-21 07:25:00 x"})
        EXPECT_FALSE(parse_time(text)) << text;
}
