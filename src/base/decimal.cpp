#include "base/decimal.hpp"
#include "base/shortest.hpp"
#include <algorithm>
#include <array>
#include <bit>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>

namespace tremolo {

using big = boost::multiprecision::cpp_int;
__extension__ using unsigned128 = unsigned __int128;

struct wide_integer {
    big value;
};

namespace {

constexpr int division_digits = 18;
constexpr int largest_power = 38; // 10^38 is the largest that fits 127 bits

constexpr auto powers = [] {
    std::array<int128, largest_power + 1> table{};
    table[0] = 1;
    for (std::size_t i = 1; i < table.size(); ++i) table[i] = table[i - 1] * 10;
    return table;
}();

// The powers of ten that are doubles.
constexpr int exact_power = 22;
constexpr auto double_powers = [] {
    std::array<double, exact_power + 1> table{};
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<double>(powers[i]);
    return table;
}();

big big_power(int exponent) { return boost::multiprecision::pow(big{10}, static_cast<unsigned>(exponent)); }

bool times_power(int128 value, int exponent, int128& out) {
    return exponent <= largest_power && !__builtin_mul_overflow(value, powers[exponent], &out);
}

// Decimal digits of the magnitude into the end of `buffer`; the start of them is returned.
template <std::size_t N>
char* write_digits(std::array<char, N>& buffer, unsigned128 magnitude) {
    char* at = buffer.data() + N;
    do {
        *--at = static_cast<char>('0' + static_cast<int>(magnitude % 10));
        magnitude /= 10;
    } while (magnitude != 0);
    return at;
}

unsigned128 magnitude_of(int128 value) {
    return value < 0 ? ~static_cast<unsigned128>(value) + 1 : static_cast<unsigned128>(value);
}

std::string digits_text(int128 value) {
    std::array<char, 40> buffer{};
    const char* at = write_digits(buffer, magnitude_of(value));
    return {at, static_cast<std::size_t>(buffer.data() + buffer.size() - at)};
}

// "digits" x 10^-scale by the standard library's correctly rounding reader.
double read_double(std::string digits, int scale, bool negative) {
    digits += 'e';
    digits += std::to_string(-scale);
    double value = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (failure == std::errc::result_out_of_range)
        value = std::ssize(digits) > scale ? std::numeric_limits<double>::infinity() : 0.0;
    return negative ? -value : value;
}

constexpr int few_places = 8;

// So many digits behind the point, where they are zeros.
template <int Count>
void cut_zeros(std::uint64_t& digits, int& scale) {
    constexpr auto power = static_cast<std::uint64_t>(powers[Count]);
    if (scale < Count || digits % power != 0) return;
    digits /= power;
    scale -= Count;
}

// Prices and amounts: at most fifteen digits, eight of them behind the point. No two such numbers are the same double,
// so that one which reads back as the value is its shortest text.
std::optional<shortest_digits> few_digits(double value) {
    constexpr double scaling = 1e8, fifteen_digits = 1e15; // few_places
    const double scaled = std::abs(value) * scaling;
    if (!(scaled < fifteen_digits)) return {};
    const auto nearest = static_cast<std::int64_t>(scaled + 0.5);
    if (nearest == 0 || static_cast<double>(nearest) / scaling != std::abs(value)) return {};
    auto digits = static_cast<std::uint64_t>(nearest);
    int scale = few_places;
    if (digits % 2 == 0) {
        cut_zeros<4>(digits, scale);
        cut_zeros<4>(digits, scale);
        cut_zeros<2>(digits, scale);
        cut_zeros<1>(digits, scale);
    }
    return shortest_digits{value < 0, digits, scale};
}

int width_of(unsigned128 value) {
    const auto high = static_cast<std::uint64_t>(value >> 64);
    return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(static_cast<std::uint64_t>(value)));
}

// magnitude / 10^scale for what neither overflows nor loses bits near zero: magnitude > 0, 0 <= scale <= 19. The
// quotient has at least 64 bits, of which a double takes 53, and the rest says which way it is rounded, ties to even.
double rounded_quotient(unsigned128 magnitude, int scale) {
    constexpr int kept = 53, rest_bits = 64 - kept;
    const int shift = 128 - width_of(magnitude);
    const unsigned128 numerator = magnitude << shift;
    const auto divisor = static_cast<unsigned128>(powers[static_cast<std::size_t>(scale)]);
    const unsigned128 quotient = numerator / divisor;
    const int surplus = width_of(quotient) - 64;
    const auto top = static_cast<std::uint64_t>(quotient >> surplus);
    const bool more = quotient * divisor != numerator || (static_cast<unsigned128>(top) << surplus) != quotient;
    constexpr std::uint64_t half = std::uint64_t{1} << (rest_bits - 1);
    const auto rest = top & (2 * half - 1);
    auto mantissa = top >> rest_bits;
    if (rest > half || (rest == half && (more || mantissa % 2 == 1))) ++mantissa;
    return std::ldexp(static_cast<double>(mantissa), surplus + rest_bits - shift);
}

} // namespace

