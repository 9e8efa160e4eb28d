// What systemd is told of a service (sd_notify): lines such as "READY=1" go as one datagram to the socket that it names
// in NOTIFY_SOCKET. Nothing happens where there is none.
#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace tremolo::cli {

// A function that tells systemd, or an empty one when this process was not started by it or `wanted` is false.
// `socket_name` is the value of NOTIFY_SOCKET.
[[nodiscard]] std::function<void(std::string_view)> systemd_notifier(bool wanted, const std::string& socket_name);

} // namespace tremolo::cli
