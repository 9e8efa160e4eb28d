#include "base/decimal.hpp"
#include "tests/testing.hpp"
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <random>
#include <tuple>

using namespace tremolo;
using testing_support::read_json;

namespace {

boost::json::value vectors() { return read_json(testing_support::data() / "engine" / "decimal_math.json"); }

// The text of an operation's result, or "ZeroDivisionError".
template <class Operation>
std::string outcome(Operation&& operation) {
    try {
        return operation().text();
    } catch (const std::domain_error&) { return "ZeroDivisionError"; }
}

std::string expected(const boost::json::value& cell) {
    return std::string{cell.is_object() ? cell.at("error").as_string() : cell.as_string()};
}

// What std::from_chars reads of the digits.
double read(int128 digits, int scale) {
    std::string text;
    auto left = digits < 0 ? -digits : digits;
    for (; text.empty() || left != 0; left /= 10)
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(left % 10)));
    text += "e" + std::to_string(-scale);
    double value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return digits < 0 ? -value : value;
}

// What std::to_chars tells.
shortest_digits told(double value) {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::scientific).ptr;
    const std::string_view all{text.data(), end};
    const auto e = all.find('e');
    shortest_digits out{value < 0, 0, -std::stoi(std::string{all.substr(e + 1)})};
    bool after_point = false;
    for (const char c : all.substr(0, e)) {
        after_point = after_point || c == '.';
        if (c < '0' || c > '9') continue;
        out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
        if (after_point) ++out.scale;
    }
    return out;
}

} // namespace

TEST(decimal, reads_the_shortest_text_of_doubles) {
    const auto document = vectors();
    for (const auto& row : document.at("text").as_array()) {
        const decimal d{row.at("in").to_number<double>()};
        EXPECT_EQ(d.text(), row.at("text").as_string());
        EXPECT_EQ(d.to_double(), row.at("back").to_number<double>());
        EXPECT_EQ(decimal{std::string_view{row.at("text").as_string()}}.text(), row.at("text").as_string());
    }
}

TEST(decimal, becomes_the_nearest_double) {
    std::mt19937_64 chance{11};
    constexpr int largest_scale = 38;
    for (int i = 0; i < 60'000; ++i) {
        const auto bits = chance() % 126 + 1;
        auto digits = (static_cast<int128>(chance() >> 2) << 64 | static_cast<int128>(chance())) >> (126 - bits);
        if (i % 2 == 0) digits = -digits;
        const int scale = static_cast<int>(chance() % (largest_scale + 1));
        const double ours = nearest_double(digits, scale), theirs = read(digits, scale);
        ASSERT_TRUE(ours == theirs) << ours << " " << theirs << " " << scale;
    }
}

TEST(decimal, halfway_between_two_doubles_becomes_the_even_one) {
    std::mt19937_64 chance{12};
    for (int i = 0; i < 5'000; ++i) {
        // 54 bits, the last of which is the half; or next to it, by less than any double tells.
        const auto odd = static_cast<int128>((chance() >> 10) | (std::uint64_t{1} << 53) | 1);
        for (const int shift : {0, 1, 20, 40}) {
            const auto halfway = odd << shift;
            for (const int128 beside : {-1, 0, 1})
                ASSERT_EQ(nearest_double(halfway * 10 + beside, 1), read(halfway * 10 + beside, 1));
            // Behind the point: x / 2^9 is x * 5^9 / 10^9.
            for (const int128 beside : {-1, 0, 1})
                ASSERT_EQ(nearest_double((odd * 1'953'125) * 10 + beside, 10),
                          read((odd * 1'953'125) * 10 + beside, 10));
        }
    }
}

