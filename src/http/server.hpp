// An HTTP/1.1 server: accepts connections, reads requests, calls a handler, writes its answers in the order of the
// requests. It serves keep-alive, pipelining, chunked bodies and `Expect: 100-continue` within limits, and knows
// nothing of what is served.
#pragma once
#include "base/clock.hpp"
#include "base/log.hpp"
#include "http/limits.hpp"
#include "http/responder.hpp"
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace tremolo::http {

// Why the server itself answers instead of the handler.
enum class failure {
    malformed,      // 400; the text that clients know is "Invalid HTTP request received."
    head_too_large, // 431
    body_too_large, // 413
    unanswered,     // 500: the handler threw or dropped its responder
};

// The answers in plain text: what is sent when no other hook is set.
[[nodiscard]] response plain_failure(failure what);

struct server_options {
    std::string address = "127.0.0.1"; // an IPv4 or IPv6 address, or "localhost"
    std::uint16_t port = 0;            // 0: any free one, see server::port()
    std::string name = "tremolo";      // the `server` header
    // Threads that serve; each has its own connections and calls the handler by itself. One is enough for 100,000 small
    // answers a second.
    unsigned threads = 1;
    http::limits limits{};
    // The body and headers for a failure; connections are closed behind the first three. Must not throw.
    std::function<response(failure)> on_failure = plain_failure;
    // Where trouble is told; silent by default.
    logger log{};
    // One line per answer when set: 127.0.0.1:51234 - "GET /ping HTTP/1.1" 200
    std::optional<logger> access_log{};
};

class server {
  public:
    // `clock` gives the `date` header and the deadlines; it must outlive the server.
    server(const clock& clock, server_options options, handler handle);
    // Stops, if still running.
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    // Binds, listens and serves on threads of its own. Throws operational_error, with a text for the user, when the
    // address is no address of this machine, or the port is taken or not permitted. A stopped server may be started
    // again.
    void start();
    // The port that is listened on; 0 before start().
    [[nodiscard]] std::uint16_t port() const;
    // Connections open now. Any thread.
    [[nodiscard]] std::size_t connections() const;
    // Two steps: no new connections or requests, idle connections close; answers in flight are finished and written, at
    // most until limits::stop_deadline; then all is closed. Returns when the threads have ended. Not from the handler.
    void stop();

  private:
    class body;
    std::unique_ptr<body> body_;
};

} // namespace tremolo::http
