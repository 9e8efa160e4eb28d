// For tests of prices that another thread asks for: a clock that it reads while the test moves it, and waiting for what
// it does.
#pragma once
#include "base/clock.hpp"
#include <atomic>
#include <thread>

namespace fiat_testing {

class shared_clock final : public tremolo::clock {
  public:
    [[nodiscard]] tremolo::timestamp now() const override { return tremolo::from_epoch_ms(ms_); }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return now().time_since_epoch(); }
    void advance(std::chrono::milliseconds by) { ms_ += by.count(); }

  private:
    std::atomic<std::int64_t> ms_ = 1'795'245'900'000;
};

// True as soon as it holds; false after a minute.
template <class F>
bool eventually(F&& holds) {
    for (int i = 0; i < 6000; ++i) {
        if (holds()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}

} // namespace fiat_testing
