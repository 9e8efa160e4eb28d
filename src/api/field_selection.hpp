// `fields=a,b,c`: only these members of an answer's objects, in the order of the schema. What no object has is a
// violation, so that a typing error does not look like missing data.
#pragma once
#include "api/failures.hpp"
#include "json/write.hpp"
#include <set>

namespace tremolo::api {

using field_set = std::set<std::string, std::less<>>;

// The names that the query lists. Throws validation_error for those that T does not have, and for an empty list.
template <class T>
[[nodiscard]] field_set fields_of(std::string_view list) {
    field_set known, wanted;
    json::for_each_member<T>([&](std::string_view name, auto) { known.emplace(json::key_of<T>(name)); });
    std::vector<json::violation> bad;
    for (std::string_view left = list;;) {
        const auto comma = left.find(',');
        const std::string one{left.substr(0, comma)};
        if (known.contains(one))
            wanted.insert(one);
        else
            bad.push_back({"value_error",
                           {std::string{"query"}, std::string{"fields"}},
                           "Value error, there is no field '" + one + "'",
                           boost::json::string{list}});
        if (comma == std::string_view::npos) break;
        left.remove_prefix(comma + 1);
    }
    if (!bad.empty()) throw validation_error{std::move(bad)};
    return wanted;
}

// The object as JSON, with these members only.
template <class T>
void write_fields(std::string& out, const T& object, const field_set& wanted) {
    out += '{';
    bool first = true;
    json::for_each_member<T>([&](std::string_view name, auto pointer) {
        const auto key = json::key_of<T>(name);
        if (!wanted.contains(key)) return;
        if (!first) out += ',';
        first = false;
        ((out += '"') += key) += "\":";
        json::write(out, object.*pointer);
    });
    out += '}';
}

template <class T>
void write_list_fields(std::string& out, const std::vector<T>& list, const field_set& wanted) {
    out += '[';
    for (const auto& one : list) {
        if (&one != list.data()) out += ',';
        write_fields(out, one, wanted);
    }
    out += ']';
}

} // namespace tremolo::api
