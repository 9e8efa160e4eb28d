// Numbers written by our own hand, beside std::to_chars.
#include "json/shortest.hpp"
#include "json/write.hpp"
#include <charconv>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

namespace {

using tremolo::json::plain_below;
using tremolo::json::plain_from;

std::string judged(double value) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::fixed).ptr;
    std::string out(text, end);
    return out.find('.') == std::string::npos ? out + ".0" : out;
}

std::string written(double value) {
    std::string out;
    tremolo::json::write_double(out, value);
    return out;
}

void compare(double value) {
    const double size = std::abs(value);
    if (size < plain_from || size >= plain_below) return;
    ASSERT_EQ(written(value), judged(value));
}

TEST(shortest, around_powers_of_two_and_ten) {
    const auto around = [](double middle) {
        double below = middle, above = middle;
        for (int i = 0; i < 200; ++i) {
            compare(below);
            compare(-above);
            below = std::nextafter(below, 0.0);
            above = std::nextafter(above, 1e300);
        }
    };
    for (int exponent = -17; exponent <= 54; ++exponent) around(std::ldexp(1.0, exponent));
    for (int exponent = -5; exponent <= 16; ++exponent) around(std::pow(10.0, exponent));
}

TEST(shortest, of_any_size_and_number_of_digits) {
    std::mt19937_64 chance{11};
    for (int i = 0; i < 400'000; ++i) {
        const auto bits = chance();
        const double unit = std::ldexp(static_cast<double>(bits >> 11), -53);
        compare(std::ldexp(1 + unit, static_cast<int>(chance() % 71) - 17)); // all digits
        compare(static_cast<double>(bits % 10'000'000) / 100);               // prices
        compare(std::round(unit * 1e8) / 1e8);                               // coins
        compare(static_cast<double>(bits >> (11 + bits % 40)));              // whole numbers
    }
}

TEST(shortest, beyond_its_range) {
    EXPECT_EQ(written(0), "0.0");
    EXPECT_EQ(written(-0.0), "-0.0");
    EXPECT_EQ(written(1e-5), "0.00001");
    EXPECT_EQ(written(std::nextafter(1e-5, 0)), "9.999999999999999e-6");
    EXPECT_EQ(written(1e16), "1e+16");
    EXPECT_EQ(written(std::nextafter(1e16, 0)), "9999999999999998.0");
    EXPECT_EQ(written(-1.5e300), "-1.5e+300");
    EXPECT_EQ(written(5e-324), "5e-324");
}

} // namespace
