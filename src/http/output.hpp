// What waits to be written to one connection: heads and small bodies in one reused text, large bodies where they lie,
// handed to the kernel as one list of buffers.
#pragma once
#include "http/limits.hpp"
#include "http/message.hpp"
#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::http {

// What the answer's head needs to know of the request and the server.
struct answer_frame {
    std::string_view date;
    std::string_view server;
    int version = 11;          // of the request: 10 or 11
    bool head_request = false; // no body is written
    bool keep_alive = true;
};

class output {
  public:
    explicit output(const limits& limits) : copied_body_bytes_{std::max(limits.copied_body_bytes, std::size_t{64})} {}

    void append(response&& answer, const answer_frame& frame);
    void append_text(std::string_view text);
    // One piece of a body whose length nobody knows, as a chunk where `chunked`; an empty piece is the end of it.
    void append_piece(body_piece&& piece, bool chunked);

    [[nodiscard]] bool empty() const { return bytes_ == 0; }
    [[nodiscard]] std::size_t answers() const { return answers_; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }

    // Ends the appending: the buffers still to be written, valid until clear().
    [[nodiscard]] std::span<const boost::asio::const_buffer> buffers();
    // `written` bytes at the front are gone; true when that was all, and the object is as new.
    bool consume(std::size_t written);
    void clear();

  private:
    // A stretch of text_ when `body` is null, else a body.
    struct part {
        const char* body = nullptr;
        std::size_t at = 0;
        std::size_t size = 0;
    };
    void add_text_part(std::size_t from);

    std::size_t copied_body_bytes_;
    std::string text_;
    std::vector<part> parts_;
    std::vector<response> kept_; // owners of the bodies in parts_
    std::vector<body_piece> kept_pieces_;
    std::vector<boost::asio::const_buffer> buffers_;
    std::size_t first_ = 0; // of buffers_ not yet written
    std::size_t bytes_ = 0;
    std::size_t answers_ = 0;
};

} // namespace tremolo::http
