// What happens in a bot, as it happens: its WebSocket, connected again by itself, with nothing missed in between.
//
//     tremolo::client::message_stream news{server, {"entry_fill", "exit_fill"}};
//     while (auto said = news.next(std::chrono::hours{1})) use(said->type, said->body);
//
// An object belongs to one thread at a time; interrupt() may be called from any.
#pragma once
#include "client/address.hpp"
#include <atomic>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::http {
class websocket_client;
}

namespace tremolo::client {

struct message {
    std::string type{};                    // "exit_fill"
    boost::json::value body{};             // the whole message, its type too
    std::string text{};                    // as it came
    std::optional<std::uint64_t> number{}; // grows by one a message of any type; none of a server that does not number
};

class message_stream {
  public:
    // Connects. Empty `types`: all of them. `since`: begins behind the message of that number. Throws operational_error
    // when nobody answers, error when the server takes neither the ws_token nor user and password.
    message_stream(address server, std::vector<std::string> types, std::optional<std::uint64_t> since = {});
    ~message_stream();
    message_stream(const message_stream&) = delete;
    message_stream& operator=(const message_stream&) = delete;

    // The next message; nothing when none came in time, or after interrupt(). A lost connection is made anew, with
    // pauses that grow from half a second to ten, and the messages missed meanwhile come first. Throws error when the
    // server does not take the token any more.
    [[nodiscard]] std::optional<message> next(std::chrono::milliseconds patience);

    // Whether messages are lost for good: the server did not keep all that were missed. Asking resets it.
    [[nodiscard]] bool has_gap();
    [[nodiscard]] bool is_connected() const;
    // Ends a next() under way, and all that follow.
    void interrupt();

  private:
    void connect();
    bool reconnect(std::chrono::milliseconds& patience);
    [[nodiscard]] std::string token() const;
    [[nodiscard]] std::optional<message> read(std::string text);

    const address server_;
    std::vector<std::string> types_;
    std::optional<std::uint64_t> newest_;
    std::shared_ptr<http::websocket_client> wire_;
    std::mutex mutex_; // of wire_, for interrupt()
    std::atomic<bool> interrupted_{false};
    bool gap_ = false;
};

} // namespace tremolo::client
