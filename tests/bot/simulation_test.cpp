// Whole bots through bad weather, each a function of a seed: 200 of them in blocks of ten. A failure names its seed,
// which replays exactly: TREMOLO_SEEDS=FIRST:COUNT runs those instead, as many as wanted (bench/simulate.sh).
#include "tests/bot/simulated_life.hpp"

namespace {

constexpr int steps = 40;
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t blocks = 2;
#else
constexpr std::uint64_t blocks = 20;
#endif
constexpr std::uint64_t seeds_a_block = 10;

struct lives {
    int deaths = 0, disk_failures = 0, network_failures = 0, orders = 0, closed = 0;

    void live(std::uint64_t seed, int length) {
        simulation::life one{seed};
        try {
            for (const auto& line : one.run(length)) ADD_FAILURE() << line;
        } catch (const std::exception& e) { ADD_FAILURE() << "seed " << seed << " threw: " << e.what(); }
        deaths += one.deaths;
        disk_failures += one.disk_failures;
        network_failures += one.network_failures;
        orders += one.orders;
        closed += one.closed;
    }
};

class simulation_block : public testing::TestWithParam<std::uint64_t> {};

TEST_P(simulation_block, books_agree_with_the_exchange_after_every_step) {
    if (std::getenv("TREMOLO_SEEDS") != nullptr) GTEST_SKIP() << "other seeds were asked for";
    lives all;
    for (std::uint64_t i = 1; i <= seeds_a_block; ++i) all.live(GetParam() * seeds_a_block + i, steps);
    EXPECT_GT(all.deaths, 0) << "the weather was too good to show anything";
    EXPECT_GT(all.network_failures, 0);
    EXPECT_GT(all.orders, 50);
    EXPECT_GT(all.closed, 5);
}

INSTANTIATE_TEST_SUITE_P(seeds, simulation_block, testing::Range<std::uint64_t>(0, blocks));

TEST(simulation, runs_the_seeds_that_are_asked_for) {
    const char* wanted = std::getenv("TREMOLO_SEEDS");
    unsigned long long first = 1, count = 1;
    int length = steps;
    if (wanted != nullptr) {
        const int read = std::sscanf(wanted, "%llu:%llu:%d", &first, &count, &length);
        ASSERT_GE(read, 2) << "TREMOLO_SEEDS is FIRST:COUNT or FIRST:COUNT:STEPS";
    }
    lives all;
    for (auto seed = first; seed < first + count; ++seed) all.live(seed, length);
    std::printf("%llu seeds: %d orders, %d trades closed, %d deaths, %d disk failures, %d network failures\n", count,
                all.orders, all.closed, all.deaths, all.disk_failures, all.network_failures);
}

TEST(simulation, a_seed_replays_exactly) {
    const auto facts = [] {
        simulation::life one{4};
        EXPECT_EQ(one.run(steps), std::vector<std::string>{});
        return std::vector{one.deaths, one.orders, one.closed, one.network_failures, one.disk_failures};
    };
    EXPECT_EQ(facts(), facts());
}

} // namespace
