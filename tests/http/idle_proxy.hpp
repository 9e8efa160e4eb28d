// A proxy on the way to a server that drops connections on which nothing was said for a while, as load balancers do.
#pragma once
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>
#include <thread>

namespace testing_support {

class idle_proxy {
  public:
    idle_proxy(std::uint16_t behind, std::chrono::milliseconds patience) : behind_{behind}, patience_{patience} {
        accept();
        thread_ = std::thread{[this] { io_.run(); }};
    }
    ~idle_proxy() {
        io_.stop();
        thread_.join();
    }
    idle_proxy(const idle_proxy&) = delete;
    idle_proxy& operator=(const idle_proxy&) = delete;
    [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  private:
    using tcp = boost::asio::ip::tcp;
    using error_code = boost::system::error_code;
    struct pair : std::enable_shared_from_this<pair> {
        pair(boost::asio::io_context& io, std::chrono::milliseconds how_long)
            : outside{io}, inside{io}, timer{io}, patience{how_long} {}
        void pump(tcp::socket& from, tcp::socket& to, std::array<char, 16384>& room) {
            const auto self = this->shared_from_this();
            timer.expires_after(patience);
            timer.async_wait([self](error_code ec) {
                if (!ec) self->close();
            });
            from.async_read_some(boost::asio::buffer(room), [&, self](error_code ec, std::size_t bytes) {
                if (!ec) boost::asio::write(to, boost::asio::buffer(room.data(), bytes), ec);
                if (ec) return self->close();
                self->pump(from, to, room);
            });
        }
        void close() {
            error_code ignored;
            outside.close(ignored);
            inside.close(ignored);
            timer.cancel();
        }
        tcp::socket outside, inside;
        boost::asio::steady_timer timer;
        const std::chrono::milliseconds patience;
        std::array<char, 16384> in{}, out{};
    };

    void accept() {
        const auto next = std::make_shared<pair>(io_, patience_);
        acceptor_.async_accept(next->outside, [this, next](error_code ec) {
            if (ec) return;
            accept();
            next->inside.connect({boost::asio::ip::address_v4::loopback(), behind_}, ec);
            if (ec) return next->close();
            next->pump(next->outside, next->inside, next->in);
            next->pump(next->inside, next->outside, next->out);
        });
    }

    const std::uint16_t behind_;
    const std::chrono::milliseconds patience_;
    boost::asio::io_context io_;
    tcp::acceptor acceptor_{io_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::thread thread_;
};

} // namespace testing_support
