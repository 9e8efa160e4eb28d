// Durations and money as results and tables spell them.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tremolo::backtest {

[[nodiscard]] std::string clock_text(std::chrono::seconds d);     // 0:46:00, 1 day, 2:00:00
[[nodiscard]] std::string days_text(std::chrono::seconds d);      // 13 days 12:40:00
[[nodiscard]] std::string short_duration(std::chrono::seconds d); // 0d 04:00
// Digits after the point that amounts of a currency are shown with.
[[nodiscard]] int decimals_of(std::string_view currency);
// 222.2 of 222.200; "N/A" when it is no number.
[[nodiscard]] std::string money_text(double value, std::string_view currency);
[[nodiscard]] std::string coins_text(double value, std::string_view currency); // 222.2 USDT

} // namespace tremolo::backtest
