// Candles as the API shows them: a frame becomes columns, rows and counts of signals.
#pragma once
#include "market/frame.hpp"
#include "rpc/schema/candles.hpp"
#include "strategy/calls.hpp"
#include <optional>

namespace tremolo::rpc {

// Fills what depends on the candles; with `columns` only the candle itself, the signals and those named are shown.
void fill_candles(schema::pair_history& out, const market::frame& candles,
                  const std::optional<std::vector<std::string>>& columns);

[[nodiscard]] schema::annotation wire_annotation(const strategy::annotation& from);

} // namespace tremolo::rpc
