// Questions answered by processes of their own: pieces, errors, deaths. The warm process is this program, run again for
// the one test that serves.
#include "base/error.hpp"
#include "jobs/sandbox.hpp"
#include "jobs/sandbox_process.hpp"
#include <atomic>
#include <charconv>
#include <csignal>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <thread>
#include <unistd.h>

namespace {

using namespace tremolo;
using namespace tremolo::jobs;
using namespace std::chrono_literals;
using testing::HasSubstr;

void answer(const std::string& question, const piece_taker& take) {
    if (question == "throw") throw operational_error{"no idea"};
    if (question == "abort") std::abort();
    if (question == "exit") _exit(3);
    if (question == "die later") {
        take("begun");
        std::raise(SIGSEGV);
    }
    if (question == "endless") {
        take(std::to_string(getpid()));
        for (;;) pause();
    }
    if (question == "silent")
        for (;;) pause();
    if (question == "parent") {
        take(std::to_string(getppid()));
        return;
    }
    if (question == "process" || question == "leave a thread" || question == "grow") {
        if (question == "leave a thread") std::thread{[] { pause(); }}.detach();
        static std::string kept;
        if (question == "grow") kept.assign(200'000'000, 'x');
        take(std::to_string(getpid()));
        return;
    }
    if (question == "long") {
        for (int i = 0; i < 400; ++i)
            if (!take(std::string(50'000, static_cast<char>('a' + i % 26)))) return;
        return;
    }
    take(question);
    take(" it was");
}

TEST(sandbox_process, DISABLED_serves) {
    std::exit(serve_sandbox([] {}, answer));
}
TEST(sandbox_process, DISABLED_rests_little) {
    std::exit(serve_sandbox([] {}, answer, 50ms));
}

std::string all_of(sandbox::answer& from) {
    std::string all;
    for (auto piece = from.next();; piece = from.next()) {
        if (!piece) return all + " (broken off)";
        if (piece->empty()) return all;
        all += *piece;
    }
}

pid_t number(const std::string& text) {
    pid_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

class sandbox_of_this_program : public testing::Test {
  protected:
    std::string asked(const std::string& question) { return all_of(*box.ask(question)); }
    std::string refused(const std::string& question) {
        try {
            return "answered: " + asked(question);
        } catch (const operational_error& e) { return e.what(); }
    }
    static void wait_for_end_of(pid_t process) {
        while (kill(process, 0) == 0) std::this_thread::sleep_for(5ms);
    }

    system_clock clock;
    sandbox box{{.command = {"/proc/self/exe", "--gtest_filter=sandbox_process.DISABLED_serves",
                             "--gtest_also_run_disabled_tests"}},
                clock};
};

TEST_F(sandbox_of_this_program, answers_in_pieces) {
    EXPECT_EQ(asked("so"), "so it was");
    EXPECT_EQ(asked("long").size(), 400U * 50'000U);
    EXPECT_EQ(asked(std::string(3'000'000, 'x')).size(), 3'000'007U);
}

TEST_F(sandbox_of_this_program, tells_what_was_thrown_and_how_it_died) {
    EXPECT_EQ(refused("throw"), "no idea");
    EXPECT_THAT(refused("abort"), HasSubstr("signal 6"));
    EXPECT_THAT(refused("exit"), HasSubstr("code 3"));
    EXPECT_EQ(asked("die later"), "begun (broken off)");
    EXPECT_EQ(asked("still there"), "still there it was");
}

TEST_F(sandbox_of_this_program, ends_whom_nobody_waits_for) {
    auto endless = box.ask("endless");
    const auto process = number(*endless->next());
    EXPECT_EQ(kill(process, 0), 0);
    endless.reset();
    wait_for_end_of(process);
}

TEST_F(sandbox_of_this_program, asks_a_process_again_that_is_as_it_was) {
    const auto first = asked("process");
    EXPECT_EQ(asked("process"), first);
    EXPECT_EQ(asked("long").size(), 400U * 50'000U);
    EXPECT_EQ(asked("process"), first);

    auto endless = box.ask("endless");
    EXPECT_EQ(*endless->next(), first);
    const auto second = asked("process");
    EXPECT_NE(second, first);
    endless.reset();
    wait_for_end_of(number(first));
    EXPECT_EQ(asked("process"), second);

    EXPECT_EQ(refused("throw"), "no idea");
    const auto third = asked("leave a thread");
    EXPECT_NE(third, second);
    const auto fourth = asked("grow");
    EXPECT_NE(fourth, third);
    EXPECT_NE(asked("process"), fourth);
}

TEST_F(sandbox_of_this_program, keeps_no_more_free_processes_than_there_are_cores) {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    std::vector<std::unique_ptr<sandbox::answer>> begun;
    std::set<std::string> processes;
    for (std::size_t i = 0; i < cores + 3; ++i) {
        begun.push_back(box.ask("long"));
        static_cast<void>(begun.back()->next());
    }
    for (auto& answer : begun) all_of(*answer);
    begun.clear();
    for (std::size_t i = 0; i < cores + 3; ++i) processes.insert(asked("process"));
    EXPECT_LE(processes.size(), cores);
}

TEST(sandbox, processes_that_nobody_asks_end) {
    system_clock clock;
    sandbox box{{.command = {"/proc/self/exe", "--gtest_filter=sandbox_process.DISABLED_rests_little",
                             "--gtest_also_run_disabled_tests"}},
                clock};
    const auto process = number(all_of(*box.ask("process")));
    while (kill(process, 0) == 0) std::this_thread::sleep_for(5ms);
    EXPECT_NE(number(all_of(*box.ask("process"))), process);
}

TEST_F(sandbox_of_this_program, tells_what_is_at_hand_without_waiting) {
    auto silent = box.ask("endless");
    EXPECT_FALSE(silent->next()->empty());
    EXPECT_FALSE(silent->piece_at_hand());
    auto answer = box.ask("long");
    std::size_t bytes = 0;
    for (;;) {
        auto piece = answer->piece_at_hand();
        if (!piece) piece = answer->next_piece();
        ASSERT_TRUE(piece);
        if (piece->bytes.empty()) break;
        bytes += piece->bytes.size();
    }
    EXPECT_EQ(bytes, 400U * 50'000);
    EXPECT_TRUE(answer->piece_at_hand()->bytes.empty());
}

TEST_F(sandbox_of_this_program, answers_many_at_once) {
    std::vector<std::future<std::string>> answers;
    for (int i = 0; i < 12; ++i)
        answers.push_back(std::async(std::launch::async, [&, i] { return asked(i % 2 ? "long" : std::to_string(i)); }));
    for (std::size_t i = 0; i < answers.size(); ++i) {
        const auto text = answers[i].get();
        if (i % 2)
            EXPECT_EQ(text.size(), 400U * 50'000U);
        else
            EXPECT_EQ(text, std::to_string(i) + " it was");
    }
}

TEST_F(sandbox_of_this_program, another_warm_process_takes_the_place_of_one_that_died) {
    const auto warm = number(asked("parent"));
    kill(warm, SIGKILL);
    const std::string answered = "answered: ";
    for (std::string second;;) {
        second = refused("parent"); // its death takes a moment
        if (second.starts_with(answered) && number(second.substr(answered.size())) != warm) break;
    }
}

TEST_F(sandbox_of_this_program, stops_while_somebody_waits) {
    const auto process = number(asked("parent"));
    auto waiting = std::async(std::launch::async, [&] { return refused("silent"); });
    while (waiting.wait_for(0s) != std::future_status::ready) {
        box.stop(); // the question may not have been put yet
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_EQ(waiting.get(), "The process that was to answer has ended.");
    wait_for_end_of(process);
}

TEST(sandbox, is_patient_for_a_while) {
    system_clock clock;
    sandbox box{{.command = {"/proc/self/exe", "--gtest_filter=sandbox_process.DISABLED_serves",
                             "--gtest_also_run_disabled_tests"},
                 .patience = 1s},
                clock};
    try {
        static_cast<void>(box.ask("silent"));
        FAIL();
    } catch (const operational_error& e) { EXPECT_THAT(e.what(), HasSubstr("within 1 seconds")); }
}

TEST(sandbox, of_a_program_that_is_not_there) {
    system_clock clock;
    sandbox box{{.command = {"/no/such/program"}}, clock};
    EXPECT_THROW(box.start(), operational_error);
    EXPECT_THROW(static_cast<void>(box.ask("x")), operational_error);
}

TEST_F(sandbox_of_this_program, long_pieces_stay_as_they_are_until_they_are_let_go) {
    auto answer = box.ask("long");
    std::vector<sandbox::piece> held;
    for (int i = 0; i < 5; ++i) {
        auto piece = answer->next_piece();
        ASSERT_TRUE(piece);
        held.push_back(std::move(*piece));
    }
    for (std::size_t i = 0; i < held.size(); ++i)
        EXPECT_TRUE(held[i].bytes == std::string(50'000, static_cast<char>('a' + i))) << i;
    std::size_t bytes = 0;
    for (auto piece = answer->next_piece(); piece && !piece->bytes.empty(); piece = answer->next_piece()) {
        bytes += piece->bytes.size();
        held.clear();
    }
    EXPECT_EQ(bytes, 395U * 50'000);
}

TEST_F(sandbox_of_this_program, a_long_piece_may_outlive_its_answer) {
    auto answer = box.ask("long");
    const auto piece = answer->next_piece();
    ASSERT_TRUE(piece);
    answer.reset();
    EXPECT_TRUE(piece->bytes == std::string(50'000, 'a'));
}

} // namespace
