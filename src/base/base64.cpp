#include "base/base64.hpp"
#include <array>

namespace tremolo {

namespace {

// The 62 characters that both alphabets share.
constexpr std::string_view common = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

std::array<int, 256> positions(char last_but_one, char last) {
    std::array<int, 256> found;
    found.fill(-1);
    for (std::size_t i = 0; i < common.size(); ++i) found[static_cast<unsigned char>(common[i])] = static_cast<int>(i);
    found[static_cast<unsigned char>(last_but_one)] = 62;
    found[static_cast<unsigned char>(last)] = 63;
    return found;
}

std::string encoded(std::string_view bytes, char last_but_one, char last) {
    const auto digit = [&](unsigned value) {
        value &= 63;
        return value < common.size() ? common[value] : value == 62 ? last_but_one : last;
    };
    std::string text;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : bytes) {
        buffer = buffer << 8 | static_cast<unsigned char>(c);
        for (bits += 8; bits >= 6; bits -= 6) text += digit(buffer >> (bits - 6));
    }
    if (bits) text += digit(buffer << (6 - bits));
    return text;
}

} // namespace

std::string base64_encoded(std::string_view bytes) {
    std::string text = encoded(bytes, '+', '/');
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::string base64url_encoded(std::string_view bytes) { return encoded(bytes, '-', '_'); }

std::optional<std::string> base64url_decoded(std::string_view text) {
    static const auto digits = positions('-', '_');
    const std::string_view whole = text;
    while (text.ends_with('=')) text.remove_suffix(1);
    const std::size_t padding = whole.size() - text.size();
    if (padding > 2 || (padding && whole.size() % 4) || text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    unsigned buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const int digit = digits[static_cast<unsigned char>(c)];
        if (digit < 0) return std::nullopt;
        buffer = buffer << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(buffer >> bits & 0xFF);
        }
    }
    if (buffer & ((1U << bits) - 1)) return std::nullopt; // left-over bits: not what an encoder writes
    return bytes;
}

std::optional<std::string> base64_decoded(std::string_view text) {
    static const auto digits = positions('+', '/');
    std::string bytes;
    unsigned buffer = 0;
    int position = 0, pads = 0;
    for (const char c : text) {
        if (c == '=') {
            if (position >= 2 && position + ++pads >= 4) return bytes;
            continue;
        }
        const int digit = digits[static_cast<unsigned char>(c)];
        if (digit < 0) continue;
        pads = 0;
        buffer = buffer << 6 | static_cast<unsigned>(digit);
        if (position > 0) bytes += static_cast<char>(buffer >> (6 - 2 * position) & 0xFF);
        position = (position + 1) % 4;
    }
    if (position) return std::nullopt;
    return bytes;
}

} // namespace tremolo
