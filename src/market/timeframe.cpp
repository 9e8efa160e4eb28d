#include "market/timeframe.hpp"
#include <charconv>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

constexpr std::int64_t day = 86'400;

std::int64_t seconds_of_unit(char unit) {
    switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return day;
    case 'w': return 7 * day;
    case 'M': return 30 * day;
    case 'y': return 365 * day;
    default: return 0;
    }
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    const auto first = text.find_first_not_of(blanks);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

// A whole number with an optional sign and blanks around it.
std::int64_t amount_of(std::string_view text) {
    auto digits = trimmed(text);
    if (digits.starts_with('+') && digits.size() > 1 && digits[1] != '-') digits.remove_prefix(1);
    std::int64_t amount = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    constexpr std::int64_t most = 1'000'000'000; // keeps milliseconds far from overflow
    if (failure != std::errc{} || end != digits.data() + digits.size() || digits.empty() || amount > most ||
        amount < -most)
        throw bad_timeframe{
            bad_timeframe::reason::not_a_number,
            fmt::format("\"{}\" is not the number of a timeframe: expected one such as 5m, 1h or 1d", text)};
    return amount;
}

std::int64_t floor_to(std::int64_t value, std::int64_t step) {
    const auto rest = value % step;
    return value - (rest < 0 ? rest + step : rest);
}

} // namespace

timeframe::timeframe(std::string_view name) : name_{name} {
    amount_ = amount_of(name.substr(0, name.empty() ? 0 : name.size() - 1));
    const auto unit = seconds_of_unit(name.back());
    if (unit == 0)
        throw bad_timeframe{bad_timeframe::reason::unknown_unit,
                            fmt::format("timeframe unit {} is not supported", name.substr(name.size() - 1))};
    seconds_ = amount_ * unit;
}

std::int64_t timeframe::minutes() const { return floor_to(seconds_, 60) / 60; }

// Weeks, months and years follow the calendar; whatever is shorter counts from 1970.
std::int64_t timeframe::start_of(std::int64_t at_ms, std::int64_t candles_later) const {
    namespace chrono = std::chrono;
    if (!usable()) throw error{fmt::format("there are no candles of timeframe \"{}\"", name_)};
    const auto in_ms = [](chrono::sys_days day) {
        return chrono::sys_time<chrono::milliseconds>{day}.time_since_epoch().count();
    };
    const auto day = chrono::floor<chrono::days>(chrono::sys_time<chrono::milliseconds>{chrono::milliseconds{at_ms}});
    const chrono::year_month_day date{day};
    const auto later = candles_later * amount_;
    switch (name_.back()) {
    case 'w': {
        constexpr auto first_monday = chrono::sys_days{chrono::year{1970} / 1 / 5};
        const auto weeks = floor_to((day - first_monday).count(), 7) / 7;
        return in_ms(first_monday + chrono::days{7 * (floor_to(weeks, amount_) + later)});
    }
    case 'M': {
        const auto months =
            floor_to(int(date.year()) * 12 + static_cast<int>(unsigned(date.month())) - 1, amount_) + later;
        const auto year = chrono::year{static_cast<int>(floor_to(months, 12) / 12)};
        return in_ms(year / chrono::month{static_cast<unsigned>(months - floor_to(months, 12)) + 1} / 1);
    }
    case 'y': return in_ms(chrono::year{static_cast<int>(floor_to(int(date.year()), amount_) + later)} / 1 / 1);
    default: return floor_to(at_ms, milliseconds()) + candles_later * milliseconds();
    }
}

std::int64_t timeframe::previous_ms(std::int64_t at_ms) const { return start_of(at_ms, 0); }
std::int64_t timeframe::next_ms(std::int64_t at_ms) const { return start_of(at_ms, 1); }

timestamp timeframe::previous(timestamp at) const { return from_epoch_ms(previous_ms(epoch_ms(at))); }

timestamp timeframe::next(timestamp at) const { return from_epoch_ms(next_ms(epoch_ms(at))); }

timestamp timeframe::back(timestamp at, std::int64_t candles) const {
    return previous(at) - std::chrono::minutes{minutes() * candles};
}

std::string timeframe::resample_rule() const {
    constexpr std::int64_t weekly = 10'000;
    constexpr std::int64_t monthly = 43'200;
    if (name_ == "1y") return "1YS";
    if (minutes() > weekly && minutes() < monthly) return "1W-MON";
    if (minutes() >= monthly && minutes() < 525'600) return name_ + "S";
    if (minutes() > monthly) return name_;
    return fmt::format("{}s", seconds_);
}

} // namespace tremolo::market
