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
[[nodiscard]] std::span<const endpoint> catalogues();
[[nodiscard]] std::span<const endpoint> backtests();
[[nodiscard]] std::span<const endpoint> jobs();
// Tremolo's own. The functions find the row that answers instead of freqtrade's where a request asks for more.
[[nodiscard]] std::span<const endpoint> own();
[[nodiscard]] const endpoint* refined_trades(const http::request& request);
[[nodiscard]] const endpoint* refined_status(const http::request& request);
[[nodiscard]] const endpoint* refined_trade(const http::request& request);
} // namespace endpoints

[[nodiscard]] std::vector<const endpoint*> all_endpoints();

} // namespace tremolo::api
