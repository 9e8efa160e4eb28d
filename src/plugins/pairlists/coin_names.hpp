// Coins that exchanges trade in lots of many, under another name: 1000PEPE is a thousand PEPE.
#pragma once
#include <array>
#include <string_view>

namespace tremolo::plugins {

// In the order in which they are tried.
inline constexpr std::array<std::string_view, 4> coin_prefixes{"1000", "1000000", "1M", "K"};

} // namespace tremolo::plugins
