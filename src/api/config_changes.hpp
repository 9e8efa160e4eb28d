// PATCH /config: the few settings that a user may change while the bot trades, and what they must be.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace tremolo::api {

// The body as changes of the configuration's top level. Throws validation_error with all that is wrong with it: keys
// that are not to be changed while the bot runs, values beyond the limits of the configuration, no key at all.
[[nodiscard]] boost::json::object checked_changes(const boost::json::value& body);

} // namespace tremolo::api
