// permessage-deflate (RFC 7692), always without context takeover: no connection keeps a window, and a message that was
// deflated once serves all who asked for it.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::http {

// What to answer in Sec-WebSocket-Extensions to the offers of a client; nothing when none can be accepted.
[[nodiscard]] std::optional<std::string> accepted_deflate(const std::vector<std::string_view>& offers);

// A message's payload, as it goes into its frame.
[[nodiscard]] std::string deflated(std::string_view payload);

struct inflation {
    std::optional<std::string> text; // nothing when the bytes cannot be inflated
    bool too_long = false;           // more than `limit` bytes come out
};
[[nodiscard]] inflation inflated(std::string_view payload, std::size_t limit);

} // namespace tremolo::http
