// The text of the `date` header ("Sat, 21 Nov 2026 07:25:00 GMT"), formatted once a second.
#pragma once
#include "base/clock.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tremolo::http {

// Belongs to one thread.
class date_text {
  public:
    // The view lives until the next call.
    [[nodiscard]] std::string_view at(timestamp now);

  private:
    std::int64_t second_ = INT64_MIN;
    std::string text_;
};

} // namespace tremolo::http
