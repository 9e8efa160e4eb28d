// Closed trades by pair, the best first.
#pragma once
#include "bot/closed_totals.hpp"
#include "rpc/schema/performance.hpp"
#include <optional>

namespace tremolo::rpc {

// The pair that made the most, of both sides, or of the short (true) or long (false) trades only.
[[nodiscard]] std::optional<schema::performance_entry> best_pair(const bot::closed_totals& closed,
                                                                 std::optional<bool> shorts);

} // namespace tremolo::rpc
