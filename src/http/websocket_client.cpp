#include "http/websocket_client.hpp"
#include "base/error.hpp"
#include "http/net_types.hpp"
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <fmt/format.h>

namespace tremolo::http {

namespace beast = boost::beast;

namespace {

using plain_stream = beast::basic_stream<asio::ip::tcp, executor, beast::unlimited_rate_policy>;
using secure_stream = asio::ssl::stream<plain_stream>;

constexpr std::chrono::milliseconds glance{100}; // between two looks whether connecting is to be given up

[[noreturn]] void no_connection(bool secure, const std::string& host, std::uint16_t port, const std::string& why) {
    throw operational_error{fmt::format("Could not connect to {}://{}:{}: {}", secure ? "wss" : "ws", host, port, why)};
}

asio::ssl::context trusting(const websocket_client_options& options, const std::string& host, std::uint16_t port) {
    asio::ssl::context out{asio::ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(out.native_handle(), TLS1_2_VERSION);
    error_code ec;
    if (options.authorities.empty())
        out.set_default_verify_paths(ec);
    else
        out.load_verify_file(options.authorities, ec);
    if (ec) no_connection(true, host, port, "the certificate authorities cannot be read: " + ec.message());
    out.set_verify_mode(asio::ssl::verify_peer);
    return out;
}

} // namespace

// A connection, whatever lies below it.
class websocket_client::wire {
  public:
    explicit wire(websocket_client_options settings) : options{std::move(settings)} {}
    virtual ~wire() = default;
    wire(const wire&) = delete;
    wire& operator=(const wire&) = delete;

    virtual void open(const std::string& host, std::uint16_t port, const std::string& target) = 0;
    virtual bool send(std::string_view text) = 0;
    virtual bool ping() = 0;
    virtual void start_reading() = 0;
    virtual void shut(std::uint16_t code, std::chrono::milliseconds patience) = 0;

    websocket_client_options options;
    asio::io_context io{1};
    std::optional<websocket_closed> closed;
    std::optional<std::string> arrived;
    std::size_t pongs = 0;
    std::size_t pings = 0;
    bool reading = false;
    bool interrupted = false;
};

template <class Stream>
class websocket_client::wire_on final : public websocket_client::wire {
  public:
    using websocket_stream = beast::websocket::stream<Stream>;

    template <class... A>
    explicit wire_on(websocket_client_options settings, A&... below)
        : wire{std::move(settings)}, stream_{io.get_executor(), below...} {}

    void open(const std::string& host, std::uint16_t port, const std::string& target) override {
        connect(host, port);
        auto& lowest = beast::get_lowest_layer(stream_);
        if constexpr (std::is_same_v<Stream, secure_stream>) {
            SSL_set_tlsext_host_name(stream_.next_layer().native_handle(), host.c_str());
            stream_.next_layer().set_verify_callback(asio::ssl::host_name_verification{host});
            const auto failure = wait([this](auto done) {
                stream_.next_layer().async_handshake(asio::ssl::stream_base::client, std::move(done));
            });
            const long verdict = SSL_get_verify_result(stream_.next_layer().native_handle());
            if (failure && verdict != X509_V_OK)
                fail(host, port,
                     fmt::format("the certificate of {} is not trusted ({})", host,
                                 X509_verify_cert_error_string(verdict)));
            if (failure) fail(host, port, failure == beast::error::timeout ? "no answer in time" : failure.message());
        }
        lowest.expires_never();
        agree(host, port, target);
    }

    bool send(std::string_view text) override {
        if (closed) return false;
        std::optional<error_code> result;
        stream_.text(true);
        stream_.async_write(asio::buffer(text), [&](const error_code& ec, std::size_t) { result = ec; });
        return finish(result, options.send_timeout);
    }

    bool ping() override {
        if (closed) return false;
        std::optional<error_code> result;
        stream_.async_ping({}, [&](const error_code& ec) { result = ec; });
        return finish(result, options.send_timeout);
    }

    void start_reading() override {
        if (reading || closed) return;
        reading = true;
        stream_.async_read(input_, [this](const error_code& ec, std::size_t) {
            reading = false;
            if (ec) return end(ec);
            arrived = beast::buffers_to_string(input_.cdata());
            input_.consume(input_.size());
        });
    }

    void shut(std::uint16_t code, std::chrono::milliseconds patience) override {
        if (closed) return;
        start_reading(); // the server's answer must be read
        std::optional<error_code> result;
        stream_.async_close(beast::websocket::close_reason{code}, [&](const error_code& ec) { result = ec; });
        (void)finish(result, patience);
        if (!closed) closed = websocket_closed{code, {}};
    }

  private:
    // Runs one operation to its end or to the connect deadline; `begin` starts it with a handler of its error.
    template <class F>
    error_code wait(F&& begin) {
        std::optional<error_code> result;
        begin([&result](const error_code& ec) { result = ec; });
        io.restart();
        const auto end = std::chrono::steady_clock::now() + options.connect_timeout;
        while (!result && !options.stop.stop_requested() && std::chrono::steady_clock::now() < end) {
            io.run_one_until(std::min(end, std::chrono::steady_clock::now() + glance));
            io.restart();
        }
        if (result) return *result;
        beast::get_lowest_layer(stream_).cancel();
        io.restart();
        io.run();
        return options.stop.stop_requested() ? error_code{asio::error::operation_aborted} : beast::error::timeout;
    }

