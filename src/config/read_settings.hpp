// From checked JSON to the typed struct. What the schema lets pass and no bot can use (keys of minimal_roi that are no
// whole minutes) is collected as violations.
#pragma once
#include "config/schema.hpp"

namespace tremolo::config {

// The typed settings; only sensible when validate() found nothing. `raw`, `mode` and the like are left to the caller.
[[nodiscard]] configuration read_settings(const boost::json::object& settings, std::vector<violation>& found);

} // namespace tremolo::config