int bit_width(int128 magnitude) { return width_of(static_cast<unsigned128>(magnitude)); }

int128 power_of_ten(int exponent) { return powers.at(static_cast<std::size_t>(exponent)); }

shortest_digits shortest(double value) {
    if (const auto few = few_digits(value)) return *few;
    if (!std::isfinite(value)) throw std::domain_error{"NaN and infinite values are no decimals"};
    constexpr double exact_integers = 9007199254740992.0;
    if (std::abs(value) < exact_integers && value == std::trunc(value))
        return {value < 0, static_cast<std::uint64_t>(std::abs(value)), 0};
    auto [tens, last, exponent] = shortest_digits_of(std::abs(value));
    auto digits = 10 * tens + last;
    for (; digits % 10 == 0; ++exponent) digits /= 10;
    return {value < 0, digits, -exponent};
}

double nearest_double(int128 digits, int scale) {
    const unsigned128 magnitude = magnitude_of(digits);
    if (magnitude <= (std::uint64_t{1} << 53) && scale >= -exact_power && scale <= exact_power) {
        const auto whole = static_cast<double>(static_cast<std::int64_t>(digits));
        const double power = double_powers[static_cast<std::size_t>(std::abs(scale))];
        return scale >= 0 ? whole / power : whole * power;
    }
    constexpr int largest_divisor = 19; // 10^19 has 64 bits
    if (scale >= 0 && scale <= largest_divisor) {
        const double value = rounded_quotient(magnitude, scale);
        return digits < 0 ? -value : value;
    }
    return read_double(digits_text(digits), scale, digits < 0);
}

// The same operations on integers of any size; every value is turned back into the small form when it fits.
struct decimal::exact {
    static big integer(const decimal& d) { return d.wide_ ? d.wide_->value : big{d.value_}; }
    static decimal make(const big& value, int scale) {
        decimal out{0, scale};
        if (value == 0 || msb(abs(value)) < 126)
            out.value_ = static_cast<int128>(value);
        else
            out.wide_ = std::make_shared<const wide_integer>(wide_integer{value});
        return out;
    }
    // Both as integers of the same scale.
    static std::pair<big, big> aligned(const decimal& a, const decimal& b) {
        big x = integer(a);
        big y = integer(b);
        if (a.scale_ < b.scale_) x *= big_power(b.scale_ - a.scale_);
        if (b.scale_ < a.scale_) y *= big_power(a.scale_ - b.scale_);
        return {std::move(x), std::move(y)};
    }
    static bool aligned_small(const decimal& a, const decimal& b, int128& x, int128& y) {
        if (a.wide_ || b.wide_) return false;
        x = a.value_;
        y = b.value_;
        if (a.scale_ < b.scale_) return times_power(a.value_, b.scale_ - a.scale_, x);
        if (b.scale_ < a.scale_) return times_power(b.value_, a.scale_ - b.scale_, y);
        return true;
    }
    static big floor_division(const big& a, const big& b) {
        big quotient = a / b;
        if (a % b != 0 && (a < 0) != (b < 0)) quotient -= 1;
        return quotient;
    }
    static decimal divide(const decimal& a, const decimal& b, int distance) {
        big numerator = integer(a);
        // Digits that are dropped before the division are dropped downwards, also below zero: as freqtrade's are.
        numerator = distance < 0 ? floor_division(numerator, big_power(-distance)) : numerator * big_power(distance);
        return make(numerator / integer(b), division_digits);
    }
};

