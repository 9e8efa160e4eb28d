// Numbers written by our own hand, beside std::to_chars.
#include "json/shortest.hpp"
#include "json/write.hpp"
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <random>

namespace {

std::string judged(double value) {
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-5 && size < 1e16);
    char text[40];
    const auto end =
        std::to_chars(text, text + sizeof text, value, plain ? std::chars_format::fixed : std::chars_format::scientific)
            .ptr;
    std::string out(text, end);
    if (plain) return out.find('.') == std::string::npos ? out + ".0" : out;
    const auto e = out.find('e');
    const int exponent = std::atoi(out.c_str() + e + 1);
    return out.substr(0, e) + (exponent < 0 ? "e-" : "e+") + std::to_string(std::abs(exponent));
}

std::string written(double value) {
    std::string out;
    tremolo::json::write_double(out, value);
    return out;
}

void compare(double value) {
    if (!std::isfinite(value)) return;
    ASSERT_EQ(written(value), judged(value));
}

TEST(shortest, around_powers_of_two_and_ten) {
    const auto around = [](double middle) {
        double below = middle, above = middle;
        for (int i = 0; i < 50; ++i) {
            compare(below);
            compare(-above);
            below = std::nextafter(below, 0.0);
            above = std::nextafter(above, std::numeric_limits<double>::infinity());
        }
    };
    for (int exponent = -1074; exponent <= 1023; ++exponent) around(std::ldexp(1.0, exponent));
    for (int exponent = -324; exponent <= 308; ++exponent)
        around(std::strtod(("1e" + std::to_string(exponent)).c_str(), nullptr));
}

TEST(shortest, the_smallest_of_all) {
    for (std::uint64_t bits = 0; bits < 50'000; ++bits) compare(std::bit_cast<double>(bits));
}

TEST(shortest, of_any_size_and_number_of_digits) {
    std::mt19937_64 chance{11};
    for (int i = 0; i < 200'000; ++i) {
        const auto bits = chance();
        const double unit = std::ldexp(static_cast<double>(bits >> 11), -53);
        compare(std::bit_cast<double>(bits));
        compare(std::bit_cast<double>(bits >> (12 + bits % 52)));            // subnormal
        compare(std::ldexp(1 + unit, static_cast<int>(chance() % 71) - 17)); // all digits
        compare(static_cast<double>(bits % 10'000'000) / 100);               // prices
        compare(std::round(unit * 1e8) / 1e8);                               // coins
        compare(static_cast<double>(bits >> (11 + bits % 40)));              // whole numbers
        compare(static_cast<double>(bits >> 12) + 0.5);                      // halves
    }
}

TEST(shortest, as_orjson_writes_them) {
    EXPECT_EQ(written(0), "0.0");
    EXPECT_EQ(written(-0.0), "-0.0");
    EXPECT_EQ(written(1e-5), "0.00001");
    EXPECT_EQ(written(std::nextafter(1e-5, 0)), "9.999999999999999e-6");
    EXPECT_EQ(written(1e16), "1e+16");
    EXPECT_EQ(written(std::nextafter(1e16, 0)), "9999999999999998.0");
    EXPECT_EQ(written(-1.5e300), "-1.5e+300");
    EXPECT_EQ(written(5e-324), "5e-324");
    EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
    EXPECT_EQ(written(-std::numeric_limits<double>::infinity()), "null");
}

TEST(shortest, touches_no_more_than_its_room) {
    std::mt19937_64 chance{12};
    for (int i = 0; i < 100'000; ++i) {
        const auto value = std::bit_cast<double>(chance());
        if (!std::isfinite(value)) continue;
        std::string text(64, '#');
        const auto* const end = tremolo::json::write_finite(text.data(), value);
        ASSERT_LE(end - text.data(), 24);
        ASSERT_EQ(text.find_last_not_of('#') + 1,
                  std::min<std::size_t>(text.find_last_not_of('#') + 1, tremolo::json::double_room));
    }
}

} // namespace
