// Bytes of a connection as an HTTP request: however they are cut, the parser says the same, and what it keeps is
// theirs.
#include "http/request_parser.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {
using tremolo::http::limits;
using tremolo::http::request;
using tremolo::http::request_parser;

// In pieces of `step` bytes, as a connection hands them on: what was not taken comes again with more behind it.
request_parser::outcome parse(std::string_view bytes, std::size_t step, const limits& with, request& into) {
    request_parser parser{into, with};
    std::size_t taken = 0;
    std::size_t arrived = 0;
    while (true) {
        arrived = std::min(bytes.size(), arrived + step);
        std::size_t used = 0;
        const auto outcome = parser.feed(bytes.substr(taken, arrived - taken), used);
        fuzzing::require(used <= arrived - taken, "a parser takes no more than it was given");
        taken += used;
        if (outcome != request_parser::outcome::needs_more || arrived == bytes.size()) return outcome;
    }
}

void require_same(const request& a, const request& b) {
    fuzzing::require(a.method() == b.method() && a.target() == b.target() && a.version() == b.version(),
                     "the request line does not depend on how it was cut");
    fuzzing::require(a.body() == b.body(), "the body does not depend on how it was cut");
    fuzzing::require(a.header_count() == b.header_count(), "the headers do not depend on how they were cut");
    for (std::size_t i = 0; i < a.header_count(); ++i)
        fuzzing::require(a.header_at(i).name == b.header_at(i).name && a.header_at(i).value == b.header_at(i).value,
                         "no header depends on how it was cut");
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzzing::text_of(data, size);
    const limits wide;
    request whole;
    const auto outcome = parse(bytes, std::max<std::size_t>(size, 1), wide, whole);
    for (const std::size_t step : {1, 7}) {
        request pieces;
        const auto other = parse(bytes, step, wide, pieces);
        // A broken head may be noticed as it comes, or only when its end is there.
        const bool waits =
            other == request_parser::outcome::needs_more && outcome == request_parser::outcome::malformed;
        fuzzing::require(other == outcome || waits, "the outcome does not depend on the cuts");
        if (outcome == request_parser::outcome::complete) require_same(whole, pieces);
    }
    if (outcome == request_parser::outcome::complete) {
        fuzzing::require(whole.path().size() + whole.query().size() <= whole.target().size(), "a target has its parts");
        static_cast<void>(whole.header("authorization"));
    }
    limits narrow;
    narrow.head_bytes = 64;
    narrow.body_bytes = 16;
    request small;
    if (parse(bytes, 5, narrow, small) == request_parser::outcome::complete)
        fuzzing::require(small.body().size() <= narrow.body_bytes, "no body is larger than its limit");
    return 0;
}
