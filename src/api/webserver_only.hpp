// Rows of endpoints that only the webserver mode has: a trading bot answers 503 there. Their handlers may take long: a
// strategy is compiled, files are read.
#pragma once
#include "api/endpoint.hpp"
#include "api/webserver_mode.hpp"

namespace tremolo::api {

constexpr endpoint webserver_row(std::string_view method, std::string_view path, std::string_view name,
                                 std::string_view tags, operation run) {
    return {.method = method,
            .path = path,
            .name = name,
            .tags = tags,
            .run = run,
            .who = access::user,
            .when = mode::webserver,
            .slow = true};
}

// What freqtrade does not have: no part of the OpenAPI document.
constexpr endpoint own_webserver_row(std::string_view method, std::string_view path, std::string_view name,
                                     operation run) {
    auto row = webserver_row(method, path, name, "Webserver", run);
    row.own = true;
    return row;
}

[[nodiscard]] inline detail_error job_not_found() { return {404, "Job not found."}; }

// What a request says of the exchange, as the questions take it.
template <class Payload>
[[nodiscard]] rpc::webserver::exchange_choice choice_of(const Payload& payload) {
    rpc::webserver::exchange_choice out;
    out.exchange = payload.exchange;
    using rpc::schema::trading_mode;
    if (payload.trading_mode)
        out.trading_mode = *payload.trading_mode == trading_mode::futures  ? config::trading_mode::futures
                           : *payload.trading_mode == trading_mode::margin ? config::trading_mode::margin
                                                                           : config::trading_mode::spot;
    using rpc::schema::margin_mode;
    if (payload.margin_mode)
        out.margin_mode = *payload.margin_mode == margin_mode::cross      ? config::margin_mode::cross
                          : *payload.margin_mode == margin_mode::isolated ? config::margin_mode::isolated
                                                                          : config::margin_mode::none;
    return out;
}

} // namespace tremolo::api
