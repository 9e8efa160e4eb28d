// Custom data as freqtrade types and writes it: plain texts for Python's bool, int, float and str, Python's JSON for
// the rest.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace tremolo::store {

struct typed_text {
    std::string type;
    std::string text;
};
[[nodiscard]] typed_text typed(const boost::json::value& value);

} // namespace tremolo::store
