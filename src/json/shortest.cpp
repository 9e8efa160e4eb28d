// Raffaello Giulietti's "The Schubfach way to render doubles", for numbers whose powers of ten are exact in 128 bits.
#include "json/shortest.hpp"
#include <algorithm>
#include <array>
#include <bit>

namespace tremolo::json {

namespace {

__extension__ typedef unsigned __int128 wide;

constexpr int significand_bits = 52;
constexpr int exponent_bias = 1023 + significand_bits;
constexpr int most_power = 22; // what 1e-5 needs

// 10^0 and on, each with its highest bit in front.
struct power {
    std::uint64_t high, low;
};
constexpr auto powers = [] {
    std::array<power, most_power + 1> all{};
    wide ten = 1;
    for (auto& one : all) {
        wide shifted = ten;
        while (shifted >> 127 == 0) shifted <<= 1;
        one = {static_cast<std::uint64_t>(shifted >> 64), static_cast<std::uint64_t>(shifted)};
        ten *= 10;
    }
    return all;
}();

// floor(log10(2^q)), of three quarters of it, and floor(log2(10^k)); for exponents of doubles.
constexpr int log10_of_power_of_two(int q) { return (q * 1262611) >> 22; }
constexpr int log10_of_three_quarters(int q) { return (q * 1262611 - 524031) >> 22; }
constexpr int log2_of_power_of_ten(int k) { return (k * 1741647) >> 19; }

// The upper part of the product; a remainder makes it odd, so that comparisons with it stay right.
std::uint64_t rounded_to_odd(power p, std::uint64_t by) {
    const wide low = static_cast<wide>(p.low) * by;
    const wide high = static_cast<wide>(p.high) * by + static_cast<std::uint64_t>(low >> 64);
    const auto rest = static_cast<std::uint64_t>(high);
    return static_cast<std::uint64_t>(high >> 64) | (rest > 1 ? 1U : 0U);
}

// Dividing by a constant is multiplying.
template <std::uint64_t Ten, int Zeros>
void drop_zeros(decimal_digits& number) {
    const auto less = number.digits / Ten;
    if (less * Ten != number.digits) return;
    number.digits = less;
    number.exponent += Zeros;
}

decimal_digits without_zeros(decimal_digits number) {
    drop_zeros<100'000'000, 8>(number);
    drop_zeros<100'000'000, 8>(number);
    drop_zeros<10'000, 4>(number);
    drop_zeros<100, 2>(number);
    drop_zeros<10, 1>(number);
    return number;
}

// Two digits at a time, backwards from the end; where they begin.
char* write_backwards(char* end, std::uint64_t number) {
    static constexpr auto pairs = [] {
        std::array<char, 200> all{};
        for (std::size_t i = 0; i < 100; ++i) {
            all[2 * i] = static_cast<char>('0' + i / 10);
            all[2 * i + 1] = static_cast<char>('0' + i % 10);
        }
        return all;
    }();
    for (; number >= 100; number /= 100) {
        const auto two = 2 * (number % 100);
        *--end = pairs[two + 1];
        *--end = pairs[two];
    }
    if (number >= 10) *--end = pairs[2 * number + 1];
    *--end = number >= 10 ? pairs[2 * number] : static_cast<char>('0' + number);
    return end;
}

} // namespace

decimal_digits shortest(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const auto fraction = bits & ((std::uint64_t{1} << significand_bits) - 1);
    const auto c = fraction | (std::uint64_t{1} << significand_bits);
    const int q = static_cast<int>(bits >> significand_bits) - exponent_bias;
    // What lies between the neighbours' middles reads back as the value; a power of two is closer to the one below.
    const bool uneven = fraction == 0;
    const std::uint64_t odd = c & 1;
    const int k = uneven ? log10_of_three_quarters(q) : log10_of_power_of_two(q);
    const int shift = q + log2_of_power_of_ten(-k) + 1;
    const auto scale = powers[static_cast<std::size_t>(-k)];
    const auto below = rounded_to_odd(scale, (4 * c - 2 + (uneven ? 1U : 0U)) << shift) + odd;
    const auto exact = rounded_to_odd(scale, (4 * c) << shift);
    const auto above = rounded_to_odd(scale, (4 * c + 2) << shift) - odd;

    const auto s = exact / 4;
    if (s >= 10) { // one digit less, where exactly one of both neighbours is close enough
        const auto tens = s / 10;
        const bool lower = below <= 40 * tens, upper = 40 * tens + 40 <= above;
        if (lower != upper) return without_zeros({tens + (upper ? 1U : 0U), k + 1});
    }
    const bool lower = below <= 4 * s, upper = 4 * s + 4 <= above;
    if (lower != upper) return without_zeros({s + (upper ? 1U : 0U), k});
    const auto middle = 4 * s + 2;
    const bool up = exact > middle || (exact == middle && (s & 1) != 0);
    return without_zeros({s + (up ? 1U : 0U), k});
}

void write_plain(std::string& out, decimal_digits number) {
    std::array<char, 24> digits;
    const char* const end = digits.data() + digits.size();
    const char* const first = write_backwards(digits.data() + digits.size(), number.digits);
    const int count = static_cast<int>(end - first);
    const int before = count + number.exponent; // digits in front of the point
    std::array<char, 48> text;
    auto* to = text.data();
    if (before <= 0) {
        *to++ = '0';
        *to++ = '.';
        to = std::fill_n(to, -before, '0');
        to = std::copy(first, end, to);
    } else if (before < count) {
        to = std::copy_n(first, before, to);
        *to++ = '.';
        to = std::copy(first + before, end, to);
    } else {
        to = std::copy(first, end, to);
        to = std::fill_n(to, before - count, '0');
        *to++ = '.';
        *to++ = '0';
    }
    out.append(text.data(), to);
}

} // namespace tremolo::json
