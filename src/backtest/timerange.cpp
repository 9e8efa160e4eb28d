#include "backtest/timerange.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace tremolo::backtest {
namespace {

std::optional<std::int64_t> number(std::string_view digits) {
    if (digits.empty() || !std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; })) return {};
    std::int64_t value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

// 20180111T0930: the day, then hours and minutes, then seconds.
std::optional<std::int64_t> date(std::string_view text) {
    using namespace std::chrono;
    const auto day = number(text.substr(0, 8));
    if (!day) return {};
    const year_month_day d{year{static_cast<int>(*day / 10000)}, month{static_cast<unsigned>(*day / 100 % 100)},
                           std::chrono::day{static_cast<unsigned>(*day % 100)}};
    if (!d.ok()) return {};
    std::int64_t time = 0;
    if (text.size() > 8) {
        const auto clock = number(text.substr(9));
        if (text[8] != 'T' || !clock) return {};
        const std::int64_t hms = text.size() == 13 ? *clock * 100 : *clock;
        const auto h = hms / 10000, m = hms / 100 % 100, s = hms % 100;
        if (h > 23 || m > 59 || s > 59) return {};
        time = h * 3600 + m * 60 + s;
    }
    return sys_seconds{sys_days{d}}.time_since_epoch().count() + time;
}

std::optional<std::int64_t> side(std::string_view text) {
    switch (text.size()) {
    case 8:
    case 13:
        if (text.size() == 13 && number(text)) return *number(text) / 1000;
        return date(text);
    case 15: return date(text);
    case 10: return number(text);
    default: return {};
    }
}

} // namespace

timerange parse_timerange(std::string_view text) {
    timerange out;
    if (text.empty()) return out;
    const auto wrong = [&] { return configuration_error{fmt::format("Incorrect syntax for timerange \"{}\"", text)}; };
    const auto dash = text.find('-');
    if (dash == text.npos || text.find('-', dash + 1) != text.npos || text.size() == 1) throw wrong();
    const auto read = [&](std::string_view part) -> std::optional<std::int64_t> {
        if (part.empty()) return {};
        const auto value = side(part);
        if (!value) throw wrong();
        return value;
    };
    out.start_s = read(text.substr(0, dash));
    out.stop_s = read(text.substr(dash + 1));
    if (out.stop_s && *out.stop_s > 0 && out.start_s.value_or(0) > *out.stop_s)
        throw configuration_error{fmt::format("Start date is after stop date for timerange \"{}\"", text)};
    return out;
}

bool leave_room_for_startup(timerange& range, std::int64_t timeframe_s, std::int64_t startup, std::int64_t first_ms) {
    if (range.start_s && !(startup > 0 && first_ms >= *range.start_s * 1000)) return false;
    range.start_s = first_ms / 1000 + timeframe_s * startup;
    return true;
}

} // namespace tremolo::backtest
