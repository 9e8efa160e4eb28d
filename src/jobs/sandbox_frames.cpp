#include "jobs/sandbox_frames.hpp"
#include "jobs/shared_slots.hpp"
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

namespace tremolo::jobs {

namespace {

constexpr std::uint32_t longest = 64 * 1024 * 1024; // beyond, it is no frame

using size_bytes = std::array<char, sizeof(std::uint32_t)>;

constexpr std::size_t head_bytes = 1 + sizeof(std::uint32_t); // the kind and the size

size_bytes bytes_of(std::uint32_t size) {
    size_bytes out;
    std::memcpy(out.data(), &size, sizeof size);
    return out;
}

// -1 patience: as long as it takes.
bool readable(int socket, int patience_ms) {
    pollfd one{socket, POLLIN, 0};
    for (;;) {
        const int ready = poll(&one, 1, patience_ms);
        if (ready < 0 && errno == EINTR) continue;
        return ready > 0;
    }
}

bool receive_all(int socket, char* to, std::size_t count, int patience_ms) {
    while (count > 0) {
        const auto got = recv(socket, to, count, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            if (!readable(socket, patience_ms)) return false;
            continue;
        }
        if (got <= 0) return false;
        to += got;
        count -= static_cast<std::size_t>(got);
    }
    return true;
}

std::optional<std::string> receive_sized(int socket, int patience_ms) {
    std::uint32_t size = 0;
    size_bytes head{};
    if (!receive_all(socket, head.data(), head.size(), patience_ms)) return {};
    std::memcpy(&size, head.data(), sizeof size);
    if (size > longest) return {};
    std::string bytes(size, '\0');
    if (!receive_all(socket, bytes.data(), bytes.size(), patience_ms)) return {};
    return bytes;
}

// One byte, with room for a file beside it.
struct file_message {
    file_message() {
        message.msg_iov = &data;
        message.msg_iovlen = 1;
        message.msg_control = room.data();
        message.msg_controllen = room.size();
    }
    file_message(const file_message&) = delete;
    file_message& operator=(const file_message&) = delete;

    char byte = 'q';
    iovec data{&byte, 1};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room{};
    msghdr message{};
};

} // namespace

bool send_all(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool send_frame(int socket, frame_kind kind, std::string_view bytes) {
    const auto size = bytes_of(static_cast<std::uint32_t>(bytes.size()));
    const std::array<char, head_bytes> head{static_cast<char>(kind), size[0], size[1], size[2], size[3]};
    return send_all(socket, {head.data(), head.size()}) && send_all(socket, bytes);
}

// At once, for who looks for it in one piece.
bool send_slot(int socket, slot_use use) {
    std::array<char, head_bytes + sizeof use> whole{static_cast<char>(frame_kind::slot)};
    const auto size = bytes_of(sizeof use);
    std::copy(size.begin(), size.end(), whole.begin() + 1);
    std::memcpy(whole.data() + head_bytes, &use, sizeof use);
    return send_all(socket, {whole.data(), whole.size()});
}

std::optional<slot_use> slot_of(const frame& from) {
    slot_use use{};
    if (from.kind != frame_kind::slot || from.bytes.size() != sizeof use) return {};
    std::memcpy(&use, from.bytes.data(), sizeof use);
    if (use.slot >= shared_slots::count || use.size > shared_slots::slot_bytes) return {};
    return use;
}

void give_back(int socket, std::uint32_t slot) {
    const auto byte = static_cast<char>(slot);
    static_cast<void>(send(socket, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT)); // there is room for all of them
}

std::optional<std::uint32_t> given_back(int socket, bool wait) {
    char byte = 0;
    for (;;) {
        const auto got = recv(socket, &byte, 1, wait ? 0 : MSG_DONTWAIT);
        if (got < 0 && errno == EINTR) continue;
        if (got != 1 || static_cast<unsigned char>(byte) >= shared_slots::count) return {};
        return static_cast<unsigned char>(byte);
    }
}

void send_frame_now(int socket, frame_kind kind, std::string_view bytes) {
    const auto size = bytes_of(static_cast<std::uint32_t>(bytes.size()));
    std::string whole{static_cast<char>(kind)};
    whole.append(size.data(), size.size()).append(bytes);
    static_cast<void>(send(socket, whole.data(), whole.size(), MSG_NOSIGNAL | MSG_DONTWAIT));
}

bool send_question(int socket, std::string_view question) {
    const auto size = bytes_of(static_cast<std::uint32_t>(question.size()));
    return send_all(socket, {size.data(), size.size()}) && send_all(socket, question);
}

std::optional<frame> receive_frame(int socket, std::chrono::milliseconds patience) {
    const int patience_ms = static_cast<int>(patience.count());
    char kind = 0;
    if (!receive_all(socket, &kind, 1, patience_ms)) return {};
    if (kind != 'a' && kind != 's' && kind != 'z' && kind != 'e') return {};
    auto bytes = receive_sized(socket, patience_ms);
    if (!bytes) return {};
    return frame{static_cast<frame_kind>(kind), std::move(*bytes)};
}

std::optional<frame> frame_at_hand(int socket) {
    std::array<char, head_bytes + sizeof(slot_use)> bytes;
    const auto seen = recv(socket, bytes.data(), bytes.size(), MSG_PEEK | MSG_DONTWAIT);
    const auto kind = seen > 0 ? static_cast<frame_kind>(bytes[0]) : frame_kind::error;
    const std::size_t size = kind == frame_kind::slot ? sizeof(slot_use) : 0;
    const bool is_awaited = kind == frame_kind::slot || kind == frame_kind::end;
    if (!is_awaited || static_cast<std::size_t>(seen) < head_bytes + size) return {};
    return receive_frame(socket, std::chrono::milliseconds{0});
}

std::optional<std::string> receive_question(int socket) { return receive_sized(socket, -1); }

bool send_file(int over, int file) {
    file_message carrier;
    if (file < 0) {
        carrier.message.msg_controllen = 0;
    } else {
        cmsghdr* const passed = CMSG_FIRSTHDR(&carrier.message);
        passed->cmsg_level = SOL_SOCKET;
        passed->cmsg_type = SCM_RIGHTS;
        passed->cmsg_len = CMSG_LEN(sizeof file);
        std::memcpy(CMSG_DATA(passed), &file, sizeof file);
    }
    for (;;) {
        const auto sent = sendmsg(over, &carrier.message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        return sent == 1;
    }
}

int receive_file(int over) {
    file_message carrier;
    ssize_t got = 0;
    do { got = recvmsg(over, &carrier.message, MSG_CMSG_CLOEXEC); } while (got < 0 && errno == EINTR);
    const cmsghdr* const passed = got == 1 ? CMSG_FIRSTHDR(&carrier.message) : nullptr;
    if (!passed || passed->cmsg_type != SCM_RIGHTS) return -1;
    int file = -1;
    std::memcpy(&file, CMSG_DATA(passed), sizeof file);
    return file;
}

} // namespace tremolo::jobs
