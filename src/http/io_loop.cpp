#include "http/io_loop.hpp"
#include "http/connection.hpp"
#include "http/stream_connection.hpp"
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <csignal>
#include <pthread.h>
#include <sched.h>

namespace tremolo::http {

io_loop::io_loop(std::shared_ptr<serving> shared, std::size_t connections_at_most)
    : shared_{std::move(shared)}, connections_at_most_{connections_at_most}, acceptor_{executor_},
      sweep_timer_{executor_}, pause_timer_{executor_}, stop_timer_{executor_} {}

io_loop::~io_loop() = default;

void io_loop::listen(const asio::ip::tcp::endpoint& where, bool share_port) {
    using reuse_port = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
    acceptor_.open(where.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address{true});
    if (share_port) acceptor_.set_option(reuse_port{true});
    if (where.address().is_v6()) acceptor_.set_option(asio::ip::v6_only{true});
    acceptor_.bind(where);
    acceptor_.listen(static_cast<int>(limit().accept_backlog));
}

asio::ip::tcp::endpoint io_loop::endpoint() const { return acceptor_.local_endpoint(); }

void io_loop::launch() {
    accept();
    sweep_later();
    // Signals are for the program's main thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    thread_ = std::thread{[self = shared_from_this()] { self->run(); }};
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void io_loop::run() {
    while (true) {
        try {
            io_.run();
            break;
        } catch (const std::exception& trouble) { shared_->options.log.error("Serving thread: {}", trouble.what()); }
    }
    {
        const std::scoped_lock lock{mutex_};
        ended_ = true;
    }
    // What was handed over between the end of run() and this moment; it finds its connections closed.
    drain_inbox();
    run_tasks();
    io_.restart();
    io_.poll();
}

void io_loop::begin_stop() {
    asio::post(io_, [self = shared_from_this()] { self->stop_accepting(); });
}

void io_loop::join() {
    if (thread_.joinable()) thread_.join();
}

void io_loop::stop_accepting() {
    if (stopping_) return;
    stopping_ = true;
    error_code ignored;
    acceptor_.close(ignored);
    pause_timer_.cancel();
    parked_.reset();
    const auto all = connections_; // closing takes them out of the list
    for (const auto& each : all) {
        if (!each->is_answering()) each->close();
    }
    const auto streams = streams_;
    for (const auto& each : streams) each->close(close_code::restart, {});
    stop_timer_.expires_after(limit().stop_deadline);
    stop_timer_.async_wait([self = shared_from_this()](const error_code& ec) {
        if (!ec) self->close_all();
    });
    end_if_done();
}

void io_loop::close_all() {
    if (!connections_.empty())
        shared_->options.log.warning("{} connections closed before they were answered", connections_.size());
    const auto all = connections_;
    for (const auto& each : all) each->close();
    const auto streams = streams_;
    for (const auto& each : streams) each->cut();
}

// Without connections nothing is left to wait for: run() returns.
void io_loop::end_if_done() {
    if (!stopping_ || !connections_.empty() || !streams_.empty()) return;
    sweep_timer_.cancel();
    stop_timer_.cancel();
}

void io_loop::accept() {
    acceptor_.async_accept([self = shared_from_this()](const error_code& ec, tcp_socket socket) {
        self->on_accepted(ec, std::move(socket));
    });
}

void io_loop::on_accepted(const error_code& ec, tcp_socket socket) {
    if (stopping_ || ec == asio::error::operation_aborted) return;
    const bool exhausted = ec == asio::error::no_descriptors || ec == asio::error::no_memory ||
                           ec == asio::error::no_buffer_space ||
                           ec == boost::system::errc::too_many_files_open_in_system;
    if (exhausted) return pause_accepting(ec);
    if (!ec) {
        if (connections_.size() >= connections_at_most_ && !make_room()) {
            parked_ = std::move(socket); // until one leaves; the others wait in the kernel's queue
            return;
        }
        enter(std::move(socket));
    }
    accept();
}

void io_loop::pause_accepting(const error_code& ec) {
    shared_->options.log.warning("No connection can be accepted: {}; trying again in {} ms", ec.message(),
                                 limit().accept_backoff.count());
    pause_timer_.expires_after(limit().accept_backoff);
    pause_timer_.async_wait([self = shared_from_this()](const error_code& cancelled) {
        if (!cancelled && !self->stopping_) self->accept();
    });
}

void io_loop::enter(tcp_socket socket) {
    const auto who = std::make_shared<connection>(shared_from_this(), std::move(socket));
    who->index = connections_.size();
    connections_.push_back(who);
    ++shared_->connections;
    who->start();
}

void io_loop::leave(connection& who) {
    const auto index = who.index;
    const auto gone = std::move(connections_[index]);
    if (index + 1 < connections_.size()) {
        connections_[index] = std::move(connections_.back());
        connections_[index]->index = index;
    }
    connections_.pop_back();
    --shared_->connections;
    if (stopping_) return end_if_done();
    if (!parked_) return;
    auto next = std::move(*parked_);
    parked_.reset();
    enter(std::move(next));
    accept();
}

// Closes the connection that would be the first to be closed for idleness; false when none is idle.
bool io_loop::make_room() {
    std::shared_ptr<connection> oldest;
    for (const auto& each : connections_) {
        if (each->is_idle() && (!oldest || each->deadline() < oldest->deadline())) oldest = each;
    }
    if (!oldest) return false;
    oldest->close();
    return true;
}

void io_loop::sweep_later() {
    sweep_timer_.expires_after(limit().sweep_interval);
    sweep_timer_.async_wait([self = shared_from_this()](const error_code& ec) {
        if (!ec) self->sweep();
    });
}

void io_loop::sweep() {
    const auto time = now();
    for (std::size_t i = connections_.size(); i-- > 0;) { // backwards: closing moves the last one here
        if (connections_[i]->deadline() <= time) connections_[i]->close();
    }
    for (std::size_t i = streams_.size(); i-- > 0;) {
        if (i < streams_.size()) streams_[i]->tick(time);
    }
    if (!stopping_ || !connections_.empty() || !streams_.empty()) sweep_later();
}

void io_loop::deliver(std::shared_ptr<connection> to, response&& answer) {
    put_into_inbox({std::move(to), std::move(answer)});
}

void io_loop::deliver_piece(std::shared_ptr<connection> to, std::optional<body_piece>&& piece) {
    put_into_inbox({std::move(to), std::move(piece)});
}

// The thread is woken without the lock, which it wants at once. What is posted after the end is never run: it must not
// own the loop, which owns it.
void io_loop::put_into_inbox(delivery&& what) {
    {
        const std::scoped_lock lock{mutex_};
        if (ended_) return;
        inbox_.push_back(std::move(what));
        if (inbox_.size() > 1) return;
    }
    asio::post(io_, [this] { drain_inbox(); });
}

void io_loop::drain_inbox() {
    std::vector<delivery> arrived;
    {
        const std::scoped_lock lock{mutex_};
        arrived.swap(inbox_);
    }
    for (auto& each : arrived) {
        if (auto* answer = std::get_if<response>(&each.what))
            each.to->resume(std::move(*answer));
        else
            each.to->take_piece(std::move(std::get<std::optional<body_piece>>(each.what)));
    }
}

bool io_loop::run_later(std::function<void()> task) {
    {
        const std::scoped_lock lock{mutex_};
        if (ended_) return false;
        tasks_.push_back(std::move(task));
        if (tasks_.size() > 1) return true;
    }
    asio::post(io_, [this] { run_tasks(); });
    return true;
}

// Only from the usual class to that for batches and back: who started the program in another one meant that.
void io_loop::give_way(bool to_others) {
    int now = SCHED_OTHER;
    sched_param parameters{};
    if (pthread_getschedparam(pthread_self(), &now, &parameters) != 0) return;
    if (now == (to_others ? SCHED_OTHER : SCHED_BATCH))
        pthread_setschedparam(pthread_self(), to_others ? SCHED_BATCH : SCHED_OTHER, &parameters);
}

void io_loop::run_tasks() {
    std::vector<std::function<void()>> due;
    {
        const std::scoped_lock lock{mutex_};
        due.swap(tasks_);
    }
    for (const auto& task : due) {
        try {
            task();
        } catch (const std::exception& trouble) { shared_->options.log.error("Serving thread: {}", trouble.what()); }
    }
}

void io_loop::adopt(tcp_socket socket, std::shared_ptr<const peer_address> peer, upgrade&& what, std::string head,
                    std::string_view read_already) {
    const auto who =
        std::make_shared<stream_connection>(shared_from_this(), std::move(socket), std::move(peer), std::move(what));
    who->index = streams_.size();
    streams_.push_back(who);
    ++shared_->connections;
    who->start(std::move(head), read_already);
}

void io_loop::leave(stream_connection& who) {
    const auto index = who.index;
    const auto gone = std::move(streams_[index]);
    if (index + 1 < streams_.size()) {
        streams_[index] = std::move(streams_.back());
        streams_[index]->index = index;
    }
    streams_.pop_back();
    --shared_->connections;
    end_if_done();
}

} // namespace tremolo::http
