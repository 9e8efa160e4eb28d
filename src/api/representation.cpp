#include "api/representation.hpp"
#include "http/gzip.hpp"
#include <array>
#include <charconv>

namespace tremolo::api {

namespace {

bool is_read(const http::request& request) { return request.method() == "GET" || request.method() == "HEAD"; }

// Weak comparison, as the header is defined: "W/" in front makes no difference.
bool has_it(const http::request& request, std::string_view etag) {
    for (const auto list : request.header_values("if-none-match"))
        if (list == "*" || list.find(etag) != std::string_view::npos) return true;
    return false;
}

bool wants_gzip(const http::request& request, const representation& body) {
    return body.text()->size() >= compressed_from_bytes && http::accepts_gzip(request);
}

} // namespace

const std::string& representation::etag() const {
    std::call_once(tagged_, [this] {
        std::array<char, 36> made{'"'};
        auto* const end = made.data() + made.size();
        auto* at = std::to_chars(made.data() + 1, end, std::hash<std::string_view>{}(*text_), 16).ptr;
        *at++ = '-';
        at = std::to_chars(at, end, text_->size(), 16).ptr;
        *at++ = '"';
        etag_.assign(made.data(), at);
    });
    return etag_;
}

const representation::shared_text& representation::gzip() const {
    std::call_once(compressed_, [this] {
        gzip_ = std::make_shared<const std::string>(http::gzipped(*text_));
        gzip_is_made_.store(true, std::memory_order_release);
    });
    return gzip_;
}

bool takes_long(const http::request& request, const representation& body) {
    return body.text()->size() > compressed_at_once_bytes && !body.gzip_is_made() && http::accepts_gzip(request) &&
           !(is_read(request) && has_it(request, body.etag()));
}

http::response in_form_for(const http::request& request, int status, std::string_view content_type,
                           const representation& body, bool may_be_compressed) {
    const bool packed = may_be_compressed && wants_gzip(request, body);
    const bool tagged = status == 200 && is_read(request);
    if (tagged && has_it(request, body.etag())) {
        http::response unchanged{304};
        unchanged.add_header("etag", body.etag());
        if (packed) unchanged.add_header("vary", "Accept-Encoding");
        return unchanged;
    }
    http::response answer{status, content_type, packed ? body.gzip() : body.text()};
    // The compressed form is another sequence of bytes with the same meaning: a weak tag.
    if (tagged) answer.add_header("etag", packed ? "W/" + body.etag() : body.etag());
    if (packed) {
        answer.add_header("content-encoding", "gzip");
        answer.add_header("vary", "Accept-Encoding");
    }
    return answer;
}

} // namespace tremolo::api