decimal::decimal(double value) {
    const auto parts = shortest(value);
    value_ = parts.negative ? -static_cast<int128>(parts.digits) : static_cast<int128>(parts.digits);
    scale_ = parts.scale;
}

decimal::decimal(std::string_view text) {
    const auto refuse = [&]() { throw std::domain_error{"no decimal number: " + std::string{text}}; };
    std::string_view rest = text;
    const bool negative = rest.starts_with('-');
    if (negative || rest.starts_with('+')) rest.remove_prefix(1);
    std::string digits;
    int scale = 0;
    if (const auto e = rest.find_first_of("eE"); e != std::string_view::npos) {
        auto exponent_text = rest.substr(e + 1);
        if (exponent_text.starts_with('+')) exponent_text.remove_prefix(1);
        int exponent = 0;
        const auto last = exponent_text.data() + exponent_text.size();
        const auto [end, failure] = std::from_chars(exponent_text.data(), last, exponent);
        if (failure != std::errc{} || end != last || std::abs(exponent) > 100'000) refuse();
        scale = -exponent;
        rest = rest.substr(0, e);
    }
    if (const auto point = rest.find('.'); point != std::string_view::npos) {
        digits = std::string{rest.substr(0, point)} + std::string{rest.substr(point + 1)};
        scale += static_cast<int>(rest.size() - point - 1);
    } else {
        digits = rest;
    }
    if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) refuse();
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1)); // a leading zero would mean octal
    const big magnitude{digits};
    *this = exact::make(negative ? big{-magnitude} : magnitude, scale);
}

double decimal::to_double() const {
    if (!wide_) return nearest_double(value_, scale_);
    return read_double(big{abs(wide_->value)}.str(), scale_, wide_->value < 0);
}

std::string decimal::text() const {
    const bool negative = wide_ ? wide_->value < 0 : value_ < 0;
    std::string digits = wide_ ? big{abs(wide_->value)}.str() : digits_text(value_);
    int scale = scale_;
    if (digits == "0") return digits;
    while (digits.back() == '0') {
        digits.pop_back();
        --scale;
    }
    if (scale <= 0) {
        digits.append(static_cast<std::size_t>(-scale), '0');
    } else {
        const auto places = static_cast<std::size_t>(scale);
        if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
        digits.insert(digits.size() - places, 1, '.');
    }
    return negative ? "-" + digits : digits;
}

decimal operator+(const decimal& a, const decimal& b) {
    const int scale = std::max(a.scale_, b.scale_);
    int128 x = 0;
    int128 y = 0;
    int128 sum = 0;
    if (decimal::exact::aligned_small(a, b, x, y) && !__builtin_add_overflow(x, y, &sum)) return decimal{sum, scale};
    const auto [p, q] = decimal::exact::aligned(a, b);
    return decimal::exact::make(p + q, scale);
}

decimal operator-(const decimal& a, const decimal& b) { return a + -b; }

decimal operator-(const decimal& a) {
    if (!a.wide_ && a.value_ != std::numeric_limits<int128>::min()) return decimal{-a.value_, a.scale_};
    return decimal::exact::make(-decimal::exact::integer(a), a.scale_);
}

