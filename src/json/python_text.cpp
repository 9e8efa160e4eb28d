#include "json/python_text.hpp"
#include <fmt/format.h>

namespace tremolo::json {

namespace {
std::string quoted(std::string_view text) {
    const char quote =
        text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string out{quote};
    for (const char c : text) switch (c) {
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (c == quote || c == '\\') out += '\\';
            out += c;
        }
    return out + quote;
}

// The character at the begin, and how many bytes it has.
std::pair<char32_t, std::size_t> first_of(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (size == 1 || size > text.size()) return {lead, 1};
    char32_t code = lead & (0xFFU >> (size + 1));
    for (std::size_t i = 1; i < size; ++i) code = code << 6U | (static_cast<unsigned char>(text[i]) & 0x3FU);
    return {code, size};
}
} // namespace

std::string python_number(double value) {
    auto text = fmt::format("{}", value);
    if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
    return text;
}

std::string python_value(const boost::json::value& value) {
    switch (value.kind()) {
    case boost::json::kind::null: return "None";
    case boost::json::kind::bool_: return value.get_bool() ? "True" : "False";
    case boost::json::kind::int64: return std::to_string(value.get_int64());
    case boost::json::kind::uint64: return std::to_string(value.get_uint64());
    case boost::json::kind::double_: return python_number(value.get_double());
    case boost::json::kind::string: return quoted(std::string_view{value.get_string()});
    case boost::json::kind::array: break;
    case boost::json::kind::object: break;
    }
    std::string out;
    const auto next = [&out](const std::string& item) { out += (out.empty() ? "" : ", ") + item; };
    if (const auto* items = value.if_array()) {
        for (const auto& item : *items) next(python_value(item));
        return '[' + out + ']';
    }
    for (const auto& item : value.get_object()) next(quoted(item.key()) + ": " + python_value(item.value()));
    return '{' + out + '}';
}

std::string in_ascii(std::string_view json, hex_digits digits) {
    std::string out;
    const auto unit = [&](char32_t code) {
        const auto number = static_cast<std::uint32_t>(code);
        out += digits == hex_digits::upper ? fmt::format("\\u{:04X}", number) : fmt::format("\\u{:04x}", number);
    };
    while (!json.empty()) {
        const auto [code, size] = first_of(json);
        constexpr char32_t first_pair = 0x10000;
        if (code < 0x80)
            out += json.front();
        else if (code < first_pair)
            unit(code);
        else {
            unit(0xD800 + ((code - first_pair) >> 10U));
            unit(0xDC00 + ((code - first_pair) & 0x3FFU));
        }
        json.remove_prefix(size);
    }
    return out;
}

} // namespace tremolo::json
