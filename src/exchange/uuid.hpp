// Identifiers by RFC 4122, version 4, from a seed: the same seed gives the same sequence, so a program that must not
// repeat itself after a restart takes a random seed.
#pragma once
#include <cstdint>
#include <string>

namespace tremolo::exchange {

// Spreads a number over all 64 bits: what seeded randomness here is made of (splitmix64).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

// Not thread-safe.
class uuid_source {
  public:
    explicit uuid_source(std::uint64_t seed) : seed_{mixed(seed)} {}
    [[nodiscard]] std::string next(); // "3f2c8a5e-....-4...-....-............"

  private:
    std::uint64_t seed_;
    std::uint64_t drawn_ = 0;
};

} // namespace tremolo::exchange
