// What goes over the sockets of a sandbox (sandbox.hpp). Private to src/jobs.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::jobs {

enum class frame_kind : char { piece = 'a', end = 'z', error = 'e' };

struct frame {
    frame_kind kind;
    std::string bytes;
};

// False when the other side is gone.
bool send_all(int socket, std::string_view bytes);
bool send_frame(int socket, frame_kind kind, std::string_view bytes);
// Not waited for: lost where there is no room.
void send_frame_now(int socket, frame_kind kind, std::string_view bytes);
bool send_question(int socket, std::string_view question);
// Waited for; nothing when the other side is gone, is no sandbox, or is silent for so long.
[[nodiscard]] std::optional<frame> receive_frame(int socket, std::chrono::milliseconds patience);
[[nodiscard]] std::optional<std::string> receive_question(int socket);

// A file over a socket. send_file is false when the other side is gone; receive_file is -1 then.
bool send_file(int over, int file);
[[nodiscard]] int receive_file(int over);

} // namespace tremolo::jobs
