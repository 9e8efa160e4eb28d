#include "http/websocket_deflate.hpp"
#include "http/websocket_frames.hpp"
#include <gtest/gtest.h>
#include <vector>

namespace tremolo::http {
namespace {

using event = websocket_parser::event;

// A frame as a client sends it: masked. `first` is the whole first byte.
std::string from_client(unsigned char first, std::string_view payload) {
    std::string plain;
    append_frame(plain, opcode::text, payload);
    const auto head = frame_head_bytes(payload.size());
    std::string out = plain.substr(0, head);
    out[0] = static_cast<char>(first);
    out[1] = static_cast<char>(out[1] | '\x80');
    const std::string mask = "\x12\x34\x56\x78";
    out += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) out += static_cast<char>(payload[i] ^ mask[i % 4]);
    return out;
}

struct told {
    event what;
    std::string text;
    close_code code = close_code::normal;
};

// Everything that a parser says of some bytes, given `step` at a time.
std::vector<told> parse(std::string_view bytes, std::size_t step, std::size_t limit = 1 << 20, bool inflates = false) {
    websocket_parser parser{limit, inflates};
    std::vector<told> out;
    while (!bytes.empty()) {
        auto piece = bytes.substr(0, step);
        bytes.remove_prefix(piece.size());
        while (true) {
            const auto what = parser.feed(piece);
            if (what == event::needs_more) break;
            const bool is_message = what == event::text || what == event::binary;
            out.push_back({what, is_message ? parser.payload() : std::string{parser.control()}, parser.failure()});
            if (what == event::failed || what == event::close) return out;
        }
    }
    return out;
}

// The same, whatever the pieces in which bytes arrive.
std::vector<told> parsed(std::string_view bytes, std::size_t limit = 1 << 20, bool inflates = false) {
    const auto whole = parse(bytes, bytes.size(), limit, inflates);
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{7}}) {
        const auto pieces = parse(bytes, step, limit, inflates);
        EXPECT_EQ(pieces.size(), whole.size());
        for (std::size_t i = 0; i < std::min(whole.size(), pieces.size()); ++i) {
            EXPECT_EQ(pieces[i].what, whole[i].what);
            if (whole[i].what != event::failed) { EXPECT_EQ(pieces[i].text, whole[i].text); }
            EXPECT_EQ(pieces[i].code, whole[i].code);
        }
    }
    return whole;
}

void expect_failure(std::string_view bytes, close_code code, std::size_t limit = 1 << 20, bool inflates = false) {
    const auto all = parsed(bytes, limit, inflates);
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.back().what, event::failed);
    EXPECT_EQ(all.back().code, code);
}

void expect_text(std::string_view bytes, std::string_view text, bool inflates = false) {
    const auto all = parsed(bytes, 1 << 20, inflates);
    ASSERT_EQ(all.size(), 1);
    EXPECT_EQ(all[0].what, event::text);
    EXPECT_EQ(all[0].text, text);
}

