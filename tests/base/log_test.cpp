#include "base/error.hpp"
#include "base/log.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>
#include <regex>
#include <thread>

namespace tremolo {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing_support::read_file;
using testing_support::temporary_folder;

constexpr std::chrono::sys_seconds recorded_at{std::chrono::seconds{1'795'245'900}}; // 2026-11-21 07:25:00

std::vector<std::string> messages(const std::vector<log_line>& lines) {
    std::vector<std::string> out;
    for (const auto& line : lines) out.push_back(line.message);
    return out;
}

class log_to_a_file : public testing::Test {
  protected:
    std::shared_ptr<log_sink> sink(log_level least = log_level::info, std::size_t kept = 1000) {
        return std::make_shared<log_sink>(
            clock_, log_sink::options{.least = least, .to_stderr = false, .file = file_, .kept_lines = kept});
    }
    temporary_folder folder_;
    std::filesystem::path file_ = folder_.path() / "bot.log";
    manual_clock clock_{recorded_at};
};

TEST_F(log_to_a_file, writes_lines_in_the_shape_of_freqtrade) {
    const logger log{sink(), "freqtrade.worker"};
    clock_.advance(std::chrono::microseconds{7'999});
    log.info("Changing state to: {}", "RUNNING");
    clock_.advance(std::chrono::milliseconds{993});
    log.named("freqtrade.exchange").warning("{} of {} candles", 3, 5);
    EXPECT_EQ(read_file(file_), "2026-11-21 07:25:00,007 - freqtrade.worker - INFO - Changing state to: RUNNING\n"
                                "2026-11-21 07:25:01,000 - freqtrade.exchange - WARNING - 3 of 5 candles\n");
}

TEST_F(log_to_a_file, writes_times_before_1970) {
    clock_.set(timestamp{std::chrono::milliseconds{-1}});
    logger{sink(), "a"}.info("early");
    EXPECT_EQ(read_file(file_), "1969-12-31 23:59:59,999 - a - INFO - early\n");
}

TEST_F(log_to_a_file, takes_texts_as_they_are) {
    const logger log{sink(), "a"};
    log.info("{}", "50% {} of %v\nand a second line, grün");
    EXPECT_EQ(read_file(file_), "2026-11-21 07:25:00,000 - a - INFO - 50% {} of %v\nand a second line, grün\n");
}

TEST_F(log_to_a_file, has_each_line_at_once_and_appends_to_what_is_there) {
    logger{sink(), "a"}.info("first run");
    const logger second{sink(), "a"};
    second.info("second run");
    // The sink still lives: nothing waits in a buffer that a kill would lose.
    EXPECT_THAT(read_file(file_), HasSubstr("first run"));
    EXPECT_THAT(read_file(file_), HasSubstr("second run"));
}

TEST_F(log_to_a_file, drops_what_is_below_its_level) {
    const auto to = sink(log_level::warning);
    const logger log{to, "a"};
    log.debug("not this");
    log.info("nor this");
    log.warning("this");
    log.error("and this");
    EXPECT_THAT(messages(to->last(0)), ElementsAre("this", "and this"));
    EXPECT_THAT(read_file(file_), testing::Not(HasSubstr("not this")));
    EXPECT_FALSE(to->takes(log_level::info));
    EXPECT_TRUE(to->takes(log_level::error));
}

TEST_F(log_to_a_file, keeps_the_last_lines_oldest_first) {
    const auto to = sink(log_level::debug, 3);
    const logger log{to, "a"};
    EXPECT_TRUE(to->last(0).empty());
    for (const auto* text : {"1", "2", "3", "4", "5"}) {
        log.debug("{}", text);
        clock_.advance(std::chrono::seconds{1});
    }
    EXPECT_THAT(messages(to->last(0)), ElementsAre("3", "4", "5"));
    EXPECT_THAT(messages(to->last(2)), ElementsAre("4", "5"));
    EXPECT_THAT(messages(to->last(99)), ElementsAre("3", "4", "5"));
    const auto newest = to->last(1).at(0);
    EXPECT_EQ(newest.at, timestamp{recorded_at} + std::chrono::seconds{4});
    EXPECT_EQ(newest.logger, "a");
    EXPECT_EQ(newest.level, log_level::debug);
}

TEST_F(log_to_a_file, loses_nothing_of_several_threads) {
    constexpr std::size_t each = 200;
    const auto to = sink(log_level::info, 4 * each);
    {
        std::vector<std::jthread> writers;
        for (int writer = 0; writer < 4; ++writer)
            writers.emplace_back([to, writer] {
                const logger log{to, "thread"};
                for (std::size_t i = 0; i < each; ++i) log.info("{} {}", writer, i);
            });
    }
    EXPECT_EQ(to->last(0).size(), 4 * each);
    const auto text = read_file(file_);
    const std::regex whole_line{R"(2026-11-21 07:25:00,000 - thread - INFO - \d \d+\n)"};
    EXPECT_EQ(static_cast<std::size_t>(
                  std::distance(std::sregex_iterator{text.begin(), text.end(), whole_line}, std::sregex_iterator{})),
              4 * each);
}

TEST(log, refuses_a_file_that_cannot_be_opened) {
    const temporary_folder folder;
    const manual_clock clock{recorded_at};
    try {
        const log_sink sink{clock, {.to_stderr = false, .file = folder.path()}}; // a folder is no file
        FAIL() << "a folder was taken for a log file";
    } catch (const operational_error& refused) {
        EXPECT_THAT(refused.what(), HasSubstr("The log file " + folder.path().string() + " cannot be opened"));
    }
}

TEST(log, is_silent_without_a_sink) {
    const logger log;
    EXPECT_NO_THROW(log.error("nobody {}", "listens"));
    EXPECT_EQ(log.sink(), nullptr);
}

TEST(log, names_its_levels_as_python_does) {
    EXPECT_EQ(name_of(log_level::debug), "DEBUG");
    EXPECT_EQ(name_of(log_level::info), "INFO");
    EXPECT_EQ(name_of(log_level::warning), "WARNING");
    EXPECT_EQ(name_of(log_level::error), "ERROR");
}

} // namespace
} // namespace tremolo
