// What the fields of payloads mean, in words and with units, for the OpenAPI document: the same field says the same
// wherever it appears, so it is described once, by name. A rule's own description (json/describe.hpp) goes before.
#pragma once
#include <boost/json/object.hpp>
#include <string_view>

namespace tremolo::api {

// The text for a field of a schema; empty where there is none. "Balance.free" goes before "free".
[[nodiscard]] std::string_view meaning_of(std::string_view schema, std::string_view field);
// Whether a number is null at times: without a price, or divided by nothing.
[[nodiscard]] bool may_be_unknown(std::string_view schema, std::string_view field);
// Puts a description to each property of each schema that has none, and says which numbers may be null.
void add_meanings(boost::json::object& schemas);

} // namespace tremolo::api
