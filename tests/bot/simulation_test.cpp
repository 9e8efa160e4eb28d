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
    int deaths = 0, disk_failures = 0, network_failures = 0, orders = 0, closed = 0, shorts = 0, liquidations = 0;
    std::chrono::seconds lived{};

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
        shorts += one.shorts;
        liquidations += one.liquidations;
        lived += one.lived;
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
    EXPECT_GT(all.shorts, 0);
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
    const auto began = std::chrono::steady_clock::now();
    for (auto seed = first; seed < first + count; ++seed) all.live(seed, length);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("%llu seeds: %d orders, %d trades closed, %d shorts, %d liquidations, %d deaths, %d disk failures, "
                "%d network failures\n",
                count, all.orders, all.closed, all.shorts, all.liquidations, all.deaths, all.disk_failures,
                all.network_failures);
    const double days = std::chrono::duration<double, std::ratio<86400>>(all.lived).count();
    std::printf("%.1f simulated days in %.1f s: %.2f days a second\n", days, took.count(), days / took.count());
}

// Short lives that end in the middle of a write, from the first to the last: an order that was answered as filled has
// its fill booked, once, whatever the moment. Market orders live and dry, on spot and futures, with stops on the
// exchange. Each life is killed at some of its writes; with TREMOLO_EVERY_WRITE set, at every one.
TEST(simulation, survives_kills_in_the_middle_of_writes) {
    constexpr int length = 14;
#if defined(__SANITIZE_ADDRESS__)
    const std::vector<std::uint64_t> seeds{7};
    constexpr std::uint64_t kills = 4;
#else
    const std::vector<std::uint64_t> seeds{7, 21, 42, 49};
    constexpr std::uint64_t kills = 8;
#endif
    for (const auto seed : seeds) {
        std::uint64_t writes = 0;
        {
            simulation::life whole{seed};
            whole.calm(0);
            EXPECT_EQ(whole.run(length), std::vector<std::string>{});
            EXPECT_GT(whole.orders, 3) << "seed " << seed;
            writes = whole.writes;
        }
        ASSERT_GT(writes, kills) << "seed " << seed;
        const auto stride = std::getenv("TREMOLO_EVERY_WRITE") != nullptr ? 1 : writes / kills;
        for (std::uint64_t at = 1 + seed % stride; at <= writes; at += stride) {
            simulation::life one{seed};
            one.calm(at);
            const auto contradictions = one.run(length);
            ASSERT_EQ(one.deaths, 1) << "seed " << seed << ", write " << at;
            EXPECT_EQ(contradictions, std::vector<std::string>{}) << "seed " << seed << ", killed at write " << at;
        }
    }
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
