// The order in which pandas sorts trades by their dates. Its quicksort is not stable, so that trades closed at the same
// moment change places in a way of its own - and with it the drawdown, when many close with the same candle. Test:
// metrics.json.
#pragma once
#include "base/clock.hpp"
#include <span>
#include <vector>

namespace tremolo::trading {

// Positions of the dates, ascending.
[[nodiscard]] std::vector<std::size_t> date_order(std::span<const timestamp> dates);

} // namespace tremolo::trading
