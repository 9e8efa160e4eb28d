#include "http/date.hpp"
#include <array>
#include <fmt/format.h>

namespace tremolo::http {

std::string_view date_text::at(timestamp now) {
    const auto second = epoch_seconds(now);
    if (second != second_) {
        constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        const auto midnight = std::chrono::floor<std::chrono::days>(now);
        const std::chrono::year_month_day day{midnight};
        const auto in_day = second - epoch_seconds(midnight);
        text_ =
            fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday{midnight}.c_encoding()],
                        static_cast<unsigned>(day.day()), months[static_cast<unsigned>(day.month()) - 1],
                        static_cast<int>(day.year()), in_day / 3600, in_day / 60 % 60, in_day % 60);
        second_ = second;
    }
    return text_;
}

} // namespace tremolo::http
