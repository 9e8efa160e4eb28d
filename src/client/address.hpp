// Where a bot's API is and who asks: what every client object is made from.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace tremolo::client {

struct address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 8080;
    std::string base_path{}; // "" or "/bot": the server's api_server.base_path
    std::string user{};
    std::string password{};                    // with a user: sent as Basic credentials
    std::string ws_token{};                    // of the message stream
    std::chrono::milliseconds timeout{10'000}; // for one answer
};

// "http://user:password@host:8080/base" with everything but the host optional. Throws error, naming the text, when it
// is no such URL; https is refused: put a bot behind a proxy on the same machine, or reach it through a tunnel.
[[nodiscard]] address parse_address(std::string_view url);

// "http://host:port/base", without credentials: for messages.
[[nodiscard]] std::string shown(const address& server);

// The value of an Authorization header; empty without a user.
[[nodiscard]] std::string authorization(const address& server);

} // namespace tremolo::client
