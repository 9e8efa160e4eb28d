// A background job as others see it: what it is, how far it got, how it ended.
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::jobs {

enum class outcome { pending, success, failed };
[[nodiscard]] constexpr std::string_view name_of(outcome is) {
    return is == outcome::pending ? "pending" : is == outcome::success ? "success" : "failed";
}

// One bar of a job's progress. `id` names it within the job; later reports of the same id replace it.
struct task {
    std::string id;
    std::string description;
    double done = 0;
    double total = 0;
    friend bool operator==(const task&, const task&) = default;
};

struct job {
    std::string id;       // a uuid
    std::string category; // "backtest"
    outcome is = outcome::pending;
    bool running = false;      // its process lives
    bool shows_tasks = true;   // else it has no progress to show
    std::vector<task> tasks{}; // in the order in which they were first reported
    std::optional<std::string> error{};
    std::string subject;      // what the job is about, for who started it
    std::uint64_t number = 0; // order of start
    timestamp started{};

    // Neither running nor waiting for its turn.
    [[nodiscard]] bool finished() const { return is != outcome::pending && !running; }
};

} // namespace tremolo::jobs
