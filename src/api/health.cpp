#include "api/health.hpp"
#include "api/failures.hpp"

namespace tremolo::api {

http::response health_response(const rpc::schema::wellbeing& found) {
    auto response = json_response(found.reason ? 503 : 200, json::text(found));
    response.add_header("cache-control", "no-store");
    return response;
}

} // namespace tremolo::api
