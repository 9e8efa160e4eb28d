#include "http/connection.hpp"
#include <algorithm>
#include <boost/asio/write.hpp>

namespace tremolo::http {

namespace {

constexpr std::size_t read_bytes = 4'096;       // enough for most requests
constexpr std::size_t body_read_bytes = 32'768; // while a body arrives

// The target as a log may show it: what a query calls a token is left out.
std::string without_tokens(std::string_view target) {
    std::string out{target};
    for (auto at = out.find("token="); at != std::string::npos; at = out.find("token=", at + 1)) {
        if (at == 0 || (out[at - 1] != '?' && out[at - 1] != '&')) continue;
        const auto from = at + 6;
        out.replace(from, std::min(out.find('&', from), out.size()) - from, "...");
    }
    return out;
}

std::shared_ptr<const peer_address> peer_of(const tcp_socket& socket) {
    error_code ec;
    const auto remote = socket.remote_endpoint(ec);
    if (ec) return std::make_shared<const peer_address>();
    return std::make_shared<const peer_address>(peer_address{remote.address().to_string(), remote.port()});
}

} // namespace

connection::connection(std::shared_ptr<io_loop> loop, tcp_socket socket)
    : loop_{std::move(loop)}, socket_{std::move(socket)}, peer_{peer_of(socket_)},
      input_{loop_->limit().head_bytes + body_read_bytes}, output_{loop_->limit()} {}

void connection::start() {
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
    socket_.non_blocking(true, ignored);
    guarded([this] { read(); });
}

bool connection::is_idle() const { return !parser_ && !is_answering(); }

// Whatever goes wrong with one client ends that client only.
template <class F>
void connection::guarded(F&& step) {
    try {
        step();
    } catch (const std::exception& trouble) {
        loop_->shared().options.log.error("Connection of {}:{} given up: {}", peer_->address, peer_->port,
                                          trouble.what());
        close();
    }
}

void connection::deliver(response&& answer) {
    if (!loop_->is_current()) return loop_->deliver(shared_from_this(), std::move(answer));
    resume(std::move(answer));
}

void connection::deliver(upgrade&& what) {
    if (!loop_->is_current()) {
        const auto shared = std::make_shared<upgrade>(std::move(what)); // tasks are copied
        loop_->run_later([self = shared_from_this(), shared] { self->deliver(std::move(*shared)); });
        return;
    }
    if (closed_ || !waiting_) return;
    if (!loop_->has_room_for_streams())
        return resume({503, "text/plain; charset=utf-8", std::string{"Too many streams are open."}});
    upgrade_ = std::move(what);
    if (!in_handler_ && !writing_) guarded([this] { run(); });
}

void connection::abandon() { deliver(loop_->shared().options.on_failure(failure::unanswered)); }

void connection::resume(response&& answer) {
    if (closed_ || !waiting_) return;
    pending_ = std::move(answer);
    if (!in_handler_ && !writing_) guarded([this] { run(); });
}

void connection::run() {
    while (!closed_) {
        const bool starved = collect_answers();
        if (!output_.empty() && !write_now()) return;
        if (closed_) return;
        if (source_) return ask_for_piece();
        if (closing_) return finish();
        if (upgrade_) return hand_over();
        if (waiting_) {
            deadline_ = never;
            return;
        }
        if (starved) return read();
    }
}

// True when everything that is here has been answered and more must be read.
bool connection::collect_answers() {
    const auto& limit = loop_->limit();
    while (true) {
        if (waiting_) {
            if (!pending_ || upgrade_) return false;
            append_answer();
        }
        if (source_) return false;
        if (closing_ || output_.answers() >= limit.pipelined_answers || output_.bytes() >= limit.gathered_bytes)
            return false;
        if (!next_request()) return !closing_;
    }
}

// True when a request was complete and the handler has been called.
bool connection::next_request() {
    const auto unread = [this] {
        const auto data = input_.cdata();
        return std::string_view{static_cast<const char*>(data.data()), data.size()};
    };
    if (!parser_) {
        // Some clients send a line end too many behind a body.
        while (unread().starts_with("\r\n")) input_.consume(2);
        if (unread().empty() || unread() == "\r") return false;
        parser_.emplace(request_, loop_->limit());
    }
    std::size_t used = 0;
    const auto outcome = parser_->feed(unread(), used);
    input_.consume(used);
    switch (outcome) {
    case request_parser::outcome::complete: handle_request(); return true;
    case request_parser::outcome::needs_more: wait_for_more(); break;
    case request_parser::outcome::malformed: fail(failure::malformed); break;
    case request_parser::outcome::head_too_large: fail(failure::head_too_large); break;
    case request_parser::outcome::body_too_large: fail(failure::body_too_large); break;
    }
    return false;
}

void connection::handle_request() {
    const auto& shared = loop_->shared();
    keep_alive_ = parser_->keep_alive();
    parser_.reset();
    begun_ = {};
    body_begun_ = false;
    served_ = true;
    version_ = request_.version();
    head_request_ = request_.method() == "HEAD";
    if (shared.options.access_log)
        access_line_ = fmt::format("{} {} HTTP/{}.{}", request_.method(), without_tokens(request_.target()),
                                   version_ / 10, version_ % 10);
    request_.set_peer(peer_);
    waiting_ = true;
    in_handler_ = true;
    try {
        shared.handle(std::move(request_), responder{shared_from_this()});
    } catch (const std::exception& trouble) { shared.options.log.error("Handler failed: {}", trouble.what()); }
    in_handler_ = false;
}

void connection::append_answer() {
    auto answer = std::move(*pending_);
    pending_.reset();
    waiting_ = false;
    const bool endless = answer.source() && version_ < 11; // only the connection's end tells where the body ends
    const bool keep = keep_alive_ && !answer.closes_connection() && !loop_->stopping() && !endless;
    closing_ = !keep;
    if (!head_request_) source_ = answer.source();
    log_access(answer.status());
    output_.append(std::move(answer), {loop_->date(), loop_->shared().options.name, version_, head_request_, keep});
}

void connection::ask_for_piece() {
    deadline_ = never;
    source_->next([self = shared_from_this()](std::optional<body_piece> piece) {
        self->loop_->deliver_piece(self, std::move(piece));
    });
}

void connection::take_piece(std::optional<body_piece>&& piece) {
    if (closed_ || !source_) return;
    if (!piece) return close(); // a body that is cut off is seen to be
    if (piece->empty()) source_.reset();
    output_.append_piece(std::move(*piece), version_ >= 11);
    guarded([this] { run(); });
}

void connection::fail(failure what) {
    if (what == failure::malformed) loop_->shared().options.log.warning("Invalid HTTP request received.");
    auto answer = loop_->shared().options.on_failure(what);
    closing_ = refused_ = true;
    output_.append(std::move(answer), {loop_->date(), loop_->shared().options.name, 11, false, false});
}

// The request is not complete yet: asks for its body where the client waits for that, and starts its deadlines.
void connection::wait_for_more() {
    if (input_.size() > loop_->limit().head_bytes) return fail(failure::malformed); // an endless chunk header
    if (begun_.count() == 0) begun_ = loop_->now();
    if (body_begun_ || !parser_->is_header_done()) return;
    body_begun_ = true;
    begun_ = loop_->now();
    if (parser_->expects_continue()) output_.append_text("HTTP/1.1 100 Continue\r\n\r\n");
}

void connection::read() {
    const auto& limit = loop_->limit();
    if (loop_->stopping()) return close();
    if (parser_)
        deadline_ = begun_ + (body_begun_ ? limit.body_deadline : limit.head_deadline);
    else
        deadline_ = loop_->now() + (served_ ? limit.idle_deadline : limit.head_deadline);
    const auto room = input_.prepare(body_begun_ ? body_read_bytes : read_bytes);
    socket_.async_read_some(room, [self = shared_from_this()](const error_code& ec, std::size_t bytes) {
        self->guarded([&] { self->on_read(ec, bytes); });
    });
}

void connection::on_read(const error_code& ec, std::size_t bytes) {
    if (closed_) return;
    if (ec) return close();
    input_.commit(bytes);
    run();
}

// Writes without waiting; false when the rest has to wait for the client, or the connection is gone.
bool connection::write_now() {
    error_code ec;
    const auto written = socket_.write_some(output_.buffers(), ec);
    if (ec && ec != asio::error::would_block && ec != asio::error::try_again) {
        close();
        return false;
    }
    if (output_.consume(ec ? 0 : written)) return true;
    const auto& limit = loop_->limit();
    const auto seconds = output_.bytes() / std::max<std::size_t>(limit.write_bytes_per_second, 1);
    deadline_ = loop_->now() + limit.write_deadline + std::chrono::seconds{seconds};
    writing_ = true;
    write_later();
    return false;
}

void connection::write_later() {
    socket_.async_write_some(output_.buffers(), [self = shared_from_this()](const error_code& ec, std::size_t bytes) {
        self->guarded([&] { self->on_written(ec, bytes); });
    });
}

void connection::on_written(const error_code& ec, std::size_t bytes) {
    if (closed_) return;
    if (ec) return close();
    if (!output_.consume(bytes)) return write_later();
    writing_ = false;
    run();
}

void connection::finish() {
    if (!refused_ && input_.size() == 0) return close();
    // Closing with unread input would reset the connection, and the client might never see the answer.
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    deadline_ = loop_->now() + loop_->limit().linger_deadline;
    drop_input();
}

// The socket goes on as a stream; nothing is left here.
void connection::hand_over() {
    if (loop_->stopping()) return close();
    const auto self = shared_from_this();
    auto what = std::move(*upgrade_);
    upgrade_.reset();
    log_access(what.status);
    auto head = fmt::format("{}date: {}\r\nserver: {}\r\n\r\n", what.head, loop_->date(), loop_->shared().options.name);
    const auto unread = input_.cdata();
    const std::string read_already{static_cast<const char*>(unread.data()), unread.size()};
    closed_ = true;
    auto socket = std::move(socket_);
    loop_->leave(*this);
    loop_->adopt(std::move(socket), peer_, std::move(what), std::move(head), read_already);
}

void connection::drop_input() {
    input_.clear();
    socket_.async_read_some(input_.prepare(body_read_bytes),
                            [self = shared_from_this()](const error_code& ec, std::size_t) {
                                if (self->closed_) return;
                                self->guarded([&] { ec ? self->close() : self->drop_input(); });
                            });
}

void connection::log_access(int status) const {
    const auto& log = loop_->shared().options.access_log;
    if (log) log->info("{}:{} - \"{}\" {}", peer_->address, peer_->port, access_line_, status);
}

void connection::close() {
    if (closed_) return;
    closed_ = true;
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    loop_->leave(*this);
}

} // namespace tremolo::http
