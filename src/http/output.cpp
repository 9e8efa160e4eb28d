#include "http/output.hpp"
#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>

namespace tremolo::http {

namespace {

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_status_line(std::string& out, int status) {
    if (status == 200) {
        out.append("HTTP/1.1 200 OK\r\n");
        return;
    }
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
    out.append(" ").append(reason.data(), reason.size()).append("\r\n");
}

bool status_has_body(int status) { return status >= 200 && status != 204 && status != 304; }

} // namespace

void output::append(response&& answer, const answer_frame& frame) {
    const auto from = text_.size();
    const bool with_body = status_has_body(answer.status());
    append_status_line(text_, answer.status());
    text_.append("date: ").append(frame.date).append("\r\nserver: ").append(frame.server).append("\r\n");
    if (answer.source()) {
        if (frame.version >= 11) text_.append("transfer-encoding: chunked\r\n");
    } else if (with_body) {
        text_.append("content-length: ");
        append_number(text_, answer.content_length());
        text_.append("\r\n");
    }
    text_.append(answer.header_lines());
    // In the capitals of h11, which writes this one by itself.
    if (!frame.keep_alive)
        text_.append("Connection: close\r\n");
    else if (frame.version < 11)
        text_.append("Connection: keep-alive\r\n");
    text_.append("\r\n");
    ++answers_;
    const auto body = answer.body();
    const bool sent = with_body && !frame.head_request && !answer.is_head_only() && !body.empty();
    if (sent && body.size() <= copied_body_bytes_) text_.append(body);
    add_text_part(from);
    if (sent && body.size() > copied_body_bytes_) {
        parts_.push_back({body.data(), 0, body.size()});
        bytes_ += body.size();
        kept_.push_back(std::move(answer)); // a body of this size is on the heap: moving leaves it where it is
    }
}

void output::append_text(std::string_view text) {
    const auto from = text_.size();
    text_.append(text);
    add_text_part(from);
}

void output::append_piece(body_piece&& piece, bool chunked) {
    auto from = text_.size();
    const auto bytes = piece.bytes();
    if (chunked) {
        std::array<char, 16> size;
        text_.append(size.data(), std::to_chars(size.data(), size.data() + size.size(), bytes.size(), 16).ptr);
        text_.append("\r\n");
    }
    if (bytes.size() <= copied_body_bytes_) {
        text_.append(bytes);
    } else {
        if (chunked) add_text_part(from);
        parts_.push_back({bytes.data(), 0, bytes.size()});
        bytes_ += bytes.size();
        kept_pieces_.push_back(std::move(piece)); // longer than what a text has within itself: moving leaves it there
        from = text_.size();
    }
    if (chunked) text_.append("\r\n"); // of an empty piece: the last chunk, and no trailers
    if (text_.size() > from) add_text_part(from);
}

void output::add_text_part(std::size_t from) {
    const auto size = text_.size() - from;
    bytes_ += size;
    if (!parts_.empty() && parts_.back().body == nullptr)
        parts_.back().size += size;
    else
        parts_.push_back({nullptr, from, size});
}

std::span<const boost::asio::const_buffer> output::buffers() {
    if (buffers_.empty()) {
        for (const auto& each : parts_)
            buffers_.emplace_back(each.body != nullptr ? each.body : text_.data() + each.at, each.size);
    }
    return std::span{buffers_}.subspan(first_);
}

bool output::consume(std::size_t written) {
    bytes_ -= written;
    if (bytes_ == 0) {
        clear();
        return true;
    }
    while (written >= buffers_[first_].size()) written -= buffers_[first_++].size();
    buffers_[first_] += written;
    return false;
}

void output::clear() {
    constexpr std::size_t kept_at_most = 65'536;
    if (text_.capacity() > kept_at_most) text_ = {};
    text_.clear();
    parts_.clear();
    kept_.clear();
    kept_pieces_.clear();
    buffers_.clear();
    first_ = bytes_ = answers_ = 0;
}

} // namespace tremolo::http
