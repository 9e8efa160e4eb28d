// Charts that another process draws, as the body of an answer. That process is this program, run again for the one test
// that serves.
#include "api/chart.hpp"
#include "jobs/sandbox_process.hpp"
#include <gtest/gtest.h>

namespace {

using namespace tremolo;

constexpr std::size_t long_piece = 50'000; // goes through shared memory

void draw(const std::string& question, const jobs::piece_taker& take) {
    const std::size_t size = question == "long" ? long_piece : 3;
    for (int i = 0; i < 26; ++i)
        if (!take(std::string(size, static_cast<char>('a' + i)))) return;
}

TEST(drawing_process, DISABLED_serves) {
    std::exit(jobs::serve_sandbox([] {}, draw));
}

// Asked for as gzip does it: by who takes a piece, at once.
std::string body_of(http::body_source& from) {
    std::string all;
    from.next([&](std::optional<http::body_piece> piece) {
        ASSERT_TRUE(piece);
        if (piece->empty()) return;
        all += piece->bytes();
        piece.reset(); // its memory is wanted for those behind it
        all += body_of(from);
    });
    return all;
}

TEST(relayed_chart, has_every_piece_once_whenever_the_next_one_is_asked_for) {
    const system_clock clock;
    jobs::sandbox box{{.command = {"/proc/self/exe", "--gtest_filter=drawing_process.DISABLED_serves",
                                   "--gtest_also_run_disabled_tests"}},
                      clock};
    const auto at_once = [](const std::function<void()>& work, const auto&) {
        work();
        return true;
    };
    for (const std::string question : {"short", "long"}) {
        std::string expected;
        for (char c = 'a'; c <= 'z'; ++c) expected += std::string(question == "long" ? long_piece : 3, c);
        const auto chart = api::chart_of(box.ask(question), at_once);
        ASSERT_TRUE(chart.source) << question;
        EXPECT_TRUE(body_of(*chart.source) == expected) << question;
    }
}

} // namespace
