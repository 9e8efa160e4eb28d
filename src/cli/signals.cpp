#include "cli/signals.hpp"
#include <csignal>
#include <ctime>

namespace tremolo::cli {
namespace {

sigset_t awaited() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGHUP);
    return signals;
}

} // namespace

signal_gate::signal_gate() {
    const auto signals = awaited();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    // A full disk or a file size limit is an error of the write that meets it, not the end of the process.
    std::signal(SIGXFSZ, SIG_IGN);
    std::signal(SIGPIPE, SIG_IGN);
}

std::optional<signal_kind> signal_gate::wait(std::chrono::milliseconds patience) const {
    const auto signals = awaited();
    const timespec time{.tv_sec = patience.count() / 1000, .tv_nsec = patience.count() % 1000 * 1'000'000};
    const int taken = sigtimedwait(&signals, nullptr, &time);
    if (taken < 0) return std::nullopt;
    return taken == SIGHUP ? signal_kind::reload : signal_kind::stop;
}

} // namespace tremolo::cli
