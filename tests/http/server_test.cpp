// What a client sees of a well-behaved conversation.
#include "base/error.hpp"
#include "tests/http/serving.hpp"

using namespace tremolo;
using namespace tremolo::http;
using namespace testing_support;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

namespace {
constexpr std::string_view get_echo = "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view closing_echo = "GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
} // namespace

TEST(http_server, writes_the_headers_that_clients_of_uvicorn_know) {
    server_options options;
    options.name = "uvicorn";
    serving running{options};
    const auto answer = running.talk(closing_echo);
    EXPECT_THAT(answer,
                MatchesRegex("HTTP/1.1 200 OK\r\ndate: [A-Z][a-z][a-z], [0-9][0-9] [A-Z][a-z][a-z] 20[0-9][0-9] "
                             "[0-9:]+ GMT\r\nserver: uvicorn\r\ncontent-length: 5\r\ncontent-type: text/plain\r\n"
                             "Connection: close\r\n\r\nGET  "));
}

TEST(http_server, keeps_the_connection_between_requests) {
    serving running;
    raw_client raw{running.port()};
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(raw.send(get_echo));
        const auto answer = raw.read_until("GET  ");
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer, Not(HasSubstr("Connection:")));
    }
    EXPECT_EQ(running.server.connections(), 1U);
    ASSERT_TRUE(raw.send(closing_echo));
    EXPECT_TRUE(raw.closed());
}

TEST(http_server, answers_pipelined_requests_in_their_order) {
    serving running;
    std::string text;
    std::string expected;
    for (int i = 0; i < 200; ++i) {
        const auto path = i % 50 == 7 ? "/later" : "/echo"; // some of them take a while, on another thread
        text += fmt::format("GET {}?{} HTTP/1.1\r\nHost: h\r\n\r\n", path, i);
        expected += i % 50 == 7 ? fmt::format("later {};", i) : fmt::format("GET {} ;", i);
    }
    text += "GET /close HTTP/1.1\r\nHost: h\r\n\r\n";
    const auto answers = running.talk(text);
    std::string bodies;
    for (std::size_t at = 0; (at = answers.find("\r\n\r\n", at)) != answers.npos; at += 4) {
        const auto end = std::min(answers.find("HTTP/1.1", at), answers.size());
        bodies += answers.substr(at + 4, end - at - 4) + ";";
    }
    EXPECT_EQ(bodies, expected + "bye;");
}

TEST(http_server, answers_what_arrives_byte_by_byte) {
    serving running;
    raw_client raw{running.port()};
    for (const char c : std::string_view{"POST /echo?q HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc"}) {
        ASSERT_TRUE(raw.send({&c, 1}));
        std::this_thread::sleep_for(std::chrono::milliseconds{1});
    }
    EXPECT_THAT(raw.read_until("abc"), HasSubstr("POST q abc"));
}

