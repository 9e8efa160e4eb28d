#include "http/request_parser.hpp"
#include <algorithm>
#include <boost/beast/http/error.hpp>

namespace tremolo::http {

namespace beast_http = boost::beast::http;

namespace {

std::string_view plain(boost::beast::string_view text) { return {text.data(), text.size()}; }

} // namespace

request_parser::request_parser(request& target, const limits& limits)
    : target_{target}, head_limit_{limits.head_bytes} {
    target_.clear();
    eager(true);
    header_limit(static_cast<std::uint32_t>(limits.head_bytes));
    body_limit(limits.body_bytes);
}

request_parser::outcome request_parser::feed(std::string_view data, std::size_t& used) {
    error_code ec;
    used = 0;
    while (!is_done()) {
        if (is_begun_end(data.substr(used))) return outcome::needs_more;
        used += put({data.data() + used, data.size() - used}, ec);
        // Beast bounds the request line and the fields one by one; here they are bounded together.
        if (reading_head_ && head_bytes_ + (data.size() - used) > head_limit_) return outcome::head_too_large;
        if (ec) return judge(ec);
        if (used == data.size() && !is_done()) return outcome::needs_more;
    }
    return outcome::complete;
}

// Beast (1.81) asserts that it sees no fewer than the five bytes of "0\r\n\r\n" once it has seen the first three of
// them.
bool request_parser::is_begun_end(std::string_view rest) const {
    return !reading_head_ && chunked() && rest.size() < 5 && rest.starts_with('0');
}

request_parser::outcome request_parser::judge(const error_code& ec) const {
    if (ec == beast_http::error::need_more) return outcome::needs_more;
    if (ec == beast_http::error::header_limit) return outcome::head_too_large;
    if (ec == beast_http::error::body_limit) return outcome::body_too_large;
    return outcome::malformed;
}

void request_parser::on_request_impl(beast_http::verb, string_view method, string_view target, int version,
                                     error_code& ec) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (!std::all_of(target.begin(), target.end(), printable)) {
        ec = beast_http::error::bad_target;
        return;
    }
    head_bytes_ = method.size() + target.size() + std::string_view{"  HTTP/1.1\r\n"}.size();
    target_.start(plain(method), plain(target), version);
}

void request_parser::on_field_impl(field name, string_view name_text, string_view value, error_code& ec) {
    if (!reading_head_) return; // trailers of a chunked body are dropped
    head_bytes_ += name_text.size() + value.size() + std::string_view{": \r\n"}.size();
    if (name == field::host) ++hosts_;
    // Any other coding would leave open where the body ends.
    if (name == field::transfer_encoding && !same_name(plain(value), "chunked")) {
        ec = beast_http::error::bad_transfer_encoding;
        return;
    }
    if (name == field::expect && same_name(plain(value), "100-continue")) expects_continue_ = true;
    target_.add_header(plain(name_text), plain(value));
}

void request_parser::on_header_impl(error_code& ec) {
    reading_head_ = false;
    head_bytes_ += 2; // the empty line
    if (head_bytes_ > head_limit_) ec = beast_http::error::header_limit;
    if (hosts_ > 1 || (hosts_ == 0 && target_.version() == 11)) ec = beast_http::error::bad_field;
    if (target_.version() < 11) expects_continue_ = false;
}

void request_parser::on_body_init_impl(const boost::optional<std::uint64_t>& content_length, error_code&) {
    // A claim alone does not cost us memory.
    constexpr std::uint64_t reserved_at_most = 65'536;
    if (content_length) target_.reserve_body(static_cast<std::size_t>(std::min(*content_length, reserved_at_most)));
}

std::size_t request_parser::on_body_impl(string_view piece, error_code&) {
    expects_continue_ = false;
    target_.append_body(plain(piece));
    return piece.size();
}

std::size_t request_parser::on_chunk_body_impl(std::uint64_t, string_view piece, error_code&) {
    expects_continue_ = false;
    target_.append_body(plain(piece));
    return piece.size();
}

} // namespace tremolo::http
