// The OpenAPI 3.1 document of the endpoints, made from their rows and the types in their handlers.
#pragma once
#include "api/endpoint.hpp"

namespace tremolo::api {

[[nodiscard]] boost::json::object openapi_document(const std::vector<const endpoint*>& rows);

} // namespace tremolo::api
