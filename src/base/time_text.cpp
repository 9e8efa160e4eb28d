#include "base/time_text.hpp"
#include <charconv>
#include <fmt/format.h>

namespace tremolo {
namespace {

struct fields {
    int year;
    unsigned month, day;
    long hour, minute, second, micro;
};

fields split(timestamp t) {
    const auto days = std::chrono::floor<std::chrono::days>(t);
    const std::chrono::year_month_day date{days};
    const std::chrono::hh_mm_ss time{t - days};
    return {int(date.year()),       unsigned(date.month()), unsigned(date.day()),     time.hours().count(),
            time.minutes().count(), time.seconds().count(), time.subseconds().count()};
}

std::string with_fraction(timestamp t, std::string_view zone) {
    const auto f = split(t);
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", f.year, f.month, f.day, f.hour, f.minute, f.second);
    if (f.micro != 0) text += fmt::format(".{:06}", f.micro);
    return text.append(zone);
}

// Reads exactly `count` digits off the front of `text`.
std::optional<int> digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + count, value);
    if (failure != std::errc{} || end != text.data() + count || text.front() == '-') return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::microseconds> fraction(std::string_view& text) {
    std::int64_t value = 0;
    int places = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (places < 6) value = value * 10 + (text.front() - '0'), ++places;
        text.remove_prefix(1);
    }
    if (places == 0) return std::nullopt;
    for (; places < 6; ++places) value *= 10;
    return std::chrono::microseconds{value};
}

std::optional<std::chrono::microseconds> time_of_day(std::string_view& text) {
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !skip(text, ':')) return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59) return std::nullopt;
    std::chrono::microseconds time = std::chrono::hours{*hour} + std::chrono::minutes{*minute};
    if (!skip(text, ':')) return time;
    const auto second = digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    time += std::chrono::seconds{*second};
    if (skip(text, '.')) {
        const auto micro = fraction(text);
        if (!micro) return std::nullopt;
        time += *micro;
    }
    return time;
}

// The distance from UTC of a zone suffix; the whole rest of the text must be one.
std::optional<std::chrono::minutes> zone(std::string_view text) {
    if (text == "Z" || text == "z") return std::chrono::minutes{0};
    const bool west = !text.empty() && text.front() == '-';
    if (!west && (text.empty() || text.front() != '+')) return std::nullopt;
    text.remove_prefix(1);
    const auto hours = digits(text, 2);
    if (!hours) return std::nullopt;
    skip(text, ':');
    const auto minutes = text.empty() ? std::optional{0} : digits(text, 2);
    if (!minutes || !text.empty()) return std::nullopt;
    const auto distance = std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
    return west ? -distance : distance;
}

} // namespace

std::string date_time_text(timestamp t) {
    const auto f = split(t);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", f.year, f.month, f.day, f.hour, f.minute, f.second);
}

std::string database_text(timestamp t) { return fmt::format("{}.{:06}", date_time_text(t), split(t).micro); }

std::string date_text(timestamp t) {
    const auto f = split(t);
    return fmt::format("{:04}-{:02}-{:02}", f.year, f.month, f.day);
}

std::string iso_text(timestamp t) { return with_fraction(t, "+00:00"); }
std::string iso_z_text(timestamp t) { return with_fraction(t, "Z"); }

std::optional<zoned_time> parse_zoned_time(std::string_view text) {
    const auto year = digits(text, 4);
    if (!year || !skip(text, '-')) return std::nullopt;
    const auto month = digits(text, 2);
    if (!month || !skip(text, '-')) return std::nullopt;
    const auto day = digits(text, 2);
    if (!day) return std::nullopt;
    const auto date = std::chrono::year{*year} / *month / *day;
    if (!date.ok()) return std::nullopt;
    timestamp at{std::chrono::sys_days{date}};
    if (text.empty()) return zoned_time{at, false};
    if (!skip(text, ' ') && !skip(text, 'T')) return std::nullopt;
    const auto time = time_of_day(text);
    if (!time) return std::nullopt;
    at += *time;
    if (text.empty()) return zoned_time{at, false};
    const auto distance = zone(text);
    if (!distance) return std::nullopt;
    return zoned_time{at - *distance, true};
}

std::optional<timestamp> parse_time(std::string_view text) {
    const auto parsed = parse_zoned_time(text);
    return parsed ? std::optional{parsed->at} : std::nullopt;
}

} // namespace tremolo