decimal operator*(const decimal& a, const decimal& b) {
    const int scale = a.scale_ + b.scale_;
    int128 product = 0;
    if (!a.wide_ && !b.wide_ && !__builtin_mul_overflow(a.value_, b.value_, &product)) return decimal{product, scale};
    return decimal::exact::make(decimal::exact::integer(a) * decimal::exact::integer(b), scale);
}

decimal operator/(const decimal& a, const decimal& b) {
    if (!b.wide_ && b.value_ == 0) throw std::domain_error{"division of a decimal by zero"};
    const int distance = division_digits - a.scale_ + b.scale_;
    int128 numerator = 0;
    if (!a.wide_ && !b.wide_ && distance >= 0 && times_power(a.value_, distance, numerator))
        return decimal{numerator / b.value_, division_digits};
    return decimal::exact::divide(a, b, distance);
}

decimal operator%(const decimal& a, const decimal& b) {
    if (!b.wide_ && b.value_ == 0) throw std::domain_error{"remainder of a decimal by zero"};
    const int scale = std::max(a.scale_, b.scale_);
    int128 x = 0;
    int128 y = 0;
    if (decimal::exact::aligned_small(a, b, x, y)) {
        int128 rest = x % y;
        if (rest != 0 && (rest < 0) != (y < 0)) rest += y;
        return decimal{rest, scale};
    }
    const auto [p, q] = decimal::exact::aligned(a, b);
    big rest = p % q;
    if (rest != 0 && (rest < 0) != (q < 0)) rest += q;
    return decimal::exact::make(rest, scale);
}

bool operator==(const decimal& a, const decimal& b) {
    int128 x = 0;
    int128 y = 0;
    if (decimal::exact::aligned_small(a, b, x, y)) return x == y;
    const auto [p, q] = decimal::exact::aligned(a, b);
    return p == q;
}

bool operator<(const decimal& a, const decimal& b) {
    int128 x = 0;
    int128 y = 0;
    if (decimal::exact::aligned_small(a, b, x, y)) return x < y;
    const auto [p, q] = decimal::exact::aligned(a, b);
    return p < q;
}

namespace {

// Negative `digits`: to tens, hundreds ...
double round_to_tens(double value, int digits) {
    const int exponent = static_cast<int>(std::floor(std::log10(std::abs(value))));
    const int kept = exponent + 1 + digits;
    if (kept < 0) return std::copysign(0.0, value);
    if (kept == 0) {
        const double unit = std::pow(10.0, -digits);
        return std::copysign(std::abs(value) > unit / 2 ? unit : 0.0, value);
    }
    std::array<char, 64> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific, kept - 1).ptr;
    double out = value;
    std::from_chars(buffer.data(), end, out);
    return out;
}

} // namespace

double round_half_even(double value, int digits) {
    if (!std::isfinite(value) || value == 0 || digits > 323) return value;
    if (digits < 0) return digits < -308 ? std::copysign(0.0, value) : round_to_tens(value, digits);
    // Far enough from a tie, the nearest integer of the product is right whatever the product's own rounding did.
    if (digits <= exact_power) {
        const double power = double_powers[static_cast<std::size_t>(digits)];
        const double scaled = std::abs(value) * power;
        if (scaled < 1e15) {
            const double below = std::floor(scaled);
            const double rest = scaled - below;
            if (std::abs(rest - 0.5) > scaled * 4e-16 + 1e-300)
                return std::copysign((rest < 0.5 ? below : below + 1) / power, value);
        }
    }
    // A double that is the nearest one to a decimal of few places stays what it is. Below 1 no other decimal of
    // `digits` places is as near to it. Above 1 there may be one, but it is nearer still, and so becomes the same
    // double: those there stand evenly on both sides, except of powers of two, which are whole numbers.
    constexpr int most_places = 15;
    if (digits >= few_places && digits <= most_places && few_digits(value)) return value;
    std::array<char, 700> buffer{};
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, digits).ptr;
    double out = value;
    std::from_chars(buffer.data(), end, out);
    return out;
}

} // namespace tremolo
