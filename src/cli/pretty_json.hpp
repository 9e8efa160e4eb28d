// JSON for people: one key a line, indented.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace tremolo::cli {

enum class number_style { plain, python }; // 0.00001, 1e-05
[[nodiscard]] std::string pretty(const boost::json::value& value, std::size_t indent = 2,
                                 number_style numbers = number_style::plain);

} // namespace tremolo::cli
