// All endpoints of the API, in the order in which paths are matched.
#pragma once
#include "api/endpoint.hpp"

namespace tremolo::api {

inline constexpr std::string_view api_prefix = "/api/v1";

// One group a file of endpoints/; each has its rows below its handlers.
namespace endpoints {
[[nodiscard]] std::span<const endpoint> info();
[[nodiscard]] std::span<const endpoint> performance();
[[nodiscard]] std::span<const endpoint> trades();
[[nodiscard]] std::span<const endpoint> lists();
[[nodiscard]] std::span<const endpoint> control();
[[nodiscard]] std::span<const endpoint> candles();
[[nodiscard]] std::span<const endpoint> backtests();
[[nodiscard]] std::span<const endpoint> jobs();
} // namespace endpoints

[[nodiscard]] std::vector<const endpoint*> all_endpoints();

} // namespace tremolo::api
