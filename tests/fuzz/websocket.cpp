// Bytes of a client as WebSocket frames, with and without compression: however they are cut, the parser says the same,
// keeps to its limit, and gives out no text that is not UTF-8.
#include "http/websocket_deflate.hpp"
#include "http/websocket_frames.hpp"
#include "tests/fuzz/fuzz.hpp"
#include <tuple>
#include <vector>

namespace {
using tremolo::http::websocket_parser;
using event = websocket_parser::event;
using told = std::tuple<event, std::string, int>;

constexpr std::size_t limit = 4096;

bool is_utf8(std::string_view text) {
    tremolo::http::utf8_check check;
    return check.feed(text) && check.complete();
}

std::vector<told> parse(std::string_view bytes, std::size_t step, bool inflates) {
    websocket_parser parser{limit, inflates};
    std::vector<told> out;
    while (!bytes.empty()) {
        auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        while (true) {
            const auto before = piece.size();
            const auto what = parser.feed(piece);
            fuzzing::require(piece.size() <= before, "a parser takes no more than it was given");
            if (what == event::needs_more) {
                fuzzing::require(piece.empty(), "all that was given is used");
                break;
            }
            const bool message = what == event::text || what == event::binary;
            if (message) fuzzing::require(parser.payload().size() <= limit, "no message is longer than its limit");
            if (what == event::text) fuzzing::require(is_utf8(parser.payload()), "a text is UTF-8");
            fuzzing::require(parser.control().size() <= 125, "a control frame is short");
            out.emplace_back(what, message ? parser.payload() : std::string{},
                             what == event::failed ? static_cast<int>(parser.failure()) : 0);
            if (what == event::failed || what == event::close) return out;
        }
    }
    return out;
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzzing::text_of(data, size);
    for (const bool inflates : {false, true}) {
        const auto whole = parse(bytes, std::max<std::size_t>(size, 1), inflates);
        for (const std::size_t step : {1, 5})
            fuzzing::require(parse(bytes, step, inflates) == whole, "cuts change nothing");
    }
    const auto there_and_back = tremolo::http::inflated(tremolo::http::deflated(bytes), size);
    fuzzing::require(there_and_back.text == std::string{bytes}, "what was deflated is inflated again");
    static_cast<void>(tremolo::http::accepted_deflate({bytes}));
    return 0;
}
