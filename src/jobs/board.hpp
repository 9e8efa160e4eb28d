// All background jobs of a server: started, listed, aborted, forgotten. Each runs in a process of its own (child.hpp),
// so that what kills a job does not kill the server. Jobs of one slot exclude each other, unless one is queued: then as
// many run side by side as there are cores. How a job ended and what it found is kept in a folder, over restarts.
#pragma once
#include "base/log.hpp"
#include "jobs/job.hpp"
#include <filesystem>
#include <functional>
#include <memory>

namespace tremolo::jobs {

struct board_options {
    std::filesystem::path folder;        // one folder a job in it; made when the first job starts
    std::vector<std::string> command;    // what a job's process runs: program and arguments
    std::function<std::string()> new_id; // unique, and nothing else than letters, digits and '-'; called under a lock
    unsigned side_by_side = 1;           // of queued jobs
    std::size_t kept = 200;              // finished jobs; the oldest are forgotten
    std::chrono::milliseconds patience{500}; // from being told to end to being killed
    logger log{};
    // After every change of a job, on any thread, never under a lock. May be empty.
    std::function<void(const job&)> on_change{};
};

struct job_order {
    std::string category;
    std::string slot;    // jobs of one slot exclude each other
    std::string subject; // kept with the job
    std::string work;    // what its process is given
    bool shows_tasks = true;
    bool queue = false; // wait for the slot instead of being refused
};

enum class removal { removed, unknown, running };

// Thread-safe. Jobs that were under way when the last server ended are there as failed.
class board {
  public:
    // `clock` outlives the board. Throws operational_error when the folder cannot be read.
    board(board_options options, const clock& clock);
    // Aborts what runs and waits for it.
    ~board();
    board(const board&) = delete;
    board& operator=(const board&) = delete;

    // Nothing when the slot is taken and the order does not queue. Throws operational_error when the process cannot be
    // started; then there is no job.
    [[nodiscard]] std::optional<job> start(job_order order);
    // Whether a job of the slot runs or waits.
    [[nodiscard]] bool busy(std::string_view slot) const;

    [[nodiscard]] std::vector<job> list() const; // in order of start
    [[nodiscard]] std::optional<job> find(std::string_view id) const;
    // What a successful job found, as it wrote it; nothing for any other. Throws operational_error when it cannot be
    // read.
    [[nodiscard]] std::optional<std::string> result(std::string_view id) const;

    // Forgets a job that is neither running nor waiting.
    [[nodiscard]] removal remove(std::string_view id);
    void clear(); // all such jobs
    // Ends a job that runs or waits; it becomes a failed one within a second. False for any other.
    bool abort(std::string_view id);

  private:
    class body;
    std::unique_ptr<body> body_;
};

} // namespace tremolo::jobs
