#include "base/error.hpp"
#include "jobs/board.hpp"
#include "jobs/keep_file.hpp"
#include "tests/testing.hpp"
#include <condition_variable>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace tremolo::jobs {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Takes the order, then does what the work says.
constexpr auto shell = "read -r result; read -r size; work=$(head -c \"$size\"); eval \"$work\"";
constexpr auto good = "printf '%s' '{\"answer\":42}' > \"$result\"; echo '{\"finished\":true}'";

class boards : public testing::Test {
  protected:
    board_options options() {
        return {.folder = folder.path() / "jobs",
                .command = {"/bin/sh", "-c", shell},
                .new_id = [this] { return "job-" + std::to_string(++ids); },
                .patience = 100ms,
                .log = logger{sink, "test"}};
    }
    static job_order order(std::string work, std::string slot = "one") {
        return {.category = "backtest", .slot = std::move(slot), .subject = "X", .work = std::move(work)};
    }
    static job ended(const board& b, const std::string& id) {
        for (int i = 0; i < 6000; ++i) {
            const auto one = b.find(id);
            if (one && one->finished()) return *one;
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << id << " does not end";
        return {};
    }
    static job with_task(const board& b, const std::string& id) {
        for (int i = 0; i < 6000; ++i) {
            const auto one = b.find(id);
            if (one && !one->tasks.empty()) return *one;
            std::this_thread::sleep_for(5ms);
        }
        ADD_FAILURE() << id << " reports nothing";
        return {};
    }

    testing_support::temporary_folder folder;
    system_clock clock;
    std::shared_ptr<log_sink> sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    int ids = 100;
};

TEST_F(boards, a_job_is_pending_then_has_a_result) {
    board b{options(), clock};
    const auto started = b.start(order(std::string{"sleep 0.05; "} + good));
    ASSERT_TRUE(started);
    EXPECT_EQ(started->id, "job-101");
    EXPECT_TRUE(started->running);
    EXPECT_EQ(started->is, outcome::pending);
    EXPECT_FALSE(b.result(started->id));
    EXPECT_TRUE(b.busy("one"));
    const auto end = ended(b, started->id);
    EXPECT_EQ(end.is, outcome::success);
    EXPECT_FALSE(end.error);
    EXPECT_EQ(b.result(end.id), "{\"answer\":42}");
    EXPECT_FALSE(b.busy("one"));
}

TEST_F(boards, work_of_any_size_and_content_arrives) {
    board b{options(), clock};
    std::string work = good;
    work += "; : '";
    work.append(3'000'000, 'x');
    work += "\n\n'";
    const auto started = b.start(order(work));
    EXPECT_EQ(ended(b, started->id).is, outcome::success);
}

TEST_F(boards, progress_is_kept_by_task_in_the_order_of_the_first_report) {
    board b{options(), clock};
    const auto started =
        b.start(order(std::string{"echo '{\"task\":\"1\",\"description\":\"ETH\",\"done\":1,\"total\":2}';"
                                  "echo '{\"task\":\"0\",\"description\":\"pairs\",\"done\":0.5,\"total\":4}';"
                                  "echo '{\"task\":\"1\",\"description\":\"LTC\",\"done\":2,\"total\":2}';"} +
                      good));
    const auto end = ended(b, started->id);
    EXPECT_THAT(end.tasks, testing::ElementsAre(task{"1", "LTC", 2, 2}, task{"0", "pairs", 0.5, 4}));
}

TEST_F(boards, a_job_that_fails_says_why) {
    board b{options(), clock};
    const auto started = b.start(order("echo '{\"error\":\"No data found. Terminating.\"}'; exit 1"));
    const auto end = ended(b, started->id);
    EXPECT_EQ(end.is, outcome::failed);
    EXPECT_EQ(end.error, "No data found. Terminating.");
}

TEST_F(boards, a_crash_is_the_error_of_the_job_alone) {
    board b{options(), clock};
    const auto crashed = b.start(order("echo 'something went wrong' >&2; kill -SEGV $$; sleep 5"));
    EXPECT_THAT(ended(b, crashed->id).error.value_or(""),
                testing::AllOf(HasSubstr("signal 11"), HasSubstr("something went wrong")));
    const auto killed = b.start(order("kill -KILL $$; sleep 5"));
    EXPECT_THAT(ended(b, killed->id).error.value_or(""), HasSubstr("memory"));
    const auto silent = b.start(order("exit 3"));
    EXPECT_THAT(ended(b, silent->id).error.value_or(""), HasSubstr("code 3 and without a result"));
    const auto next = b.start(order(good));
    EXPECT_EQ(ended(b, next->id).is, outcome::success);
}

TEST_F(boards, a_program_that_is_not_there_is_told_at_once_and_leaves_no_job) {
    auto wrong = options();
    wrong.command = {"/nonexistent/program"};
    board b{wrong, clock};
    EXPECT_THROW(static_cast<void>(b.start(order(good))), operational_error);
    EXPECT_TRUE(b.list().empty());
    EXPECT_FALSE(b.busy("one"));
}

TEST_F(boards, jobs_of_one_slot_exclude_each_other_and_slots_are_apart) {
    board b{options(), clock};
    const auto first = b.start(order("sleep 60"));
    EXPECT_FALSE(b.start(order(good)));
    const auto other = b.start(order(good, "two"));
    ASSERT_TRUE(other);
    EXPECT_EQ(ended(b, other->id).is, outcome::success);
    EXPECT_TRUE(b.abort(first->id));
    EXPECT_EQ(ended(b, first->id).error, "Stop requested");
    EXPECT_TRUE(b.start(order(good)));
}

TEST_F(boards, queued_jobs_run_side_by_side_up_to_the_limit_and_then_in_turn) {
    auto two = options();
    two.side_by_side = 2;
    board b{two, clock};
    auto queued = order("echo '{\"task\":\"0\",\"description\":\"\",\"done\":0,\"total\":1}'; sleep 60");
    queued.queue = true;
    const auto first = b.start(queued), second = b.start(queued), third = b.start(queued);
    with_task(b, first->id);
    with_task(b, second->id);
    EXPECT_FALSE(b.find(third->id)->running);
    EXPECT_EQ(b.find(third->id)->is, outcome::pending);
    EXPECT_FALSE(b.start(order(good))) << "one that does not queue is refused";
    EXPECT_EQ(b.remove(third->id), removal::running) << "what waits is not forgotten";
    b.abort(first->id);
    with_task(b, third->id);
    EXPECT_TRUE(b.find(third->id)->running);
    b.abort(second->id);
    b.abort(third->id);
    ended(b, second->id);
    ended(b, third->id);
}

TEST_F(boards, one_that_waits_can_be_aborted) {
    board b{options(), clock};
    const auto first = b.start(order("sleep 60"));
    auto queued = order(good);
    queued.queue = true;
    const auto second = b.start(queued);
    EXPECT_TRUE(b.abort(second->id));
    EXPECT_EQ(b.find(second->id)->error, "Stop requested");
    EXPECT_FALSE(b.abort(second->id));
    EXPECT_FALSE(b.abort("nobody"));
    b.abort(first->id);
}

TEST_F(boards, a_job_that_does_not_listen_is_killed_with_all_it_started) {
    board b{options(), clock};
    const auto mark = folder.path() / "mark";
    const auto started = b.start(order("trap '' TERM; (trap '' TERM; sleep 60; echo > " + mark.string() +
                                       ") & echo '{\"task\":\"0\",\"description\":\"\",\"done\":0,\"total\":1}';"
                                       "while :; do sleep 60; done"));
    with_task(b, started->id);
    b.abort(started->id);
    EXPECT_EQ(ended(b, started->id).error, "Stop requested");
}

TEST_F(boards, jobs_are_forgotten_one_by_one_or_all_that_have_ended) {
    board b{options(), clock};
    EXPECT_EQ(b.remove("nobody"), removal::unknown);
    const auto first = b.start(order(good));
    ended(b, first->id);
    const auto second = b.start(order(good));
    ended(b, second->id);
    const auto third = b.start(order("sleep 60"));
    EXPECT_EQ(b.remove(third->id), removal::running);
    EXPECT_EQ(b.remove(first->id), removal::removed);
    EXPECT_FALSE(b.find(first->id));
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "jobs" / first->id));
    b.clear();
    ASSERT_EQ(b.list().size(), 1U);
    EXPECT_EQ(b.list().front().id, third->id);
}

