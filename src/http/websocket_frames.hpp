// The bytes of a WebSocket (RFC 6455), seen from the server: frames out, messages in. Pure; no sockets. A frame to a
// client is not masked, so one text in one frame is the same bytes for all who get it.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace tremolo::http {

// Bytes ready for a socket, shared by all who get them.
using shared_bytes = std::shared_ptr<const std::string>;

enum class close_code : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported = 1003,
    invalid_text = 1007,
    policy = 1008,
    too_big = 1009,
    internal = 1011,
    restart = 1012,
    try_later = 1013
};

enum class opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// Appends one whole frame. `compressed`: the payload is deflated already (permessage-deflate).
void append_frame(std::string& out, opcode what, std::string_view payload, bool compressed = false);
// A close frame; a reason longer than 123 bytes is cut.
void append_close_frame(std::string& out, close_code code, std::string_view reason);
// Where the payload of a frame to a client begins.
[[nodiscard]] std::size_t frame_head_bytes(std::size_t payload_bytes);

// Checks UTF-8 piece by piece, and says no at the first byte that cannot be.
class utf8_check {
  public:
    [[nodiscard]] bool feed(std::string_view bytes);
    [[nodiscard]] bool complete() const { return wanted_ == 0; }
    void reset() { *this = {}; }

  private:
    std::uint8_t wanted_ = 0;                 // continuation bytes that must follow,
    std::uint8_t least_ = 0x80, most_ = 0xBF; // and what the first of them may be
};

// Reads what a client sends. After `failed` nothing more may be fed.
class websocket_parser {
  public:
    enum class event {
        needs_more, // everything given was used up
        text,       // payload() is a message, its fragments joined,
        binary,     // as is this
        ping,       // control() is what to send back
        pong,
        close, // close_status() and nothing more
        failed // the connection is to be closed with failure()
    };
    // `message_bytes`: the longest message, after inflation. `inflates`: permessage-deflate was agreed upon.
    websocket_parser(std::size_t message_bytes, bool inflates) : limit_{message_bytes}, inflates_{inflates} {}

    // Takes from the front of `data`, up to the next event.
    [[nodiscard]] event feed(std::string_view& data);

    // Of the message or control frame that feed() just told of.
    [[nodiscard]] std::string& payload() { return message_; }
    [[nodiscard]] std::string_view control() const { return control_; }
    // The code that the client sent; 1005 when it sent none.
    [[nodiscard]] std::uint16_t close_status() const { return close_status_; }
    [[nodiscard]] close_code failure() const { return failure_; }
    [[nodiscard]] std::string_view reason() const { return reason_; }
    // A message or a frame has begun and is not complete.
    [[nodiscard]] bool is_within() const { return in_message_ || in_payload_ || head_size_ > 0; }

  private:
    [[nodiscard]] event fail(close_code code, std::string_view why);
    [[nodiscard]] bool take_head(std::string_view& data); // true when the head is complete
    [[nodiscard]] event check_head();
    [[nodiscard]] event take_payload(std::string_view& data);
    [[nodiscard]] event end_of_frame();
    [[nodiscard]] event end_of_message();
    [[nodiscard]] event end_of_control();

    const std::size_t limit_;
    const bool inflates_;
    std::string message_;
    std::string control_;
    std::string_view reason_;
    utf8_check utf8_;
    std::uint64_t left_ = 0; // of the frame's payload
    std::uint64_t frame_size_ = 0;
    unsigned char head_[14] = {};
    std::uint8_t head_size_ = 0;
    std::uint8_t mask_at_ = 0;
    std::uint16_t close_status_ = 1005;
    opcode frame_ = opcode::continuation;
    opcode kind_ = opcode::continuation; // of the message
    close_code failure_ = close_code::normal;
    bool in_message_ = false; // fragments follow
    bool in_payload_ = false;
    bool compressed_ = false;
    bool told_ = false; // message_ was given out by the last feed
};

} // namespace tremolo::http