TEST(http_server, sends_only_the_head_to_a_head_request) {
    serving running;
    const auto answer = running.talk("HEAD /big HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("content-length: 4194304\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(http_server, gives_no_length_to_an_answer_without_a_body) {
    serving running;
    const auto answer = running.talk("GET /none HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 204 No Content\r\n"));
    EXPECT_THAT(answer, Not(HasSubstr("content-length")));
}

TEST(http_server, joins_the_chunks_of_a_body) {
    serving running;
    const auto answer =
        running.talk("POST /echo HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n"
                     "\r\n3\r\nabc\r\nA;ext=1\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
    EXPECT_THAT(answer, HasSubstr("POST  abc0123456789"));
}

TEST(http_server, asks_for_a_body_that_waits_to_be_asked_for) {
    serving running;
    raw_client raw{running.port()};
    raw.send("POST /echo HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(raw.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    raw.send("body");
    EXPECT_THAT(raw.read_until("body"), HasSubstr("POST  body"));
}

TEST(http_server, serves_http_1_0) {
    serving running;
    EXPECT_THAT(running.talk("GET /echo HTTP/1.0\r\n\r\n"), HasSubstr("Connection: close\r\n"));
    raw_client raw{running.port()};
    for (int i = 0; i < 2; ++i) {
        raw.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(raw.read_until("GET  "), HasSubstr("Connection: keep-alive\r\n"));
    }
}

TEST(http_server, closes_when_the_answer_says_so) {
    serving running;
    raw_client raw{running.port()};
    raw.send("GET /close HTTP/1.1\r\nHost: h\r\n\r\nGET /echo HTTP/1.1\r\nHost: h\r\n\r\n");
    const auto answer = raw.read_to_end();
    EXPECT_TRUE(answer.ends_with("Connection: close\r\n\r\nbye")) << answer;
    EXPECT_TRUE(raw.closed());
}

TEST(http_server, writes_a_large_shared_body_whole) {
    serving running;
    auto client = running.client();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/big").body, *running.big);
}

TEST(http_server, hands_over_targets_and_methods_as_they_are) {
    system_clock clock;
    server server{clock, {}, [](request&& in, responder out) {
                      out.answer({200, "text/plain",
                                  fmt::format("{}|{}|{}|{}", in.method(), in.target(), in.peer().address,
                                              in.header("x-a").value_or("-"))});
                  }};
    server.start();
    client client{"127.0.0.1", server.port()};
    EXPECT_EQ(client.get("http://h/api/v1/ping?x", {{"X-A", " v "}}).body, "GET|http://h/api/v1/ping?x|127.0.0.1|v");
    EXPECT_EQ(client.request("TRACE", "//a/%70").body, "TRACE|//a/%70|127.0.0.1|-");
    EXPECT_EQ(client.request("OPTIONS", "*").body, "OPTIONS|*|127.0.0.1|-");
}

TEST(http_server, answers_500_when_the_handler_throws_or_forgets) {
    serving running;
    auto client = running.client();
    for (const auto* path : {"/drop", "/throw"}) {
        const auto answer = client.get(path);
        EXPECT_EQ(answer.status, 500) << path;
        EXPECT_EQ(answer.body, "Internal Server Error") << path;
    }
    EXPECT_EQ(client.get("/echo").status, 200);
}

TEST(http_server, serves_two_hundred_clients_at_once) {
    serving running;
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < 200; ++i) clients.push_back(std::make_unique<raw_client>(running.port()));
    for (int round = 0; round < 3; ++round) {
        for (auto& each : clients) ASSERT_TRUE(each->send(get_echo));
        for (auto& each : clients) ASSERT_THAT(each->read_until("GET  "), StartsWith("HTTP/1.1 200 OK"));
    }
    EXPECT_EQ(running.server.connections(), 200U);
}

TEST(http_server, serves_on_several_threads) {
    server_options options;
    options.threads = 2;
    serving running{options};
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(running.client().get(fmt::format("/echo?{}", i)).body, fmt::format("GET {} ", i));
    server_options taken;
    taken.threads = 2;
    taken.port = running.port();
    EXPECT_THROW(serving{taken}, operational_error);
}

TEST(http_server, logs_each_answer_as_uvicorn_does) {
    system_clock clock;
    const auto sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    server_options options;
    options.access_log = logger{sink, "access"};
    serving running{options};
    running.client().get("/nothing?x=1");
    ASSERT_EQ(sink->last(0).size(), 1U);
    EXPECT_THAT(sink->last(0)[0].message, MatchesRegex("127.0.0.1:[0-9]+ - \"GET /nothing\\?x=1 HTTP/1.1\" 404"));
}

TEST(http_server, says_why_it_cannot_listen) {
    serving running;
    const auto reason = [](std::string address, std::uint16_t port) -> std::string {
        system_clock clock;
        server_options options;
        options.address = std::move(address);
        options.port = port;
        server second{clock, options, [](request&&, responder) {}};
        try {
            second.start();
        } catch (const operational_error& failure) { return failure.what(); }
        return "it listens";
    };
    EXPECT_THAT(reason("127.0.0.1", running.port()),
                StartsWith(fmt::format("Address 127.0.0.1:{} is already in use", running.port())));
    EXPECT_THAT(reason("bogus", 0), HasSubstr("\"bogus\""));
    EXPECT_THAT(reason("192.0.2.1", 0), HasSubstr("does not belong to this machine"));
}

TEST(http_server, can_be_started_again) {
    serving running;
    running.server.stop();
    EXPECT_FALSE(raw_client{running.port()}.connected());
    running.server.start();
    EXPECT_EQ(running.client().get("/echo").status, 200);
}
