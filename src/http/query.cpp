#include "http/query.hpp"
#include <algorithm>

namespace tremolo::http {

namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// How the second byte of a sequence is bounded, and how many continuation bytes follow the first; 0 for a bad first
// byte.
struct sequence_rule {
    std::size_t continuations = 0;
    unsigned char second_low = 0x80;
    unsigned char second_high = 0xbf;
};

sequence_rule rule_of(unsigned char first) {
    if (first >= 0xc2 && first <= 0xdf) return {1};
    if (first == 0xe0) return {2, 0xa0};
    if (first == 0xed) return {2, 0x80, 0x9f};
    if (first >= 0xe1 && first <= 0xef) return {2};
    if (first == 0xf0) return {3, 0x90};
    if (first == 0xf4) return {3, 0x80, 0x8f};
    if (first >= 0xf1 && first <= 0xf3) return {3};
    return {};
}

// Replaces every longest start of a broken sequence by one U+FFFD, as Unicode recommends and Python does.
std::string valid_utf8(std::string text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return text;
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const auto rule = rule_of(first);
        std::size_t length = 1;
        while (length <= rule.continuations && at + length < text.size()) {
            const auto next = static_cast<unsigned char>(text[at + length]);
            const auto low = length == 1 ? rule.second_low : 0x80;
            const auto high = length == 1 ? rule.second_high : 0xbf;
            if (next < low || next > high) break;
            ++length;
        }
        if (first < 0x80 || (rule.continuations > 0 && length == rule.continuations + 1))
            out.append(text, at, length);
        else
            out.append("\xef\xbf\xbd");
        at += length;
    }
    return out;
}

std::string decoded(std::string_view text, bool plus_is_blank) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char c = text[at];
        if (c == '%' && at + 2 < text.size() && hex_digit(text[at + 1]) >= 0 && hex_digit(text[at + 2]) >= 0) {
            out.push_back(static_cast<char>(hex_digit(text[at + 1]) * 16 + hex_digit(text[at + 2])));
            at += 2;
        } else {
            out.push_back(c == '+' && plus_is_blank ? ' ' : c);
        }
    }
    return valid_utf8(std::move(out));
}

} // namespace

std::string percent_decoded(std::string_view text) { return decoded(text, false); }

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (plain.find(c) != plain.npos) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.append({'%', digits[byte >> 4], digits[byte & 15]});
        }
    }
    return out;
}

query::query(std::string_view text) {
    while (!text.empty()) {
        const auto piece = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), piece.size() + 1));
        if (piece.empty()) continue;
        const auto mark = piece.find('=');
        const auto value = mark == piece.npos ? std::string_view{} : piece.substr(mark + 1);
        items_.emplace_back(decoded(piece.substr(0, mark), true), decoded(value, true));
    }
}

std::optional<std::string_view> query::value(std::string_view key) const {
    const auto found =
        std::find_if(items_.rbegin(), items_.rend(), [&](const auto& each) { return each.first == key; });
    if (found == items_.rend()) return std::nullopt;
    return found->second;
}

std::vector<std::string_view> query::values(std::string_view key) const {
    std::vector<std::string_view> found;
    for (const auto& [name, value] : items_) {
        if (name == key) found.emplace_back(value);
    }
    return found;
}

} // namespace tremolo::http
