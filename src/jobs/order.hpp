// A job's process, seen from within: takes the order, reports progress, leaves the result. One object in a process,
// made by its main.
#pragma once
#include "jobs/job.hpp"
#include <filesystem>
#include <map>
#include <mutex>

namespace tremolo::jobs {

class order {
  public:
    // Takes the three files of the process: standard output becomes the log, so that what strategies print does no
    // harm; the process ends itself when the server does. Blocks until the order is read; throws operational_error for
    // one that is cut short.
    explicit order(const clock& clock);
    order(const order&) = delete;
    order& operator=(const order&) = delete;

    [[nodiscard]] const std::string& work() const { return work_; }
    // Any thread. Reports of one task that follow each other quickly are told by the last one.
    void progress(const task& now);
    // The result is kept whole or not at all; throws operational_error.
    void succeed(std::string_view result);
    void fail(const std::string& text);

  private:
    void tell(const std::string& line);

    const clock& clock_;
    int reports_ = -1;
    std::filesystem::path result_;
    std::string work_;
    std::mutex mutex_;
    struct told {
        task last;
        std::chrono::nanoseconds at{};
    };
    std::map<std::string, told> told_;
};

} // namespace tremolo::jobs
