// Clients that ask too much, say nonsense or are slow, and the end of a server.
#include "tests/http/serving.hpp"
#include <sys/resource.h>

using namespace tremolo;
using namespace tremolo::http;
using namespace testing_support;
using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

server_options impatient() {
    server_options options;
    options.limits.head_deadline = options.limits.body_deadline = options.limits.linger_deadline = 150ms;
    options.limits.idle_deadline = options.limits.write_deadline = 150ms;
    options.limits.sweep_interval = 20ms;
    return options;
}

constexpr std::string_view get_echo = "GET /echo HTTP/1.1\r\nHost: h\r\n\r\n";

double seconds_since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

} // namespace

TEST(http_limits, malformed_requests_are_400_and_close) {
    serving running;
    for (const std::string_view text : {
             "nonsense\r\n\r\n",
             "GET\r\n\r\n",
             "GET / HTTP/2.0\r\nHost: h\r\n\r\n",
             "GET / HTTP/1.1\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nno colon\r\n\r\n",
             "GET / HTTP/1.1\r\nHost: h\r\nBad Name: x\r\n\r\n",
             "GET /\xc3\xa4 HTTP/1.1\r\nHost: h\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
             "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
             "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
             "\x16\x03\x01\x02\x00 a handshake",
         }) {
        raw_client raw{running.port()};
        raw.send(text);
        const auto answer = raw.read_until("received.");
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << text;
        EXPECT_THAT(answer, HasSubstr("content-type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n"
                                      "Invalid HTTP request received."))
            << text;
        EXPECT_TRUE(raw.closed()) << text;
    }
}

TEST(http_limits, what_came_before_a_malformed_request_is_answered) {
    serving running;
    const auto answer = running.talk(std::string{get_echo} + "rubbish\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(answer, HasSubstr("HTTP/1.1 400 Bad Request\r\n"));
}

TEST(http_limits, the_head_is_limited) {
    serving running;
    const auto with_header_of = [&](std::size_t bytes) {
        return running.talk("GET /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: " + std::string(bytes, 'x') +
                            "\r\n\r\n");
    };
    EXPECT_THAT(with_header_of(16'000), StartsWith("HTTP/1.1 200 "));
    EXPECT_THAT(with_header_of(16'384), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(with_header_of(3'000'000), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(running.talk("GET /" + std::string(20'000, 'x')), StartsWith("HTTP/1.1 431 "));
    std::string many = "GET /echo HTTP/1.1\r\nHost: h\r\n";
    for (int i = 0; i < 4000; ++i) many += "a: b\r\n";
    EXPECT_THAT(running.talk(many), StartsWith("HTTP/1.1 431 "));
}

TEST(http_limits, the_body_is_limited) {
    server_options options;
    options.limits.body_bytes = 1000;
    options.on_failure = [](failure what) {
        auto answer = plain_failure(what);
        answer.set_body(fmt::format("own text {}", static_cast<int>(what)));
        return answer;
    };
    serving running{options};
    const auto post = [&](std::string_view headers, const std::string& body) {
        return running.talk(
            fmt::format("POST /echo HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{}\r\n\r\n{}", headers, body));
    };
    EXPECT_THAT(post("Content-Length: 1000", std::string(1000, 'x')), StartsWith("HTTP/1.1 200 "));
    const auto refused = post("Content-Length: 1001", std::string(1001, 'x'));
    EXPECT_THAT(refused, StartsWith("HTTP/1.1 413 "));
    EXPECT_TRUE(refused.ends_with("own text 2")) << refused;
    EXPECT_THAT(post("Content-Length: 99999999999", std::string(500'000, 'x')), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(post("Expect: 100-continue\r\nContent-Length: 1001", ""), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(post("Transfer-Encoding: chunked", "300\r\n" + std::string(0x300, 'x') + "\r\n300\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(post("Transfer-Encoding: chunked", "1;" + std::string(100'000, 'e')), StartsWith("HTTP/1.1 400 "));
}

TEST(http_limits, a_client_that_drips_is_cut) {
    serving running{impatient()};
    raw_client raw{running.port()};
    const auto start = std::chrono::steady_clock::now();
    bool taken = true;
    for (int i = 0; taken && i < 200; ++i) {
        taken = raw.send(i == 0 ? "GET / HTTP/1.1\r\nX: " : "x");
        std::this_thread::sleep_for(20ms);
    }
    EXPECT_FALSE(taken);
    EXPECT_LT(seconds_since(start), 2);
    EXPECT_EQ(running.server.connections(), 0U);
}

TEST(http_limits, silent_and_idle_clients_are_cut) {
    serving running{impatient()};
    raw_client silent{running.port()};
    raw_client idle{running.port()};
    raw_client half{running.port()};
    idle.send(get_echo);
    EXPECT_THAT(idle.read_until("GET  "), StartsWith("HTTP/1.1 200"));
    half.send("POST /echo HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nabc");
    EXPECT_TRUE(silent.closed(2000));
    EXPECT_TRUE(idle.closed(2000));
    EXPECT_TRUE(half.closed(2000));
}

TEST(http_limits, a_client_that_does_not_read_is_cut) {
    auto options = impatient();
    options.limits.write_bytes_per_second = 1024 * 1024 * 1024;
    serving running{options};
    raw_client raw{running.port()};
    for (int i = 0; i < 10; ++i) raw.send("GET /big HTTP/1.1\r\nHost: h\r\n\r\n");
    for (int i = 0; i < 100 && running.server.connections() != 0; ++i) std::this_thread::sleep_for(20ms);
    EXPECT_EQ(running.server.connections(), 0U);
}

TEST(http_limits, a_slow_answer_is_waited_for) {
    serving running{impatient()};
    raw_client raw{running.port()};
    raw.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(running.wait_for_held(1));
    std::this_thread::sleep_for(400ms); // longer than every deadline for clients
    running.release();
    EXPECT_THAT(raw.read_until("released"), StartsWith("HTTP/1.1 200"));
}

TEST(http_limits, a_new_client_takes_the_place_of_the_longest_idle_one) {
    server_options options;
    options.limits.connections = 3;
    serving running{options};
    std::vector<std::unique_ptr<raw_client>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<raw_client>(running.port()));
        clients.back()->send(get_echo);
        ASSERT_THAT(clients.back()->read_until("GET  "), StartsWith("HTTP/1.1 200")) << i;
    }
    EXPECT_LE(running.server.connections(), 3U);
    EXPECT_TRUE(clients[0]->closed(1000));
}

