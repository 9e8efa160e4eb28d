// Writes described structs, containers and values as JSON text straight into a string, without a tree in between.
// The text is compact and as orjson prints it: UTF-8 as it is, doubles in their shortest form with ".0" on whole ones,
// NaN and infinities as null. A type with a `json_write(std::string&, const T&)` of its own is written by that.
#pragma once
#include "base/clock.hpp"
#include "json/describe.hpp"
#include <boost/json/value.hpp>
#include <concepts>
#include <cstdint>
#include <memory>
#include <tuple>

namespace tremolo::json {

// A member that is left out of its object when it is empty, where a std::optional would be null.
template <class T>
struct omittable {
    std::optional<T> value{};
    omittable() = default;
    omittable(T v) : value{std::move(v)} {}
    omittable(std::optional<T> v) : value{std::move(v)} {}
    friend bool operator==(const omittable&, const omittable&) = default;
};

// JSON text that is written already: it goes out as it stands.
struct raw_text {
    std::string text;
};

void write_string(std::string& out, std::string_view text);
void write_double(std::string& out, double value);
void write_int(std::string& out, std::int64_t value);
void write_unsigned(std::string& out, std::uint64_t value);
// pydantic's text of a datetime: 2026-11-21T07:25:00Z
void write_time(std::string& out, timestamp value);
void write_value(std::string& out, const boost::json::value& value);

namespace detail {
template <class T>
concept writes_itself = requires(std::string& out, const T& value) {
    json_write(out, value);
};
template <class T>
inline constexpr bool is_omittable = false;
template <class T>
inline constexpr bool is_omittable<omittable<T>> = true;
template <class T>
inline constexpr bool is_pointer_like = false;
template <class T>
inline constexpr bool is_pointer_like<std::shared_ptr<T>> = true;
template <class T>
inline constexpr bool is_pointer_like<std::unique_ptr<T>> = true;
template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class A, class B>
inline constexpr bool is_tuple<std::pair<A, B>> = true;
} // namespace detail

template <class T>
void write(std::string& out, const T& value);

namespace detail {
// A struct that stands for its only member, `root`: json_is_root(const T*) says so.
template <class T>
concept has_root = requires {
    json_is_root(static_cast<const T*>(nullptr));
};

// `left_out(name)`: a member that is not written.
template <class T, class LeftOut>
void write_object_but(std::string& out, const T& object, LeftOut left_out) {
    out += '{';
    bool first = true;
    for_each_member<T>([&](std::string_view name, auto pointer) {
        if (left_out(name)) return;
        const auto& member = object.*pointer;
        using member_type = std::remove_cvref_t<decltype(member)>;
        if constexpr (is_omittable<member_type>)
            if (!member.value) return;
        if constexpr (has_rules<T>)
            if (rule_of<T>(name).hidden) return;
        if (!first) out += ',';
        first = false;
        out += '"';
        out += key_of<T>(name); // a C++ name: nothing in it to escape
        out += "\":";
        if constexpr (is_omittable<member_type>)
            write(out, *member.value);
        else
            write(out, member);
    });
    out += '}';
}

template <class T>
void write_object(std::string& out, const T& object) {
    write_object_but(out, object, [](std::string_view) { return false; });
}

template <class T>
void write_map(std::string& out, const T& map) {
    out += '{';
    bool first = true;
    for (const auto& [key, item] : map) {
        if (!first) out += ',';
        first = false;
        write_string(out, key);
        out += ':';
        write(out, item);
    }
    out += '}';
}

template <class T>
void write_list(std::string& out, const T& list) {
    out += '[';
    bool first = true;
    for (const auto& item : list) {
        if (!first) out += ',';
        first = false;
        write(out, item);
    }
    out += ']';
}

// An object whose members come in this order although no map is ordered so: vector of (key, value).
template <class T>
inline constexpr bool is_ordered_object = false;
template <class V, class A>
inline constexpr bool is_ordered_object<std::vector<std::pair<std::string, V>, A>> = true;
} // namespace detail

// An object that keeps the order of its keys.
template <class V>
using ordered_map = std::vector<std::pair<std::string, V>>;

template <class T>
void write(std::string& out, const T& value) {
    if constexpr (detail::writes_itself<T>) {
        json_write(out, value);
    } else if constexpr (std::same_as<T, raw_text>) {
        out += value.text;
    } else if constexpr (std::same_as<T, bool>) {
        out += value ? "true" : "false";
    } else if constexpr (std::floating_point<T>) {
        write_double(out, static_cast<double>(value));
    } else if constexpr (std::unsigned_integral<T>) {
        write_unsigned(out, value);
    } else if constexpr (std::integral<T>) {
        write_int(out, value);
    } else if constexpr (std::same_as<T, std::nullptr_t> || std::same_as<T, std::monostate>) {
        out += "null";
    } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
        write_string(out, value);
    } else if constexpr (std::same_as<T, timestamp>) {
        write_time(out, value);
    } else if constexpr (std::same_as<T, boost::json::value> || std::same_as<T, boost::json::object> ||
                         std::same_as<T, boost::json::array>) {
        write_value(out, value);
    } else if constexpr (described_enum<T>) {
        write_string(out, enum_text(value));
    } else if constexpr (detail::is_optional<T> || detail::is_pointer_like<T>) {
        if (value)
            write(out, *value);
        else
            out += "null";
    } else if constexpr (detail::is_variant<T>) {
        std::visit([&](const auto& held) { write(out, held); }, value);
    } else if constexpr (detail::string_map<T> || detail::is_ordered_object<T>) {
        detail::write_map(out, value);
    } else if constexpr (detail::is_tuple<T>) {
        out += '[';
        std::size_t at = 0;
        std::apply([&](const auto&... item) { ((at++ ? void(out += ',') : void(), write(out, item)), ...); }, value);
        out += ']';
    } else if constexpr (detail::has_root<T>) {
        write(out, value.root);
    } else if constexpr (described_struct<T>) {
        detail::write_object(out, value);
    } else {
        detail::write_list(out, value);
    }
}

// The value as JSON text.
template <class T>
[[nodiscard]] std::string text(const T& value) {
    std::string out;
    write(out, value);
    return out;
}

} // namespace tremolo::json
