#include "client/rest_client.hpp"
#include "http/client.hpp"

namespace tremolo::client {

struct rest_client::parts {
    address server;
    http::client wire;
};

namespace {

http::client_options options_of(const address& server) {
    http::client_options options;
    options.answer_timeout = server.timeout;
    options.headers = {{"Accept", "application/json"}};
    if (auto credentials = authorization(server); !credentials.empty())
        options.headers.emplace_back("Authorization", std::move(credentials));
    return options;
}

} // namespace

rest_client::rest_client(address server)
    : parts_{std::make_unique<parts>(parts{server, http::client{server.host, server.port, options_of(server)}})} {}
rest_client::~rest_client() = default;
rest_client::rest_client(rest_client&&) noexcept = default;
rest_client& rest_client::operator=(rest_client&&) noexcept = default;

const address& rest_client::server() const { return parts_->server; }

answer rest_client::send(const call& asked) {
    http::header_list headers;
    if (!asked.body.empty()) headers.emplace_back("Content-Type", "application/json");
    if (!asked.idempotency_key.empty()) headers.emplace_back("Idempotency-Key", asked.idempotency_key);
    auto got = parts_->wire.request(asked.method, target(asked, parts_->server.base_path), headers, asked.body);
    return {got.status, std::move(got.body)};
}

answer rest_client::run(std::string_view command, std::vector<std::string> positional, named_values named) {
    const auto& found = command_named(command);
    const auto asked = found.prepare(bind(found, std::move(positional), std::move(named)));
    auto got = send(asked);
    if (got.good() && found.conclude) got.body = found.conclude(got.body);
    return got;
}

} // namespace tremolo::client
