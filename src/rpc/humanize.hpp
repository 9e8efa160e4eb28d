// How long ago a moment was, in English, as freqtrade's clients show it: "47 seconds ago", "an hour ago", "1 year, 2
// months ago".
#pragma once
#include "base/clock.hpp"
#include <string>

namespace tremolo::rpc {

[[nodiscard]] std::string humanized(timestamp moment, timestamp now);
// "H:MM:SS", or "1 day, 2:03:04" from a day on: Python's text of a timedelta without its fraction.
[[nodiscard]] std::string duration_text(double seconds);

} // namespace tremolo::rpc
