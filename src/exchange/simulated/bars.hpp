// A candle in whole ticks and steps, and how it is divided into shorter ones that add up to it exactly: open, close,
// extremes and volume of the whole are those of its parts.
#pragma once
#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>

namespace tremolo::exchange {

struct bar {
    std::int64_t open = 0; // prices in ticks
    std::int64_t high = 0;
    std::int64_t low = 0;
    std::int64_t close = 0;
    std::int64_t volume = 0; // in steps of the amount
    friend bool operator==(const bar&, const bar&) = default;

    // This one followed by `next`.
    void add(const bar& next) {
        high = std::max(high, next.high);
        low = std::min(low, next.low);
        close = next.close;
        volume += next.volume;
    }
};

// A walk from the whole's open to its close, decided by the key. At most 64 parts.
void divide(const bar& whole, std::uint64_t key, std::span<bar> parts);

} // namespace tremolo::exchange
