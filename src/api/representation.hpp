// The text of an answer in the forms in which it is sent: as it is, compressed, or not at all because the client has it
// already, which its tag tells. Tag and compressed form are made once, when first asked for, and live as long as the
// text: an answer that is sent a thousand times is hashed and compressed once. Thread-safe.
#pragma once
#include "http/message.hpp"
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

namespace tremolo::api {

class representation {
  public:
    using shared_text = std::shared_ptr<const std::string>;

    explicit representation(std::string text) : text_{std::make_shared<const std::string>(std::move(text))} {}

    [[nodiscard]] const shared_text& text() const { return text_; }
    // In quotation marks. The same for the same text, in every run of the program.
    [[nodiscard]] const std::string& etag() const;
    // Takes milliseconds for a large text when called first.
    [[nodiscard]] const shared_text& gzip() const;
    // gzip() would answer at once.
    [[nodiscard]] bool gzip_is_made() const { return gzip_is_made_.load(std::memory_order_acquire); }

  private:
    const shared_text text_;
    mutable std::once_flag tagged_, compressed_;
    mutable std::string etag_;
    mutable shared_text gzip_;
    mutable std::atomic<bool> gzip_is_made_{false};
};
using shared_representation = std::shared_ptr<const representation>;

// Texts shorter than this are sent as they are: their packet would not be smaller.
inline constexpr std::size_t compressed_from_bytes = 1024;
// Up to here compressing is quicker than handing it to another thread.
inline constexpr std::size_t compressed_at_once_bytes = 16 * 1024;

// Whether the answer in the form that this client takes needs a compression that is better done elsewhere.
[[nodiscard]] bool takes_long(const http::request& request, const representation& body);

// The answer with `status` in the form that the client takes: 304 for a GET of what it has, gzip where it asked for
// that and it `may_be_compressed`. Answers of status 200 to GET and HEAD carry an `etag`.
[[nodiscard]] http::response in_form_for(const http::request& request, int status, std::string_view content_type,
                                         const representation& body, bool may_be_compressed = true);

} // namespace tremolo::api
