// A connection that outlives its request: a WebSocket, or a stream of server-sent events. A handler of HTTP requests
// makes one by responder::upgrade(). It stays on the thread of the loop that accepted it; what it is given to send
// waits in a queue of shared bytes, bounded in messages and in bytes.
#pragma once
#include "http/message.hpp"
#include "http/websocket_frames.hpp"
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::http {

// A serving thread, seen from outside.
class stream_loop {
  public:
    virtual ~stream_loop() = default;
    // Runs the task on the loop's thread; any thread. False, and the task is dropped, when the loop has ended.
    virtual bool run_later(std::function<void()> task) = 0;
    [[nodiscard]] virtual std::chrono::nanoseconds now() const = 0; // of the monotonic clock
    [[nodiscard]] virtual std::shared_ptr<stream_loop> self() = 0;
    // Whether the loop's thread gives way to others of the process: it still has its share of the processor, but does
    // not interrupt one that is at work. For loops that have so much to send that it would be felt. On the loop's
    // thread.
    virtual void give_way(bool to_others) = 0;
};

struct stream_limits {
    // What a client may send: messages, and how many a second (pings count).
    std::size_t message_bytes = 1024 * 1024;            // joined and inflated; longer ones: closed with 1009
    std::size_t burst = 500;                            // messages at once, and
    std::size_t messages_per_second = 50;               // in the long run; more: closed with 1008
    std::chrono::milliseconds message_deadline{30'000}; // from the first byte of a message to its last; then 1008
    // What waits for a client; more: closed with 1013.
    std::size_t queued_messages = 4096;
    std::size_t queued_bytes = 8 * 1024 * 1024;
    std::chrono::milliseconds stalled_deadline{10'000}; // something waits and nothing was taken: closed with 1013
    std::chrono::milliseconds close_deadline{3'000};    // for the client's part in closing; then the line is cut
    std::chrono::milliseconds ping_interval{25'000};    // where pings are wanted; two unanswered ones: cut
};

// Used on its loop's thread only. It may outlive its connection: then nothing happens any more.
class stream {
  public:
    virtual ~stream() = default;
    // Puts bytes into the queue: a whole frame, or a whole event. They go out with flush(), or when the handler
    // returns.
    virtual void send(shared_bytes bytes) = 0;
    // One text message, put into a frame of its own; deflated where that was agreed upon and is worth it.
    virtual void send_text(std::string_view text) = 0;
    virtual void flush() = 0;
    // What waits in the queue is dropped, the reason told (WebSocket), and the connection closed. Once.
    virtual void close(close_code code, std::string_view reason = {}) = 0;
    // The same when all that waits has been taken.
    virtual void close_when_sent(close_code code, std::string_view reason = {}) = 0;
    // Reads no further messages until resumed: for a handler that is still busy with one.
    virtual void pause() = 0;
    virtual void resume() = 0;
    // Pings from now on (WebSocket), or comments (events).
    virtual void keep_alive() = 0;
    // Calls stream_handler::expired() once, unless it is set anew; zero: never.
    virtual void set_alarm(std::chrono::milliseconds after) = 0;

    [[nodiscard]] virtual bool is_open() const = 0; // not closed, nor closing
    [[nodiscard]] virtual bool deflates() const = 0;
    [[nodiscard]] virtual std::size_t queued_messages() const = 0;
    [[nodiscard]] virtual std::size_t queued_bytes() const = 0;
    [[nodiscard]] virtual const peer_address& peer() const = 0;
    [[nodiscard]] virtual stream_loop& loop() = 0;
    [[nodiscard]] virtual std::weak_ptr<stream> weak() = 0; // to find it again from another thread, through the loop
};

// What a stream is for. Called on the loop's thread, not before opened() and not after closed(). What it throws is
// logged and closes the connection with 1011.
class stream_handler {
  public:
    virtual ~stream_handler() = default;
    virtual void opened(stream& with) = 0;
    virtual void text(std::string& message) = 0;
    // Default: closed with 1003.
    virtual void binary(std::string& message);
    // The queue has become empty after the client had not taken all of it at once.
    virtual void drained() {}
    virtual void expired() {}
    virtual void closed() {}

  protected:
    [[nodiscard]] stream& line() const { return *line_; }
    stream* line_ = nullptr; // set by opened()
};

// One text message in a frame of its own; deflated where that was agreed upon (`deflates`) and is worth it.
[[nodiscard]] shared_bytes text_frame(std::string_view text, bool deflates);

// Asks a connection to become a stream. `head`: status line and headers as they go out, but for date, server and the
// blank line.
struct upgrade {
    enum class protocol { websocket, events };
    protocol kind = protocol::websocket;
    int status = 101;
    std::string head;
    bool deflates = false;
    stream_limits limits{};
    std::unique_ptr<stream_handler> handler;
};

// Whether the request wants to become a WebSocket.
[[nodiscard]] bool wants_websocket(const request& asked);
// An upgrade without its handler, or the refusal of a handshake that is not valid.
struct handshake {
    std::optional<upgrade> accepted;
    std::optional<response> refused;
};
[[nodiscard]] handshake websocket_handshake(const request& asked);
// `headers`: further lines, "name: value\r\n" each.
[[nodiscard]] upgrade event_stream(std::string_view headers = {});

} // namespace tremolo::http
