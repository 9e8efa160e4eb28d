#include "json/schema.hpp"
#include <cctype>

namespace tremolo::json {

std::string title_of(std::string_view name) {
    std::string title;
    bool upper = true;
    for (const char c : name) {
        if (c == '_') {
            title += ' ';
            upper = true;
            continue;
        }
        title += upper ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
        upper = false;
    }
    return title;
}

namespace detail {

void add_limits(boost::json::object& schema, const rule& limits) {
    const auto put = [&](const char* key, const std::optional<double>& limit) {
        if (!limit) return;
        if (*limit == static_cast<double>(static_cast<std::int64_t>(*limit)))
            schema[key] = static_cast<std::int64_t>(*limit);
        else
            schema[key] = *limit;
    };
    put("minimum", limits.ge);
    put("exclusiveMinimum", limits.gt);
    put("maximum", limits.le);
    put("exclusiveMaximum", limits.lt);
}

boost::json::object number_schema(std::string_view type, const rule& limits) {
    boost::json::object schema{{"type", type}};
    add_limits(schema, limits);
    return schema;
}

boost::json::object reference_to(const std::string& name) { return {{"$ref", "#/components/schemas/" + name}}; }

void add_alternative(boost::json::array& any_of, boost::json::object schema) {
    const auto* nested = schema.if_contains("anyOf");
    if (!nested || !nested->is_array()) {
        any_of.emplace_back(std::move(schema));
        return;
    }
    for (const auto& one : nested->get_array()) any_of.push_back(one);
}

} // namespace detail

} // namespace tremolo::json
