// Datetimes as pydantic (speedate) reads them: texts, epoch seconds and epoch milliseconds as numbers or as texts of
// numbers, and its many ways to say what is wrong with a date.
#include "base/time_text.hpp"
#include "json/read.hpp"
#include <charconv>
#include <cmath>

namespace tremolo::json {

namespace {

using boost::json::value;

// Beyond this a number counts milliseconds, not seconds.
constexpr double milliseconds_from = 2e10;
constexpr double last_second = 253402300799; // of the year 9999

bool bad_date(reader& r, const value& in, std::string why) {
    return r.fail("datetime_from_date_parsing", "Input should be a valid datetime or date, " + why, in,
                  {{"error", why}});
}

bool bad_datetime(reader& r, const value& in, std::string why) {
    return r.fail("datetime_parsing", "Input should be a valid datetime, " + why, in, {{"error", why}});
}

bool read_epoch(const value& in, double number, timestamp& out, reader& r) {
    if (std::isnan(number)) return bad_datetime(r, in, "NaN values not permitted");
    const bool in_milliseconds = std::abs(number) > milliseconds_from;
    const double seconds = in_milliseconds ? number / 1000 : number;
    if (seconds > last_second) return bad_datetime(r, in, "dates after 9999 are not supported as unix timestamps");
    if (seconds < -62167219200.0) return bad_datetime(r, in, "dates before 0000 are not supported as unix timestamps");
    const std::int64_t unit = in_milliseconds ? 1'000 : 1'000'000;
    const double whole = std::floor(number); // apart from the fraction, so that neither loses a digit
    out = timestamp{std::chrono::microseconds{static_cast<std::int64_t>(whole) * unit +
                                              std::llround((number - whole) * static_cast<double>(unit))}};
    return true;
}

// What is wrong with the first ten characters as YYYY-MM-DD; empty when nothing is.
std::string date_fault(std::string_view text) {
    const auto digits = [&](std::size_t from, std::size_t count) {
        return text.substr(from, count).find_first_not_of("0123456789") == std::string_view::npos;
    };
    const auto number = [&](std::size_t from, std::size_t count) {
        unsigned n = 0;
        std::from_chars(text.data() + from, text.data() + from + count, n);
        return n;
    };
    if (text.size() < 10) return "input is too short";
    if (!digits(0, 4)) return "invalid character in year";
    if (text[4] != '-') return "invalid date separator, expected `-`";
    if (!digits(5, 2)) return "invalid character in month";
    if (text[7] != '-') return "invalid date separator, expected `-`";
    if (!digits(8, 2)) return "invalid character in day";
    const unsigned month = number(5, 2);
    if (month < 1 || month > 12) return "month value is outside expected range of 1-12";
    const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(number(0, 4))}, std::chrono::month{month},
                                          std::chrono::day{number(8, 2)}};
    return day.ok() ? "" : "day value is outside expected range";
}

// Two digits below `limit` at the front of the text, which loses them.
bool take_two(std::string_view& text, int limit, int& out) {
    if (text.size() < 2 || text.substr(0, 2).find_first_not_of("0123456789") != std::string_view::npos) return false;
    out = (text[0] - '0') * 10 + (text[1] - '0');
    text.remove_prefix(2);
    return out < limit;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

// A fraction of a second in microseconds: one to nine digits or more, what is beyond the sixth is cut off.
bool take_fraction(std::string_view& text, std::int64_t& microseconds) {
    std::int64_t unit = 100000;
    std::size_t count = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9'; ++count, unit /= 10, text.remove_prefix(1))
        microseconds += (text[0] - '0') * unit;
    return count > 0;
}

struct time_of_day {
    std::chrono::microseconds since_midnight{};
    std::optional<std::chrono::minutes> offset;
};

std::optional<time_of_day> time_part(std::string_view text) {
    int hour = 0, minute = 0, second = 0;
    std::int64_t fraction = 0;
    if (!take_two(text, 24, hour) || !take(text, ':') || !take_two(text, 60, minute)) return std::nullopt;
    if (take(text, ':')) {
        if (!take_two(text, 60, second)) return std::nullopt;
        if (take(text, '.') && !take_fraction(text, fraction)) return std::nullopt;
    }
    time_of_day time{std::chrono::hours{hour} + std::chrono::minutes{minute} + std::chrono::seconds{second} +
                         std::chrono::microseconds{fraction},
                     std::nullopt};
    if (text.empty()) return time;
    if (take(text, 'Z') || take(text, 'z')) {
        time.offset = std::chrono::minutes{0};
    } else if (text[0] == '+' || text[0] == '-') {
        const int sign = text[0] == '-' ? -1 : 1;
        text.remove_prefix(1);
        int hours = 0, minutes = 0;
        if (!take_two(text, 24, hours)) return std::nullopt;
        take(text, ':');
        if (!take_two(text, 60, minutes)) return std::nullopt;
        time.offset = std::chrono::minutes{sign * (hours * 60 + minutes)};
    }
    if (!text.empty()) return std::nullopt;
    return time;
}

bool read_any_time(const value& in, timestamp& out, bool& has_zone, reader& r) {
    has_zone = true;
    if (in.is_int64()) return read_epoch(in, static_cast<double>(in.get_int64()), out, r);
    if (in.is_uint64()) return read_epoch(in, static_cast<double>(in.get_uint64()), out, r);
    if (in.is_double()) return read_epoch(in, in.get_double(), out, r);
    if (!in.is_string()) return r.fail("datetime_type", "Input should be a valid datetime", in);
    const std::string_view text = in.get_string();
    const std::string_view digits = text.starts_with('+') && !text.starts_with("+-") ? text.substr(1) : text;
    if (!digits.empty() && digits.find_first_not_of("0123456789.-") == std::string_view::npos) {
        double number = 0;
        const auto end = digits.data() + digits.size();
        if (std::from_chars(digits.data(), end, number).ptr == end) return read_epoch(in, number, out, r);
    }
    if (std::string fault = date_fault(text); !fault.empty()) return bad_date(r, in, std::move(fault));
    const auto day = parse_time(std::string{text.substr(0, 10)} + " 00:00");
    if (!day || text.starts_with("0000")) return bad_datetime(r, in, "year 0 is out of range");
    out = *day;
    has_zone = false;
    if (text.size() == 10) return true;
    constexpr std::string_view separators = "Tt _";
    const auto time = separators.find(text[10]) == std::string_view::npos ? std::nullopt : time_part(text.substr(11));
    if (!time) return bad_date(r, in, "unexpected extra characters at the end of the input");
    has_zone = time->offset.has_value();
    out = *day + time->since_midnight - time->offset.value_or(std::chrono::minutes{0});
    return true;
}

} // namespace

bool read_time(const value& in, timestamp& out, reader& r) {
    bool has_zone = false;
    return read_any_time(in, out, has_zone, r);
}

bool json_read(const value& in, aware_time& out, reader& r) {
    bool has_zone = false;
    if (!read_any_time(in, out.at, has_zone, r)) return false;
    return has_zone || r.fail("timezone_aware", "Input should have timezone info", in);
}

void json_write(std::string& out, const aware_time& value) { write_time(out, value.at); }

} // namespace tremolo::json
