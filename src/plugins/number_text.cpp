#include "plugins/number_text.hpp"
#include <array>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace tremolo::plugins {

namespace {
// Digits and exponent of "d.ddde±xx".
std::string with_exponent(std::string_view digits, int exponent) {
    std::string text{digits.substr(0, 1)};
    if (digits.size() > 1) text.append(".").append(digits.substr(1));
    return text + fmt::format("e{}{:02}", exponent < 0 ? '-' : '+', std::abs(exponent));
}

std::string without_exponent(std::string_view digits, int exponent) {
    if (exponent < 0) return "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + std::string{digits};
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) return std::string{digits} + std::string(whole - digits.size(), '0') + ".0";
    return std::string{digits.substr(0, whole)} + "." + std::string{digits.substr(whole)};
}
} // namespace

std::string number_text(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    std::array<char, 64> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
    std::string_view text{buffer.data(), static_cast<std::size_t>(end.ptr - buffer.data())};
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const auto e = text.find('e');
    int exponent = 0;
    const auto* from = text.data() + e + 1;
    if (*from == '+') ++from;
    std::from_chars(from, text.data() + text.size(), exponent);
    std::string digits{text.substr(0, e)};
    if (digits.size() > 1) digits.erase(1, 1);
    const std::string plain =
        exponent < -4 || exponent >= 16 ? with_exponent(digits, exponent) : without_exponent(digits, exponent);
    return negative ? "-" + plain : plain;
}

std::string quoted_text(std::string_view text) {
    const char quote =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string out{quote};
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == quote || c == '\\') out += '\\';
        out += c;
    }
    return out + quote;
}

std::string list_text(const std::vector<std::string>& texts) {
    std::string out = "[";
    for (const auto& text : texts) {
        if (out.size() > 1) out += ", ";
        out += quoted_text(text);
    }
    return out + "]";
}

} // namespace tremolo::plugins
