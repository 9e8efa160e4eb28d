// One serving thread: its io_context, its listening socket and the connections that were accepted there. Connections
// never leave their loop, so nothing in them is locked.
#pragma once
#include "http/date.hpp"
#include "http/net_types.hpp"
#include "http/server.hpp"
#include "http/stream.hpp"
#include <array>
#include <atomic>
#include <mutex>
#include <thread>
#include <variant>

namespace tremolo::http {

class connection;
class stream_connection;

// What all loops of a server share; immutable but for the counter.
struct serving {
    const tremolo::clock& clock;
    server_options options;
    handler handle;
    std::atomic<std::size_t> connections{0};
};

class io_loop final : public stream_loop, public std::enable_shared_from_this<io_loop> {
  public:
    io_loop(std::shared_ptr<serving> shared, std::size_t connections_at_most);
    ~io_loop() override;

    // Before launch(). Throws boost::system::system_error.
    void listen(const asio::ip::tcp::endpoint& where, bool share_port);
    [[nodiscard]] asio::ip::tcp::endpoint endpoint() const;
    void launch();
    // Any thread: the two steps of server::stop(); join() returns when the thread has ended.
    void begin_stop();
    void join();

    // Any thread: brings an answer to its connection on this loop's thread; forgotten when the loop has ended.
    void deliver(std::shared_ptr<connection> to, response&& answer);
    // The same for a piece of a body, which comes from any thread, this one too.
    void deliver_piece(std::shared_ptr<connection> to, std::optional<body_piece>&& piece);
    [[nodiscard]] bool is_current() const { return executor_.running_in_this_thread(); }

    // For connections, on this loop's thread.
    [[nodiscard]] const serving& shared() const { return *shared_; }
    [[nodiscard]] const limits& limit() const { return shared_->options.limits; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    [[nodiscard]] std::chrono::nanoseconds now() const override { return shared_->clock.monotonic(); }
    [[nodiscard]] std::string_view date() { return date_.at(shared_->clock.now()); }
    void leave(connection& who);

    // -- connections that became streams
    bool run_later(std::function<void()> task) override;
    [[nodiscard]] std::shared_ptr<stream_loop> self() override { return shared_from_this(); }
    void give_way(bool to_others) override;
    [[nodiscard]] bool has_room_for_streams() const { return streams_.size() < limit().streams && !stopping_; }
    void adopt(tcp_socket socket, std::shared_ptr<const peer_address> peer, upgrade&& what, std::string head,
               std::string_view read_already);
    void leave(stream_connection& who);
    // A buffer to read into, for as long as one call takes.
    [[nodiscard]] std::array<char, 65536>& scratch() { return scratch_; }

  private:
    void run();
    void accept();
    void on_accepted(const error_code& ec, tcp_socket socket);
    void pause_accepting(const error_code& ec);
    void enter(tcp_socket socket);
    bool make_room();
    void sweep_later();
    void sweep();
    void stop_accepting();
    void close_all();
    void end_if_done();
    void drain_inbox();
    void run_tasks();

    struct delivery {
        std::shared_ptr<connection> to;
        std::variant<response, std::optional<body_piece>> what;
    };
    void put_into_inbox(delivery&& what);

    std::shared_ptr<serving> shared_;
    std::size_t connections_at_most_;
    asio::io_context io_{1};
    executor executor_{io_.get_executor()};
    tcp_acceptor acceptor_;
    steady_timer sweep_timer_;
    steady_timer pause_timer_;
    steady_timer stop_timer_;
    date_text date_;
    std::vector<std::shared_ptr<connection>> connections_;
    std::vector<std::shared_ptr<stream_connection>> streams_;
    std::array<char, 65536> scratch_;
    std::optional<tcp_socket> parked_; // accepted, but there is no room for it yet
    bool stopping_ = false;
    std::mutex mutex_; // guards inbox_, tasks_ and ended_
    std::vector<delivery> inbox_;
    std::vector<std::function<void()>> tasks_;
    bool ended_ = false;
    std::thread thread_;
};

} // namespace tremolo::http
