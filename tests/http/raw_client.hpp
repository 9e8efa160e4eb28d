// A socket by hand, for saying things to a server that no HTTP client would say.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace testing_support {

class raw_client {
  public:
    explicit raw_client(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in where{};
        where.sin_family = AF_INET;
        where.sin_port = htons(port);
        where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }
    ~raw_client() { ::close(socket_); }
    raw_client(const raw_client&) = delete;
    raw_client& operator=(const raw_client&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }
    // False when the server has closed.
    bool send(std::string_view text) {
        while (!text.empty()) {
            const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }
    void shut_sending() { ::shutdown(socket_, SHUT_WR); }
    // What comes until `ending` has come, the server closes, or nothing comes for `patience_ms`.
    std::string read_until(std::string_view ending, int patience_ms = 5000) {
        while (received_.find(ending) == std::string::npos && read_some(patience_ms)) {}
        const auto end = received_.find(ending);
        return take(end == std::string::npos ? received_.size() : end + ending.size());
    }
    std::string read_to_end(int patience_ms = 5000) {
        while (read_some(patience_ms)) {}
        return take(received_.size());
    }
    // The server has closed (and not merely said nothing for `patience_ms`).
    bool closed(int patience_ms = 5000) {
        while (read_some(patience_ms)) {}
        return closed_;
    }

  private:
    bool read_some(int patience_ms) {
        pollfd ready{socket_, POLLIN, 0};
        if (::poll(&ready, 1, patience_ms) <= 0) return false;
        char buffer[65536];
        const auto got = ::recv(socket_, buffer, sizeof buffer, 0);
        closed_ = got <= 0;
        if (got > 0) received_.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }
    std::string take(std::size_t size) {
        auto out = received_.substr(0, size);
        received_.erase(0, size);
        return out;
    }

    int socket_;
    bool connected_ = false;
    bool closed_ = false;
    std::string received_;
};

} // namespace testing_support
