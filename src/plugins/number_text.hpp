// Numbers as Python prints them, for texts that clients know by heart: reasons of locks, messages, log lines.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::plugins {

// Shortest text that reads back equal: 0.02, 100.0, 1e-05, nan, inf.
[[nodiscard]] std::string number_text(double value);
// ['ETH/USDT', 'BTC/USDT']
[[nodiscard]] std::string list_text(const std::vector<std::string>& texts);
// 'text', with quotes and backslashes as Python's repr has them.
[[nodiscard]] std::string quoted_text(std::string_view text);

} // namespace tremolo::plugins
