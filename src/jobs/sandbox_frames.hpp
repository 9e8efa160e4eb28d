// What goes over the sockets of a sandbox (sandbox.hpp). Private to src/jobs.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::jobs {

enum class frame_kind : char { piece = 'a', slot = 's', end = 'z', error = 'e' };

struct frame {
    frame_kind kind;
    std::string bytes;
};

// False when the other side is gone.
bool send_all(int socket, std::string_view bytes);
bool send_frame(int socket, frame_kind kind, std::string_view bytes);
// A piece of the answer that lies in a slot (shared_slots.hpp): where, and how long it is.
struct slot_use {
    std::uint32_t slot, size;
};
bool send_slot(int socket, slot_use use);
// Of a frame of that kind; nothing where it is none.
[[nodiscard]] std::optional<slot_use> slot_of(const frame& from);
// Not waited for: lost where there is no room.
void send_frame_now(int socket, frame_kind kind, std::string_view bytes);
bool send_question(int socket, std::string_view question);
// Waited for; nothing when the other side is gone, is no sandbox, or is silent for so long.
[[nodiscard]] std::optional<frame> receive_frame(int socket, std::chrono::milliseconds patience);
// A slot or the end, where it is there, whole.
[[nodiscard]] std::optional<frame> frame_at_hand(int socket);
[[nodiscard]] std::optional<std::string> receive_question(int socket);

// A byte for each slot that may be written again. Nothing when the other side is gone; without waiting, also when none
// has come.
void give_back(int socket, std::uint32_t slot);
[[nodiscard]] std::optional<std::uint32_t> given_back(int socket, bool wait);

// A file over a socket, or word that there is none (-1). send_file is false when the other side is gone; receive_file
// is -1 then, too.
bool send_file(int over, int file);
[[nodiscard]] int receive_file(int over);

} // namespace tremolo::jobs
