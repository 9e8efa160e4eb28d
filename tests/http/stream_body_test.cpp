// Bodies that are made while they are sent.
#include "tests/http/serving.hpp"
#include <atomic>
#include <thread>

namespace {

using namespace testing_support;
using namespace tremolo::http;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Pieces from another thread each, as a reader of a database gives them.
class counted final : public body_source {
  public:
    counted(int pieces, std::size_t size, int breaks_at, std::atomic<int>& made)
        : pieces_{pieces}, size_{size}, breaks_at_{breaks_at}, made_{made} {}
    ~counted() override {
        // The last to hold it may be the piece on its way: then this is the worker's own last step.
        if (worker_.get_id() == std::this_thread::get_id())
            worker_.detach();
        else if (worker_.joinable())
            worker_.join();
    }
    void next(taker take) override {
        if (worker_.joinable()) worker_.join();
        worker_ = std::thread{[this, take = std::move(take)] {
            const int number = made_++;
            if (number == breaks_at_)
                take(std::nullopt);
            else
                take(number < pieces_ ? std::string(size_, static_cast<char>('a' + number % 26)) : std::string{});
        }};
    }

  private:
    const int pieces_;
    const std::size_t size_;
    const int breaks_at_;
    std::atomic<int>& made_;
    std::thread worker_;
};

struct streaming {
    explicit streaming(int pieces, std::size_t size = 3, int breaks_at = -1)
        : server{clock, {}, [=, this](request&& in, responder out) {
                     if (in.path() != "/table") return out.answer({200, "text/plain", std::string{"short"}});
                     response answer{200, "text/csv", std::string{}};
                     answer.set_source(std::make_shared<counted>(pieces, size, breaks_at, made));
                     out.answer(std::move(answer));
                 }} {
        server.start();
    }
    std::string talk(std::string_view text) {
        raw_client raw{server.port()};
        raw.send(text);
        return raw.read_to_end();
    }
    std::atomic<int> made{0};
    tremolo::system_clock clock;
    tremolo::http::server server;
};

TEST(http_body_source, is_sent_in_chunks_and_the_connection_lives_on) {
    streaming running{3};
    const auto text =
        running.talk("GET /table HTTP/1.1\r\nHost: h\r\n\r\nGET /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(text, StartsWith("HTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(text, HasSubstr("transfer-encoding: chunked\r\n"));
    EXPECT_THAT(text, HasSubstr("\r\n\r\n3\r\naaa\r\n3\r\nbbb\r\n3\r\nccc\r\n0\r\n\r\nHTTP/1.1 200 OK\r\n"));
    EXPECT_THAT(text.substr(0, text.find("3\r\naaa")), Not(HasSubstr("content-length")));
    EXPECT_THAT(text, EndsWith("short"));
}

TEST(http_body_source, an_old_client_reads_until_the_end) {
    streaming running{2};
    const auto text = running.talk("GET /table HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_THAT(text, HasSubstr("Connection: close\r\n"));
    EXPECT_THAT(text, Not(HasSubstr("chunked")));
    EXPECT_THAT(text, EndsWith("\r\n\r\naaabbb"));
}

TEST(http_body_source, of_a_head_request_nothing_is_made) {
    streaming running{2};
    const auto text = running.talk("HEAD /table HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
    EXPECT_THAT(text, EndsWith("\r\n\r\n"));
    EXPECT_EQ(running.made, 0);
}

TEST(http_body_source, one_that_breaks_is_seen_to_be_broken) {
    streaming running{3, 3, 1};
    const auto text = running.talk("GET /table HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_THAT(text, EndsWith("3\r\naaa\r\n")); // no last chunk
}

TEST(http_body_source, is_not_made_faster_than_it_is_read) {
    streaming running{1000, 256 * 1024};
    raw_client slow{running.server.port()};
    slow.send("GET /table HTTP/1.1\r\nHost: h\r\n\r\n");
    slow.read_until("\r\n\r\n");
    // What the sockets hold, and no more: until the count stands still.
    int before = -1;
    for (int i = 0; i < 100 && before != running.made; ++i) {
        before = running.made;
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
    }
    EXPECT_LT(running.made, 500);
}

TEST(http_body_source, clients_that_leave_end_it) {
    streaming running{1'000'000, 1024};
    for (int i = 0; i < 5; ++i) {
        raw_client raw{running.server.port()};
        raw.send("GET /table HTTP/1.1\r\nHost: h\r\n\r\n");
        raw.read_until("aaa");
    }
    for (int i = 0; i < 500 && running.server.connections() != 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    EXPECT_EQ(running.server.connections(), 0U);
}

} // namespace
