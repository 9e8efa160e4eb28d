// The shortest decimal number that reads back as a double: Raffaello Giulietti's "The Schubfach way to render doubles"
// (2021), for every finite double, without branches that depend on its digits. And digits as text, sixteen at a time.
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace tremolo {

__extension__ typedef unsigned __int128 unsigned_wide;

// (10 * tens + last) * 10^exponent
struct scaled_digits {
    std::uint64_t tens = 0;
    unsigned last = 0; // 0 to 9
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

// The same for all of them, weighed with every bit there is.
[[nodiscard]] scaled_digits shortest_digits_of_any(double value);

} // namespace detail

// Of a finite value above zero. At most 17 digits, some of them perhaps zeros at their end; 16 at least, unless the
// value is subnormal.
[[nodiscard]] inline scaled_digits shortest_digits_of(double value) {
    using namespace detail;
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto fraction = bits & ((std::uint64_t{1} << significand_bits) - 1);
    const auto biased = static_cast<int>(bits >> significand_bits);
    if (fraction == 0 || biased == 0) [[unlikely]] // a power of two has a closer neighbour; subnormal
        return shortest_digits_of_any(value);
    const int q = biased - exponent_bias, k = log10_of_power_of_two(q);
    const int shift = q + log2_of_power_of_ten(-k) + 1; // 1 to 4
    const auto scale = powers_of_ten_bits[static_cast<std::size_t>(-k - first_power_of_ten)];

    // The value as 10^k and 64 bits behind the point, right to one of their last.
    const auto by = (fraction | std::uint64_t{1} << significand_bits) << shift;
    const auto carried = static_cast<std::uint64_t>(static_cast<unsigned_wide>(scale.low) * by >> 64);
    const auto exact = static_cast<unsigned_wide>(scale.high) * by + carried;
    const auto whole = static_cast<std::uint64_t>(exact >> 64), rest = static_cast<std::uint64_t>(exact);

    // How far it is above its tens, and half of the way to its neighbours, which is less than five: 59 bits behind the
    // point. What lies between the neighbours' middles reads back as the value, and of one digit less at most one
    // number does.
    constexpr int point = 59;
    constexpr auto ten = std::uint64_t{10} << point, middle = std::uint64_t{1} << 63;
    const auto tens = whole / 10, digit = whole - 10 * tens;
    const auto above_tens = digit << point | rest >> (64 - point), half = scale.high >> (65 - point - shift);
    const auto reach = above_tens + half;
    // They are two bits off at most. The few that come as close as that to being decided otherwise are weighed anew.
    if (above_tens - half + 2 <= 4 || reach - (ten - 2) <= 2 || rest - (middle - 2) <= 4) [[unlikely]]
        return shortest_digits_of_any(value);
    const bool lower = above_tens < half, upper = reach >= ten;
    // Else, of as many digits, the closest one. No if: nobody could guess it.
    const auto all_digits = static_cast<std::uint64_t>(lower | upper) - 1;
    return {tens + static_cast<std::uint64_t>(upper), static_cast<unsigned>((digit + (rest >> 63)) & all_digits), k};
}

// The sixteen digits of two numbers below 10^8, one behind the other.
class sixteen_digits {
  public:
#ifdef __SSE2__
    sixteen_digits(std::uint64_t upper, std::uint64_t lower) {
        const auto both = _mm_unpacklo_epi64(_mm_cvtsi64_si128(static_cast<long long>(upper)),
                                             _mm_cvtsi64_si128(static_cast<long long>(lower)));
        const auto ten_thousands = _mm_srli_epi64(_mm_mul_epu32(both, _mm_set1_epi64x(109'951'163)), 40);
        const auto rest = _mm_sub_epi64(both, _mm_mul_epu32(ten_thousands, _mm_set1_epi64x(10'000)));
        const auto fours = _mm_or_si128(ten_thousands, _mm_slli_epi64(rest, 32));
        const auto hundreds = _mm_srli_epi16(_mm_mulhi_epu16(fours, _mm_set1_epi16(5243)), 3);
        const auto below_hundred = _mm_sub_epi16(fours, _mm_mullo_epi16(hundreds, _mm_set1_epi16(100)));
        const auto twos = _mm_or_si128(hundreds, _mm_slli_epi32(below_hundred, 16));
        const auto tens = _mm_mulhi_epu16(twos, _mm_set1_epi16(6554));
        digits_ = _mm_sub_epi16(_mm_slli_epi16(twos, 8), _mm_mullo_epi16(tens, _mm_set1_epi16(10 * 256 - 1)));
    }
    // As text.
    void put(char* to) const {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_or_si128(digits_, _mm_set1_epi8('0')));
    }
    // How many there are up to the last one that is not 0, where a digit, `behind`, stands behind them.
    [[nodiscard]] int used(unsigned behind) const {
        const auto zeros = _mm_movemask_epi8(_mm_cmpeq_epi8(digits_, _mm_setzero_si128()));
        const auto used = (static_cast<unsigned>(zeros) ^ 0xFFFFU) | (behind + 15) >> 4 << 16; // no ifs
        return std::bit_width(used << 1 | 1) - 1;
    }

  private:
    __m128i digits_; // a byte each, from 0 to 9
#else
    sixteen_digits(std::uint64_t upper, std::uint64_t lower) : upper_{eight(upper)}, lower_{eight(lower)} {}
    void put(char* to) const {
        constexpr std::uint64_t zeros = 0x3030'3030'3030'3030U;
        const std::array<std::uint64_t, 2> text{upper_ | zeros, lower_ | zeros};
        std::memcpy(to, text.data(), sizeof text);
    }
    [[nodiscard]] int used(unsigned behind) const {
        if (behind != 0) return 17;
        return lower_ != 0 ? 8 + (std::bit_width(lower_) + 7) / 8 : (std::bit_width(upper_) + 7) / 8;
    }

  private:
    static std::uint64_t eight(std::uint64_t number) {
        const auto ten_thousands = number * 109'951'163 >> 40;
        const auto fours = ten_thousands | (number - ten_thousands * 10'000) << 32;
        const auto hundreds = (fours * 10'486 >> 20) & 0x7F'0000'007FU;
        const auto twos = hundreds | (fours - hundreds * 100) << 16;
        const auto tens = (twos * 103 >> 10) & 0x000F'000F'000F'000FU;
        return tens | (twos - tens * 10) << 8;
    }
    std::uint64_t upper_, lower_; // a byte each, from 0 to 9, the first one in the lowest
#endif
};

} // namespace tremolo