TEST_F(boards, the_oldest_are_forgotten_when_there_are_many) {
    auto few = options();
    few.kept = 2;
    board b{few, clock};
    for (int i = 0; i < 5; ++i) ended(b, b.start(order(good))->id);
    std::vector<std::string> left;
    for (const auto& one : b.list()) left.push_back(one.id);
    EXPECT_THAT(left, testing::ElementsAre("job-103", "job-104", "job-105"));
}

TEST_F(boards, what_was_found_outlives_the_server_and_what_ran_has_failed) {
    {
        board b{options(), clock};
        ended(b, b.start(order(good))->id);
        ended(b, b.start(order("echo '{\"error\":\"bad\"}'"))->id);
        with_task(b,
                  b.start(order("echo '{\"task\":\"0\",\"description\":\"d\",\"done\":1,\"total\":3}'; sleep 60"))->id);
    }
    board b{options(), clock};
    const auto all = b.list();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(b.result("job-101"), "{\"answer\":42}");
    EXPECT_EQ(all[1].error, "bad");
    EXPECT_EQ(all[2].is, outcome::failed);
    EXPECT_EQ(all[2].error, "The server ended while the job was under way.");
    EXPECT_EQ(all[2].subject, "X");
    EXPECT_FALSE(b.busy("one"));
}

