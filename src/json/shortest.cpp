#include "json/shortest.hpp"
#include "base/shortest.hpp"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace tremolo::json {

namespace {

static_assert(std::endian::native == std::endian::little);

constexpr double plain_from = 1e-5, plain_below = 1e16; // what has no exponent
constexpr int bits = 8;                                 // of a digit

// Sixteen or seventeen digits as text. They stay in registers: memory that was just written in pieces is slow to be
// read as a whole.
struct digits_text {
    // At least 10^15.
    explicit digits_text(std::uint64_t number) {
        constexpr std::uint64_t eight = 100'000'000;
        const auto front = number / eight, one = front / eight;
        const auto digits = sixteen_digits(front - one * eight, number - front * eight);
        const auto upper = static_cast<std::uint64_t>(digits), lower = static_cast<std::uint64_t>(digits >> 64);
        const int zeros = lower != 0 ? std::countl_zero(lower) : 64 + std::countl_zero(upper);
        first = static_cast<char>('0' + one);
        more = static_cast<int>(one != 0);
        constexpr auto as_text = 0x3030'3030'3030'3030U;
        behind = digits | static_cast<unsigned_wide>(as_text) << 64 | as_text;
        count = 16 + more - zeros / bits;
    }
    // All of them.
    void put(char* to) const {
        *to = first;
        std::memcpy(to + more, &behind, sizeof behind);
    }
    char first;
    int more; // 1 where `first` belongs to them
    unsigned_wide behind;
    int count; // without the zeros at the end
};

char* write_small_number(char* to, int number) {
    if (number >= 100) *to++ = static_cast<char>('0' + number / 100);
    if (number >= 10) *to++ = static_cast<char>('0' + number / 10 % 10);
    *to++ = static_cast<char>('0' + number % 10);
    return to;
}

// orjson: 1e+16 and 1e-6, the exponent without zeros in front.
char* write_with_exponent(char* to, scaled_digits number) {
    constexpr std::uint64_t sixteen_digits_from = 1'000'000'000'000'000;
    for (; number.digits < sixteen_digits_from; --number.exponent) number.digits *= 10; // of a subnormal number
    const digits_text digits{number.digits};
    digits.put(to + 1);
    to[0] = to[1];
    to[1] = '.';
    to += digits.count > 1 ? digits.count + 1 : 1;
    const int exponent = number.exponent + 15 + digits.more;
    *to++ = 'e';
    *to++ = exponent < 0 ? '-' : '+';
    return write_small_number(to, std::abs(exponent));
}

} // namespace

char* write_finite(char* to, double value) {
    *to = '-';
    to += std::signbit(value);
    const double size = std::abs(value);
    if (size == 0) return std::copy_n("0.0", 3, to);
    const auto number = shortest_digits_of(size);
    if (!(size >= plain_from && size < plain_below)) [[unlikely]]
        return write_with_exponent(to, number);
    const digits_text digits{number.digits};
    const int behind_first = 16 + number.exponent, before = behind_first + digits.more; // digits in front of the point
    if (before <= 0) {
        std::memcpy(to, "0.000000", 8);
        to += 2 - before;
        digits.put(to);
        return to + digits.count;
    }
    // As many as there may be, at both sides: what is too much is written over or lies behind the end.
    digits.put(to);
    to[before] = '.';
    const auto fraction = behind_first < 16 ? digits.behind >> behind_first * bits : '0';
    std::memcpy(to + before + 1, &fraction, sizeof fraction);
    return to + std::max(digits.count, before + 1) + 1;
}

} // namespace tremolo::json
