// Closed trades by pair, the best first.
#pragma once
#include "bot/closed_totals.hpp"
#include "rpc/schema/performance.hpp"
#include <optional>

namespace tremolo::rpc {

// Of both sides, or of the short (true) or long (false) trades only.
[[nodiscard]] std::vector<schema::performance_entry> performance_of(const bot::closed_totals& closed,
                                                                    std::optional<bool> shorts);

} // namespace tremolo::rpc
