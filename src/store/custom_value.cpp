#include "store/custom_value.hpp"
#include "store/database_reader.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <charconv>
#include <cmath>

namespace tremolo::store {
namespace {

namespace js = boost::json;

// repr() of a float: as JSON, but exponents have two digits and a sign, and the three that are no numbers have names.
std::string float_text(double value, bool json) {
    if (std::isnan(value)) return json ? "NaN" : "nan";
    if (std::isinf(value)) return std::string{value < 0 ? "-" : ""} + (json ? "Infinity" : "inf");
    char buffer[40];
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value,
                                   plain ? std::chars_format::fixed : std::chars_format::scientific)
                         .ptr;
    std::string text{buffer, end};
    if (plain && text.find('.') == std::string::npos) text += ".0";
    return text;
}

// json.dumps(): a blank after comma and colon, everything beyond ASCII escaped.
void dump_string(std::string& out, std::string_view utf8) {
    std::string quoted;
    json::write_string(quoted, utf8);
    const auto escape = [&](unsigned unit) {
        constexpr char hex[] = "0123456789abcdef";
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) out += hex[(unit >> shift) & 15];
    };
    for (std::size_t i = 0; i < quoted.size();) {
        const auto lead = static_cast<unsigned char>(quoted[i]);
        if (lead < 0x80) {
            out += quoted[i++];
            continue;
        }
        const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
        unsigned code = lead & (0x3fU >> more);
        for (int k = 1; k <= more && i + k < quoted.size(); ++k)
            code = (code << 6) | (static_cast<unsigned char>(quoted[i + k]) & 0x3fU);
        i += static_cast<std::size_t>(more) + 1;
        if (code >= 0x10000) {
            escape(0xd800 + ((code - 0x10000) >> 10));
            escape(0xdc00 + ((code - 0x10000) & 0x3ff));
        } else {
            escape(code);
        }
    }
}

void dump(std::string& out, const js::value& value) {
    switch (value.kind()) {
    case js::kind::null: out += "null"; break;
    case js::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case js::kind::int64: out += std::to_string(value.get_int64()); break;
    case js::kind::uint64: out += std::to_string(value.get_uint64()); break;
    case js::kind::double_: out += float_text(value.get_double(), true); break;
    case js::kind::string: dump_string(out, value.get_string()); break;
    case js::kind::array: {
        out += '[';
        const char* comma = "";
        for (const auto& item : value.get_array()) {
            out += comma;
            comma = ", ";
            dump(out, item);
        }
        out += ']';
        break;
    }
    case js::kind::object: {
        out += '{';
        const char* comma = "";
        for (const auto& member : value.get_object()) {
            out += comma;
            comma = ", ";
            dump_string(out, member.key());
            out += ": ";
            dump(out, member.value());
        }
        out += '}';
        break;
    }
    }
}

// As Python's int() and float() read: blanks around it and a plus before it do not matter.
template <class Number>
std::optional<js::value> number_of(std::string_view text) {
    constexpr std::string_view blanks = " \t\n\r\f\v";
    text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
    text = text.substr(0, text.find_last_not_of(blanks) + 1);
    if (text.starts_with('+')) text.remove_prefix(1);
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size()) return {};
    return js::value(number);
}

} // namespace

typed_text typed(const js::value& value) {
    switch (value.kind()) {
    case js::kind::bool_: return {"bool", value.get_bool() ? "True" : "False"};
    case js::kind::int64: return {"int", std::to_string(value.get_int64())};
    case js::kind::uint64: return {"int", std::to_string(value.get_uint64())};
    case js::kind::double_: return {"float", float_text(value.get_double(), false)};
    case js::kind::string: return {"str", std::string{value.get_string()}};
    default: break;
    }
    typed_text out{value.is_array() ? "list" : value.is_object() ? "dict" : "NoneType", ""};
    dump(out.text, value);
    return out;
}

std::optional<js::value> decoded(const custom_data& row) {
    if (row.type == "str") return js::value(row.value);
    if (row.type == "bool") {
        std::string lower = row.value;
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return js::value(lower == "true");
    }
    if (row.type == "int") {
        if (auto whole = number_of<std::int64_t>(row.value)) return whole;
        return number_of<std::uint64_t>(row.value);
    }
    if (row.type == "float") return number_of<double>(row.value);
    auto parsed = json::parse(row.value);
    if (!parsed) return {};
    return std::move(parsed.value);
}

} // namespace tremolo::store
