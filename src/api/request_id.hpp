// A name for every request, by which an answer and the lines of the log find each other: `X-Request-Id`, the client's
// own where it sent one that is fit to be printed.
#pragma once
#include "base/clock.hpp"
#include "http/message.hpp"
#include <atomic>

namespace tremolo::api {

class request_ids {
  public:
    // Ids of one process begin with its start, so that those of the next one are others.
    explicit request_ids(const clock& time);
    // Thread-safe.
    [[nodiscard]] std::string id_for(const http::request& request);

  private:
    std::string start_;
    std::atomic<std::uint64_t> count_{0};
};

// 1 to 128 letters, digits and "-_.:/+=@": nothing that could be taken for another part of a log line or a header.
[[nodiscard]] bool is_sane_request_id(std::string_view text);

} // namespace tremolo::api
