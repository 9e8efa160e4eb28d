// Random numbers as Python draws them (random.Random), so that a list that was shuffled with a seed has the order that
// it has in freqtrade: the Mersenne Twister, seeded by a whole array, with numbers below a bound drawn by rejection.
// Test vectors, recorded from Python: tests/data/engine/shuffles.json.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tremolo::plugins {

class python_random {
  public:
    // As random.Random(seed) for a whole number of at most 64 bits; its sign does not matter.
    explicit python_random(std::uint64_t magnitude);
    // As random.Random(seed) for a number with a fraction: its hash is the seed.
    [[nodiscard]] static python_random of_real(double seed);

    // From 0 up to, not including, `bound`; which is at least 1.
    [[nodiscard]] std::size_t below(std::size_t bound);

    template <class T>
    void shuffle(std::vector<T>& values) {
        for (auto i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
    }

  private:
    void start(std::uint32_t seed);
    [[nodiscard]] std::uint32_t next();
    static constexpr std::size_t words = 624;
    std::array<std::uint32_t, words> state_{};
    std::size_t at_ = words;
};

} // namespace tremolo::plugins
