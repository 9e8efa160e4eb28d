// What a handler is given: the request, the bot as it stands, and what else it may use.
#pragma once
#include "api/auth.hpp"
#include "http/message.hpp"
#include "rpc/archive.hpp"
#include "rpc/commands.hpp"

namespace tremolo::api {

// Brings work to a thread that may read the database; the second function is told why it could not be done. False, and
// neither is called, when too much waits there already.
using read_later = std::function<bool(std::function<void(rpc::archive&)>, std::function<void(std::exception_ptr)>)>;

// The same for work that needs no database.
using work_later = std::function<bool(std::function<void()>, std::function<void(std::exception_ptr)>)>;

class webserver_mode;

// What outlives all calls.
struct resources {
    bot::port* bot = nullptr; // null: no bot in this process (webserver mode)
    const clock& time;
    const authenticator& auth;
    const log_sink* log = nullptr; // of GET /logs
    read_later read{};
    webserver_mode* webserver = nullptr; // null: a bot trades in this process
    work_later work{};
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
    [[nodiscard]] const read_later& reading() const { return with_.read; }
    [[nodiscard]] const work_later& working() const { return with_.work; }
    // Of handlers that only webserver mode has; any other asks first whether it is there.
    [[nodiscard]] webserver_mode& webserver() const { return *with_.webserver; }
    [[nodiscard]] bool has_webserver() const { return with_.webserver != nullptr; }
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
