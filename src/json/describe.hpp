// What reading, writing and schemas share about described structs and enums: the wire names of types, members and
// enumerators, and the rules of members. A payload is one struct with BOOST_DESCRIBE_STRUCT; what the description
// cannot say (limits, defaults of members) a `json_rules` overload beside the struct says:
//
//     struct page { std::int64_t limit = 500; };
//     BOOST_DESCRIBE_STRUCT(page, (), (limit))
//     constexpr auto json_rules(const page*) { return std::array{json::rule{.member = "limit", .optional = true, .ge =
//     1}}; }
#pragma once
#include <boost/describe.hpp>
#include <boost/mp11.hpp>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>
#include <variant>
#include <vector>

namespace tremolo::json {

// What holds for one member beyond its type.
struct rule {
    std::string_view member{}; // the member's name in C++
    bool optional = false;     // may be left out although it is no std::optional: the initialiser is its default
    bool required = false;     // must be given although it is a std::optional
    bool hidden = false;       // is no key of the wire at all
    std::optional<double> ge{}, gt{}, le{}, lt{};
    std::string_view key{};         // the wire's key, where C++ cannot spell it
    std::string_view format{};      // of a text, for the schema: "date"
    bool nullable = false;          // an omittable that clients must also expect as null
    std::string_view description{}; // goes into the schema
};

namespace detail {
template <class T>
concept has_rules = requires {
    json_rules(static_cast<const T*>(nullptr));
};
template <class T>
concept has_type_name = requires {
    std::string_view{json_type_name(static_cast<const T*>(nullptr))};
};
template <class T>
concept has_enum_text = std::is_enum_v<T> && requires(T e) {
    std::string_view{json_enum_text(e)};
};

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <class T>
inline constexpr bool is_variant = false;
template <class... T>
inline constexpr bool is_variant<std::variant<T...>> = true;
template <class T>
inline constexpr bool is_vector = false;
template <class T, class A>
inline constexpr bool is_vector<std::vector<T, A>> = true;

template <class T>
concept string_map = requires {
    typename T::key_type;
    typename T::mapped_type;
}
&&std::is_convertible_v<typename T::key_type, std::string_view>;

std::string pascal_case(std::string_view snake);
std::string plain_type_name(const std::type_info& type);
} // namespace detail

template <class T>
concept described_struct = boost::describe::has_describe_members<T>::value && !std::is_union_v<T>;
template <class T>
concept described_enum = boost::describe::has_describe_enumerators<T>::value;

// A C++ name without the underscore at its end that keeps it from being a keyword (`long_` is "long" on the wire).
constexpr std::string_view without_trailing_underscore(std::string_view name) {
    return name.size() > 1 && name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

// The rule of the member, or one that says nothing.
template <class T>
constexpr rule rule_of(std::string_view member) {
    if constexpr (detail::has_rules<T>) {
        for (const rule& r : json_rules(static_cast<const T*>(nullptr)))
            if (r.member == member) return r;
    }
    return {};
}

// The wire's key for a member.
template <class T>
constexpr std::string_view key_of(std::string_view member) {
    const rule r = rule_of<T>(member);
    return r.key.empty() ? without_trailing_underscore(member) : r.key;
}

// The text that stands for an enumerator on the wire: `json_enum_text(e)` where there is one, its name otherwise.
template <described_enum E>
constexpr std::string_view enum_text(E value) {
    if constexpr (detail::has_enum_text<E>) {
        return json_enum_text(value);
    } else {
        std::string_view found;
        boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
            if (d.value == value) found = without_trailing_underscore(d.name);
        });
        return found;
    }
}

template <described_enum E>
std::vector<std::string_view> enum_texts() {
    std::vector<std::string_view> texts;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { texts.push_back(enum_text(static_cast<E>(d.value))); });
    return texts;
}

template <described_enum E>
constexpr std::optional<E> enum_from(std::string_view text) {
    std::optional<E> found;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>([&](auto d) {
        if (!found && enum_text(static_cast<E>(d.value)) == text) found = d.value;
    });
    return found;
}

// The schema's name for a type: `json_type_name(const T*)` where there is one, else trade_schema is "TradeSchema".
template <class T>
std::string type_name() {
    if constexpr (detail::has_type_name<T>)
        return std::string{json_type_name(static_cast<const T*>(nullptr))};
    else
        return detail::pascal_case(detail::plain_type_name(typeid(T)));
}

// Calls f(name, member pointer) for every public member, those of base classes first, in the order of description.
template <described_struct T, class F>
void for_each_member(F&& f) {
    using namespace boost::describe;
    using members = describe_members<T, mod_public | mod_inherited>;
    boost::mp11::mp_for_each<members>([&](auto d) { f(std::string_view{d.name}, d.pointer); });
}

} // namespace tremolo::json
