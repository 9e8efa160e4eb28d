// Exact decimal arithmetic on the shortest text of doubles: what all money values are computed in, as freqtrade does
// (ENGINE.md section 10). A decimal is integer x 10^-scale; adding, subtracting and multiplying are exact, division
// keeps 18 digits after the point and cuts the rest. Integers of up to 127 bits are computed in place, larger ones on
// the heap. Test vectors: tests/data/engine/decimal_math.json.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tremolo {

__extension__ using int128 = __int128;
struct wide_integer;

class decimal {
  public:
    decimal() = default;
    decimal(double value);                   // by its shortest text; NaN and infinite are an std::domain_error
    explicit decimal(std::string_view text); // "-12.5e-3"; std::domain_error when it is no number
    [[nodiscard]] double to_double() const;  // correctly rounded
    [[nodiscard]] std::string text() const;  // plain notation, without superfluous zeros

    friend decimal operator+(const decimal& a, const decimal& b);
    friend decimal operator-(const decimal& a, const decimal& b);
    friend decimal operator*(const decimal& a, const decimal& b);
    friend decimal operator/(const decimal& a, const decimal& b); // std::domain_error for a zero divisor
    friend decimal operator%(const decimal& a, const decimal& b); // with the divisor's sign; the same error
    friend decimal operator-(const decimal& a);
    friend bool operator==(const decimal& a, const decimal& b);
    friend bool operator<(const decimal& a, const decimal& b);

  private:
    struct exact; // the computations beyond 127 bits
    decimal(int128 value, int scale) : value_{value}, scale_{scale} {}

    int128 value_ = 0;
    int scale_ = 0;                            // may be negative
    std::shared_ptr<const wide_integer> wide_; // the value when it does not fit value_
};

// A double as its shortest text says it: (negative ? -1 : 1) x digits x 10^-scale.
struct shortest_digits {
    bool negative = false;
    std::uint64_t digits = 0;
    int scale = 0;
};
// std::domain_error for NaN and infinite values.
[[nodiscard]] shortest_digits shortest(double value);
// digits x 10^-scale, correctly rounded.
[[nodiscard]] double nearest_double(int128 digits, int scale);
// Bits of a number that is not negative; 0 for none.
[[nodiscard]] int bit_width(int128 magnitude);
// 10^exponent for 0 <= exponent <= 38.
[[nodiscard]] int128 power_of_ten(int exponent);

// `value` correctly rounded from its binary value to `digits` places, exact ties to even: Python's round().
[[nodiscard]] double round_half_even(double value, int digits);

} // namespace tremolo