TEST(WebsocketFrames, WritesEachLengthInItsShortestForm) {
    for (const std::size_t size : {0, 1, 125, 126, 65535, 65536, 200'000}) {
        std::string out;
        append_frame(out, opcode::text, std::string(size, 'x'));
        EXPECT_EQ(out.size(), frame_head_bytes(size) + size);
        EXPECT_EQ(static_cast<unsigned char>(out[0]), 0x81);
        EXPECT_EQ(static_cast<unsigned char>(out[1]), size < 126 ? size : size < 65536 ? 126 : 127);
    }
}

// Autobahn 1: framing of texts and binaries of all lengths.
TEST(WebsocketFrames, ReadsMessagesOfAllLengths) {
    for (const std::size_t size : {0, 1, 125, 126, 127, 128, 65535, 65536, 100'000}) {
        const std::string text(size, '*');
        const auto texts = parsed(from_client(0x81, text));
        ASSERT_EQ(texts.size(), 1) << size;
        EXPECT_EQ(texts[0].text, text);
        const auto binaries = parsed(from_client(0x82, text));
        ASSERT_EQ(binaries.size(), 1);
        EXPECT_EQ(binaries[0].what, event::binary);
    }
}

// Autobahn 2: pings and pongs, also such as nobody asked for.
TEST(WebsocketFrames, ReadsControlFrames) {
    const auto ping = parsed(from_client(0x89, std::string(125, '\xfe')));
    ASSERT_EQ(ping.size(), 1);
    EXPECT_EQ(ping[0].what, event::ping);
    EXPECT_EQ(ping[0].text, std::string(125, '\xfe'));
    EXPECT_EQ(parsed(from_client(0x8A, "never asked"))[0].what, event::pong);
    EXPECT_EQ(parsed(from_client(0x89, ""))[0].what, event::ping);
    expect_failure(from_client(0x89, std::string(126, 'x')), close_code::protocol_error);
}

// Autobahn 3: reserved bits.
TEST(WebsocketFrames, RefusesReservedBits) {
    for (const int bits : {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70}) {
        expect_failure(from_client(static_cast<unsigned char>(0x81 | bits), "hello"), close_code::protocol_error);
        expect_failure(from_client(static_cast<unsigned char>(0x89 | bits), "hello"), close_code::protocol_error);
        expect_failure(from_client(static_cast<unsigned char>(0x88 | bits), ""), close_code::protocol_error);
    }
}

// Autobahn 4: opcodes that nobody knows.
TEST(WebsocketFrames, RefusesUnknownOpcodes) {
    for (const int code : {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        expect_failure(from_client(static_cast<unsigned char>(0x80 | code), "x"), close_code::protocol_error);
}

// Autobahn 5: fragments.
TEST(WebsocketFrames, JoinsFragments) {
    expect_text(from_client(0x01, "frag") + from_client(0x80, "ment"), "fragment");
    expect_text(from_client(0x01, "") + from_client(0x00, "") + from_client(0x80, ""), "");
    const auto with_ping = parsed(from_client(0x01, "a") + from_client(0x89, "p") + from_client(0x80, "b"));
    ASSERT_EQ(with_ping.size(), 2);
    EXPECT_EQ(with_ping[0].what, event::ping);
    EXPECT_EQ(with_ping[1].text, "ab");
    expect_failure(from_client(0x09, "fragmented ping"), close_code::protocol_error);
    expect_failure(from_client(0x80, "nothing to continue"), close_code::protocol_error);
    expect_failure(from_client(0x00, "nothing to continue"), close_code::protocol_error);
    expect_failure(from_client(0x01, "a") + from_client(0x81, "b"), close_code::protocol_error);
    const auto twice = parsed(from_client(0x81, "one") + from_client(0x81, "two"));
    ASSERT_EQ(twice.size(), 2);
    EXPECT_EQ(twice[1].text, "two");
}

// Autobahn 6: UTF-8, also where a character is cut in two by fragments.
TEST(WebsocketFrames, ChecksTexts) {
    const std::string text = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5 \xF0\x9F\x98\x80";
    for (std::size_t cut = 0; cut <= text.size(); ++cut)
        expect_text(from_client(0x01, text.substr(0, cut)) + from_client(0x80, text.substr(cut)), text);
    for (const std::string_view bad :
         {"\x80", "\xC0\xAF", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
          "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFE", "\xFF", "a\xC3",
          "\xE2\x82", "\xF0\x9F\x98", "\xC3(", "\xE2\x82(",
          "\xCE\xBA\xE1\xBD\xB9\xED\xA0\x80"
          "edited"})
        expect_failure(from_client(0x81, bad), close_code::invalid_text);
    for (const std::string_view good : {"\xED\x9F\xBF", "\xEE\x80\x80", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "\xC2\x80",
                                        "\xE0\xA0\x80", "\xF0\x90\x80\x80", "\xEF\xBB\xBFx", "\x7F"})
        expect_text(from_client(0x81, good), good);
}

TEST(WebsocketFrames, FailsAtTheFirstByteThatCannotBe) {
    websocket_parser parser{1 << 20, false};
    const auto frame = from_client(0x01, "abc\xFFxyz");
    std::string_view begun = std::string_view{frame}.substr(0, frame.size() - 3);
    EXPECT_EQ(parser.feed(begun), event::failed);
}

// Autobahn 7: closing.
TEST(WebsocketFrames, ReadsClosings) {
    const auto with = [](std::uint16_t code, std::string_view reason = {}) {
        std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
        return from_client(0x88, payload += reason);
    };
    EXPECT_EQ(parsed(from_client(0x88, ""))[0].what, event::close);
    for (const int code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 3000, 3999, 4000, 4999}) {
        websocket_parser parser{1000, false};
        const auto frame = with(static_cast<std::uint16_t>(code), "bye");
        std::string_view bytes = frame;
        ASSERT_EQ(parser.feed(bytes), event::close);
        EXPECT_EQ(parser.close_status(), code);
    }
    for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535})
        expect_failure(with(static_cast<std::uint16_t>(code)), close_code::protocol_error);
    expect_failure(from_client(0x88, "x"), close_code::protocol_error);
    expect_failure(with(1000, "\xCE\xBA\xE1\xBD"), close_code::invalid_text);
    expect_failure(with(1000, std::string(124, 'x')), close_code::protocol_error);
}

// Autobahn 9: limits.
TEST(WebsocketFrames, RefusesMessagesThatAreTooLong) {
    EXPECT_EQ(parsed(from_client(0x82, std::string(1000, 'x')), 1000).size(), 1);
    expect_failure(from_client(0x82, std::string(1001, 'x')), close_code::too_big, 1000);
    expect_failure(from_client(0x02, std::string(600, 'x')) + from_client(0x80, std::string(600, 'x')),
                   close_code::too_big, 1000);
    // At the head, before anything of it has come.
    const std::string huge = "\x82\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFFmask";
    expect_failure(huge, close_code::too_big, 1000);
}

TEST(WebsocketFrames, RefusesFramesThatNoClientMaySend) {
    std::string unmasked;
    append_frame(unmasked, opcode::text, "hello");
    expect_failure(unmasked + "...", close_code::protocol_error);
    expect_failure(std::string{"\x81\xFE\x00\x05mask", 8} + "hello", close_code::protocol_error); // 5 bytes as 16 bits
    expect_failure(std::string{"\x81\xFF\x00\x00\x00\x00\x00\x00\x00\x05mask", 14} + "hello",
                   close_code::protocol_error);
    expect_failure(std::string{"\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x05mask", 14} + "hello",
                   close_code::protocol_error);
}

// Autobahn 12 and 13: compressed messages.
TEST(WebsocketFrames, InflatesMessages) {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "candle " + std::to_string(i % 97) + ", ";
    const auto small = deflated(text);
    EXPECT_LT(small.size(), text.size() / 4);
    expect_text(from_client(0xC1, small), text, true);
    expect_text(from_client(0x41, small.substr(0, 100)) + from_client(0x80, small.substr(100)), text, true);
    expect_text(from_client(0x81, "as it is"), "as it is", true);
    expect_text(from_client(0xC1, std::string_view{"\x00", 1}), "", true);
    expect_text(from_client(0xC1, std::string_view{"\xf2\x48\xcd\xc9\xc9\x07\x00", 7}), "Hello", true);
}

TEST(WebsocketFrames, RefusesBadCompression) {
    const auto bomb = deflated(std::string(50'000'000, 'a'));
    ASSERT_LT(bomb.size(), 300'000);
    expect_failure(from_client(0xC1, bomb), close_code::too_big, 1 << 20, true);
    expect_failure(from_client(0xC1, "\xFF\xFF\xFF\xFF not deflate"), close_code::invalid_text, 1 << 20, true);
    expect_failure(from_client(0xC1, deflated("\xFF\xFE")), close_code::invalid_text, 1 << 20, true);
    expect_failure(from_client(0x01, "a") + from_client(0xC0, "b"), close_code::protocol_error, 1 << 20, true);
    expect_failure(from_client(0xC9, "ping"), close_code::protocol_error, 1 << 20, true);
}

TEST(WebsocketDeflate, AnswersOffers) {
    const auto answer = [](std::string_view offer) { return accepted_deflate({offer}).value_or("none"); };
    const std::string always = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    EXPECT_EQ(answer("permessage-deflate"), always);
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits"), always);
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits=10"), always);
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=15"), always + "; server_max_window_bits=12");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=\"12\""), always + "; server_max_window_bits=12");
    EXPECT_EQ(answer("x-webkit-deflate-frame, permessage-deflate; server_no_context_takeover"), always);
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=9, permessage-deflate"), always);
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=9"), "none");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits"), "none");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits=7"), "none");
    EXPECT_EQ(answer("permessage-deflate; nosuch"), "none");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits; client_max_window_bits"), "none");
    EXPECT_EQ(answer("permessage-bzip2"), "none");
    EXPECT_EQ(answer(""), "none");
}

} // namespace
} // namespace tremolo::http
