// Everything that a request can come to but an answer, and the only place where it becomes an HTTP response. A stage of
// the pipeline or a handler throws; the service catches once.
#pragma once
#include "base/error.hpp"
#include "http/server.hpp"
#include "json/read.hpp"
#include <exception>
#include <vector>

namespace tremolo::api {

// {"detail": text} with a status and, for 401 and 405, one more header.
struct detail_error : error {
    detail_error(int status, const std::string& text, std::string header = {}, std::string value = {})
        : error{text}, status{status}, header{std::move(header)}, value{std::move(value)} {}
    int status;
    std::string header;
    std::string value;
};

// 422 with all that is wrong with the parameters.
struct validation_error : error {
    explicit validation_error(std::vector<json::violation> found)
        : error{"invalid parameters"}, violations{std::move(found)} {}
    std::vector<json::violation> violations;
};

// `path` is the request's, decoded: refusals name it. Nothing when it is a bug (any other exception): that is the
// guard's to log and to answer.
[[nodiscard]] std::optional<http::response> response_for(std::exception_ptr failure, std::string_view path);

// 500 with no inside details, as all bugs are answered.
[[nodiscard]] http::response bug_response();

// What the server answers by itself, in the API's form: JSON, but for the text that clients know of a request that is
// no HTTP. For http::server_options::on_failure.
[[nodiscard]] http::response failure_response(http::failure what);

[[nodiscard]] http::response json_response(int status, std::string body);

} // namespace tremolo::api
