// Signals as values: blocked in every thread, and taken one by one where the program waits for its end.
#pragma once
#include <chrono>
#include <optional>

namespace tremolo::cli {

enum class signal_kind {
    stop,   // SIGINT, SIGTERM
    reload, // SIGHUP
};

// Made first thing in the main thread, before any other thread: they inherit that the signals are blocked.
class signal_gate {
  public:
    signal_gate();
    // The next signal; nothing when none came within that time.
    [[nodiscard]] std::optional<signal_kind> wait(std::chrono::milliseconds patience) const;
};

} // namespace tremolo::cli
