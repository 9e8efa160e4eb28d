// Endpoints that only the webserver mode has. Their parameters and answers are described, so that clients find them in
// the OpenAPI document and a trading bot answers 503; the mode itself does not exist yet, hence nothing to ask.
#pragma once
#include "api/endpoint.hpp"

namespace tremolo::api {

template <class R, class... Input>
R in_webserver_mode(const call&, const Input&...) {
    throw rpc::no_bot();
}

constexpr endpoint webserver_row(std::string_view method, std::string_view path, std::string_view name,
                                 std::string_view tags, operation run) {
    return {method, path, name, tags, run, access::user, mode::webserver};
}

} // namespace tremolo::api
