// Exact decimal arithmetic on the shortest text of doubles: what all money values are computed in, as freqtrade does
// (ENGINE.md section 10). A decimal is integer x 10^-scale; adding, subtracting and multiplying are exact, division
// keeps 18 digits after the point and cuts the rest. Test vectors: tests/data/engine/decimal_math.json.
#pragma once
#include <boost/multiprecision/cpp_int.hpp>
#include <string>
#include <string_view>

namespace tremolo {

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
    friend decimal operator%(const decimal& a, const decimal& b);
    friend decimal operator-(const decimal& a);
    friend bool operator==(const decimal& a, const decimal& b);
    friend bool operator<(const decimal& a, const decimal& b);

  private:
    boost::multiprecision::cpp_int value_ = 0;
    int scale_ = 0; // may be negative
};

// `value` correctly rounded from its binary value to `digits` places, exact ties to even: Python's round().
[[nodiscard]] double round_half_even(double value, int digits);

} // namespace tremolo
