// Reads one request from the bytes of a connection straight into a `request`. The grammar is Beast's; what is refused
// beyond it is what h11, the parser that freqtrade's clients know, refuses as well.
#pragma once
#include "http/limits.hpp"
#include "http/message.hpp"
#include <boost/beast/http/basic_parser.hpp>
#include <string_view>

namespace tremolo::http {

// For one message; it is made anew for the next one, which costs nothing.
class request_parser final : public boost::beast::http::basic_parser<true> {
  public:
    enum class outcome { needs_more, complete, malformed, head_too_large, body_too_large };

    // `target` is cleared and filled; it must outlive the parser.
    request_parser(request& target, const limits& limits);

    // Reads from `data`; `used` is how much of it was taken. What was not taken is given again, with more behind it.
    outcome feed(std::string_view data, std::size_t& used);
    // The head is read, the body is not, and the client waits to be told to send it.
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }

  private:
    using error_code = boost::beast::error_code;
    using string_view = boost::beast::string_view;
    using field = boost::beast::http::field;

    void on_request_impl(boost::beast::http::verb, string_view method, string_view target, int version,
                         error_code& ec) override;
    void on_response_impl(int, string_view, int, error_code&) override {}
    void on_field_impl(field name, string_view name_text, string_view value, error_code& ec) override;
    void on_header_impl(error_code& ec) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& content_length, error_code& ec) override;
    std::size_t on_body_impl(string_view piece, error_code& ec) override;
    void on_chunk_header_impl(std::uint64_t, string_view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, string_view piece, error_code& ec) override;
    void on_finish_impl(error_code&) override {}
    [[nodiscard]] bool is_begun_end(std::string_view rest) const;
    outcome judge(const error_code& ec) const;

    request& target_;
    std::size_t head_limit_;
    std::size_t head_bytes_ = 0;
    int hosts_ = 0;
    bool expects_continue_ = false;
    bool reading_head_ = true;
};

} // namespace tremolo::http
