#include "http/server.hpp"
#include "base/error.hpp"
#include "http/io_loop.hpp"
#include <boost/asio/ip/address.hpp>

namespace tremolo::http {

namespace {

asio::ip::address parsed_address(const std::string& text) {
    if (text == "localhost") return asio::ip::address_v4::loopback();
    error_code ec;
    auto address = asio::ip::make_address(text, ec);
    if (ec) throw operational_error{fmt::format("The server cannot listen on \"{}\": that is no IP address.", text)};
    return address;
}

std::string text_of(const asio::ip::tcp::endpoint& where) {
    const auto format = where.address().is_v6() ? "[{}]:{}" : "{}:{}";
    return fmt::format(fmt::runtime(format), where.address().to_string(), where.port());
}

[[noreturn]] void explain(const asio::ip::tcp::endpoint& where, const error_code& ec) {
    const auto place = text_of(where);
    if (ec == asio::error::address_in_use)
        throw operational_error{fmt::format("Address {} is already in use by another program. "
                                            "Stop that program or choose another port.",
                                            place)};
    if (ec == asio::error::access_denied)
        throw operational_error{fmt::format("Listening on {} is not permitted. "
                                            "Ports below 1024 need special rights; choose another port.",
                                            place)};
    if (ec == boost::system::errc::address_not_available)
        throw operational_error{fmt::format("The server cannot listen on {}: "
                                            "that address does not belong to this machine.",
                                            place)};
    throw operational_error{fmt::format("The server cannot listen on {}: {}.", place, ec.message())};
}

} // namespace

response plain_failure(failure what) {
    constexpr std::string_view text = "text/plain; charset=utf-8";
    switch (what) {
    case failure::malformed: return {400, text, std::string{"Invalid HTTP request received."}};
    case failure::head_too_large: return {431, text, std::string{"Request Header Fields Too Large"}};
    case failure::body_too_large: return {413, text, std::string{"Request Entity Too Large"}};
    case failure::unanswered: break;
    }
    return {500, text, std::string{"Internal Server Error"}};
}

class server::body {
  public:
    body(const clock& clock, server_options options, handler handle)
        : shared_{std::make_shared<serving>(clock, std::move(options), std::move(handle))} {}

    void start() {
        if (!loops_.empty()) return;
        auto where = asio::ip::tcp::endpoint{parsed_address(shared_->options.address), shared_->options.port};
        const auto threads = std::max(shared_->options.threads, 1U);
        // Sharing the port would also share it with a second program: a socket that does not share looks first.
        if (threads > 1 && where.port() != 0) make_loop(where, threads, false);
        std::vector<std::shared_ptr<io_loop>> loops;
        for (unsigned i = 0; i < threads; ++i) {
            loops.push_back(make_loop(where, threads, threads > 1));
            where = loops.front()->endpoint();
        }
        loops_ = std::move(loops);
        port_ = where.port();
        for (const auto& each : loops_) each->launch();
    }

    void stop() {
        for (const auto& each : loops_) each->begin_stop();
        for (const auto& each : loops_) each->join();
        loops_.clear();
    }

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t connections() const { return shared_->connections; }

  private:
    std::shared_ptr<io_loop> make_loop(const asio::ip::tcp::endpoint& where, unsigned threads, bool share_port) {
        const auto connections = std::max<std::size_t>(shared_->options.limits.connections / threads, 1);
        auto loop = std::make_shared<io_loop>(shared_, connections);
        try {
            loop->listen(where, share_port);
        } catch (const boost::system::system_error& failure) { explain(where, failure.code()); }
        return loop;
    }

    std::shared_ptr<serving> shared_;
    std::vector<std::shared_ptr<io_loop>> loops_;
    std::uint16_t port_ = 0;
};

server::server(const clock& clock, server_options options, handler handle)
    : body_{std::make_unique<body>(clock, std::move(options), std::move(handle))} {}

server::~server() { stop(); }

void server::start() { body_->start(); }
std::uint16_t server::port() const { return body_->port(); }
std::size_t server::connections() const { return body_->connections(); }
void server::stop() { body_->stop(); }

} // namespace tremolo::http
