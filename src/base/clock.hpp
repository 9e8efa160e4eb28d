// Time as a parameter. Nothing below `cli/` reads the machine's clock by itself: it is handed a `clock`,
// so that a whole bot runs under test as a function of its inputs.
#pragma once
#include <chrono>
#include <cstdint>

namespace tremolo {

// A point of time in UTC, to the microsecond: what the database stores.
using timestamp = std::chrono::sys_time<std::chrono::microseconds>;

[[nodiscard]] constexpr std::int64_t epoch_ms(timestamp t) {
    return std::chrono::floor<std::chrono::milliseconds>(t).time_since_epoch().count();
}
[[nodiscard]] constexpr std::int64_t epoch_seconds(timestamp t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
}
[[nodiscard]] constexpr timestamp from_epoch_ms(std::int64_t ms) { return timestamp{std::chrono::milliseconds{ms}}; }

// Thread-safe in every implementation.
class clock {
  public:
    virtual ~clock() = default;
    // Wall-clock time. It may jump; durations are never computed from it.
    [[nodiscard]] virtual timestamp now() const = 0;
    // Time that only goes forward, from an arbitrary start: for durations and deadlines.
    [[nodiscard]] virtual std::chrono::nanoseconds monotonic() const = 0;
};

// The machine's clocks.
class system_clock final : public clock {
  public:
    [[nodiscard]] timestamp now() const override;
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;
};

// A wall clock that stands still at one moment (`--clock EPOCH`), while durations go on.
class pinned_clock final : public clock {
  public:
    explicit pinned_clock(timestamp at) : at_{at} {}
    [[nodiscard]] timestamp now() const override { return at_; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override;

  private:
    timestamp at_;
};

// A clock that a test or a simulation moves by hand. Not thread-safe: it belongs to who moves it.
class manual_clock final : public clock {
  public:
    explicit manual_clock(timestamp at) : at_{at} {}
    [[nodiscard]] timestamp now() const override { return at_; }
    [[nodiscard]] std::chrono::nanoseconds monotonic() const override { return at_.time_since_epoch(); }
    void set(timestamp at) { at_ = at; }
    void advance(std::chrono::microseconds by) { at_ += by; }

  private:
    timestamp at_;
};

} // namespace tremolo
