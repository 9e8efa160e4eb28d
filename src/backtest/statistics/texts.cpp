#include "backtest/statistics/texts.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tremolo::backtest {
namespace {
struct parts {
    std::int64_t days;
    std::int64_t hours;
    std::int64_t minutes;
    std::int64_t seconds;
};
// Days are rounded down, so that the rest of a negative duration is positive.
parts parts_of(std::chrono::seconds d) {
    const auto days = std::chrono::floor<std::chrono::days>(d);
    const auto rest = (d - days).count();
    return {days.count(), rest / 3600, rest / 60 % 60, rest % 60};
}
} // namespace

std::string clock_text(std::chrono::seconds d) {
    const auto p = parts_of(d);
    const auto rest = fmt::format("{}:{:02}:{:02}", p.hours, p.minutes, p.seconds);
    if (p.days == 0) return rest;
    return fmt::format("{} day{}, {}", p.days, std::abs(p.days) == 1 ? "" : "s", rest);
}

std::string days_text(std::chrono::seconds d) {
    const auto p = parts_of(d);
    return fmt::format("{} days {}{:02}:{:02}:{:02}", p.days, p.days < 0 ? "+" : "", p.hours, p.minutes, p.seconds);
}

std::string short_duration(std::chrono::seconds d) {
    const auto p = parts_of(d);
    return fmt::format("{}d {:02}:{:02}", p.days, p.hours, p.minutes);
}

int decimals_of(std::string_view currency) { return currency == "BTC" ? 8 : currency == "ETH" ? 5 : 3; }

std::string money_text(double value, std::string_view currency) {
    if (std::isnan(value)) return "N/A";
    auto text = fmt::format("{:.{}f}", value, decimals_of(currency));
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text;
}

std::string coins_text(double value, std::string_view currency) {
    return fmt::format("{} {}", money_text(value, currency), currency);
}

} // namespace tremolo::backtest
