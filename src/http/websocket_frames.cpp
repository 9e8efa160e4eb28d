#include "http/websocket_frames.hpp"
#include "http/websocket_deflate.hpp"
#include <algorithm>

namespace tremolo::http {

namespace {

constexpr unsigned char fin_bit = 0x80;
constexpr unsigned char compressed_bit = 0x40;
constexpr unsigned char reserved_bits = 0x30;
constexpr unsigned char mask_bit = 0x80;
constexpr std::size_t longest_control = 125;
constexpr std::size_t kept_capacity = 4096; // a buffer that grew beyond is given back

bool is_control(opcode what) { return static_cast<unsigned>(what) >= 8; }

bool may_be_sent(std::uint16_t code) {
    if (code >= 3000 && code <= 4999) return true;
    return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

bool is_utf8(std::string_view text) {
    utf8_check check;
    return check.feed(text) && check.complete();
}

} // namespace

std::size_t frame_head_bytes(std::size_t payload_bytes) {
    return payload_bytes < 126 ? 2 : payload_bytes < 65536 ? 4 : 10;
}

void append_frame(std::string& out, opcode what, std::string_view payload, bool compressed) {
    const auto size = payload.size();
    out.reserve(out.size() + frame_head_bytes(size) + size);
    out += static_cast<char>(fin_bit | (compressed ? compressed_bit : 0) | static_cast<unsigned char>(what));
    const auto append_size = [&](int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
            out += static_cast<char>(static_cast<std::uint64_t>(size) >> shift & 0xFFU);
    };
    if (size < 126) {
        append_size(1);
    } else if (size < 65536) {
        out += static_cast<char>(126);
        append_size(2);
    } else {
        out += static_cast<char>(127);
        append_size(8);
    }
    out += payload;
}

void append_close_frame(std::string& out, close_code code, std::string_view reason) {
    const auto number = static_cast<std::uint16_t>(code);
    std::string payload{static_cast<char>(number >> 8), static_cast<char>(number & 0xFF)};
    payload += reason.substr(0, longest_control - 2);
    append_frame(out, opcode::close, payload);
}

bool utf8_check::feed(std::string_view bytes) {
    for (const char each : bytes) {
        const auto c = static_cast<unsigned char>(each);
        if (wanted_ > 0) {
            if (c < least_ || c > most_) return false;
            least_ = 0x80;
            most_ = 0xBF;
            --wanted_;
        } else if (c >= 0x80) {
            if (c < 0xC2 || c > 0xF4) return false;
            wanted_ = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
            // No overlong forms, no halves of surrogate pairs, nothing beyond U+10FFFF.
            if (c == 0xE0) least_ = 0xA0;
            if (c == 0xED) most_ = 0x9F;
            if (c == 0xF0) least_ = 0x90;
            if (c == 0xF4) most_ = 0x8F;
        }
    }
    return true;
}

websocket_parser::event websocket_parser::fail(close_code code, std::string_view why) {
    failure_ = code;
    reason_ = why;
    return event::failed;
}

bool websocket_parser::take_head(std::string_view& data) {
    while (!data.empty()) {
        head_[head_size_++] = static_cast<unsigned char>(data.front());
        data.remove_prefix(1);
        if (head_size_ < 2) continue;
        const auto length = head_[1] & 0x7FU;
        const auto whole = 2U + (length == 126 ? 2U : length == 127 ? 8U : 0U) + ((head_[1] & mask_bit) != 0 ? 4U : 0U);
        if (head_size_ == whole) return true;
    }
    return false;
}

// `needs_more` when there is nothing wrong with it.
websocket_parser::event websocket_parser::check_head() {
    const unsigned char first = head_[0];
    frame_ = static_cast<opcode>(first & 0x0FU);
    const bool known = frame_ <= opcode::binary || (frame_ >= opcode::close && frame_ <= opcode::pong);
    const bool final = (first & fin_bit) != 0;
    if (!known) return fail(close_code::protocol_error, "unknown opcode");
    if ((first & reserved_bits) != 0) return fail(close_code::protocol_error, "reserved bits are set");
    if ((head_[1] & mask_bit) == 0) return fail(close_code::protocol_error, "frames of a client must be masked");
    frame_size_ = head_[1] & 0x7FU;
    const int more = frame_size_ == 126 ? 2 : frame_size_ == 127 ? 8 : 0;
    if (more > 0) frame_size_ = 0;
    for (int i = 0; i < more; ++i) frame_size_ = frame_size_ << 8 | head_[2 + i];
    if ((more == 2 && frame_size_ < 126) || (more == 8 && (frame_size_ < 65536 || frame_size_ >> 63 != 0)))
        return fail(close_code::protocol_error, "a length is not in its shortest form");
    const bool compressed = (first & compressed_bit) != 0;
    if (is_control(frame_)) {
        if (!final || compressed || frame_size_ > longest_control)
            return fail(close_code::protocol_error, "a control frame is fragmented, compressed or too long");
        return event::needs_more;
    }
    if (compressed && (!inflates_ || frame_ == opcode::continuation))
        return fail(close_code::protocol_error, "a frame is compressed although that was not agreed upon");
    if ((frame_ == opcode::continuation) != in_message_)
        return fail(close_code::protocol_error,
                    in_message_ ? "a message begins within another" : "nothing to continue");
    if (!in_message_) {
        kind_ = frame_;
        compressed_ = compressed;
        utf8_.reset();
    }
    in_message_ = true;
    if (frame_size_ > limit_ || message_.size() + frame_size_ > limit_)
        return fail(close_code::too_big, "message too big");
    return event::needs_more;
}

websocket_parser::event websocket_parser::take_payload(std::string_view& data) {
    auto& into = is_control(frame_) ? control_ : message_;
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left_, data.size()));
    const auto* mask = head_ + head_size_ - 4;
    const auto from = into.size();
    into.append(data.substr(0, size));
    for (std::size_t i = 0; i < size; ++i)
        into[from + i] = static_cast<char>(static_cast<unsigned char>(into[from + i]) ^ mask[(mask_at_ + i) & 3U]);
    mask_at_ = static_cast<std::uint8_t>((mask_at_ + size) & 3U);
    data.remove_prefix(size);
    left_ -= size;
    const bool is_text = !is_control(frame_) && kind_ == opcode::text && !compressed_;
    if (is_text && !utf8_.feed(std::string_view{into}.substr(from)))
        return fail(close_code::invalid_text, "text is not UTF-8");
    return event::needs_more;
}

