#include "plugins/protections/protection.hpp"
#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
std::string counted(std::int64_t count, std::string_view unit) {
    return fmt::format("{} {}{}", count, unit, count == 1 || count == -1 ? "" : "s");
}

std::int64_t whole(std::optional<double> minutes) { return static_cast<std::int64_t>(minutes.value_or(60)); }

int number_of(std::string_view digits) {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}
} // namespace

protection::protection(const strategy::protection& keys, std::int64_t timeframe_minutes, trade_history& history)
    : keys_{keys}, history_{history} {
    if (keys_.stop_duration_candles)
        stop_minutes_ = timeframe_minutes * *keys_.stop_duration_candles;
    else if (!keys_.unlock_at)
        stop_minutes_ = whole(keys_.stop_duration);
    lookback_minutes_ = keys_.lookback_period_candles ? timeframe_minutes * *keys_.lookback_period_candles
                                                      : whole(keys_.lookback_period);
}

std::string protection::lookback_text() const {
    return keys_.lookback_period_candles.value_or(0) != 0 ? counted(*keys_.lookback_period_candles, "candle")
                                                          : counted(lookback_minutes_, "minute");
}

std::string protection::unlock_text() const {
    if (keys_.unlock_at) return "until " + *keys_.unlock_at;
    return "for " + (keys_.stop_duration_candles.value_or(0) != 0 ? counted(*keys_.stop_duration_candles, "candle")
                                                                  : counted(stop_minutes_, "minute"));
}

timestamp protection::lock_end(const std::vector<closed_trade_facts>& trades) const {
    const timestamp latest = std::max_element(trades.begin(), trades.end(), [](const auto& a, const auto& b) {
                                 return a.close_date < b.close_date;
                             })->close_date;
    if (!keys_.unlock_at) return latest + std::chrono::minutes{stop_minutes_};
    const std::string_view text = *keys_.unlock_at;
    const auto colon = text.find(':');
    const auto day = std::chrono::floor<std::chrono::days>(latest);
    const auto seconds = (latest - day) % std::chrono::minutes{1};
    timestamp at = day + std::chrono::hours{number_of(text.substr(0, colon))} +
                   std::chrono::minutes{number_of(text.substr(colon + 1))} + seconds;
    if (at < latest) at += std::chrono::days{1};
    return at;
}

} // namespace tremolo::plugins
