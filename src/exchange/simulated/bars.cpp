#include "exchange/simulated/bars.hpp"
#include "exchange/simulated/noise.hpp"
#include <array>
#include <cmath>

namespace tremolo::exchange {
namespace {

constexpr std::size_t most_parts = 64;

// Reflected at the borders as often as needed.
double folded(double x, double low, double high) {
    const double width = high - low;
    if (width <= 0) return low;
    double y = std::fmod(x - low, 2 * width);
    if (y < 0) y += 2 * width;
    return low + (y <= width ? y : 2 * width - y);
}

void set_prices(const bar& whole, std::uint64_t key, std::span<bar> parts) {
    const std::size_t n = parts.size();
    std::array<double, most_parts> walk;
    double at = 0;
    for (std::size_t i = 0; i < n; ++i) walk[i] = at += bell(mixed(key, i));
    const auto low = static_cast<double>(whole.low);
    const auto high = static_cast<double>(whole.high);
    const double share = 1.0 / static_cast<double>(n);
    // A random walk's range is about 1.6 deviations of its end.
    const double scale = (high - low) / (1.6 * std::sqrt(static_cast<double>(n)));
    std::int64_t open = whole.open;
    std::size_t highest = 0;
    std::size_t lowest = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double way = static_cast<double>(i + 1) * share;
        const double bridge = walk[i] - way * walk[n - 1];
        const double line = static_cast<double>(whole.open) + way * static_cast<double>(whole.close - whole.open);
        const auto inner = static_cast<std::int64_t>(std::lround(folded(line + bridge * scale, low, high)));
        const auto close = i + 1 == n ? whole.close : std::clamp(inner, whole.low, whole.high);
        const auto wick = mixed(key, i + most_parts);
        auto& part = parts[i];
        part.open = open;
        part.close = close;
        part.high = std::max(open, close) + std::lround(scale * 0.7 * uniform(wick));
        part.low = std::min(open, close) - std::lround(scale * 0.7 * uniform(mixed(wick)));
        part.high = std::min(part.high, whole.high);
        part.low = std::max(part.low, whole.low);
        if (part.high > parts[highest].high) highest = i;
        if (part.low < parts[lowest].low) lowest = i;
        open = close;
    }
    parts[highest].high = whole.high;
    parts[lowest].low = whole.low;
}

void set_volumes(const bar& whole, std::uint64_t key, std::span<bar> parts) {
    std::array<double, most_parts> up_to;
    double sum = 0;
    const double range = static_cast<double>(whole.high - whole.low) + 1;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double u = uniform(mixed(key, i + 2 * most_parts));
        const double moved = static_cast<double>(parts[i].high - parts[i].low) / range;
        up_to[i] = sum += 0.1 + 2 * u * u * u + 4 * moved;
    }
    std::int64_t before = 0;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        const auto until =
            last ? whole.volume : static_cast<std::int64_t>(static_cast<double>(whole.volume) * (up_to[i] / sum));
        parts[i].volume = until - before;
        before = until;
    }
}

} // namespace

void divide(const bar& whole, std::uint64_t key, std::span<bar> parts) {
    set_prices(whole, key, parts);
    set_volumes(whole, key, parts);
}

} // namespace tremolo::exchange
