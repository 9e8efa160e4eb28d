#include "http/stream_connection.hpp"
#include <algorithm>
#include <array>
#include <netinet/tcp.h>

namespace tremolo::http {

namespace {

constexpr std::size_t buffers_at_once = 32;
constexpr int reads_at_once = 8;                  // then others come first
constexpr std::size_t kept_slots = 64;            // a queue that grew beyond gives its room back
constexpr std::size_t longest_kept_input = 65536; // read while paused; more stays in the kernel

} // namespace

void outgoing_queue::push(shared_bytes bytes) {
    bytes_ += bytes->size();
    if (first_ > 0 && slots_.size() == slots_.capacity()) {
        slots_.erase(slots_.begin(), slots_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
    slots_.push_back(std::move(bytes));
}

std::size_t outgoing_queue::fill(asio::const_buffer* into, std::size_t room) const {
    const auto count = std::min(room, size());
    for (std::size_t i = 0; i < count; ++i) into[i] = asio::buffer(*slots_[first_ + i]);
    if (count > 0) into[0] += written_;
    return count;
}

void outgoing_queue::consume(std::size_t written) {
    bytes_ -= written;
    written_ += written;
    while (!empty() && written_ >= slots_[first_]->size()) {
        written_ -= slots_[first_]->size();
        slots_[first_++].reset();
    }
    if (!empty()) return;
    first_ = 0;
    if (slots_.capacity() > kept_slots)
        slots_ = {};
    else
        slots_.clear();
}

void outgoing_queue::drop_unbegun() {
    if (empty()) return;
    const auto kept = written_ > 0 ? std::exchange(slots_[first_], {}) : shared_bytes{};
    const auto written = written_;
    clear();
    if (!kept) return;
    push(kept);
    written_ = written;
    bytes_ -= written;
}

void outgoing_queue::clear() {
    slots_ = {};
    first_ = written_ = bytes_ = 0;
}

stream_connection::stream_connection(std::shared_ptr<io_loop> loop, tcp_socket socket,
                                     std::shared_ptr<const peer_address> peer, upgrade&& what)
    : loop_{std::move(loop)}, socket_{std::move(socket)}, peer_{std::move(peer)}, what_{std::move(what)},
      parser_{what_.limits.message_bytes, what_.deflates}, progress_{loop_->now()},
      allowance_{static_cast<double>(what_.limits.burst)}, allowance_at_{progress_} {}

// Whatever goes wrong with one client ends that client only.
template <class F>
void stream_connection::guarded(F&& step) {
    const bool outermost = !std::exchange(in_handler_, true);
    try {
        step();
    } catch (const std::exception& trouble) {
        loop_->shared().options.log.error("Stream of {}:{} closed: {}", peer_->address, peer_->port, trouble.what());
        close(close_code::internal, {});
    }
    if (!outermost) return;
    in_handler_ = false;
    flush();
}

void stream_connection::start(std::string head, std::string_view read_already) {
    error_code ignored;
    socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
    using keep_idle = asio::detail::socket_option::integer<IPPROTO_TCP, TCP_KEEPIDLE>;
    socket_.set_option(keep_idle{60}, ignored);
    const auto self = shared_from_this();
    what_.head = {};
    queue_.push(std::make_shared<const std::string>(std::move(head)));
    opened_ = true;
    guarded([&] {
        what_.handler->opened(*this);
        if (!read_already.empty()) take(read_already);
    });
    wait_for_input();
}

void stream_connection::wait_for_input() {
    if (cut_ || waiting_for_input_ || (paused_ && !closing_)) return;
    waiting_for_input_ = true;
    socket_.async_wait(tcp_socket::wait_read, [self = shared_from_this()](const error_code& ec) {
        self->waiting_for_input_ = false;
        self->on_readable(ec);
    });
}

void stream_connection::on_readable(const error_code& ec) {
    if (cut_) return;
    if (ec) return cut();
    guarded([this] {
        auto& room = loop_->scratch();
        for (int round = 0; round < reads_at_once && !cut_ && (!paused_ || closing_); ++round) {
            error_code failure;
            const auto bytes = socket_.read_some(asio::buffer(room), failure);
            if (failure == asio::error::would_block || failure == asio::error::try_again) return;
            if (failure) return cut(); // also half-closed: who says nothing more is gone
            take({room.data(), bytes});
            if (bytes < room.size()) return;
        }
    });
    wait_for_input();
}

void stream_connection::take(std::string_view data) {
    if (deaf_ || !is_websocket()) return; // there is nothing to say on a stream of events
    std::string joined;
    if (!kept_.empty()) {
        joined = std::exchange(kept_, {});
        data = joined.append(data);
    }
    while (!cut_ && !deaf_) {
        if (paused_ && !closing_) {
            if (data.size() > longest_kept_input) return misbehaves(close_code::policy, "too much sent ahead");
            kept_ = std::string{data};
            return;
        }
        if (!handle(parser_.feed(data))) break;
    }
    if (!parser_.is_within())
        message_begun_ = never;
    else if (message_begun_ == never)
        message_begun_ = loop_->now();
}

// False when no more can be fed.
bool stream_connection::handle(websocket_parser::event what) {
    using event = websocket_parser::event;
    if (what == event::needs_more) return false;
    if (what == event::failed) {
        deaf_ = true; // what follows cannot be understood
        if (closing_)
            cut();
        else
            misbehaves(parser_.failure(), parser_.reason());
        return false;
    }
    if (what == event::close) {
        peer_closed_ = deaf_ = true;
        if (!closing_) {
            const auto code = parser_.close_status();
            close(code == 1005 ? close_code::normal : static_cast<close_code>(code), {});
        }
        flush();
        if (queue_.empty()) cut();
        return false;
    }
    if (closing_) return true; // said too late
    message_begun_ = never;
    unanswered_pings_ = 0;
    if (!within_allowance()) {
        misbehaves(close_code::policy, "too many messages");
        return true;
    }
    if (what == event::ping) {
        std::string pong;
        append_frame(pong, opcode::pong, parser_.control());
        send(std::make_shared<const std::string>(std::move(pong)));
    } else if (what == event::text) {
        what_.handler->text(parser_.payload());
    } else if (what == event::binary) {
        what_.handler->binary(parser_.payload());
    }
    return true;
}

bool stream_connection::within_allowance() {
    const auto now = loop_->now();
    const std::chrono::duration<double> passed = now - allowance_at_;
    allowance_at_ = now;
    allowance_ = std::min(static_cast<double>(what_.limits.burst),
                          allowance_ + passed.count() * static_cast<double>(what_.limits.messages_per_second)) -
                 1;
    return allowance_ >= 0;
}

void stream_connection::misbehaves(close_code code, std::string_view why) {
    if (closing_ || cut_) return;
    loop_->shared().options.log.warning("Stream of {}:{} closed with {}: {}", peer_->address, peer_->port,
                                        static_cast<int>(code), why);
    close(code, why);
}

void stream_connection::send(shared_bytes bytes) {
    if (closing_ || cut_ || close_later_) return;
    if (queue_.empty()) progress_ = loop_->now();
    queue_.push(std::move(bytes));
    if (queue_.size() <= what_.limits.queued_messages && queue_.bytes() <= what_.limits.queued_bytes) return;
    flush(); // the client may have taken it all meanwhile
    if (queue_.size() > what_.limits.queued_messages || queue_.bytes() > what_.limits.queued_bytes)
        misbehaves(close_code::try_later, "too much waits to be read");
}

void stream_connection::send_text(std::string_view text) { send(text_frame(text, what_.deflates)); }

void stream_connection::flush() {
    if (cut_ || waiting_for_output_) return;
    std::array<asio::const_buffer, buffers_at_once> room;
    while (!queue_.empty()) {
        const auto count = queue_.fill(room.data(), room.size());
        error_code ec;
        const auto bytes = socket_.write_some(std::span{room.data(), count}, ec);
        if (ec == asio::error::would_block || ec == asio::error::try_again) return wait_for_output();
        if (ec) return cut();
        wrote(bytes);
    }
    sent_all();
}

void stream_connection::wrote(std::size_t bytes) {
    queue_.consume(bytes);
    progress_ = loop_->now();
}

void stream_connection::wait_for_output() {
    waiting_for_output_ = true;
    socket_.async_wait(tcp_socket::wait_write, [self = shared_from_this()](const error_code& ec) {
        self->waiting_for_output_ = false;
        if (self->cut_) return;
        if (ec) return self->cut();
        self->flush();
        if (self->queue_.empty() && self->is_open()) self->guarded([&] { self->what_.handler->drained(); });
    });
}

void stream_connection::sent_all() {
    if (close_later_) {
        const auto [code, reason] = *std::exchange(close_later_, {});
        return close(code, reason);
    }
    if (!closing_) return;
    if (peer_closed_ || !is_websocket()) return cut();
    if (!deaf_) return; // the client's close frame is waited for
    // Closing with unread input would reset the connection, and the client might never see why.
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

void stream_connection::close(close_code code, std::string_view reason) {
    if (closing_ || cut_) return;
    closing_ = true;
    close_later_.reset();
    queue_.drop_unbegun();
    if (is_websocket()) {
        std::string frame;
        append_close_frame(frame, code, reason);
        queue_.push(std::make_shared<const std::string>(std::move(frame)));
    }
    cut_at_ = loop_->now() + what_.limits.close_deadline;
    if (!in_handler_) flush();
    wait_for_input(); // where reading was paused: the client's answer is waited for
}

void stream_connection::close_when_sent(close_code code, std::string_view reason) {
    if (closing_ || cut_ || close_later_) return;
    close_later_.emplace(code, std::string{reason});
    if (!in_handler_) flush();
}

void stream_connection::resume() {
    if (!paused_) return;
    paused_ = false;
    if (!kept_.empty()) guarded([this] { take({}); });
    wait_for_input();
}

void stream_connection::keep_alive() {
    if (next_ping_ == never) next_ping_ = loop_->now() + what_.limits.ping_interval;
}

void stream_connection::set_alarm(std::chrono::milliseconds after) {
    alarm_ = after.count() == 0 ? never : loop_->now() + after;
}

void stream_connection::send_ping() {
    if (is_websocket() && ++unanswered_pings_ > 2) return cut();
    std::string text;
    if (is_websocket())
        append_frame(text, opcode::ping, {});
    else
        text = ": still here\n\n";
    send(std::make_shared<const std::string>(std::move(text)));
}

void stream_connection::tick(std::chrono::nanoseconds now) {
    if (cut_) return;
    if (closing_) {
        if (now >= cut_at_) cut();
        return;
    }
    const auto self = shared_from_this();
    guarded([&] {
        if (!queue_.empty() && now - progress_ >= what_.limits.stalled_deadline)
            return misbehaves(close_code::try_later, "nothing was read for too long");
        if (message_begun_ != never && now - message_begun_ >= what_.limits.message_deadline)
            return misbehaves(close_code::policy, "a message was not finished");
        if (now >= alarm_) {
            alarm_ = never;
            what_.handler->expired();
        }
        if (now >= next_ping_ && is_open()) {
            next_ping_ = now + what_.limits.ping_interval;
            send_ping();
        }
    });
}

void stream_connection::cut() {
    if (cut_) return;
    cut_ = true;
    const auto self = shared_from_this();
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    queue_.clear();
    if (std::exchange(opened_, false)) {
        try {
            what_.handler->closed();
        } catch (const std::exception& trouble) {
            loop_->shared().options.log.error("Stream of {}:{}: {}", peer_->address, peer_->port, trouble.what());
        }
    }
    loop_->leave(*this);
}

} // namespace tremolo::http
