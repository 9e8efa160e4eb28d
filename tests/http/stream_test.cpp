#include "tests/http/idle_proxy.hpp"
#include "tests/http/streaming.hpp"
#include <gmock/gmock.h>

namespace tremolo::http {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing_support::client_frame;
using testing_support::close_code_in;
using testing_support::streaming;

constexpr auto patience = 20s;

TEST(Stream, EchoesThroughAnotherImplementation) {
    streaming served;
    for (const bool deflates : {false, true}) {
        auto client = served.client("/echo", {.deflates = deflates});
        for (const std::size_t size : {0, 1, 125, 126, 65535, 65536, 500'000}) {
            std::string text;
            while (text.size() < size) text += std::to_string(text.size()) + ",";
            text.resize(size);
            ASSERT_TRUE(client.send(text));
            EXPECT_EQ(client.receive(patience), text);
        }
        client.close();
        EXPECT_EQ(client.closed()->code, 1000);
    }
}

TEST(Stream, AnswersTheHandshakeAsTheStandardSays) {
    streaming served;
    const auto raw = served.raw("/echo", "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
                                         "Sec-WebSocket-Protocol: foo\r\n");
    const auto head = raw->read_until("\r\n\r\n");
    EXPECT_THAT(head, HasSubstr("HTTP/1.1 101 Switching Protocols\r\n"));
    EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    EXPECT_THAT(head, HasSubstr("Sec-WebSocket-Extensions: permessage-deflate"));
    EXPECT_EQ(head.find("Protocol:"), std::string::npos);
}

TEST(Stream, DeflatesWhatIsWorthItOnly) {
    const auto first = [](const shared_bytes& frame) { return static_cast<unsigned char>(frame->front()); };
    const std::string candles(20'000, 'c');
    EXPECT_EQ(first(text_frame(candles, true)), 0xC1);
    EXPECT_LT(text_frame(candles, true)->size(), 1000U);
    EXPECT_EQ(first(text_frame(candles, false)), 0x81);                // not asked for
    EXPECT_EQ(first(text_frame(candles.substr(0, 1000), true)), 0x81); // fits into a packet as it is
}

TEST(Stream, RefusesHandshakesThatAreNotValid) {
    streaming served;
    const auto answer = [&](std::string_view lines, std::string_view version = "1.1") {
        testing_support::raw_client raw{served.port()};
        raw.send("GET /echo HTTP/" + std::string{version} +
                 "\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + std::string{lines} + "\r\n");
        return raw.read_to_end();
    };
    const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    EXPECT_THAT(answer("Sec-WebSocket-Version: 13\r\n"), HasSubstr("400 Bad Request"));
    EXPECT_THAT(answer("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n"), HasSubstr("400 Bad Request"));
    EXPECT_THAT(answer(key + key + "Sec-WebSocket-Version: 13\r\n"), HasSubstr("400 Bad Request"));
    const auto old = answer(key + "Sec-WebSocket-Version: 8\r\n");
    EXPECT_THAT(old, HasSubstr("426 Upgrade Required"));
    EXPECT_THAT(old, HasSubstr("sec-websocket-version: 13"));
    EXPECT_THAT(answer(key + "Sec-WebSocket-Version: 13\r\n", "1.0"), HasSubstr("400 Bad Request"));
}

TEST(Stream, TakesFramesThatCameWithTheRequestOrBehindAnotherOne) {
    streaming served;
    testing_support::raw_client raw{served.port()};
    raw.send(
        "GET /nosuch HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
        client_frame(0x81, "early"));
    EXPECT_THAT(raw.read_until("\x81\x05"
                               "early"),
                ::testing::AllOf(HasSubstr("404 Not Found"), HasSubstr("101 Switching"), HasSubstr("early")));
}

TEST(Stream, CanBecomeOneFromAnotherThread) {
    streaming served;
    auto client = served.client("/later");
    served.hub.publish(0, R"({"n":1})");
    EXPECT_EQ(client.receive(patience), R"({"n":1})");
}

TEST(Stream, AnswersPings) {
    streaming served;
    auto client = served.client("/echo");
    ASSERT_TRUE(client.ping());
    ASSERT_TRUE(client.send("x"));
    EXPECT_EQ(client.receive(patience), "x");
    EXPECT_TRUE(streaming::soon([&] { return !client.receive(10ms) && client.pongs() == 1; }));
}

TEST(Stream, ClosesAsAsked) {
    streaming served;
    auto client = served.client("/echo");
    client.send("one");
    client.send("bye");
    EXPECT_EQ(client.receive(patience), "one");
    EXPECT_EQ(client.receive(patience), std::nullopt);
    ASSERT_TRUE(client.closed());
    EXPECT_EQ(client.closed()->code, 1000);
    EXPECT_EQ(client.closed()->reason, "as you wish");
}

struct bad_bytes {
    std::string name;
    std::string bytes;
    int code;
};
class BadBytes : public ::testing::TestWithParam<bad_bytes> {};

// Whoever breaks the rules hears why and is closed; the log tells it once; all others go on.
TEST_P(BadBytes, CloseTheirSenderOnly) {
    stream_limits limits;
    limits.close_deadline = 300ms;
    streaming served{limits};
    auto other = served.client("/hub");
    const auto raw = served.raw("/echo");
    ASSERT_THAT(raw->read_until("\r\n\r\n"), HasSubstr("101"));
    raw->send(GetParam().bytes);
    const auto heard = raw->read_to_end(20'000);
    EXPECT_EQ(close_code_in(heard), GetParam().code);
    EXPECT_TRUE(streaming::soon([&] { return served.server.connections() == 1; }));
    if (GetParam().code != 1000) {
        EXPECT_THAT(served.lines(), HasSubstr(fmt::format("closed with {}", GetParam().code)));
    }
    EXPECT_LE(served.log->last(0).size(), 1);
    served.hub.publish(0, "{}");
    EXPECT_EQ(other.receive(patience), "{}");
}

INSTANTIATE_TEST_SUITE_P(
    Stream, BadBytes,
    ::testing::Values(
        bad_bytes{"TooBig", client_frame(0x81, std::string(1024 * 1024 + 1, 'x')), 1009},
        bad_bytes{"NotUtf8", client_frame(0x81, "\xFF\xFE"), 1007},
        bad_bytes{"HugeLength", std::string("\x81\xFF\0\0\1\0\0\0\0\0mask", 14), 1009},
        bad_bytes{"TooBigInPieces",
                  client_frame(0x01, std::string(600'000, 'x')) + client_frame(0x80, std::string(600'000, 'x')), 1009},
        bad_bytes{"NotUtf8InPieces", client_frame(0x01, "\xE2\x82") + client_frame(0x80, "x"), 1007},
        bad_bytes{"EndsWithinACharacter", client_frame(0x81, "\xE2\x82"), 1007},
        bad_bytes{"MessageWithinAnother", client_frame(0x01, "x") + client_frame(0x81, "x"), 1002},
        bad_bytes{"LongPing", client_frame(0x89, std::string(126, 'x')), 1002},
        bad_bytes{"NotItsShortestLength", std::string("\x81\xFE\0\1maskx", 9), 1002},
        bad_bytes{"ReservedBit", client_frame(0x91, "x"), 1002},
        bad_bytes{"UnknownOpcode", client_frame(0x83, "x"), 1002},
        bad_bytes{"FragmentedPing", client_frame(0x09, "x"), 1002},
        bad_bytes{"NotMasked", std::string{"\x81\x01x", 3}, 1002},
        bad_bytes{"Continuation", client_frame(0x80, "x"), 1002},
        bad_bytes{"CloseCode1005", client_frame(0x88, "\x03\xED"), 1002},
        bad_bytes{"AnHttpRequest", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", 1002},
        bad_bytes{"PlainClose", client_frame(0x88, "\x03\xE8"), 1000},
        bad_bytes{"CloseWithoutCode", client_frame(0x88, ""), 1000}),
    [](const auto& one) { return one.param.name; });

TEST(Stream, ClosesWhoSendsTooMuch) {
    stream_limits limits;
    limits.burst = 20;
    limits.messages_per_second = 1;
    streaming served{limits};
    const auto raw = served.raw("/echo");
    std::string flood;
    for (int i = 0; i < 200; ++i) flood += client_frame(i % 2 ? 0x81 : 0x89, "x");
    raw->send(flood);
    EXPECT_EQ(close_code_in(raw->read_to_end(20'000)), 1008);
    EXPECT_EQ(served.log->last(0).size(), 1);
}

TEST(Stream, ClosesWhoNeverEndsAMessage) {
    stream_limits limits;
    limits.message_deadline = 300ms;
    streaming served{limits};
    const auto fragment = served.raw("/echo");
    fragment->send(client_frame(0x01, "begun"));
    const auto head = served.raw("/echo");
    head->send("\x81");
    EXPECT_EQ(close_code_in(fragment->read_to_end(20'000)), 1008);
    EXPECT_EQ(close_code_in(head->read_to_end(20'000)), 1008);
}

TEST(Stream, LetsGoOfHalfClosedClients) {
    streaming served;
    {
        auto silent = served.raw("/echo");
        auto half = served.raw("/hub");
        ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 1; }));
        half->shut_sending();
        EXPECT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 0; }));
        EXPECT_TRUE(half->closed(20'000));
        EXPECT_EQ(served.server.connections(), 1);
    }
    EXPECT_TRUE(streaming::soon([&] { return served.server.connections() == 0; }));
}

TEST(Stream, ClosesWhoDoesNotAnswerInClosing) {
    stream_limits limits;
    limits.close_deadline = 300ms;
    streaming served{limits};
    const auto raw = served.raw("/echo");
    raw->send(client_frame(0x81, "bye"));
    EXPECT_EQ(close_code_in(raw->read_to_end(20'000)), 1000);
    EXPECT_TRUE(streaming::soon([&] { return served.server.connections() == 0; }));
}

TEST(Stream, SurvivesAHandlerThatThrows) {
    streaming served;
    auto client = served.client("/echo");
    client.send("throw");
    EXPECT_EQ(client.receive(patience), std::nullopt);
    EXPECT_EQ(client.closed()->code, 1011);
    EXPECT_THAT(served.lines(), HasSubstr("on purpose"));
    auto next = served.client("/echo");
    next.send("hello");
    EXPECT_EQ(next.receive(patience), "hello");
}

TEST(Stream, TellsClientsThatTheServerStops) {
    streaming served;
    auto client = served.client("/hub");
    std::thread stopping{[&] { served.server.stop(); }};
    EXPECT_EQ(client.receive(patience), std::nullopt);
    EXPECT_EQ(client.closed().value_or(websocket_closed{}).code, 1012);
    stopping.join();
}

TEST(Stream, KeepsTokensOutOfTheAccessLog) {
    const system_clock clock;
    const auto log = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    server_options options;
    options.access_log = logger{log, "access"};
    server served{clock, options, [](request&&, responder out) { out.answer(response{404}); }};
    served.start();
    client plain{"127.0.0.1", served.port()};
    static_cast<void>(plain.get("/ws?token=secret-one&since=5&token=secret-two&mytoken=kept"));
    served.stop();
    EXPECT_THAT(log->last(0).at(0).message,
                HasSubstr("\"GET /ws?token=...&since=5&token=...&mytoken=kept HTTP/1.1\" 404"));
}

// What a proxy drops is let go, in silence; who asked for pings is not idle.
TEST(Stream, OutlivesAProxyThatDropsIdleConnections) {
    stream_limits limits;
    limits.ping_interval = 200ms;
    streaming served{limits};
    testing_support::idle_proxy proxy{served.port(), 4s};
    websocket_client asks{"127.0.0.1", proxy.port(), "/hub?pings"};
    websocket_client silent{"127.0.0.1", proxy.port(), "/hub"};
    websocket_client direct{"127.0.0.1", served.port(), "/hub"};
    ASSERT_TRUE(streaming::soon([&] { return served.hub.subscribers() == 3; }));
    EXPECT_TRUE(streaming::soon([&] {
        static_cast<void>(asks.receive(5ms)); // answers pings
        static_cast<void>(silent.receive(5ms));
        return silent.closed() && served.hub.subscribers() == 2;
    }));
    EXPECT_FALSE(asks.closed());
    served.hub.publish(0, "{}");
    EXPECT_EQ(asks.receive(patience), "{}");
    EXPECT_EQ(direct.receive(patience), "{}");
    EXPECT_TRUE(served.log->last(0).empty());
}

TEST(Stream, RefusesMoreThanItHasRoomFor) {
    limits few;
    few.streams = 2;
    streaming served{{}, {}, few};
    auto one = served.client("/echo");
    auto two = served.client("/events-are-not-here");
    EXPECT_THROW(served.client("/echo"), std::exception);
    two.close();
    EXPECT_TRUE(streaming::soon([&] { return served.server.connections() == 1; }));
    auto three = served.client("/echo");
    three.send("room");
    EXPECT_EQ(three.receive(patience), "room");
}

TEST(Stream, PingsWhoAskedForIt) {
    stream_limits limits;
    limits.ping_interval = 200ms;
    streaming served{limits};
    auto asks = served.client("/hub?pings");
    auto silent = served.client("/hub");
    EXPECT_TRUE(streaming::soon([&] { return !asks.receive(10ms) && asks.pings() >= 4; }));
    EXPECT_FALSE(asks.closed()); // it answered
    EXPECT_FALSE(silent.receive(10ms));
    EXPECT_EQ(silent.pings(), 0);
    // One that never answers is let go.
    const auto dead = served.raw("/hub?pings");
    EXPECT_TRUE(dead->closed(20'000) || streaming::soon([&] { return served.hub.subscribers() == 2; }));
}

} // namespace
} // namespace tremolo::http
