// Sums as numpy makes them: in pairs of blocks, so that figures agree with freqtrade's to the last digit. Test:
// metrics.json.
#pragma once
#include <span>

namespace tremolo::trading {

[[nodiscard]] double pairwise_sum(std::span<const double> values);
// Standard deviation with `freedom` subtracted from the count; NaN when nothing is left to divide by.
[[nodiscard]] double deviation(std::span<const double> values, int freedom);

} // namespace tremolo::trading
