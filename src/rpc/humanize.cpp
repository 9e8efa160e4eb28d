#include "rpc/humanize.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tremolo::rpc {
namespace {

constexpr double days_a_month = 30.5;

std::string counted(std::int64_t n, std::string_view unit) {
    return fmt::format("{} {}{}", n, unit, n == 1 ? "" : "s");
}

// Ties to even, as Python's round().
std::int64_t rounded(double value) { return static_cast<std::int64_t>(std::nearbyint(value)); }

std::string within_a_day(std::int64_t seconds) {
    if (seconds == 0) return "";
    if (seconds == 1) return "a second";
    if (seconds < 60) return counted(seconds, "second");
    if (seconds < 3600) {
        const auto minutes = rounded(static_cast<double>(seconds) / 60);
        return minutes == 1 ? "a minute" : minutes == 60 ? "an hour" : counted(minutes, "minute");
    }
    const auto hours = rounded(static_cast<double>(seconds) / 3600);
    return hours == 1 ? "an hour" : hours == 24 ? "a day" : counted(hours, "hour");
}

std::string natural(std::int64_t seconds) {
    const auto whole_days = seconds / 86400;
    const auto years = whole_days / 365;
    const auto days = whole_days % 365;
    const auto months = rounded(static_cast<double>(days) / days_a_month);
    if (years == 0 && days < 1) return within_a_day(seconds % 86400);
    if (years == 0) {
        if (days == 1) return "a day";
        if (months == 0) return counted(days, "day");
        return months == 1 ? "a month" : months == 12 ? "a year" : counted(months, "month");
    }
    if (years == 1) {
        if (months == 0) return days == 0 ? "a year" : "1 year, " + counted(days, "day");
        return months == 12 ? "2 years" : "1 year, " + counted(months, "month");
    }
    return counted(rounded(static_cast<double>(whole_days) / 365), "year");
}

} // namespace

std::string humanized(timestamp moment, timestamp now) {
    const auto distance = moment > now ? moment - now : now - moment;
    const auto text = natural(std::chrono::floor<std::chrono::seconds>(distance).count());
    if (text.empty()) return "now";
    return text + (moment > now ? " from now" : " ago");
}

std::string duration_text(double seconds) {
    // To the microsecond first, as Python's timedelta holds it: a mean may lie a hair below a whole second.
    const double whole = std::floor(seconds);
    const auto total = static_cast<std::int64_t>(whole + (std::nearbyint((seconds - whole) * 1e6) >= 1e6 ? 1 : 0));
    // What is less than nothing counts from the day before: "-1 day, 23:59:59".
    const auto days = (total - (total < 0 ? 86399 : 0)) / 86400;
    const auto rest = total - days * 86400;
    auto clock = fmt::format("{}:{:02}:{:02}", rest / 3600, rest % 3600 / 60, rest % 60);
    if (days == 0) return clock;
    return fmt::format("{} day{}, {}", days, days == 1 || days == -1 ? "" : "s", clock);
}

} // namespace tremolo::rpc
