#include "plugins/pairlists/python_random.hpp"
#include <bit>
#include <cmath>

namespace tremolo::plugins {

namespace {

// Of a number with a fraction, as Python hashes it: its value modulo 2^61 - 1, as the sign says.
std::uint64_t hash_of(double value) {
    constexpr int bits = 61;
    constexpr std::uint64_t modulus = (std::uint64_t{1} << bits) - 1;
    constexpr int chunk = 28;
    const auto turned = [](std::uint64_t x, int by) { return ((x << by) & modulus) | x >> (bits - by); };
    int exponent = 0;
    double fraction = std::frexp(std::abs(value), &exponent);
    std::uint64_t hash = 0;
    while (fraction != 0) {
        hash = turned(hash, chunk);
        fraction *= static_cast<double>(1 << chunk);
        exponent -= chunk;
        const auto whole = static_cast<std::uint64_t>(fraction);
        fraction -= static_cast<double>(whole);
        hash += whole;
        if (hash >= modulus) hash -= modulus;
    }
    exponent = exponent >= 0 ? exponent % bits : bits - 1 - (-1 - exponent) % bits;
    hash = turned(hash, exponent);
    if (value < 0 && hash == 1) hash = 2; // -1 is no hash
    return value < 0 ? ~hash + 1 : hash;
}

} // namespace

python_random::python_random(std::uint64_t magnitude) {
    std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(magnitude),
                                     static_cast<std::uint32_t>(magnitude >> 32)};
    const std::size_t length = key[1] == 0 ? 1 : 2;
    start(19650218U);
    std::size_t i = 1, j = 0;
    const auto before = [this](std::size_t k) { return state_[k - 1] ^ (state_[k - 1] >> 30); };
    const auto step = [&] {
        if (++i < words) return;
        state_[0] = state_[words - 1];
        i = 1;
    };
    for (std::size_t k = 0; k < words; ++k) {
        state_[i] = (state_[i] ^ (before(i) * 1664525U)) + key[j] + static_cast<std::uint32_t>(j);
        step();
        j = (j + 1) % length;
    }
    for (std::size_t k = 0; k < words - 1; ++k) {
        state_[i] = (state_[i] ^ (before(i) * 1566083941U)) - static_cast<std::uint32_t>(i);
        step();
    }
    state_[0] = 0x80000000U;
}

python_random python_random::of_real(double seed) { return python_random{hash_of(seed)}; }

void python_random::start(std::uint32_t seed) {
    state_[0] = seed;
    for (std::size_t i = 1; i < words; ++i)
        state_[i] = 1812433253U * (state_[i - 1] ^ (state_[i - 1] >> 30)) + static_cast<std::uint32_t>(i);
}

std::uint32_t python_random::next() {
    constexpr std::size_t shift = 397;
    if (at_ == words) {
        for (std::size_t i = 0; i < words; ++i) {
            const auto joined = (state_[i] & 0x80000000U) | (state_[(i + 1) % words] & 0x7fffffffU);
            state_[i] = state_[(i + shift) % words] ^ (joined >> 1) ^ ((joined & 1U) != 0 ? 0x9908b0dfU : 0U);
        }
        at_ = 0;
    }
    auto x = state_[at_++];
    x ^= x >> 11;
    x ^= (x << 7) & 0x9d2c5680U;
    x ^= (x << 15) & 0xefc60000U;
    return x ^ (x >> 18);
}

std::size_t python_random::below(std::size_t bound) {
    const auto bits = std::bit_width(bound);
    for (;;) {
        const std::size_t drawn = next() >> (32 - bits);
        if (drawn < bound) return drawn;
    }
}

} // namespace tremolo::plugins
