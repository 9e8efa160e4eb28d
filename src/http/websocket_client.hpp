// A small WebSocket client: one connection, driven by one thread that sends and waits for messages. For consuming from
// other bots, for tests and for the client library.
#pragma once
#include "http/client.hpp"
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace tremolo::http {

struct websocket_client_options {
    bool secure = false; // wss: the certificate is checked against the authorities and the host's name
    std::chrono::milliseconds connect_timeout{10'000}; // to the end of the handshake
    std::chrono::milliseconds send_timeout{10'000};
    std::size_t message_bytes = 16 * 1024 * 1024; // longer messages end the connection
    bool deflates = true;                         // offer permessage-deflate
    header_list headers{};                        // of the handshake
    // File of the certificate authorities that are trusted, in PEM; empty: those of the system, or of SSL_CERT_FILE.
    std::string authorities{};
    std::stop_token stop{}; // gives up connecting
};

// The connection ended: by the server (with its code), or by a failure (1006).
struct websocket_closed {
    std::uint16_t code = 1006;
    std::string reason;
};

class websocket_client {
  public:
    // Connects. `target` is path and query, encoded already. Throws operational_error naming host, port and reason; a
    // refusal names the HTTP status.
    websocket_client(const std::string& host, std::uint16_t port, const std::string& target,
                     websocket_client_options options = {});
    ~websocket_client(); // without a word to the server
    websocket_client(const websocket_client&) = delete;
    websocket_client& operator=(const websocket_client&) = delete;

    // False when the connection has ended.
    bool send(std::string_view text);
    bool ping();
    // The next text message; nothing when none came in time or the connection has ended: closed() tells.
    [[nodiscard]] std::optional<std::string> receive(std::chrono::milliseconds patience);
    // Set when the connection has ended.
    [[nodiscard]] const std::optional<websocket_closed>& closed() const;
    // Pongs that came.
    [[nodiscard]] std::size_t pongs() const;
    [[nodiscard]] std::size_t pings() const; // that the server sent, and that were answered
    // The closing handshake, waited for at most `patience`.
    void close(std::uint16_t code = 1000, std::chrono::milliseconds patience = std::chrono::milliseconds{3'000});
    // Ends a receive() under way in another thread at once; any thread.
    void interrupt();

  private:
    class wire;
    template <class Stream>
    class wire_on;
    std::unique_ptr<wire> wire_;
};

} // namespace tremolo::http
