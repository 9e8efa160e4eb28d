// The shortest decimal number that reads back as a double: Raffaello Giulietti's "The Schubfach way to render doubles"
// (2021), for every finite double, without branches that depend on its digits. And digits as text, sixteen at a time.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tremolo {

__extension__ typedef unsigned __int128 unsigned_wide;

// digits * 10^exponent
struct scaled_digits {
    std::uint64_t digits = 0;
    int exponent = 0;
};

namespace detail {

// 10^k * 2^n, with the n that makes it 128 bits long, rounded up.
struct power_of_ten_bits {
    std::uint64_t high, low;
};
inline constexpr int first_power_of_ten = -292, last_power_of_ten = 324;
extern const std::array<power_of_ten_bits, last_power_of_ten - first_power_of_ten + 1> powers_of_ten_bits;

inline constexpr int significand_bits = 52;
inline constexpr int exponent_bias = 1023 + significand_bits;

// floor(log10(2^q)) and floor(log2(10^k)), for exponents of doubles.
constexpr int log10_of_power_of_two(int q) { return (q * 1262611) >> 22; }
constexpr int log2_of_power_of_ten(int k) { return (k * 1741647) >> 19; }

// The same for a double whose neighbour below is closer than the one above: a power of two.
[[nodiscard]] scaled_digits shortest_digits_of_power_of_two(int q);

} // namespace detail

// Of a finite value above zero. At most 17 digits, some of them perhaps zeros at their end; 16 at least, unless the
// value is subnormal.
[[nodiscard]] inline scaled_digits shortest_digits_of(double value) {
    using namespace detail;
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto fraction = bits & ((std::uint64_t{1} << significand_bits) - 1);
    const auto biased = static_cast<int>(bits >> significand_bits);
    const bool normal = biased != 0;
    const int q = biased + static_cast<int>(!normal) - exponent_bias;
    if (fraction == 0 && biased > 1) [[unlikely]]
        return shortest_digits_of_power_of_two(q);
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

    // What lies between the neighbours' middles, both of which belong to an even significand, reads back as the value.
    // Of one digit less at most one number does.
    const auto whole = static_cast<std::uint64_t>(exact >> 64), tens = whole / 40;
    const auto beyond_tens = exact - (static_cast<unsigned_wide>(40 * tens) << 64);
    const std::uint64_t odd = c & 1, unseen = 2;
    const bool lower = beyond_tens < half + static_cast<std::uint64_t>(exact_rest < half_rest) + unseen * (odd ^ 1);
    const bool upper = beyond_tens + half + static_cast<std::uint64_t>(exact_rest + half_rest < half_rest) >=
                       (static_cast<unsigned_wide>(40) << 64) + unseen * odd;
    const auto ten = 10 * (tens + static_cast<std::uint64_t>(upper));
    // Of this many digits the closest does; of two that are as close it is the even one.
    const auto seen = whole | static_cast<std::uint64_t>(static_cast<std::uint64_t>(exact) > 1);
    const auto one = (seen + 1 + (whole >> 2 & 1)) >> 2;
    const auto which = 0 - static_cast<std::uint64_t>(lower | upper); // not an if: nobody could guess
    return {one ^ ((one ^ ten) & which), k};
}

// The sixteen digits of two numbers below 10^8, each a byte from 0 to 9, the first one in the lowest.
[[nodiscard]] inline unsigned_wide sixteen_digits(std::uint64_t upper, std::uint64_t lower) {
#ifdef __SSE2__
    const auto both = _mm_set_epi64x(static_cast<long long>(lower), static_cast<long long>(upper));
    const auto ten_thousands = _mm_srli_epi64(_mm_mul_epu32(both, _mm_set1_epi64x(109'951'163)), 40);
    const auto rest = _mm_sub_epi64(both, _mm_mul_epu32(ten_thousands, _mm_set1_epi64x(10'000)));
    const auto fours = _mm_or_si128(ten_thousands, _mm_slli_epi64(rest, 32));
    const auto hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
    const auto below_hundred = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100)));
    const auto twos = _mm_or_si128(hundreds, _mm_slli_epi32(below_hundred, 16));
    const auto tens = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
    const auto ones = _mm_sub_epi16(twos, _mm_mullo_epi16(tens, _mm_set1_epi16(10)));
    return std::bit_cast<unsigned_wide>(_mm_or_si128(tens, _mm_slli_epi16(ones, 8)));
#else
    const auto eight = [](std::uint64_t number) {
        const auto ten_thousands = number * 109'951'163 >> 40;
        const auto fours = ten_thousands | (number - ten_thousands * 10'000) << 32;
        const auto hundreds = (fours * 10'486 >> 20) & 0x7F'0000'007FU;
        const auto twos = hundreds | (fours - hundreds * 100) << 16;
        const auto tens = (twos * 103 >> 10) & 0x000F'000F'000F'000FU;
        return tens | (twos - tens * 10) << 8;
    };
    return static_cast<unsigned_wide>(eight(lower)) << 64 | eight(upper);
#endif
}

} // namespace tremolo
