#include "api/cors.hpp"
#include <algorithm>
#include <array>

namespace tremolo::api {

namespace {

constexpr std::array<std::string_view, 8> methods{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"};
constexpr std::string_view method_list = "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY";
constexpr std::string_view preflight_vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers, "
                                            "Access-Control-Request-Private-Network";

} // namespace

cors::cors(std::vector<std::string> origins)
    : origins_{std::move(origins)}, all_{std::find(origins_.begin(), origins_.end(), "*") != origins_.end()} {}

bool cors::allows(std::string_view origin) const {
    return all_ || std::find(origins_.begin(), origins_.end(), origin) != origins_.end();
}

std::optional<http::response> cors::preflight(const http::request& request) const {
    const auto origin = request.header("origin");
    const auto method = request.header("access-control-request-method");
    if (request.method() != "OPTIONS" || !origin || !method) return std::nullopt;
    std::string refused;
    const auto refuse = [&](std::string_view what) { (refused += refused.empty() ? "" : ", ") += what; };
    if (!allows(*origin)) refuse("origin");
    if (std::find(methods.begin(), methods.end(), *method) == methods.end()) refuse("method");
    if (request.header("access-control-request-private-network")) refuse("private-network");
    http::response answer{refused.empty() ? 200 : 400, "text/plain; charset=utf-8",
                          refused.empty() ? std::string{"OK"} : "Disallowed CORS " + refused};
    answer.add_header("vary", preflight_vary);
    answer.add_header("access-control-allow-methods", method_list);
    answer.add_header("access-control-max-age", "600");
    answer.add_header("access-control-allow-credentials", "true");
    if (allows(*origin)) answer.add_header("access-control-allow-origin", *origin);
    if (const auto wanted = request.header("access-control-request-headers"))
        answer.add_header("access-control-allow-headers", *wanted);
    return answer;
}

void cors::mark(const http::request& request, http::response& response) const {
    if (const auto origin = request.header("origin")) {
        response.add_header("access-control-allow-credentials", "true");
        if (allows(*origin)) response.add_header("access-control-allow-origin", *origin);
    }
    response.add_header("vary", "Origin");
}

} // namespace tremolo::api