    void connect(const std::string& host, std::uint16_t port) {
        asio::ip::basic_resolver<asio::ip::tcp, executor> resolver{io.get_executor()};
        error_code ec;
        const auto found = resolver.resolve(host, std::to_string(port), ec);
        if (ec) fail(host, port, ec.message());
        auto& lowest = beast::get_lowest_layer(stream_);
        lowest.expires_after(options.connect_timeout);
        const auto failure = wait([&](auto done) {
            lowest.async_connect(found,
                                 [done = std::move(done)](const error_code& e, const auto&) mutable { done(e); });
        });
        if (failure) fail(host, port, failure == beast::error::timeout ? "no answer in time" : failure.message());
        lowest.socket().set_option(asio::ip::tcp::no_delay{true}, ec);
    }

    void agree(const std::string& host, std::uint16_t port, const std::string& target) {
        stream_.set_option(beast::websocket::stream_base::decorator([this](beast::websocket::request_type& request) {
            request.set(beast::http::field::user_agent, "tremolo");
            for (const auto& [name, value] : options.headers) request.set(name, value);
        }));
        beast::websocket::permessage_deflate deflate;
        deflate.client_enable = options.deflates;
        deflate.compLevel = 1;
        deflate.memLevel = 4;
        stream_.set_option(deflate);
        stream_.read_message_max(options.message_bytes);
        stream_.control_callback([this](beast::websocket::frame_type kind, beast::string_view) {
            if (kind == beast::websocket::frame_type::pong) ++pongs;
            if (kind == beast::websocket::frame_type::ping) ++pings;
        });
        beast::websocket::response_type answer;
        const auto failure = wait([&](auto done) {
            stream_.async_handshake(answer, fmt::format("{}:{}", host, port), target, std::move(done));
        });
        if (failure == beast::websocket::error::upgrade_declined)
            fail(host, port, fmt::format("the server refused the WebSocket with status {}", answer.result_int()));
        if (failure) fail(host, port, failure == beast::error::timeout ? "no answer in time" : failure.message());
    }

    [[noreturn]] void fail(const std::string& host, std::uint16_t port, const std::string& why) {
        no_connection(options.secure, host, port, why);
    }

    // Until the operation has set its result; a connection that does not get on is given up.
    bool finish(std::optional<error_code>& result, std::chrono::milliseconds patience) {
        io.restart();
        const auto end_at = std::chrono::steady_clock::now() + patience;
        while (!result && io.run_one_until(end_at) > 0) {}
        if (!result) {
            beast::get_lowest_layer(stream_).close();
            io.restart();
            while (!result && io.run_one() > 0) {}
        }
        if (result && *result) end(*result);
        return result && !*result;
    }

    void end(const error_code& ec) {
        if (closed) return;
        const auto& reason = stream_.reason();
        if (reason.code != beast::websocket::close_code::none)
            closed = websocket_closed{static_cast<std::uint16_t>(reason.code),
                                      std::string{reason.reason.data(), reason.reason.size()}};
        else
            closed = websocket_closed{1006, ec.message()};
    }

    websocket_stream stream_;
    beast::flat_buffer input_;
};

websocket_client::websocket_client(const std::string& host, std::uint16_t port, const std::string& target,
                                   websocket_client_options options) {
    if (options.secure) {
        auto context = trusting(options, host, port);
        wire_ = std::make_unique<wire_on<secure_stream>>(std::move(options), context);
    } else {
        wire_ = std::make_unique<wire_on<plain_stream>>(std::move(options));
    }
    wire_->open(host, port, target);
}

websocket_client::~websocket_client() = default;

bool websocket_client::send(std::string_view text) { return wire_->send(text); }
bool websocket_client::ping() { return wire_->ping(); }
const std::optional<websocket_closed>& websocket_client::closed() const { return wire_->closed; }
std::size_t websocket_client::pongs() const { return wire_->pongs; }
std::size_t websocket_client::pings() const { return wire_->pings; }

std::optional<std::string> websocket_client::receive(std::chrono::milliseconds patience) {
    const auto end = std::chrono::steady_clock::now() + patience;
    wire_->interrupted = false;
    while (!wire_->arrived && !wire_->closed && !wire_->interrupted) {
        wire_->start_reading();
        wire_->io.restart();
        if (wire_->io.run_one_until(end) == 0) break;
    }
    return std::exchange(wire_->arrived, {});
}

void websocket_client::close(std::uint16_t code, std::chrono::milliseconds patience) { wire_->shut(code, patience); }

void websocket_client::interrupt() {
    asio::post(wire_->io, [this] { wire_->interrupted = true; });
}

} // namespace tremolo::http
