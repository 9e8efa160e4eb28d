// JSON text to a value, accepting and refusing what Python's json module does, with its messages and offsets: NaN and
// infinities are numbers, a byte order mark is skipped, of duplicate keys the last one wins. Clients of a bot see these
// texts in 422 answers.
#pragma once
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::json {

struct parse_failure {
    enum class reason {
        syntax,   // `message` and `offset` say what and where
        not_utf8, // the text is no UTF-8
        too_deep  // nested deeper than `deepest_nesting`
    };
    reason why = reason::syntax;
    std::string message;    // as Python says it: "Expecting value"
    std::size_t offset = 0; // in characters, not in bytes
};

inline constexpr std::size_t deepest_nesting = 900;

struct parsed {
    boost::json::value value;
    std::optional<parse_failure> failure;
    explicit operator bool() const { return !failure; }
};

// Never throws but for memory. Integers beyond 64 bits become doubles, escaped halves of surrogate pairs U+FFFD: no
// text of ours is anything but UTF-8.
[[nodiscard]] parsed parse(std::string_view text);

// Whether the bytes are well-formed UTF-8.
[[nodiscard]] bool is_utf8(std::string_view bytes);

} // namespace tremolo::json
