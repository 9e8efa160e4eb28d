// The stream of messages: WebSockets at /message/ws (freqtrade's) and /message/ws_token (no token in the URL), and the
// same messages as server-sent events at /message/sse. It knows no sockets: the server offers it each request first.
#pragma once
#include "api/auth.hpp"
#include "api/cors.hpp"
#include "api/reader_pool.hpp"
#include "base/log.hpp"
#include "http/hub.hpp"
#include "http/responder.hpp"
#include "rpc/messages.hpp"
#include <map>

namespace tremolo::bot {
class port;
}

namespace tremolo::api::stream {

struct door_options {
    std::vector<std::string> cors_origins{};
    std::string base_path{}; // as of the service
    logger log{};
    http::stream_limits limits{};
    std::chrono::milliseconds token_deadline{5'000}; // for the first message at /message/ws_token; then 1008
    http::hub_options hub{};                         // its topics and first number are set here
    bool without_bot = false;                        // there is something to tell although there is no bot
};

class door {
  public:
    // What is referred to outlives the door, and the door the server. `bot` may be null: nothing to listen to.
    door(door_options options, const clock& clock, const authenticator& auth, bot::port* bot);
    door(const door&) = delete;
    door& operator=(const door&) = delete;

    // True when the request was for the door and has been answered: any wish for a WebSocket, and the event stream.
    // Else nothing was touched. Thread-safe.
    [[nodiscard]] bool take(const http::request& request, http::responder& responder);

    // What the bot says; for a rpc::message_feed.
    void publish(unsigned type, std::string_view text) { hub_.publish(type, text); }
    [[nodiscard]] const http::hub& messages() const { return hub_; }

    // What sessions use.
    struct surroundings {
        const authenticator& auth;
        bot::port* bot;
        http::hub& hub;
        reader_pool& workers;
        std::chrono::milliseconds token_deadline;
        // Equal subsets share one filter, so that a message is written once for all who want it.
        std::function<std::shared_ptr<const http::message_filter>(const rpc::frame_subset&)> filter_for;
    };

  private:
    void open_websocket(const http::request& request, http::responder& responder);
    void open_events(const http::request& request, http::responder& responder);
    [[nodiscard]] std::string path_of(const http::request& request) const;
    [[nodiscard]] std::shared_ptr<const http::message_filter> filter_for(const rpc::frame_subset& subset);

    const door_options options_;
    const authenticator& auth_;
    const cors cors_;
    http::hub hub_;
    std::mutex mutex_; // of filters_
    std::map<std::string, std::weak_ptr<const http::message_filter>> filters_;
    reader_pool workers_; // writes large answers
    const surroundings around_;
};

} // namespace tremolo::api::stream
