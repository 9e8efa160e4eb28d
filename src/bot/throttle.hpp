// How long the worker pauses after an iteration (ENGINE.md section 1). Test vectors: tests/data/engine/throttle.json.
#pragma once
#include <optional>

namespace tremolo::bot {

// All in seconds. `throttle`: from the start of one iteration to the start of the next; `took`: what this one took;
// `to_next_candle`: from now to the next candle's start, absent while stopped. An iteration begins one second after
// every candle's start, and none in that second. Never negative.
[[nodiscard]] double pause_after(double throttle, double took, std::optional<double> to_next_candle);

} // namespace tremolo::bot
