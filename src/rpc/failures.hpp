// How a question about the bot fails. Most refusals are tremolo::refusal (on the wire: 502 with `error` and the path);
// these are the ones that clients get as a `detail` of their own.
#pragma once
#include "base/error.hpp"
#include <string>

namespace tremolo::rpc {

struct detail_failure : error {
    enum class kind {
        not_found,   // 404
        bad_request, // 400
        failed       // 502: something that was asked for cannot be loaded
    };
    detail_failure(kind what, const std::string& said) : error{said}, what_kind{what}, text{said} {}
    kind what_kind;
    std::string text; // whole: what() ends at a zero byte, which clients may have sent
};

[[nodiscard]] inline detail_failure not_found(const std::string& text) {
    return {detail_failure::kind::not_found, text};
}
[[nodiscard]] inline detail_failure bad_request(const std::string& text) {
    return {detail_failure::kind::bad_request, text};
}
[[nodiscard]] inline detail_failure failed(const std::string& text) { return {detail_failure::kind::failed, text}; }

// What every question gets that needs a bot while there is none.
[[nodiscard]] inline refusal no_bot() { return refusal{"Bot is not in the correct state"}; }

} // namespace tremolo::rpc
