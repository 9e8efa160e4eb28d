#include "base/clock.hpp"
#include "tests/testing.hpp"
#include <thread>

namespace tremolo {
namespace {

using namespace std::chrono_literals;

TEST(clock, counts_whole_units_downwards_on_both_sides_of_1970) {
    EXPECT_EQ(epoch_ms(timestamp{1'999us}), 1);
    EXPECT_EQ(epoch_ms(timestamp{-1us}), -1);
    EXPECT_EQ(epoch_seconds(timestamp{1'999'999us}), 1);
    EXPECT_EQ(epoch_seconds(timestamp{-1us}), -1);
    EXPECT_EQ(from_epoch_ms(1'795'245'900'123), timestamp{1'795'245'900'123'000us});
    EXPECT_EQ(epoch_ms(from_epoch_ms(-1)), -1);
}

TEST(clock, of_the_system_is_the_time_of_this_machine) {
    const system_clock clock;
    const auto before = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto told = clock.now();
    const auto after = std::chrono::system_clock::now();
    EXPECT_LE(before, told);
    EXPECT_LE(told, after);
}

TEST(clock, of_the_system_goes_forward) {
    const system_clock clock;
    const auto before = clock.monotonic();
    std::this_thread::sleep_for(2ms);
    EXPECT_GE(clock.monotonic() - before, 2ms);
}

TEST(clock, pinned_stands_still_while_durations_go_on) {
    const timestamp at{1'795'245'900s};
    const pinned_clock clock{at};
    const auto before = clock.monotonic();
    std::this_thread::sleep_for(2ms);
    EXPECT_EQ(clock.now(), at);
    EXPECT_GE(clock.monotonic() - before, 2ms);
}

TEST(clock, moved_by_hand_moves_both_times_alike) {
    manual_clock clock{timestamp{10s}};
    const auto before = clock.monotonic();
    clock.advance(1500ms);
    EXPECT_EQ(clock.now(), timestamp{11'500ms});
    EXPECT_EQ(clock.monotonic() - before, 1500ms);
    clock.set(timestamp{3s}); // a wall clock may jump back
    EXPECT_EQ(clock.now(), timestamp{3s});
}

} // namespace
} // namespace tremolo
