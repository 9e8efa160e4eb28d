// What a handler asks for in its signature, and where it is read from: path<T>, query<T> and body<T> of described
// structs. All violations of a request are found together, with the place that clients know ("query", "limit").
#pragma once
#include "http/query.hpp"
#include "json/read.hpp"

namespace tremolo::api {

// The parts of the path that stand in braces in the row's template.
template <class T>
struct path {
    T value{};
    const T* operator->() const { return &value; }
};
// What follows the '?': the last value of a repeated key, all of them where the member is a list.
template <class T>
struct query {
    T value{};
    const T* operator->() const { return &value; }
};
// The JSON body.
template <class T>
struct body {
    T value{};
    const T* operator->() const { return &value; }
};

using path_values = std::vector<std::pair<std::string_view, std::string>>;

// The parameters of one request as they came, and what was found wrong with them.
struct parameter_source {
    path_values path;
    std::string_view query;                 // not decoded
    std::optional<boost::json::value> body; // absent: the request had none
    std::vector<json::violation> violations{};
};

namespace detail {
inline json::reader::options parameter_reading() { return {.missing_shows_object = false}; }

template <class T>
void read_parameters(const boost::json::object& given, const char* place, T& out, parameter_source& from) {
    json::reader r{{std::string{place}}, parameter_reading()};
    const boost::json::value all(given); // braces would make a list of it
    json::read(all, out, r);
    for (auto& one : r.take()) from.violations.push_back(std::move(one));
}
} // namespace detail

template <class T>
void fetch(parameter_source& from, path<T>& out) {
    boost::json::object given;
    for (const auto& [name, text] : from.path) given[name] = boost::json::string{text};
    detail::read_parameters(given, "path", out.value, from);
}

template <class T>
void fetch(parameter_source& from, query<T>& out) {
    const http::query items{from.query};
    boost::json::object given;
    json::for_each_member<T>([&](std::string_view name, auto pointer) {
        using member = std::remove_cvref_t<decltype(out.value.*pointer)>;
        const auto key = json::key_of<T>(name);
        if constexpr (json::detail::is_vector<member>) {
            boost::json::array all;
            for (const auto one : items.values(key)) all.emplace_back(one);
            if (!all.empty()) given[key] = std::move(all);
        } else if (const auto last = items.value(key)) {
            given[key] = *last;
        }
    });
    detail::read_parameters(given, "query", out.value, from);
}

template <class T>
void fetch(parameter_source& from, body<T>& out) {
    json::reader r{{std::string{"body"}}};
    if (!from.body)
        r.fail("missing", "Field required", nullptr);
    else
        json::read(*from.body, out.value, r);
    for (auto& one : r.take()) from.violations.push_back(std::move(one));
}

} // namespace tremolo::api
