// From the types in a handler's signature to the parts of its OpenAPI operation.
#pragma once
#include "api/parameters.hpp"
#include "json/schema.hpp"

namespace tremolo::api {

struct description {
    boost::json::object& components; // schemas by name, shared by all operations
    boost::json::array parameters{};
    boost::json::object request_body{}; // empty: none
    boost::json::object answer{};       // schema of the 200 answer
    [[nodiscard]] bool can_be_invalid() const { return !parameters.empty() || !request_body.empty(); }
};

namespace detail {
void add_parameter(description& into, const char* where, std::string_view key, bool required,
                   boost::json::object schema, std::string_view text);

template <class T>
void describe_parameters(description& into, const char* where) {
    const T defaults{};
    json::for_each_member<T>([&](std::string_view name, auto pointer) {
        using member = std::remove_cvref_t<decltype(defaults.*pointer)>;
        const json::rule limits = json::rule_of<T>(name);
        const auto key = json::key_of<T>(name);
        auto schema = json::schema_of<member>(into.components, {}, limits);
        const bool optional = json::detail::is_optional<member> || limits.optional;
        if (limits.optional) schema["default"] = json::detail::default_value(defaults.*pointer);
        add_parameter(into, where, key, !optional, std::move(schema), limits.description);
    });
}

template <class T>
void describe_input(description& into, std::type_identity<path<T>>) {
    describe_parameters<T>(into, "path");
}
template <class T>
void describe_input(description& into, std::type_identity<query<T>>) {
    describe_parameters<T>(into, "query");
}
template <class T>
void describe_input(description& into, std::type_identity<body<T>>) {
    auto schema = json::schema_of<T>(into.components);
    if (!schema.contains("$ref")) schema["title"] = "Payload";
    into.request_body = {{"required", true}, {"content", {{"application/json", {{"schema", std::move(schema)}}}}}};
}
} // namespace detail

} // namespace tremolo::api
