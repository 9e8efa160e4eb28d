#include "base/clock.hpp"

namespace tremolo {

timestamp system_clock::now() const {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}
std::chrono::nanoseconds system_clock::monotonic() const { return std::chrono::steady_clock::now().time_since_epoch(); }
std::chrono::nanoseconds pinned_clock::monotonic() const { return std::chrono::steady_clock::now().time_since_epoch(); }

} // namespace tremolo
