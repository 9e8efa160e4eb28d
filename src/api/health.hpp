// GET /livez (is the program to be started again?) and GET /readyz (does it do its work?): beside the API's paths and
// without credentials. 200, or 503 with the reason.
#pragma once
#include "http/message.hpp"
#include "rpc/wellbeing.hpp"

namespace tremolo::api {

// Defined where all paths are.
extern const std::string_view livez_path;
extern const std::string_view readyz_path;

[[nodiscard]] http::response health_response(const rpc::schema::wellbeing& found);

} // namespace tremolo::api
