// What a setting must be beyond its type: limits, allowed words, the default that validation fills in. A section is a
// described struct with `static constexpr auto rules()` beside its members; schema.hpp makes the checks of both.
#pragma once
#include <cstddef>
#include <optional>
#include <string_view>

namespace tremolo::config {

struct rule {
    std::string_view member{};        // the member's name in C++
    bool required = false;            // an error when its section is there without it
    bool nullable = false;            // null is allowed, and means unset
    std::optional<double> ge{}, le{}; // limits of a number
    std::optional<double> lt{};
    std::size_t min_length = 0; // characters of a text
    std::size_t min_items = 0;  // items of a list
    bool unique = false;        // no item of a list twice
    std::string_view one_of{};  // allowed texts, separated by "|"
    std::string_view filled{};  // JSON text that validation puts in when the key is missing
};

} // namespace tremolo::config