websocket_parser::event websocket_parser::end_of_message() {
    in_message_ = false;
    told_ = true;
    if (compressed_) {
        auto plain = inflated(message_, limit_);
        if (plain.too_long) return fail(close_code::too_big, "message too big");
        if (!plain.text) return fail(close_code::invalid_text, "a message cannot be inflated");
        message_ = std::move(*plain.text);
        if (kind_ == opcode::text && !utf8_.feed(message_)) return fail(close_code::invalid_text, "text is not UTF-8");
    }
    if (kind_ == opcode::binary) return event::binary;
    if (!utf8_.complete()) return fail(close_code::invalid_text, "text is not UTF-8");
    return event::text;
}

websocket_parser::event websocket_parser::end_of_control() {
    if (frame_ == opcode::ping) return event::ping;
    if (frame_ == opcode::pong) return event::pong;
    if (control_.empty()) return event::close;
    if (control_.size() == 1) return fail(close_code::protocol_error, "a close code is incomplete");
    close_status_ = static_cast<std::uint16_t>(static_cast<unsigned char>(control_[0]) << 8 |
                                               static_cast<unsigned char>(control_[1]));
    if (!may_be_sent(close_status_)) return fail(close_code::protocol_error, "a close code that must not be sent");
    if (!is_utf8(std::string_view{control_}.substr(2))) return fail(close_code::invalid_text, "text is not UTF-8");
    return event::close;
}

websocket_parser::event websocket_parser::end_of_frame() {
    in_payload_ = false;
    const bool final = (head_[0] & fin_bit) != 0;
    head_size_ = 0;
    if (is_control(frame_)) return end_of_control();
    return final ? end_of_message() : event::needs_more;
}

websocket_parser::event websocket_parser::feed(std::string_view& data) {
    if (told_) {
        told_ = false;
        if (message_.capacity() > kept_capacity)
            message_ = {};
        else
            message_.clear();
    }
    while (true) {
        if (!in_payload_) {
            if (!take_head(data)) return event::needs_more;
            if (const auto wrong = check_head(); wrong != event::needs_more) return wrong;
            in_payload_ = true;
            left_ = frame_size_;
            mask_at_ = 0;
            if (is_control(frame_)) control_.clear();
        }
        if (left_ > 0) {
            if (data.empty()) return event::needs_more;
            if (const auto wrong = take_payload(data); wrong != event::needs_more) return wrong;
            if (left_ > 0) return event::needs_more;
        }
        if (const auto what = end_of_frame(); what != event::needs_more) return what;
    }
}

} // namespace tremolo::http
