#include "bot/throttle.hpp"
#include <algorithm>

namespace tremolo::bot {

double pause_after(double throttle, double took, std::optional<double> to_next_candle) {
    constexpr double candle_settles = 1;
    double pause = throttle - took;
    if (to_next_candle) {
        const double latest = *to_next_candle + candle_settles;
        if (*to_next_candle < pause && pause < latest) pause = latest;
        pause = std::min(pause, latest);
    }
    return std::max(pause, 0.0);
}

} // namespace tremolo::bot
