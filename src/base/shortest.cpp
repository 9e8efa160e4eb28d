#include "base/shortest.hpp"
#include <cstddef>

namespace tremolo::detail {

namespace {

// A whole number of many digits, the lowest word first.
template <std::size_t Words>
class long_number {
  public:
    constexpr void set_bit(std::size_t bit) { words_[bit / 32] |= std::uint32_t{1} << bit % 32; }
    constexpr void times_ten() {
        std::uint64_t carry = 0;
        for (auto& word : words_) {
            carry += std::uint64_t{word} * 10;
            word = static_cast<std::uint32_t>(carry);
            carry >>= 32;
        }
    }
    // Rounded down; ten divisions of such a number are one by their product.
    constexpr void divide_by_ten() {
        std::uint64_t rest = 0;
        for (std::size_t at = Words; at-- > 0;) {
            rest = rest << 32 | words_[at];
            words_[at] = static_cast<std::uint32_t>(rest / 10);
            rest %= 10;
        }
    }
    // The first 128 bits, rounded up where something is behind them.
    [[nodiscard]] constexpr power_of_ten_bits front(bool more_behind) const {
        std::size_t top = Words - 1;
        while (words_[top] == 0) --top;
        const auto word = [&](std::size_t behind) { return std::uint64_t{behind <= top ? words_[top - behind] : 0U}; };
        const int zeros = std::countl_zero(words_[top]);
        const auto joined = [&](std::size_t first) { // 64 bits, from that word on
            return (word(first) << 32 | word(first + 1)) << zeros | word(first + 2) << zeros >> 32;
        };
        power_of_ten_bits out{joined(0), joined(2)};
        if (more_behind && ++out.low == 0) ++out.high;
        return out;
    }

  private:
    std::uint32_t words_[Words]{}; // no std::array: its calls count as work of the compiler, which is bounded
};

constexpr auto made_powers() {
    std::array<power_of_ten_bits, last_power_of_ten - first_power_of_ten + 1> all{};
    constexpr int last_of_128_bits = 55;
    constexpr std::size_t words = 40; // 10^324 has 1,077 bits; 2^1270 / 10^292 has 301
    long_number<words> whole;
    whole.set_bit(0);
    for (int k = 0; k <= last_power_of_ten; ++k) {
        all[static_cast<std::size_t>(k - first_power_of_ten)] = whole.front(k > last_of_128_bits);
        whole.times_ten();
    }
    long_number<words> part;
    part.set_bit(1270);
    for (int k = -1; k >= first_power_of_ten; --k) {
        part.divide_by_ten();
        all[static_cast<std::size_t>(k - first_power_of_ten)] = part.front(true); // none of them is finite in binary
    }
    return all;
}

} // namespace

constexpr std::array<power_of_ten_bits, last_power_of_ten - first_power_of_ten + 1> powers_of_ten_bits = made_powers();

namespace {

scaled_digits split(std::uint64_t digits, int exponent) {
    return {digits / 10, static_cast<unsigned>(digits % 10), exponent};
}

scaled_digits shortest_digits_of_power_of_two(int q) {
    const auto log10_of_three_quarters = [](int exponent) { return (exponent * 1262611 - 524031) >> 22; };
    const int k = log10_of_three_quarters(q);
    const int shift = q + log2_of_power_of_ten(-k) + 1;
    const auto scale = powers_of_ten_bits[static_cast<std::size_t>(-k - first_power_of_ten)];
    // The upper part of the product; a remainder makes it odd, so that comparisons with it stay right.
    const auto times = [scale, shift](std::uint64_t by) {
        const auto low = static_cast<unsigned_wide>(scale.low) * (by << shift);
        const auto high =
            static_cast<unsigned_wide>(scale.high) * (by << shift) + static_cast<std::uint64_t>(low >> 64);
        return static_cast<std::uint64_t>(high >> 64) |
               static_cast<std::uint64_t>(static_cast<std::uint64_t>(high) > 1);
    };
    constexpr auto c = std::uint64_t{1} << significand_bits;
    const auto below = times(4 * c - 1), exact = times(4 * c), above = times(4 * c + 2);
    const auto s = exact / 4, tens = s / 10;
    if (const bool lower = below <= 40 * tens, upper = 40 * tens + 40 <= above; lower != upper)
        return {tens + static_cast<std::uint64_t>(upper), 0, k};
    if (const bool lower = below <= 4 * s, upper = 4 * s + 4 <= above; lower != upper)
        return split(s + static_cast<std::uint64_t>(upper), k);
    return split((exact + 1 + (s & 1)) >> 2, k);
}

} // namespace

scaled_digits shortest_digits_of_any(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto fraction = bits & ((std::uint64_t{1} << significand_bits) - 1);
    const auto biased = static_cast<int>(bits >> significand_bits);
    const bool normal = biased != 0;
    const int q = biased + static_cast<int>(!normal) - exponent_bias;
    if (fraction == 0 && biased > 1) return shortest_digits_of_power_of_two(q);
    const auto c = fraction | static_cast<std::uint64_t>(normal) << significand_bits;
    const int k = log10_of_power_of_two(q);
    const int shift = q + log2_of_power_of_ten(-k) + 1; // 1 to 4
    const auto scale = powers_of_ten_bits[static_cast<std::size_t>(-k - first_power_of_ten)];

    // Four times the value, and half of the way to its neighbours, as 10^k and 64 bits behind the point. The powers'
    // rounding shows in the last of those bits alone; no other number comes so close to a whole one.
    const auto by = (4 * c) << shift;
    const auto lower_part = static_cast<unsigned_wide>(scale.low) * by;
    const auto exact = static_cast<unsigned_wide>(scale.high) * by + static_cast<std::uint64_t>(lower_part >> 64);
    const auto half = (static_cast<unsigned_wide>(scale.high) << 64 | scale.low) >> (63 - shift);
    const auto exact_rest = static_cast<std::uint64_t>(lower_part), half_rest = scale.low << (shift + 1);

    // The neighbours' middles belong to an even significand.
    const auto whole = static_cast<std::uint64_t>(exact >> 64), tens = whole / 40;
    const auto beyond_tens = exact - (static_cast<unsigned_wide>(40 * tens) << 64);
    const std::uint64_t odd = c & 1, unseen = 2;
    const bool lower = beyond_tens < half + static_cast<std::uint64_t>(exact_rest < half_rest) + unseen * (odd ^ 1);
    const bool upper = beyond_tens + half + static_cast<std::uint64_t>(exact_rest + half_rest < half_rest) >=
                       (static_cast<unsigned_wide>(40) << 64) + unseen * odd;
    if (lower || upper) return {tens + static_cast<std::uint64_t>(upper), 0, k};
    // Of two that are as close it is the even one.
    const auto seen = whole | static_cast<std::uint64_t>(static_cast<std::uint64_t>(exact) > 1);
    return split((seen + 1 + (whole >> 2 & 1)) >> 2, k);
}

} // namespace tremolo::detail
