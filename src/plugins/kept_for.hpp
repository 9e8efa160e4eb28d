// A value that is good for a while: what generators and filters remember between two iterations.
#pragma once
#include "base/clock.hpp"
#include <optional>

namespace tremolo::plugins {

// Belongs to one thread.
template <class T>
class kept_for {
  public:
    // Null when there is none, or when its time is over; also when the clock went back behind its beginning.
    [[nodiscard]] const T* at(timestamp now) const {
        return value_ && now >= since_ && now < until_ ? &*value_ : nullptr;
    }
    const T& keep(T value, timestamp now, std::chrono::seconds period) {
        since_ = now;
        until_ = now + period;
        return value_.emplace(std::move(value));
    }
    void drop() { value_.reset(); }

  private:
    std::optional<T> value_;
    timestamp since_{}, until_{};
};

} // namespace tremolo::plugins
