// A job's process, seen from the server: our own program started anew, with the order on its standard input, reports on
// its standard output and its log on its standard error. It ends when it is done, when it is told to, and when the
// server dies.
//
//     order:   the path of the result, a line break, the size of the work in bytes, a line break, the work
//     reports: one JSON object a line: {"task": id, "description", "done", "total"}, {"error": text}, {"finished":
//     true}
#pragma once
#include "jobs/job.hpp"
#include <chrono>
#include <filesystem>
#include <functional>
#include <sys/types.h>

namespace tremolo::jobs {

struct child_order {
    std::vector<std::string> command; // program and arguments
    std::filesystem::path result;     // where the child leaves its result
    std::string work;
};

// Called on the thread that runs the child.
struct child_reports {
    std::function<void(const task&)> progress;
    std::function<void(const std::string&)> log_line;
};

struct child_end {
    bool succeeded = false;
    std::string error; // when it did not
};

// One run of a child.
class child {
  public:
    // Starts the process; throws operational_error when that is not possible. `clock` outlives the child.
    child(const child_order& order, std::chrono::milliseconds patience, const clock& clock);
    ~child(); // kills what still runs
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    // Hands the order over, takes reports until the process has ended.
    [[nodiscard]] child_end wait(const child_reports& reports);
    // Any thread: terminates the process and all that it started, and kills them after `patience`.
    void abort();
    [[nodiscard]] pid_t process() const { return process_; }

  private:
    struct stream; // of lines

    void hand_over();
    void take_report(const std::string& line, const child_reports& reports);
    void press();
    [[nodiscard]] child_end end_of(int status) const;

    std::string order_; // what is still to be written
    std::chrono::milliseconds patience_;
    const clock& clock_;
    pid_t process_ = -1;
    int input_ = -1;  // order
    int output_ = -1; // reports
    int errors_ = -1;
    int wake_ = -1; // readable when abort() was called
    bool ended_ = false;
    bool aborting_ = false;
    std::chrono::nanoseconds kill_at_{};
    bool finished_ = false;
    std::optional<std::string> error_;
    std::string last_words_; // the last line of its log
};

} // namespace tremolo::jobs
