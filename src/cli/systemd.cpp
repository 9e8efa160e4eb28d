#include "cli/systemd.hpp"
#include <cstring>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace tremolo::cli {
namespace {

class datagram_socket {
  public:
    explicit datagram_socket(const std::string& name) : handle_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)} {
        address_.sun_family = AF_UNIX;
        std::memcpy(address_.sun_path, name.data(), std::min(name.size(), sizeof address_.sun_path - 1));
        if (name.front() == '@') address_.sun_path[0] = '\0'; // Linux's abstract names
        length_ = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    }
    ~datagram_socket() {
        if (handle_ >= 0) ::close(handle_);
    }
    datagram_socket(const datagram_socket&) = delete;
    datagram_socket& operator=(const datagram_socket&) = delete;

    // A supervisor that does not listen is no reason to stop trading: failures are left alone.
    void send(std::string_view text) const {
        if (handle_ < 0) return;
        static_cast<void>(::sendto(handle_, text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                                   reinterpret_cast<const sockaddr*>(&address_), length_));
    }

  private:
    int handle_;
    sockaddr_un address_{};
    socklen_t length_ = 0;
};

} // namespace

std::function<void(std::string_view)> systemd_notifier(bool wanted, const std::string& socket_name) {
    if (!wanted || socket_name.empty()) return {};
    return [socket = std::make_shared<datagram_socket>(socket_name)](std::string_view text) { socket->send(text); };
}

} // namespace tremolo::cli
