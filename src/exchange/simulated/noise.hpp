// Seeded randomness without a state: a number is a function of its key, so it does not matter who asks first.
#pragma once
#include "exchange/uuid.hpp"
#include <cmath>
#include <string_view>

namespace tremolo::exchange {

[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t key, std::uint64_t more) {
    return mixed(key ^ (more * 0xd6e8feb86659fd93u + 0x2545f4914f6cdd1du));
}
[[nodiscard]] constexpr std::uint64_t key_of(std::string_view text) {
    std::uint64_t key = 0xcbf29ce484222325u;
    for (const char c : text) key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
    return mixed(key);
}
// In [0, 1).
[[nodiscard]] constexpr double uniform(std::uint64_t key) { return static_cast<double>(key >> 11) * 0x1p-53; }
// In [-1, 1).
[[nodiscard]] constexpr double symmetric(std::uint64_t key) { return uniform(key) * 2 - 1; }
// Bell-shaped with deviation 1, within about 3.4: the sum of four uniforms of 16 bits.
[[nodiscard]] constexpr double bell(std::uint64_t key) {
    const auto sum = (key & 0xffff) + ((key >> 16) & 0xffff) + ((key >> 32) & 0xffff) + (key >> 48);
    return (static_cast<double>(sum) * 0x1p-16 - 2) * 1.7320508075688772;
}
// Smooth between whole positions: `cell` and the way into it, 0 <= part < 1.
[[nodiscard]] constexpr double smooth(std::uint64_t key, std::int64_t cell, double part) {
    const double left = symmetric(mixed(key, static_cast<std::uint64_t>(cell)));
    const double right = symmetric(mixed(key, static_cast<std::uint64_t>(cell + 1)));
    const double weight = part * part * (3 - 2 * part);
    return left + (right - left) * weight;
}

} // namespace tremolo::exchange