TEST_F(boards, a_server_that_was_killed_finds_its_job_as_failed) {
    std::filesystem::create_directories(folder.path() / "jobs" / "j1");
    keep_file(folder.path() / "jobs" / "j1" / "job.json",
              R"({"id":"j1","category":"backtest","status":"pending","shows_tasks":true,"tasks":[],"error":null,)"
              R"("subject":"","number":7,"started":1795245900000000})");
    std::filesystem::create_directories(folder.path() / "jobs" / "foreign");
    std::filesystem::create_directories(folder.path() / "jobs" / "cut");
    keep_file(folder.path() / "jobs" / "cut" / "job.json", R"({"id":"cut","categ)");
    board b{options(), clock};
    ASSERT_EQ(b.list().size(), 1U);
    EXPECT_EQ(b.find("j1")->is, outcome::failed);
    EXPECT_EQ(b.start(order(good))->number, 8U);
}

TEST_F(boards, changes_are_told_and_the_log_of_a_job_becomes_ours) {
    std::mutex mutex;
    std::vector<job> told;
    auto telling = options();
    telling.on_change = [&](const job& one) {
        const std::scoped_lock lock{mutex};
        told.push_back(one);
    };
    {
        board b{telling, clock};
        ended(b, b.start(order(std::string{"echo '2026-11-21 07:00:00,123 - tremolo.backtest - WARNING - no candles - "
                                           "none' >&2; echo 'a stray line' >&2;"
                                           "echo '{\"task\":\"0\",\"description\":\"d\",\"done\":1,\"total\":3}';"} +
                               good))
                     ->id);
    }
    ASSERT_GE(told.size(), 3U);
    EXPECT_EQ(told.back().is, outcome::success);
    std::vector<std::string> lines;
    for (const auto& line : sink->last(0)) lines.push_back(line.logger + ": " + line.message);
    EXPECT_THAT(lines, testing::Contains("tremolo.backtest: no candles - none"));
    EXPECT_THAT(lines, testing::Contains("tremolo.job: a stray line"));
}

TEST_F(boards, a_folder_that_cannot_be_is_told) {
    std::ofstream{folder.path() / "jobs"} << "a file";
    auto blocked = options();
    EXPECT_THROW((board{blocked, clock}), operational_error);
    blocked.folder = folder.path() / "jobs" / "below";
    EXPECT_THROW((board{blocked, clock}), operational_error);
}

} // namespace
} // namespace tremolo::jobs
