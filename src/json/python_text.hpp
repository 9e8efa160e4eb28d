// Values as Python's programs print them, for what others read back.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

namespace tremolo::json {

// 7.925e-05, 1.0
[[nodiscard]] std::string python_number(double value);

// A list or an object as Python prints it: [{'side': 'buy', 'is_open': False}]
[[nodiscard]] std::string python_value(const boost::json::value& value);

enum class hex_digits { lower, upper };
// JSON text with all beyond ASCII written as \uXXXX.
[[nodiscard]] std::string in_ascii(std::string_view json, hex_digits digits);

} // namespace tremolo::json
