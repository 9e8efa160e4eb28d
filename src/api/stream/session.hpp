// One client of the stream: what it said, what it wants, and what is under way for it. Lives on its connection's loop.
#pragma once
#include "api/stream/door.hpp"
#include "api/stream/protocol.hpp"

namespace tremolo::api::stream {

struct session_options {
    bool needs_token = false;             // its first message must carry one, and errors are {"error", "detail"}
    bool numbered = false;                // messages carry their number, pings keep the connection alive
    std::optional<std::uint64_t> since{}; // what the client has; with `numbered`
};

class websocket_session final : public http::stream_handler {
  public:
    websocket_session(const door::surroundings& around, session_options options) : around_{around}, options_{options} {}

    void opened(http::stream& with) override;
    void text(std::string& message) override;
    void binary(std::string& message) override;
    void drained() override;
    void expired() override;
    void closed() override;

  private:
    void enter();
    void take_token(std::string_view message);
    void act(const nothing&) {}
    void act(subscribe& what);
    void act(const ask_whitelist&);
    void act(ask_analysed& what);
    void act(const resume& what);
    void act(const unknown_type& what);
    void act(const malformed& what);
    void be_numbered();
    void replay();
    void catch_up();
    void tell(const http::kept_range& range);
    void refuse(std::string_view error, const std::string& detail);
    void refuse_for_want_of_a_bot();

    // A request for candles: one pair after the other, as the client takes them.
    struct task {
        std::shared_ptr<const bot::snapshot> picture;
        std::vector<std::string> pairs;
        std::size_t next = 0;
        rpc::frame_selection selection;
    };
    void write_next();

    const door::surroundings& around_;
    session_options options_;
    http::subscriber member_;
    std::shared_ptr<task> task_; // null: none under way
    bool writing_ = false;       // one of its tables
    bool entered_ = false;
    bool gone_ = false;
};

struct event_options {
    std::uint64_t types = 0;
    rpc::frame_subset analysed{};
    std::optional<std::uint64_t> since{};
};

class event_session final : public http::stream_handler {
  public:
    event_session(const door::surroundings& around, event_options options)
        : around_{around}, options_{std::move(options)} {}

    void opened(http::stream& with) override;
    void text(std::string&) override {}
    void drained() override;
    void closed() override { member_.leave(); }

  private:
    void tell(const http::kept_range& range);
    const door::surroundings& around_;
    event_options options_;
    http::subscriber member_;
};

// {"since":5,"first":2,"last":9,"complete":true}
[[nodiscard]] std::string range_text(const http::kept_range& range);

} // namespace tremolo::api::stream
