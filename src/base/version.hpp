// The versions that this program shows: its own, and those of the protocol that it speaks.
#pragma once
#include <string_view>

namespace tremolo {

inline constexpr std::string_view program_version = "0.1.0";
// What GET /version and /show_config answer: the freqtrade whose behaviour this is. Clients switch features by it.
inline constexpr std::string_view protocol_version = "2026.9";
inline constexpr double api_version = 2.5;

} // namespace tremolo