TEST(decimal, digits_of_prices_and_amounts_are_the_shortest) {
    std::mt19937_64 random{3};
    const auto check = [](double value) {
        if (value == std::trunc(value)) return;
        const auto ours = shortest(value), theirs = told(value);
        EXPECT_EQ(std::tie(ours.negative, ours.digits, ours.scale),
                  std::tie(theirs.negative, theirs.digits, theirs.scale))
            << value;
    };
    for (int i = 0; i < 100'000; ++i) {
        const auto digits = static_cast<double>(random() % 10'000'000'000'000'000U);
        const double value = digits / std::pow(10.0, static_cast<double>(random() % 20));
        for (const double near : {value, -value, std::nextafter(value, 0.0), std::nextafter(value, 1e300)}) check(near);
        const double price =
            static_cast<double>(random() % 10'000'000) / std::pow(10.0, static_cast<double>(random() % 10));
        for (const double near : {price, -price, std::nextafter(price, 0.0), std::nextafter(price, 1e300)}) check(near);
    }
}

TEST(decimal, computes_every_recorded_row) {
    const auto document = vectors();
    ASSERT_EQ(document.at("rows").as_array().size(), 400U);
    for (const auto& entry : document.at("rows").as_array()) {
        const auto& row = entry.as_array();
        const decimal a{row[0].to_number<double>()};
        const decimal b{row[1].to_number<double>()};
        EXPECT_EQ(outcome([&] { return a + b; }), expected(row[2])) << row;
        EXPECT_EQ(outcome([&] { return a - b; }), expected(row[3])) << row;
        EXPECT_EQ(outcome([&] { return a * b; }), expected(row[4])) << row;
        EXPECT_EQ(outcome([&] { return a / b; }), expected(row[5])) << row;
        EXPECT_EQ(outcome([&] { return a % b; }), expected(row[6])) << row;
    }
}

TEST(decimal, stays_exact_beyond_128_bits) {
    const decimal a{"123456789012345678901234567890.123456789"};
    const decimal b{"-98765432109876543210.000000000000001"};
    EXPECT_EQ((a * b / b).text(), a.text());
    EXPECT_EQ((a * b).text(), "-12193263113702179522496570642249657187680535392456.805253924567890123456789");
    EXPECT_EQ((a + b - b).text(), a.text());
    EXPECT_TRUE(a * b < a);
    EXPECT_FALSE(a == a * a);
    EXPECT_EQ((-(a * b)).text(), (a * -b).text());
    EXPECT_EQ((a * a).to_double(), 1.5241578753238838e58);
}

TEST(decimal, remainder_has_the_sign_of_the_divisor) {
    EXPECT_EQ((decimal{"-7.5"} % decimal{2.0}).text(), "0.5");
    EXPECT_EQ((decimal{"7.5"} % decimal{-2.0}).text(), "-0.5");
}

TEST(decimal, refuses_what_is_no_number) {
    for (const auto* text : {"", "-", "1.2.3", "abc", "1e", "1e5x", "0x10", " 1", "1 ", "."})
        EXPECT_THROW(decimal{std::string_view{text}}, std::domain_error) << text;
    EXPECT_THROW(decimal{std::numeric_limits<double>::quiet_NaN()}, std::domain_error);
    EXPECT_THROW(decimal{std::numeric_limits<double>::infinity()}, std::domain_error);
    EXPECT_EQ(decimal{"-12.5e-3"}.text(), "-0.0125");
    EXPECT_EQ(decimal{"007"}.text(), "7");
    EXPECT_EQ(decimal{"0e5"}.text(), "0");
}

TEST(decimal, digits_of_whole_numbers_are_all_that_stand_before_the_point) {
    for (const double value : {0.0, 1.0, 10.0, 120'000.0, 9'999'999.0, 10'000'000.0, 123'456'789'000.0}) {
        const auto ours = shortest(-value);
        EXPECT_EQ(ours.digits, static_cast<std::uint64_t>(value));
        EXPECT_EQ(ours.scale, 0) << value;
        EXPECT_EQ(ours.negative, value != 0);
    }
}

TEST(round_half_even, prices_are_rounded_as_their_binary_values_are) {
    std::mt19937_64 chance{5};
    std::array<char, 400> text{};
    for (int i = 0; i < 50'000; ++i) {
        const double power = std::pow(10.0, static_cast<double>(chance() % 9));
        const double value = static_cast<double>(chance() >> (chance() % 40 + 14)) / power;
        for (const double near : {value, std::nextafter(value, 0.0), std::nextafter(value, 1e300)})
            for (const int digits : {7, 8, 12, 14, 15, 16}) {
                const auto end =
                    std::to_chars(text.data(), text.data() + text.size(), near, std::chars_format::fixed, digits).ptr;
                double told = 0;
                std::from_chars(text.data(), end, told);
                ASSERT_EQ(round_half_even(near, digits), told) << near << " " << digits;
            }
    }
}

TEST(round_half_even, is_correct_from_the_binary_value) {
    EXPECT_EQ(round_half_even(2.675, 2), 2.67); // the double is below the tie
    EXPECT_EQ(round_half_even(0.125, 2), 0.12); // an exact tie
    EXPECT_EQ(round_half_even(0.375, 2), 0.38);
    EXPECT_EQ(round_half_even(2.5, 0), 2.0);
    EXPECT_EQ(round_half_even(-3.5, 0), -4.0);
    EXPECT_EQ(round_half_even(1.000000005, 8), 1.0);
    EXPECT_EQ(round_half_even(0.1 + 0.2, 8), 0.3);
    EXPECT_EQ(round_half_even(1e300, 8), 1e300);
    EXPECT_EQ(round_half_even(5e-324, 8), 0.0);
    EXPECT_EQ(round_half_even(1250, -2), 1200);
    EXPECT_EQ(round_half_even(1350, -2), 1400);
    EXPECT_EQ(round_half_even(51, -2), 100);
    EXPECT_EQ(round_half_even(50, -2), 0);
    EXPECT_TRUE(std::isnan(round_half_even(std::nan(""), 8)));
    EXPECT_TRUE(std::isinf(round_half_even(INFINITY, 8)));
}

// The fast path against the printing of the exact binary value.
TEST(round_half_even, agrees_with_the_printed_value) {
    std::uint64_t state = 42;
    for (int i = 0; i < 20'000; ++i) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        const double value = (static_cast<double>(state >> 11) / 9007199254740992.0 - 0.5) *
                             std::pow(10.0, static_cast<double>(state % 13) - 4);
        char text[80];
        std::snprintf(text, sizeof text, "%.8f", value);
        EXPECT_EQ(round_half_even(value, 8), std::strtod(text, nullptr)) << text;
        const double tie = std::nearbyint(value * 256) / 512;
        std::snprintf(text, sizeof text, "%.8f", tie);
        EXPECT_EQ(round_half_even(tie, 8), std::strtod(text, nullptr)) << text;
    }
}
