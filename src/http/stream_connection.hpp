// One client after its upgrade: the socket, the parser of what it says and the queue of what waits for it. An idle one
// holds no buffers: it waits until the socket is readable and then reads into its loop's.
#pragma once
#include "http/io_loop.hpp"
#include "http/stream.hpp"
#include <vector>

namespace tremolo::http {

// Shared bytes in the order they go out; keeps its room, so that a message costs one slot.
class outgoing_queue {
  public:
    void push(shared_bytes bytes);
    [[nodiscard]] bool empty() const { return first_ == slots_.size(); }
    [[nodiscard]] std::size_t size() const { return slots_.size() - first_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    // Up to `room` buffers, the first without what was written of it.
    [[nodiscard]] std::size_t fill(asio::const_buffer* into, std::size_t room) const;
    void consume(std::size_t written);
    // Drops all but a frame that the client has a part of already.
    void drop_unbegun();
    void clear();

  private:
    std::vector<shared_bytes> slots_;
    std::size_t first_ = 0;   // of slots_ not wholly written
    std::size_t written_ = 0; // of the first
    std::size_t bytes_ = 0;
};

// Belongs to its loop's thread.
class stream_connection final : public stream, public std::enable_shared_from_this<stream_connection> {
  public:
    stream_connection(std::shared_ptr<io_loop> loop, tcp_socket socket, std::shared_ptr<const peer_address> peer,
                      upgrade&& what);

    // Sends the head, opens the handler, and reads; `read_already`: bytes that came behind the request.
    void start(std::string head, std::string_view read_already);
    // Looks at the deadlines; called by the loop several times a second.
    void tick(std::chrono::nanoseconds now);
    // Without a word to the client.
    void cut();

    void send(shared_bytes bytes) override;
    void send_text(std::string_view text) override;
    void flush() override;
    void close(close_code code, std::string_view reason) override;
    void close_when_sent(close_code code, std::string_view reason) override;
    void pause() override { paused_ = true; }
    void resume() override;
    void keep_alive() override;
    void set_alarm(std::chrono::milliseconds after) override;
    [[nodiscard]] bool is_open() const override { return !closing_ && !cut_; }
    [[nodiscard]] bool deflates() const override { return what_.deflates; }
    [[nodiscard]] std::size_t queued_messages() const override { return queue_.size(); }
    [[nodiscard]] std::size_t queued_bytes() const override { return queue_.bytes(); }
    [[nodiscard]] const peer_address& peer() const override { return *peer_; }
    [[nodiscard]] stream_loop& loop() override { return *loop_; }
    [[nodiscard]] std::weak_ptr<stream> weak() override { return shared_from_this(); }

    // The place in the loop's list; the loop's own.
    std::size_t index = 0;

  private:
    template <class F>
    void guarded(F&& step);
    [[nodiscard]] bool is_websocket() const { return what_.kind == upgrade::protocol::websocket; }
    void wait_for_input();
    void on_readable(const error_code& ec);
    void take(std::string_view data);
    void take_events(std::string_view data);
    [[nodiscard]] bool handle(websocket_parser::event what);
    [[nodiscard]] bool within_allowance();
    void misbehaves(close_code code, std::string_view why);
    void wait_for_output();
    void wrote(std::size_t bytes);
    void sent_all();
    void send_ping();

    static constexpr std::chrono::nanoseconds never = std::chrono::nanoseconds::max();

    std::shared_ptr<io_loop> loop_; // first: it outlives the socket
    tcp_socket socket_;
    std::shared_ptr<const peer_address> peer_;
    upgrade what_;
    websocket_parser parser_;
    outgoing_queue queue_;
    std::string kept_;                     // read while paused
    std::chrono::nanoseconds progress_{0}; // when something was last taken of the queue, or the queue was empty
    std::chrono::nanoseconds message_begun_ = never;
    std::chrono::nanoseconds alarm_ = never;
    std::chrono::nanoseconds next_ping_ = never;
    std::chrono::nanoseconds cut_at_ = never; // while closing
    double allowance_ = 0;                    // messages that the client may send at once
    std::chrono::nanoseconds allowance_at_{0};
    std::uint8_t unanswered_pings_ = 0;
    bool opened_ = false;
    bool in_handler_ = false;
    bool waiting_for_output_ = false;
    bool waiting_for_input_ = false;
    bool paused_ = false;
    bool closing_ = false;     // the close frame is in the queue
    bool peer_closed_ = false; // its close frame has come
    bool deaf_ = false;        // what still comes is read and dropped
    bool cut_ = false;
    std::optional<std::pair<close_code, std::string>> close_later_;
};

} // namespace tremolo::http
