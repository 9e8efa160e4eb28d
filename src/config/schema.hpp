// What JSON a setting may be: JSON Schema (draft 4) as far as configurations need it, made from the described sections
// and their rules(). check() fills in defaults and collects every violation, with the place, what was found and what
// was expected.
#pragma once
#include "base/secret.hpp"
#include "config/configuration.hpp"
#include "json/describe.hpp"
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace tremolo::config {

// A setting that cannot be used.
struct violation {
    std::vector<std::string> path; // keys and list positions down to the value; of the section when a key is missing
    std::string rule;              // as JSON Schema names it, or "consistency"
    std::string missing;           // the missing key of a "required"
    std::string found;             // never the text of a secret; empty when there is nothing to show
    std::string expected;          // the whole sentence of a "consistency"
    [[nodiscard]] std::string text() const; // stake_amount: found 0, expected a number of at least 0.0001
};

enum kind : unsigned {
    null_kind = 1,
    boolean = 2,
    integer = 4,
    number = 8,
    text = 16,
    list = 32,
    object = 64,
    any = 127
};

struct schema {
    std::string name{}; // the key, for members
    unsigned kinds = any;
    bool hidden = false;   // a secret: its text is never shown
    bool required = false; // of its section
    std::optional<double> ge{}, le{}, lt{};
    std::size_t min_length = 0;
    std::size_t min_items = 0;
    bool unique = false;
    std::vector<std::string> one_of{}; // of texts; empty: all
    bool one_of_is_pattern = false;    // violations of one_of are reported as "pattern"
    std::optional<boost::json::value> filled{};
    std::vector<schema> members{};             // of objects: the known keys
    std::vector<schema> values{};              // of objects: none, or one that holds for all keys that names() takes
    std::vector<schema> items{};               // of lists: none, or one that holds for all
    bool (*names)(std::string_view) = nullptr; // of objects: which keys `values` is for; null: all
    bool only_names = false;                   // of objects: no other key is allowed
    bool open = false;                         // of objects: unknown keys are expected, and not noted

    [[nodiscard]] const schema* find(std::string_view key) const;
};

// Sets missing keys that have a default and appends what is wrong with `value`.
void check(const schema& rules, boost::json::value& value, std::vector<std::string>& path,
           std::vector<violation>& found);
// "a number from 0 to 1"
[[nodiscard]] std::string expectation(const schema& rules);
// "\"lots\"", "a list", "null": short, and without contents when the schema is hidden
[[nodiscard]] std::string shown(const boost::json::value& value, bool hidden);

// The schema of the whole configuration: the described sections and the keys that are only accepted (accepted.cpp).
[[nodiscard]] const schema& configuration_schema();
// The keys that no schema knows, as paths ("exchange.nmae").
[[nodiscard]] std::vector<std::string> unknown_keys(const boost::json::object& settings);

template <class T>
schema schema_of();

namespace detail {
bool is_wallet_name(std::string_view name);
bool is_roi_name(std::string_view name);
void apply(schema& member, const rule& r);

template <class V>
inline constexpr bool is_string_map = false;
template <class V>
inline constexpr bool is_string_map<std::map<std::string, V>> = true;

// Applies what T and its bases say about the member.
template <class T>
void apply_rules(schema& member, std::string_view name) {
    if constexpr (requires { T::rules(); })
        for (const rule& r : T::rules())
            if (r.member == name) apply(member, r);
    using bases = boost::describe::describe_bases<T, boost::describe::mod_public>;
    boost::mp11::mp_for_each<bases>([&](auto b) { apply_rules<typename decltype(b)::type>(member, name); });
}

template <class T>
schema section_schema() {
    schema section{.kinds = object};
    json::for_each_member<T>([&](std::string_view name, auto pointer) {
        auto member = schema_of<std::remove_cvref_t<decltype(std::declval<T>().*pointer)>>();
        member.name = std::string{json::key_of<T>(name)};
        apply_rules<T>(member, name);
        section.members.push_back(std::move(member));
    });
    return section;
}

template <class T>
schema enum_schema() {
    schema made{.kinds = text};
    for (const auto word : json::enum_texts<T>()) made.one_of.emplace_back(word);
    return made;
}
} // namespace detail

// The schema of a member of this type.
template <class T>
schema schema_of() {
    using std::is_same_v;
    if constexpr (is_same_v<T, bool>) {
        return {.kinds = boolean};
    } else if constexpr (std::is_integral_v<T>) {
        return {.kinds = integer};
    } else if constexpr (std::is_floating_point_v<T>) {
        return {.kinds = number};
    } else if constexpr (is_same_v<T, std::string> || is_same_v<T, std::filesystem::path>) {
        return {.kinds = text};
    } else if constexpr (is_same_v<T, secret>) {
        return {.kinds = text, .hidden = true};
    } else if constexpr (is_same_v<T, token_list>) {
        return {.kinds = text | list, .hidden = true, .items = {schema_of<secret>()}};
    } else if constexpr (is_same_v<T, stake_setting>) {
        return {.kinds = number | text, .one_of = {"unlimited"}, .one_of_is_pattern = true};
    } else if constexpr (is_same_v<T, wallet_setting>) {
        return {.kinds = number | object,
                .values = {schema_of<double>()},
                .names = detail::is_wallet_name,
                .only_names = true};
    } else if constexpr (is_same_v<T, roi_table>) {
        return {.kinds = object, .values = {schema_of<double>()}, .names = detail::is_roi_name, .open = true};
    } else if constexpr (is_same_v<T, boost::json::object>) {
        return {.kinds = object, .open = true};
    } else if constexpr (json::detail::is_optional<T>) {
        return schema_of<typename T::value_type>();
    } else if constexpr (json::detail::is_vector<T>) {
        return {.kinds = list, .items = {schema_of<typename T::value_type>()}};
    } else if constexpr (detail::is_string_map<T>) {
        return {.kinds = object, .values = {schema_of<typename T::mapped_type>()}, .open = true};
    } else if constexpr (std::is_enum_v<T>) {
        return detail::enum_schema<T>();
    } else {
        return detail::section_schema<T>();
    }
}

} // namespace tremolo::config
