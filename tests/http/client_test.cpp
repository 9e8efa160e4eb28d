#include "base/error.hpp"
#include "tests/http/serving.hpp"

using namespace tremolo;
using namespace tremolo::http;
using namespace testing_support;
using namespace std::chrono_literals;
using testing::HasSubstr;

namespace {

std::string failure_of(client& client, std::string_view target) {
    try {
        client.get(target);
    } catch (const operational_error& failure) { return failure.what(); }
    return "answered";
}

} // namespace

TEST(http_client, gets_and_posts_on_one_connection) {
    serving running;
    auto client = running.client();
    EXPECT_EQ(client.get("/echo?a=1").body, "GET a=1 ");
    const auto answer = client.post("/echo", "text", {{"content-type", "text/plain"}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "POST  text");
    EXPECT_EQ(answer.header("Content-Type"), "text/plain");
    EXPECT_EQ(answer.header("absent"), std::nullopt);
    EXPECT_EQ(client.request("HEAD", "/echo").body, "");
    EXPECT_EQ(client.get("/nothing").status, 404);
    EXPECT_EQ(running.server.connections(), 1U);
}

TEST(http_client, connects_again_when_the_server_has_closed) {
    server_options options;
    serving running{options};
    auto client = running.client();
    EXPECT_EQ(client.get("/close").body, "bye");
    EXPECT_EQ(client.get("/echo").status, 200);
    running.server.stop();
    running.server.start();
    // The old connection is dead; the server listens on another port now.
    auto second = running.client();
    EXPECT_EQ(second.get("/echo").status, 200);
    EXPECT_THAT(failure_of(client, "/echo"), HasSubstr("Could not connect to http://127.0.0.1:"));
}

TEST(http_client, repeats_a_get_on_a_connection_that_went_stale) {
    server_options options;
    options.limits.idle_deadline = 50ms;
    options.limits.sweep_interval = 10ms;
    serving running{options};
    auto client = running.client();
    EXPECT_EQ(client.get("/echo").status, 200);
    std::this_thread::sleep_for(200ms);
    EXPECT_EQ(running.server.connections(), 0U);
    EXPECT_EQ(client.get("/echo").status, 200);
    std::this_thread::sleep_for(200ms);
    EXPECT_THROW(client.post("/echo", "x"), operational_error); // it may have been received: not ours to repeat
    EXPECT_EQ(client.post("/echo", "x").status, 200);
}

TEST(http_client, says_what_failed) {
    std::uint16_t unused = 0;
    {
        serving running;
        unused = running.port();
        client impatient{"127.0.0.1", running.port(), {.answer_timeout = 100ms}};
        EXPECT_THAT(failure_of(impatient, "/hold"), HasSubstr("no answer in time"));
        running.release();
    }
    client nobody{"127.0.0.1", unused};
    EXPECT_EQ(failure_of(nobody, "/"),
              fmt::format("Could not connect to http://127.0.0.1:{}: Connection refused", unused));
}
