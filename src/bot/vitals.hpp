// Signs of life of the worker, for those who ask whether the bot is well: when its last round began, and whether the
// exchange fails. Thread-safe.
#pragma once
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <string>

namespace tremolo::bot {

class vitals {
  public:
    // By the worker: a round begins. `now` is the monotonic time of its clock.
    void round_began(std::chrono::nanoseconds now) { round_.store(now.count(), std::memory_order_release); }
    // An iteration failed for the exchange, or came to its end.
    void exchange_failed(const std::string& why) {
        const std::lock_guard lock{mutex_};
        trouble_ = why;
    }
    void exchange_answered() {
        const std::lock_guard lock{mutex_};
        trouble_.reset();
    }

    // Nothing before the first round.
    [[nodiscard]] std::optional<std::chrono::nanoseconds> last_round() const {
        const auto at = round_.load(std::memory_order_acquire);
        if (at == never) return std::nullopt;
        return std::chrono::nanoseconds{at};
    }
    // What the exchange failed with in the last iteration; nothing when that went well.
    [[nodiscard]] std::optional<std::string> exchange_trouble() const {
        const std::lock_guard lock{mutex_};
        return trouble_;
    }

  private:
    static constexpr std::chrono::nanoseconds::rep never = -1;
    std::atomic<std::chrono::nanoseconds::rep> round_{never};
    mutable std::mutex mutex_;
    std::optional<std::string> trouble_;
};

} // namespace tremolo::bot
