#include "api/failures.hpp"
#include "rpc/failures.hpp"

namespace tremolo::api {

namespace {

int status_of(rpc::detail_failure::kind what) {
    switch (what) {
    case rpc::detail_failure::kind::not_found: return 404;
    case rpc::detail_failure::kind::bad_request: return 400;
    case rpc::detail_failure::kind::failed: return 502;
    }
    return 502;
}

// {"<key>":"<text>"}
std::string object_of(std::string_view key, std::string_view text) {
    std::string body = "{\"";
    body += key;
    body += "\":";
    json::write_string(body, text);
    body += '}';
    return body;
}

} // namespace

http::response json_response(int status, std::string body) { return {status, "application/json", std::move(body)}; }

std::optional<http::response> response_for(std::exception_ptr failure, std::string_view path) {
    try {
        std::rethrow_exception(failure);
    } catch (const detail_error& e) {
        auto response = json_response(e.status, object_of("detail", e.what()));
        if (!e.header.empty()) response.add_header(e.header, e.value);
        return response;
    } catch (const validation_error& e) {
        std::string body = "{\"detail\":";
        json::write(body, e.violations);
        body += '}';
        return json_response(422, std::move(body));
    } catch (const rpc::detail_failure& e) {
        return json_response(status_of(e.what_kind), object_of("detail", e.text));
    } catch (const configuration_error& e) { // settings that exclude each other
        std::string body = "{\"detail\":";
        json::write(body, std::vector{json::violation{"value_error", {std::string{"body"}}, e.what(), nullptr}});
        return json_response(422, body + '}');
    } catch (const refusal& e) {
        return json_response(502, object_of("error", "Error querying " + std::string{path} + ": " + e.what()));
    } catch (...) {
        return std::nullopt; // a bug: the guard logs it with the request's id
    }
}

http::response bug_response() { return {500, "text/plain; charset=utf-8", std::string{"Internal Server Error"}}; }

http::response failure_response(http::failure what) {
    auto plain = http::plain_failure(what);
    if (what != http::failure::head_too_large && what != http::failure::body_too_large) return plain;
    return json_response(plain.status(), object_of("detail", plain.body()));
}

} // namespace tremolo::api
