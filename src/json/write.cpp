#include "json/write.hpp"
#include "base/time_text.hpp"
#include "json/shortest.hpp"
#include <boost/core/demangle.hpp>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>
#include <cmath>

namespace tremolo::json {

namespace {

// What follows the backslash for the characters below a blank that have a short form; 0 for those without.
constexpr char short_escape(char c) {
    switch (c) {
    case '"': return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default: return 0;
    }
}

constexpr bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

} // namespace

void write_string(std::string& out, std::string_view text) {
    out += '"';
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (!needs_escape(c)) continue;
        out.append(text, written, i - written);
        written = i + 1;
        out += '\\';
        if (const char known = short_escape(c)) {
            out += known;
        } else {
            constexpr std::string_view digits = "0123456789abcdef";
            out += "u00";
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[c & 15];
        }
    }
    out.append(text, written, text.size() - written);
    out += '"';
}

void write_double(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    char text[double_room];
    out.append(text, write_finite(text, value));
}

void write_int(std::string& out, std::int64_t value) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void write_unsigned(std::string& out, std::uint64_t value) {
    char text[24];
    out.append(text, std::to_chars(text, text + sizeof text, value).ptr);
}

void write_time(std::string& out, timestamp value) { write_string(out, iso_z_text(value)); }

void write_value(std::string& out, const boost::json::value& value) {
    switch (value.kind()) {
    case boost::json::kind::null: out += "null"; return;
    case boost::json::kind::bool_: out += value.get_bool() ? "true" : "false"; return;
    case boost::json::kind::int64: write_int(out, value.get_int64()); return;
    case boost::json::kind::uint64: write_unsigned(out, value.get_uint64()); return;
    case boost::json::kind::double_: write_double(out, value.get_double()); return;
    case boost::json::kind::string: write_string(out, value.get_string()); return;
    case boost::json::kind::array: {
        out += '[';
        for (std::size_t i = 0; i < value.get_array().size(); ++i) {
            if (i) out += ',';
            write_value(out, value.get_array()[i]);
        }
        out += ']';
        return;
    }
    case boost::json::kind::object: {
        out += '{';
        bool first = true;
        for (const auto& [key, item] : value.get_object()) {
            if (!first) out += ',';
            first = false;
            write_string(out, key);
            out += ':';
            write_value(out, item);
        }
        out += '}';
        return;
    }
    }
}

namespace detail {

std::string pascal_case(std::string_view snake) {
    std::string name;
    bool upper = true;
    for (const char c : snake) {
        if (c == '_') {
            upper = true;
            continue;
        }
        name += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = false;
    }
    return name;
}

std::string plain_type_name(const std::type_info& type) {
    const std::string full = boost::core::demangle(type.name());
    const auto colons = full.rfind("::");
    return colons == std::string::npos ? full : full.substr(colons + 2);
}

} // namespace detail

} // namespace tremolo::json
