// The REST API of a bot with calls that block: for scripts, and for programs that have a thread to spare.
//
//     tremolo::client::rest_client bot{tremolo::client::parse_address("http://trader:secret@127.0.0.1:8080")};
//     for (const auto& trade : bot.get("/status").json().as_array()) …
//     bot.run("forceenter", {"BTC/USDT", "long"}, {{"stake_amount", "50"}});
//
// One connection, kept alive. An object belongs to one thread at a time.
#pragma once
#include "client/address.hpp"
#include "client/call.hpp"
#include "client/commands.hpp"
#include <memory>

namespace tremolo::client {

class rest_client {
  public:
    explicit rest_client(address server);
    ~rest_client();
    rest_client(rest_client&&) noexcept;
    rest_client& operator=(rest_client&&) noexcept;

    // Any status is an answer. Throws operational_error, naming the server, when there is none.
    answer send(const call& asked);
    answer get(std::string path) { return send({.path = std::move(path)}); }
    answer post(std::string path, std::string body = {}) {
        return send({.method = "POST", .path = std::move(path), .body = std::move(body)});
    }
    // A command of freqtrade-client by its name, see commands.hpp. Throws usage_error for unknown ones and wrong
    // arguments, before anything is sent.
    answer run(std::string_view command, std::vector<std::string> positional = {}, named_values named = {});

    [[nodiscard]] const address& server() const;

  private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace tremolo::client
