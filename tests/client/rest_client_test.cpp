// Both clients against a server that answers what it was asked.
#include "base/clock.hpp"
#include "client/async_rest_client.hpp"
#include "client/rest_client.hpp"
#include "http/server.hpp"
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace tremolo;
using namespace tremolo::client;
using testing::HasSubstr;

namespace {

class echoing {
  public:
    echoing() { server.start(); }
    ~echoing() { server.stop(); }
    [[nodiscard]] address where() const {
        address found;
        found.port = server.port();
        found.base_path = "/bot";
        found.user = "trader";
        found.password = "secret";
        return found;
    }

    system_clock clock{};
    http::server server{clock, http::server_options{}, [](http::request&& in, http::responder out) {
                            if (in.path() == "/bot/api/v1/show_config")
                                return out.answer({200, "application/json", std::string{R"({"state":"running"})"}});
                            const auto credentials = in.header("authorization").value_or("none");
                            out.answer({in.path().ends_with("/refused") ? 502 : 200, "application/json",
                                        fmt::format(R"(["{}","{}","{}",{}])", in.method(), in.target(), credentials,
                                                    in.body().empty() ? "null" : in.body())});
                        }};
};

boost::asio::awaitable<std::vector<std::string>> three_answers(async_rest_client& from) {
    std::vector<std::string> found;
    const auto daily = co_await from.run("daily", std::vector<std::string>(1, "7"));
    found.push_back(daily.body);
    const auto ping = co_await from.run("ping");
    found.push_back(ping.body);
    call stop;
    stop.method = "POST";
    stop.path = "/stop";
    const auto stopped = co_await from.send(stop);
    found.push_back(stopped.body);
    co_return found;
}

} // namespace

TEST(rest_client, sends_calls_with_credentials_below_the_base_path) {
    echoing bot;
    rest_client client{bot.where()};
    EXPECT_EQ(client.get("/status").body, R"(["GET","/bot/api/v1/status","Basic dHJhZGVyOnNlY3JldA==",null])");
    EXPECT_EQ(client.run("forceexit", {"3"}).body, R"(["POST","/bot/api/v1/forceexit","Basic dHJhZGVyOnNlY3JldA==",)"
                                                   R"({"tradeid":"3","ordertype":null,"amount":null}])");
    EXPECT_EQ(client.run("ping").body, R"({"status":"pong"})");
    EXPECT_EQ(client.get("/refused").status, 502);
    EXPECT_EQ(bot.server.connections(), 1U);
}

TEST(rest_client, says_when_nobody_answers) {
    address nobody;
    nobody.port = 1;
    rest_client client{nobody};
    try {
        client.get("/ping");
        FAIL() << "answered";
    } catch (const operational_error& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("Could not connect to http://127.0.0.1:1"));
    }
}

TEST(async_rest_client, makes_the_same_calls) {
    echoing bot;
    boost::asio::io_context io{1};
    async_rest_client client{io.get_executor(), bot.where()};
    auto bodies = boost::asio::co_spawn(io, three_answers(client), boost::asio::use_future);
    io.run();
    EXPECT_THAT(bodies.get(),
                testing::ElementsAre(R"(["GET","/bot/api/v1/daily?timescale=7","Basic dHJhZGVyOnNlY3JldA==",null])",
                                     R"({"status":"pong"})",
                                     R"(["POST","/bot/api/v1/stop","Basic dHJhZGVyOnNlY3JldA==",null])"));
    EXPECT_EQ(bot.server.connections(), 1U);
}

TEST(async_rest_client, says_when_nobody_answers) {
    boost::asio::io_context io{1};
    address nobody;
    nobody.port = 1;
    async_rest_client client{io.get_executor(), nobody};
    auto got = boost::asio::co_spawn(io, client.send({.path = "/ping"}), boost::asio::use_future);
    io.run();
    EXPECT_THROW((void)got.get(), operational_error);
}
