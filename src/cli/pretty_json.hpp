// JSON for people: one key a line, indented.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace tremolo::cli {

[[nodiscard]] std::string pretty(const boost::json::value& value, std::size_t indent = 2);

} // namespace tremolo::cli
