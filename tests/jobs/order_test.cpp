// A job's process, seen from within: this very program, started anew by a board.
#include "jobs/board.hpp"
#include "jobs/order.hpp"
#include "tests/testing.hpp"
#include <csignal>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iostream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tremolo::jobs {
namespace {

using namespace std::chrono_literals;

constexpr auto variable = "TREMOLO_TEST_IS_A_JOB";

void work_as_child() {
    const system_clock clock;
    order given{clock};
    std::cout << "stray output of a strategy" << std::endl;
    for (int i = 0; i <= 1000; ++i) given.progress({"0", "counting", static_cast<double>(i), 1000});
    if (given.work() == "fail")
        given.fail("as told");
    else if (given.work() == "wait") {
        std::this_thread::sleep_for(60s);
    } else if (given.work() == "orphan") {
        if (fork() == 0) std::this_thread::sleep_for(60s);
    } else {
        given.succeed("[" + given.work() + "]");
    }
}

// Before gtest's main gets to say anything.
const bool was_child = [] {
    if (std::getenv(variable) == nullptr) return false;
    work_as_child();
    std::cout.flush();
    _exit(0);
}();

class orders : public testing::Test {
  protected:
    job run(const std::string& work) {
        const auto started = b.start({.category = "c", .slot = "s", .subject = {}, .work = work});
        for (int i = 0; i < 6000; ++i) {
            const auto one = b.find(started->id);
            if (one && one->finished()) return *one;
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << "the job does not end";
        return {};
    }
    testing_support::temporary_folder folder;
    system_clock clock;
    std::shared_ptr<log_sink> sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    board b{{.folder = folder.path(),
             .command = {"/usr/bin/env", std::string{variable} + "=1", "/proc/" + std::to_string(getpid()) + "/exe"},
             .new_id = [n = 0]() mutable { return "j" + std::to_string(++n); },
             .log = logger{sink, "test"}},
            clock};
};

TEST_F(orders, work_comes_in_and_a_result_goes_out) {
    ASSERT_FALSE(was_child);
    const auto end = run("line\nline");
    EXPECT_EQ(end.error, std::nullopt);
    EXPECT_EQ(b.result(end.id), "[line\nline]");
    ASSERT_EQ(end.tasks.size(), 1U);
    EXPECT_EQ(end.tasks[0], (task{"0", "counting", 1000, 1000})) << "the last report is never left out";
    std::vector<std::string> lines;
    for (const auto& line : sink->last(0)) lines.push_back(line.message);
    EXPECT_THAT(lines, testing::Contains("stray output of a strategy"));
}

TEST_F(orders, a_failure_is_the_jobs_error) {
    const auto end = run("fail");
    EXPECT_EQ(end.is, outcome::failed);
    EXPECT_EQ(end.error, "as told");
}

TEST_F(orders, no_result_is_a_failure_and_what_was_left_behind_does_not_hold_the_job) {
    EXPECT_THAT(run("orphan").error.value_or(""), testing::HasSubstr("without a result"));
}

TEST_F(orders, the_process_ends_with_its_server) {
    // The server here is a process of its own, which dies without a word.
    int told[2];
    ASSERT_EQ(pipe(told), 0);
    const auto server = fork();
    if (server == 0) {
        board lost{
            {.folder = folder.path() / "lost",
             .command = {"/usr/bin/env", std::string{variable} + "=1", "/proc/" + std::to_string(getppid()) + "/exe"},
             .new_id = [] { return std::string{"j"}; }},
            clock};
        static_cast<void>(lost.start({.category = "c", .slot = "s", .subject = {}, .work = "wait"}));
        for (int i = 0; i < 6000 && lost.find("j")->tasks.empty(); ++i) std::this_thread::sleep_for(5ms);
        // Only the child's group holds the writing end of this, once we are dead.
        static_cast<void>(!write(told[1], "x", 1));
        kill(getpid(), SIGKILL);
    }
    close(told[1]);
    char one = 0;
    EXPECT_EQ(read(told[0], &one, 1), 1);
    int status = 0;
    waitpid(server, &status, 0);
    EXPECT_EQ(read(told[0], &one, 1), 0);
    close(told[0]);
    // Nobody runs this program as a job any more.
    const auto jobs_alive = [&] {
        for (const auto& entry : std::filesystem::directory_iterator{"/proc"}) {
            std::ifstream in{entry.path() / "environ"};
            const std::string all{std::istreambuf_iterator<char>{in}, {}};
            std::error_code ignored;
            if (all.find(std::string{variable} + "=1") != all.npos &&
                std::filesystem::read_symlink(entry.path() / "exe", ignored) ==
                    std::filesystem::read_symlink("/proc/self/exe", ignored))
                return true;
        }
        return false;
    };
    bool gone = false;
    for (int i = 0; i < 6000 && !gone; ++i) {
        gone = !jobs_alive();
        if (!gone) std::this_thread::sleep_for(5ms);
    }
    EXPECT_TRUE(gone);
}

} // namespace
} // namespace tremolo::jobs
