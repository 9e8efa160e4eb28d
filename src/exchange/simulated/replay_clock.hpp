// The time of a replay: it starts where the replay starts and runs `speed` times as fast as the clock given. Both of
// its clocks do, so that what is kept for five minutes is kept for five minutes of the market.
#pragma once
#include "base/clock.hpp"

namespace tremolo::exchange {

class replay_clock final : public clock {
  public:
    // `real` outlives it. The replay begins now.
    replay_clock(const clock& real, timestamp start, double speed)
        : real_{real}, begun_{real.monotonic()}, start_{start}, speed_{speed} {}
    [[nodiscard]] timestamp now() const override {
        return start_ + std::chrono::duration_cast<std::chrono::microseconds>(monotonic());
    }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override {
        const auto passed = static_cast<double>((real_.monotonic() - begun_).count());
        return std::chrono::nanoseconds{static_cast<std::int64_t>(passed * speed_)};
    }

  private:
    const clock& real_;
    std::chrono::nanoseconds begun_;
    timestamp start_;
    double speed_;
};

} // namespace tremolo::exchange
