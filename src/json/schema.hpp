// JSON Schema (2020-12, as pydantic 2 words it) of described structs, for OpenAPI. `schema_of<T>(components)` answers
// the schema of a T; structs and enums are put into `components` by name and referred to. A type with a
// `boost::json::object json_schema(const T*)` of its own is described by that.
#pragma once
#include "json/read.hpp"

namespace tremolo::json {

// "trade_id" is "Trade Id", as pydantic titles members.
[[nodiscard]] std::string title_of(std::string_view name);

struct schema_options {
    // Answers have all their keys, whatever the defaults are; a request may leave out what has a default.
    bool for_answers = false;
};

namespace detail {
template <class T>
concept has_schema = requires {
    json_schema(static_cast<const T*>(nullptr));
};

boost::json::object number_schema(std::string_view type, const rule& limits);
boost::json::object reference_to(const std::string& name);
// A union: what is one already is flattened.
void add_alternative(boost::json::array& any_of, boost::json::object schema);
void add_limits(boost::json::object& schema, const rule& limits);
} // namespace detail

template <class T>
boost::json::object schema_of(boost::json::object& components, schema_options how = {}, const rule& limits = {});

namespace detail {
template <class T>
boost::json::object enum_schema(boost::json::object& components) {
    boost::json::array texts;
    for (const auto text : enum_texts<T>()) texts.emplace_back(text);
    boost::json::object schema{{"type", "string"}, {"enum", std::move(texts)}};
    if constexpr (has_literal_enum<T>) return schema;
    const std::string name = type_name<T>();
    schema["title"] = name;
    components[name] = std::move(schema);
    return reference_to(name);
}

template <class T>
boost::json::value default_value(const T& member) {
    std::string out;
    write(out, member);
    return boost::json::parse(out);
}

template <class T>
boost::json::object struct_schema(boost::json::object& components, schema_options how) {
    const std::string name = type_name<T>();
    if (components.contains(name)) return reference_to(name);
    components[name] = nullptr; // holds the place while members are described, and ends recursion
    if constexpr (has_root<T>) {
        auto root = schema_of<decltype(T::root)>(components, how);
        root["title"] = name;
        components[name] = std::move(root);
        return reference_to(name);
    }
    boost::json::object properties;
    boost::json::array required;
    const T defaults{};
    for_each_member<T>([&](std::string_view member_name, auto pointer) {
        using member_type = std::remove_cvref_t<decltype(defaults.*pointer)>;
        const rule limits = rule_of<T>(member_name);
        if (limits.hidden) return;
        const std::string key{key_of<T>(member_name)};
        auto schema = schema_of<member_type>(components, how, limits);
        const bool can_be_missing = is_optional<member_type> || is_omittable<member_type> || limits.optional;
        if (limits.required || !can_be_missing) required.emplace_back(key);
        if constexpr (has_rules<T> && !is_omittable<member_type>)
            if (limits.optional) schema["default"] = default_value(defaults.*pointer);
        if (!schema.contains("$ref")) schema["title"] = title_of(key);
        if (!limits.format.empty()) schema["format"] = limits.format;
        properties[key] = std::move(schema);
    });
    boost::json::object schema{{"properties", std::move(properties)}, {"type", "object"}};
    if (!required.empty()) schema["required"] = std::move(required);
    schema["title"] = name;
    components[name] = std::move(schema);
    return reference_to(name);
}

template <class... T>
boost::json::object variant_schema(std::type_identity<std::variant<T...>>, boost::json::object& components,
                                   schema_options how) {
    boost::json::array any_of;
    (add_alternative(any_of, schema_of<T>(components, how)), ...);
    return {{"anyOf", std::move(any_of)}};
}
} // namespace detail

template <class T>
boost::json::object schema_of(boost::json::object& components, schema_options how, const rule& limits) {
    if constexpr (detail::has_schema<T>) {
        return json_schema(static_cast<const T*>(nullptr));
    } else if constexpr (detail::is_optional<T>) {
        boost::json::array any_of;
        detail::add_alternative(any_of, schema_of<typename T::value_type>(components, how, limits));
        any_of.emplace_back(boost::json::object{{"type", "null"}});
        return {{"anyOf", std::move(any_of)}};
    } else if constexpr (detail::is_omittable<T>) {
        using held = decltype(T::value);
        if (limits.nullable) return schema_of<held>(components, how, limits);
        return schema_of<typename held::value_type>(components, how, limits);
    } else if constexpr (detail::is_pointer_like<T>) {
        return schema_of<std::remove_const_t<typename T::element_type>>(components, how, limits);
    } else if constexpr (std::same_as<T, bool>) {
        return {{"type", "boolean"}};
    } else if constexpr (std::integral<T>) {
        return detail::number_schema("integer", limits);
    } else if constexpr (std::floating_point<T>) {
        return detail::number_schema("number", limits);
    } else if constexpr (std::same_as<T, std::string>) {
        return {{"type", "string"}};
    } else if constexpr (std::same_as<T, timestamp> || std::same_as<T, aware_time>) {
        return {{"type", "string"}, {"format", "date-time"}};
    } else if constexpr (std::same_as<T, boost::json::value>) {
        return {};
    } else if constexpr (std::same_as<T, boost::json::object> || std::same_as<T, raw_text>) {
        return {{"additionalProperties", true}, {"type", "object"}};
    } else if constexpr (std::same_as<T, boost::json::array> || detail::is_tuple<T>) {
        return {{"items", boost::json::object{}}, {"type", "array"}};
    } else if constexpr (described_enum<T>) {
        return detail::enum_schema<T>(components);
    } else if constexpr (detail::is_variant<T>) {
        return detail::variant_schema(std::type_identity<T>{}, components, how);
    } else if constexpr (detail::is_ordered_object<T>) {
        return {{"additionalProperties", schema_of<typename T::value_type::second_type>(components, how)},
                {"type", "object"}};
    } else if constexpr (detail::string_map<T>) {
        return {{"additionalProperties", schema_of<typename T::mapped_type>(components, how)}, {"type", "object"}};
    } else if constexpr (described_struct<T>) {
        return detail::struct_schema<T>(components, how);
    } else {
        return {{"items", schema_of<typename T::value_type>(components, how)}, {"type", "array"}};
    }
}

} // namespace tremolo::json
