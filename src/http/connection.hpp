// One client: reads requests, gives them to the handler one at a time, writes the answers in order. Requests that are
// already here are answered in one write; while an answer is awaited from elsewhere nothing more is read.
#pragma once
#include "http/io_loop.hpp"
#include "http/output.hpp"
#include "http/request_parser.hpp"
#include <boost/beast/core/flat_buffer.hpp>

namespace tremolo::http {

// Belongs to its loop's thread, but for deliver() and abandon().
class connection final : public answer_target, public std::enable_shared_from_this<connection> {
  public:
    connection(std::shared_ptr<io_loop> loop, tcp_socket socket);

    void start();
    // answer_target: any thread.
    void deliver(response&& answer) override;
    void deliver(upgrade&& what) override;
    void abandon() override;

    // An answer that came from another thread.
    void resume(response&& answer);
    // The next piece of the body that is being sent; nothing when it cannot be made.
    void take_piece(std::optional<body_piece>&& piece);
    [[nodiscard]] std::chrono::nanoseconds deadline() const { return deadline_; }
    // No request has begun and nothing is left to write.
    [[nodiscard]] bool is_idle() const;
    // A request is with the handler, or an answer is being written.
    [[nodiscard]] bool is_answering() const { return waiting_ || writing_ || closing_ || source_ != nullptr; }
    void close();

    // The place in the loop's list; the loop's own.
    std::size_t index = 0;

  private:
    void run();
    bool collect_answers();
    bool next_request();
    void handle_request();
    void append_answer();
    void ask_for_piece();
    void fail(failure what);
    void wait_for_more();
    void read();
    void on_read(const error_code& ec, std::size_t bytes);
    bool write_now();
    void write_later();
    void on_written(const error_code& ec, std::size_t bytes);
    void finish();
    void hand_over();
    void drop_input();
    void log_access(int status) const;
    template <class F>
    void guarded(F&& step);

    static constexpr std::chrono::nanoseconds never = std::chrono::nanoseconds::max();

    std::shared_ptr<io_loop> loop_; // first: it outlives the socket
    tcp_socket socket_;
    std::shared_ptr<const peer_address> peer_;
    std::chrono::nanoseconds deadline_ = never;
    boost::beast::flat_buffer input_;
    request request_;
    std::optional<request_parser> parser_; // while a request is being read
    std::chrono::nanoseconds begun_{0};    // when its head, then its body, began
    std::optional<response> pending_;      // the answer to the request that the handler was given
    std::optional<upgrade> upgrade_;       // or what the connection is to become
    std::string access_line_;              // the request as the access log shows it
    output output_;
    int version_ = 11;                    // of the request that the handler was given,
    std::shared_ptr<body_source> source_; // of the body that is being sent in pieces
    bool head_request_ = false;           // as are these two
    bool keep_alive_ = true;
    bool waiting_ = false;    // the handler has not answered yet
    bool in_handler_ = false; // it is being called at this moment
    bool writing_ = false;
    bool body_begun_ = false;
    bool served_ = false;  // at least one request
    bool closing_ = false; // when the output is written
    bool refused_ = false; // closing for a failure: the client may still be sending
    bool closed_ = false;
};

} // namespace tremolo::http
