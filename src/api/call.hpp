// What a handler is given: the request, the bot as it stands, and what else it may use.
#pragma once
#include "api/auth.hpp"
#include "http/message.hpp"
#include "rpc/commands.hpp"

namespace tremolo::api {

// What outlives all calls.
struct resources {
    bot::port* bot = nullptr; // null: no bot in this process (webserver mode)
    const clock& time;
    const authenticator& auth;
    const log_sink* log = nullptr; // of GET /logs
};

class call {
  public:
    call(const resources& with, const http::request& request, std::shared_ptr<const bot::snapshot> picture)
        : with_{with}, request_{request}, picture_{std::move(picture)} {}

    [[nodiscard]] const http::request& request() const { return request_; }
    [[nodiscard]] timestamp now() const { return with_.time.now(); }
    [[nodiscard]] const clock& time() const { return with_.time; }
    [[nodiscard]] const authenticator& auth() const { return with_.auth; }
    [[nodiscard]] const log_sink* log() const { return with_.log; }
    // The bot as it was when the request came. Throws the refusal of a bot that is not there.
    [[nodiscard]] const bot::snapshot& bot() const {
        if (!picture_) throw rpc::no_bot();
        return *picture_;
    }
    [[nodiscard]] tremolo::bot::port& port() const {
        if (!with_.bot) throw rpc::no_bot();
        return *with_.bot;
    }
    [[nodiscard]] tremolo::bot::bot_state state() const { return port().control().state(); }

  private:
    const resources& with_;
    const http::request& request_;
    std::shared_ptr<const tremolo::bot::snapshot> picture_;
};

} // namespace tremolo::api
