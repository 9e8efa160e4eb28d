#include "strategy/services.hpp"
#include "market/frame.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tremolo::strategy {

namespace {

void put_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            if (static_cast<unsigned char>(c) < 0x20)
                out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
            else
                out += c;
        }
    }
    out += '"';
}

void put_number(std::string& out, double value) {
    if (std::isnan(value))
        out += "NaN";
    else if (std::isinf(value))
        out += value < 0 ? "-Infinity" : "Infinity";
    else {
        const std::string text = fmt::format("{}", value);
        out += text;
        if (text.find_first_of(".e") == std::string::npos) out += ".0";
    }
}

void put_value(std::string& out, const custom_value& value) {
    struct writer {
        std::string& out;
        void operator()(bool v) const { out += v ? "true" : "false"; }
        void operator()(std::int64_t v) const { out += fmt::format("{}", v); }
        void operator()(double v) const { put_number(out, v); }
        void operator()(const std::string& v) const { put_text(out, v); }
        void operator()(const json_text& v) const { out += v.text; }
    };
    std::visit(writer{out}, value);
}

} // namespace

json_text json_object(std::initializer_list<std::pair<std::string_view, json_item>> members) {
    std::string out = "{";
    for (const auto& [name, item] : members) {
        if (out.size() > 1) out += ", ";
        put_text(out, name);
        out += ": ";
        put_value(out, item.value);
    }
    return {out + "}"};
}

json_text json_list(std::initializer_list<json_item> items) {
    std::string out = "[";
    for (const auto& item : items) {
        if (out.size() > 1) out += ", ";
        put_value(out, item.value);
    }
    return {out + "]"};
}

std::vector<market::pair_name> services::get_producer_pairs(const std::string&) { return {}; }

analysed_frame services::get_producer_df(const market::pair_name&, const std::string&,
                                         std::optional<market::candle_type>, const std::string&) {
    return {std::make_shared<const market::frame>(), {}};
}

} // namespace tremolo::strategy