TEST(http_limits, busy_clients_keep_their_place_and_the_others_wait) {
    server_options options;
    options.limits.connections = 2;
    serving running{options};
    raw_client first{running.port()};
    raw_client second{running.port()};
    for (auto* each : {&first, &second}) each->send("GET /hold HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    ASSERT_TRUE(running.wait_for_held(2));
    raw_client third{running.port()};
    third.send(get_echo);
    EXPECT_EQ(third.read_until("GET  ", 200), "");
    running.release();
    EXPECT_THAT(first.read_to_end(), HasSubstr("released"));
    EXPECT_THAT(second.read_to_end(), HasSubstr("released"));
    EXPECT_THAT(third.read_until("GET  "), StartsWith("HTTP/1.1 200"));
}

TEST(http_limits, lack_of_descriptors_is_survived) {
    system_clock clock;
    const auto sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    auto options = impatient();
    options.limits.accept_backoff = 30ms;
    options.log = logger{sink, "http"};
    serving running{options};
    EXPECT_EQ(running.client().get("/echo").status, 200); // what the server opens once is open now
    rlimit before{};
    getrlimit(RLIMIT_NOFILE, &before);
    const int lowest_free = ::dup(0);
    ::close(lowest_free);
    rlimit narrow = before;
    narrow.rlim_cur = static_cast<rlim_t>(lowest_free) + 1; // one more: the client's own
    setrlimit(RLIMIT_NOFILE, &narrow);
    raw_client late{running.port()};
    std::this_thread::sleep_for(100ms);
    setrlimit(RLIMIT_NOFILE, &before);
    late.send(get_echo);
    EXPECT_THAT(late.read_until("GET  "), StartsWith("HTTP/1.1 200"));
    const auto lines = sink->last(0);
    ASSERT_FALSE(lines.empty());
    EXPECT_THAT(lines[0].message, StartsWith("No connection can be accepted: Too many open files"));
}

TEST(http_stop, finishes_the_answers_in_flight) {
    serving running;
    raw_client busy{running.port()};
    raw_client idle{running.port()};
    idle.send(get_echo);
    idle.read_until("GET  ");
    busy.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(running.wait_for_held(1));
    std::thread stopping{[&] { running.server.stop(); }};
    EXPECT_TRUE(idle.closed());
    EXPECT_FALSE(raw_client{running.port()}.connected());
    running.release();
    const auto answer = busy.read_to_end();
    EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
    EXPECT_TRUE(answer.ends_with("released")) << answer;
    stopping.join();
    EXPECT_EQ(running.server.connections(), 0U);
}

TEST(http_stop, does_not_wait_longer_than_its_deadline) {
    server_options options;
    options.limits.stop_deadline = 100ms;
    serving running{options};
    raw_client raw{running.port()};
    raw.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(running.wait_for_held(1));
    const auto start = std::chrono::steady_clock::now();
    running.server.stop();
    EXPECT_LT(seconds_since(start), 3);
    EXPECT_TRUE(raw.closed());
    running.release(); // too late, and harmless
}

TEST(http_stop, an_answer_may_outlive_the_server) {
    std::optional<responder> kept;
    std::mutex mutex;
    std::condition_variable changed;
    {
        system_clock clock;
        server_options options;
        options.limits.stop_deadline = 50ms;
        server server{clock, options, [&](request&&, responder out) {
                          const std::scoped_lock lock{mutex};
                          kept = std::move(out);
                          changed.notify_all();
                      }};
        server.start();
        raw_client raw{server.port()};
        raw.send(get_echo);
        std::unique_lock lock{mutex};
        ASSERT_TRUE(changed.wait_for(lock, 5s, [&] { return kept.has_value(); }));
    }
    kept->answer(response{200});
    EXPECT_FALSE(*kept);
}

TEST(http_stop, a_client_that_left_is_no_trouble_for_its_answer) {
    serving running;
    {
        raw_client raw{running.port()};
        raw.send("GET /hold HTTP/1.1\r\nHost: h\r\n\r\n");
        ASSERT_TRUE(running.wait_for_held(1));
    }
    running.release();
    EXPECT_EQ(running.client().get("/echo").status, 200);
}
