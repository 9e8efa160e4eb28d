#include "api/stream/door.hpp"
#include "bot/settings.hpp"
#include "http/server.hpp"
#include "http/websocket_client.hpp"
#include "tests/api/fake_bot.hpp"
#include "tests/http/streaming.hpp"
#include "json/parse.hpp"
#include <gmock/gmock.h>

namespace tremolo::api::stream {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr auto patience = 20s;

market::frame candles(std::size_t rows) {
    std::vector<std::int64_t> dates(rows);
    std::vector<double> closes(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        dates[i] = static_cast<std::int64_t>(i) * 60'000;
        closes[i] = static_cast<double>(i) + 0.5;
    }
    market::frame out{std::move(dates)};
    out.set("close", market::series{std::move(closes)});
    out.set("rsi", 55.25);
    out.set("enter_tag", "a/b");
    return out;
}

// A door in a server, with a bot that has two pairs of which one is analysed.
class Door : public ::testing::Test {
  protected:
    explicit Door(door_options options = {}, bool with_bot = true)
        : auth_{api_testing::options().keys, clock_}, door_{std::move(options), clock_, auth_,
                                                            with_bot ? &bot_ : nullptr},
          server_{machine_, {}, [this](http::request&& in, http::responder out) {
                      if (!door_.take(in, out))
                          out.answer({404, "application/json", std::string{"{\"detail\":\"Not Found\"}"}});
                  }} {
        auto settings = std::make_shared<bot::settings>();
        settings->config = std::make_shared<config::configuration>();
        settings->strategy.timeframe = "1m";
        auto made = api_testing::picture(1);
        made->settings = settings;
        made->whitelist = {"BTC/USDT", "ETH/USDT"};
        made->analysed = {{"BTC/USDT", "1m", market::candle_type::spot, std::make_shared<market::frame>(candles(1000)),
                           from_epoch_ms(1'795'245'900'123)}};
        bot_.picture = made;
        server_.start();
    }
    ~Door() override { server_.stop(); }

    http::websocket_client client(const std::string& more = "?token=ws-token-for-tests", bool deflates = true) {
        return {"127.0.0.1", server_.port(), "/api/v1/message/ws" + more, {.deflates = deflates}};
    }
    // Status and body of a request that is refused.
    std::string refusal(const std::string& target, std::string_view more = {}) {
        testing_support::raw_client raw{server_.port()};
        raw.send("GET " + target + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
                 std::string{more} +
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        const auto head = raw.read_until("\r\n\r\n");
        return head.substr(9, 3) + " " + raw.read_to_end(200);
    }
    std::string events(const std::string& query, std::string_view headers = {}) {
        events_ = std::make_unique<testing_support::raw_client>(server_.port());
        events_->send("GET /api/v1/message/sse" + query + " HTTP/1.1\r\nHost: x\r\n" + std::string{headers} + "\r\n");
        return events_->read_until("\r\n\r\n");
    }
    std::string access_token() {
        return issue_token(secret{api_testing::key}, boost::json::string{"freqtrader"}, token_kind::access,
                           clock_.now());
    }
    void publish(std::string_view type, std::string_view text) { door_.publish(*rpc::message_number(type), text); }
    // Until the request said before was seen by the server: answers come in the order of requests.
    void settled(http::websocket_client& with) {
        with.send(R"({"type":"whitelist"})");
        ASSERT_EQ(with.receive(patience), whitelist);
    }

    const std::string whitelist = R"({"type":"whitelist","data":["BTC/USDT","ETH/USDT"]})";
    system_clock machine_;
    manual_clock clock_{api_testing::noon()};
    api_testing::fake_bot bot_;
    authenticator auth_;
    door door_;
    http::server server_;
    std::unique_ptr<testing_support::raw_client> events_;
};

TEST_F(Door, LetsInWhoHasAToken) {
    for (const auto& query : {std::string{"?token=ws-token-for-tests"}, "?token=" + access_token(),
                              std::string{"?token=wrong&token=ws-token-for-tests"}}) {
        auto in = client(query);
        in.send(R"({"type":"whitelist"})");
        EXPECT_EQ(in.receive(patience), whitelist);
    }
}

TEST_F(Door, RefusesAllOthers) {
    const auto refresh =
        issue_token(secret{api_testing::key}, boost::json::string{"x"}, token_kind::refresh, clock_.now());
    const std::vector<std::string> queries{"",
                                           "?token=",
                                           "?token=wrong",
                                           "?token=" + refresh,
                                           "?Token=ws-token-for-tests",
                                           "?token=ws-token-for-tests%20",
                                           "?token=ws-token-for-tests%00"};
    for (const auto& query : queries) EXPECT_EQ(refusal("/api/v1/message/ws" + query), "403 ") << query;
    EXPECT_EQ(refusal("/api/v1/message/ws", "Authorization: Bearer ws-token-for-tests\r\n"), "403 ");
    EXPECT_EQ(refusal("/api/v1/message/ws", "Cookie: token=ws-token-for-tests\r\n"), "403 ");
    EXPECT_EQ(refusal("/api/v1/message/ws/?token=ws-token-for-tests"), "403 ");
    EXPECT_EQ(refusal("/api/v1/ping?token=ws-token-for-tests"), "403 ");
    EXPECT_EQ(refusal("/ws-token-for-tests"), "403 ");
}

TEST_F(Door, LeavesOtherRequestsAlone) {
    http::client plain{"127.0.0.1", server_.port()};
    EXPECT_EQ(plain.get("/api/v1/message/ws?token=ws-token-for-tests").status, 404);
    EXPECT_EQ(plain.post("/api/v1/message/sse", "").status, 404);
}

TEST_F(Door, SendsCandles) {
    auto in = client();
    in.send(R"({"type":"analyzed_df","data":{"limit":2,"pair":"BTC/USDT"}})");
    EXPECT_EQ(
        in.receive(patience),
        R"({"type":"analyzed_df","data":{"key":["BTC/USDT","1m","spot"],"df":{"__type__":"dataframe","__value__":)"
        R"("{\"columns\":[\"date\",\"close\",\"rsi\",\"enter_tag\"],\"index\":[998,999],\"data\":)"
        R"([[59880000,998.5,55.25,\"a\\/b\"],[59940000,999.5,55.25,\"a\\/b\"]]}"},)"
        R"("la":"2026-11-21T07:25:00.123000+00:00"}})");
    in.send(R"({"type":"analyzed_df"})");
    EXPECT_GT(in.receive(patience)->size(), 30'000);
    EXPECT_EQ(
        in.receive(patience),
        R"({"type":"analyzed_df","data":{"key":["ETH/USDT","1m","spot"],"df":{"__type__":"dataframe","__value__":)"
        R"("{\"columns\":[],\"index\":[],\"data\":[]}"},"la":"1970-01-01T00:00:00+00:00"}})");
    in.send(R"({"type":"analyzed_df","data":{"limit":1,"pairs":["BTC/USDT"],"columns":["rsi"]}})");
    EXPECT_THAT(*in.receive(patience),
                HasSubstr(R"({\"columns\":[\"date\",\"rsi\"],\"index\":[999],\"data\":[[59940000,55.25]]})"));
}

TEST_F(Door, AnswersInTheOrderOfRequests) {
    auto in = client();
    for (int i = 0; i < 20; ++i) {
        in.send(R"({"type":"analyzed_df","data":{"pair":"BTC/USDT"}})");
        in.send(R"({"type":"whitelist"})");
        in.send(R"({"type":"nosuch"})");
    }
    for (int i = 0; i < 20; ++i) {
        EXPECT_THAT(in.receive(patience).value_or(""), StartsWith(R"({"type":"analyzed_df")"));
        EXPECT_EQ(in.receive(patience), whitelist);
        EXPECT_EQ(in.receive(patience), R"({"type":"exception","data":"Invalid request type: nosuch"})");
    }
}

TEST_F(Door, PushesWhatIsSubscribedTo) {
    auto in = client();
    auto silent = client();
    in.send(R"({"type":"subscribe","data":["entry","status"]})");
    settled(in);
    publish("status", R"({"type":"status","status":"running"})");
    publish("exit", R"({"type":"exit"})");
    publish("entry", R"({"type":"entry"})");
    EXPECT_EQ(in.receive(patience), R"({"type":"status","status":"running"})");
    EXPECT_EQ(in.receive(patience), R"({"type":"entry"})");
    in.send(R"({"type":"subscribe","data":["exit"]})");
    settled(in);
    publish("entry", R"({"type":"entry"})");
    publish("exit", R"({"type":"exit"})");
    EXPECT_EQ(in.receive(patience), R"({"type":"exit"})");
    settled(silent);
}

TEST_F(Door, ClosesAsFreqtradeDoes) {
    for (const auto* said :
         {"hello", "", "[1,2]", R"({"type":"subscribe","data":5})", R"({"type":"analyzed_df","data":[1]})"}) {
        auto in = client();
        in.send(R"({"type":"whitelist"})");
        in.send(said);
        EXPECT_EQ(in.receive(patience), whitelist);
        EXPECT_EQ(in.receive(patience), std::nullopt);
        EXPECT_EQ(in.closed().value_or(http::websocket_closed{}).code, 1000);
        EXPECT_EQ(in.closed()->reason, "");
    }
}

std::string pushed(std::string_view pair) {
    return R"({"type":"analyzed_df","data":{"key":[")" + std::string{pair} +
           R"(","1m","spot"],"df":{"__type__":"dataframe",)"
           R"("__value__":"{\"columns\":[\"date\",\"close\",\"tag\",\"rsi\"],)"
           R"(\"index\":[7],\"data\":[[60000,1.5,\"a,]\\\"b\",null]]}"},"la":"2026-11-21T07:25:00+00:00"}})";
}

TEST_F(Door, PushesPartsOfCandlesToWhoNamesThem) {
    auto all = client();
    auto part = client();
    all.send(R"({"type":"subscribe","data":["analyzed_df"]})");
    part.send(R"({"type":"subscribe","data":["analyzed_df","status"],)"
              R"("analyzed_df":{"pairs":["BTC/USDT"],"columns":["tag"]}})");
    settled(all);
    settled(part);
    publish("analyzed_df", pushed("ETH/USDT"));
    publish("analyzed_df", pushed("BTC/USDT"));
    publish("status", R"({"type":"status"})");
    EXPECT_EQ(all.receive(patience), pushed("ETH/USDT"));
    EXPECT_EQ(all.receive(patience), pushed("BTC/USDT"));
    EXPECT_EQ(
        part.receive(patience),
        R"({"type":"analyzed_df","data":{"key":["BTC/USDT","1m","spot"],"df":{"__type__":"dataframe","__value__":)"
        R"("{\"columns\":[\"date\",\"tag\"],\"index\":[7],\"data\":[[60000,\"a,]\\\"b\"]]}"},)"
        R"("la":"2026-11-21T07:25:00+00:00"}})");
    EXPECT_EQ(part.receive(patience), R"({"type":"status"})");
}

TEST_F(Door, NumbersAndReplaysForWhoAsks) {
    auto plain = client();
    plain.send(R"({"type":"subscribe","data":["status"]})");
    auto in = client("?token=ws-token-for-tests&since=");
    in.send(R"({"type":"subscribe","data":["status"]})");
    const auto first = static_cast<std::int64_t>(door_.messages().newest());
    EXPECT_EQ(in.receive(patience),
              fmt::format(R"({{"type":"resume","data":{{"since":{0},"first":{1},"last":{0},"complete":true}}}})", first,
                          first + 1));
    settled(plain);
    publish("status", R"({"type":"status","status":"a"})");
    publish("entry", R"({"type":"entry"})");
    publish("status", R"({"type":"status","status":"b"})");
    EXPECT_EQ(in.receive(patience), fmt::format(R"({{"type":"status","status":"a","seq":{}}})", first + 1));
    EXPECT_EQ(in.receive(patience), fmt::format(R"({{"type":"status","status":"b","seq":{}}})", first + 3));
    EXPECT_EQ(plain.receive(patience), R"({"type":"status","status":"a"})");
    EXPECT_EQ(plain.receive(patience), R"({"type":"status","status":"b"})");
    auto late = client();
    late.send(fmt::format(R"({{"type":"resume","data":{}}})", first + 1));
    late.send(R"({"type":"subscribe","data":["status","entry"]})");
    EXPECT_THAT(late.receive(patience).value_or(""), HasSubstr("\"complete\":true"));
    EXPECT_EQ(late.receive(patience), fmt::format(R"({{"type":"entry","seq":{}}})", first + 2));
    EXPECT_EQ(late.receive(patience), fmt::format(R"({{"type":"status","status":"b","seq":{}}})", first + 3));
    late.send(R"({"type":"resume","data":5})");
    EXPECT_THAT(late.receive(patience).value_or(""), HasSubstr("\"complete\":false"));
    EXPECT_THAT(refusal("/api/v1/message/ws?token=ws-token-for-tests&since=x"), HasSubstr("422"));
}

TEST_F(Door, TakesATokenInTheFirstMessage) {
    auto in = client("_token");
    in.send(R"({"token":"ws-token-for-tests"})");
    in.send(R"({"type":"whitelist"})");
    EXPECT_EQ(in.receive(patience), whitelist);
    in.send(R"({"type":"nosuch"})");
    EXPECT_EQ(in.receive(patience), R"({"error":"invalid_request","detail":"Invalid request type: nosuch"})");
    in.send("hello");
    EXPECT_EQ(in.receive(patience), R"({"error":"invalid_request","detail":"Expecting value at character 0"})");
    settled(in);
}

TEST_F(Door, ClosesWhoBringsNoToken) {
    for (const auto* said : {R"({"token":"wrong"})", R"({"token":5})", R"({"type":"whitelist"})", "hello", ""}) {
        auto in = client("_token");
        in.send(said);
        EXPECT_THAT(in.receive(patience).value_or(""), StartsWith(R"({"error":"unauthorized","detail":)"));
        EXPECT_EQ(in.receive(patience), std::nullopt);
        EXPECT_EQ(in.closed().value_or(http::websocket_closed{}).code, 1008);
    }
}

// Guesses become slow, for the address that makes them; who has logged in there does not notice.
TEST_F(Door, LooksAtGuessesNoMoreOftenThanNow) {
    const auto guess = [&] { return refusal("/api/v1/message/ws?token=guess").substr(0, 3); };
    for (int i = 0; i < 10; ++i) ASSERT_EQ(guess(), "403");
    EXPECT_THAT(refusal("/api/v1/message/ws?token=guess"),
                ::testing::AllOf(StartsWith("429"), HasSubstr("Too many wrong tokens. Try again later.")));
    EXPECT_THAT(refusal("/api/v1/message/ws?token=ws-token-for-tests"), StartsWith("429"));
    EXPECT_THAT(events("?token=guess"), HasSubstr(" 429 "));
    EXPECT_THAT(events("?token=" + access_token()), HasSubstr(" 200 "));
    auto logged_in = client("?token=" + access_token());
    settled(logged_in);
    auto late = client("_token");
    late.send(R"({"token":"ws-token-for-tests"})");
    EXPECT_EQ(late.receive(patience),
              R"({"error":"too_many_tries","detail":"Too many wrong tokens. Try again later."})");
    EXPECT_EQ(late.receive(patience), std::nullopt);
    EXPECT_EQ(late.closed().value_or(http::websocket_closed{}).code, 1008);
    // However often it goes on, a bot with the right token gets in within ten seconds.
    for (int i = 0; i < 20; ++i) {
        clock_.advance(10s);
        ASSERT_EQ(guess(), "403");
        ASSERT_EQ(guess(), "429");
    }
    clock_.advance(10s);
    auto in = client();
    settled(in);
    EXPECT_EQ(guess(), "403"); // which is forgiven all
}

TEST_F(Door, TakesNoExpiredTokenForAGuess) {
    const auto token = access_token();
    clock_.advance(1h);
    for (int i = 0; i < 30; ++i) ASSERT_EQ(refusal("/api/v1/message/ws?token=" + token), "403 ");
    auto in = client();
    settled(in);
}

// A consumer whose token is wrong must not lock out the person at the same address, nor the other way round.
TEST_F(Door, CountsTokensAndPasswordsApart) {
    http::request right{"GET", "/api/v1/version", {{"authorization", api_testing::basic}}};
    right.set_peer(std::make_shared<const http::peer_address>(http::peer_address{"127.0.0.1", 5}));
    for (int i = 0; i < 30; ++i) static_cast<void>(refusal("/api/v1/message/ws?token=guess"));
    EXPECT_NO_THROW(static_cast<void>(auth_.user_of(right)));
}

class HastyDoor : public Door {
  protected:
    HastyDoor() : Door{{.base_path = "/bot", .token_deadline = 100ms}} {}
};

TEST_F(HastyDoor, WaitsForATokenOnlySoLong) {
    http::websocket_client in{"127.0.0.1", server_.port(), "/bot/api/v1/message/ws_token"};
    EXPECT_THAT(in.receive(patience).value_or(""), HasSubstr("No token came in time."));
    EXPECT_EQ(in.receive(patience), std::nullopt);
    EXPECT_EQ(in.closed().value_or(http::websocket_closed{}).code, 1008);
}

TEST_F(HastyDoor, StandsBehindItsBasePath) {
    EXPECT_EQ(refusal("/api/v1/message/ws?token=ws-token-for-tests"), "403 ");
    http::websocket_client in{"127.0.0.1", server_.port(), "/bot/api/v1/message/ws?token=ws-token-for-tests"};
    settled(in);
}

class ImpatientDoor : public Door {
  protected:
    ImpatientDoor() : Door{{.limits = {.close_deadline = 300ms}}} {}
};

// A hundred subscriptions in a second are taken, and the last one holds; who never stops is closed, and nobody else
// notices.
TEST_F(ImpatientDoor, ClosesWhoFloodsItWithRequests) {
    auto other = client();
    other.send(R"({"type":"subscribe","data":["status"]})");
    settled(other);
    auto busy = client();
    for (int i = 0; i < 100; ++i) busy.send(R"({"type":"subscribe","data":["whitelist"]})");
    busy.send(R"({"type":"subscribe","data":["status"]})");
    settled(busy);
    publish("status", R"({"type":"status","status":"a"})");
    EXPECT_EQ(busy.receive(patience), R"({"type":"status","status":"a"})");
    EXPECT_EQ(other.receive(patience), R"({"type":"status","status":"a"})");
    for (const auto* request : {R"({"type":"subscribe","data":["entry"]})", R"({"type":"whitelist"})", "{}"}) {
        testing_support::raw_client flood{server_.port()};
        std::string said =
            "GET /api/v1/message/ws?token=ws-token-for-tests HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        for (int i = 0; i < 3000; ++i) said += testing_support::client_frame(0x81, request);
        flood.send(said);
        EXPECT_EQ(testing_support::close_code_in(flood.read_to_end(20'000)), 1008) << request;
    }
    publish("status", R"({"type":"status","status":"b"})");
    EXPECT_EQ(other.receive(patience), R"({"type":"status","status":"b"})");
}

class DoorWithoutBot : public Door {
  protected:
    DoorWithoutBot() : Door{{}, false} {}
};

TEST_F(DoorWithoutBot, HasNothingToSay) {
    EXPECT_EQ(refusal("/api/v1/message/ws"), "403 ");
    EXPECT_EQ(refusal("/api/v1/message/ws?token=ws-token-for-tests"),
              R"(502 {"error":"Error querying /api/v1/message/ws: Bot is not in the correct state"})");
}

TEST_F(Door, SaysSoWhileThereIsNoBot) {
    bot_.picture.reset();
    auto in = client();
    in.send(R"({"type":"whitelist"})");
    EXPECT_EQ(in.receive(patience), R"({"type":"exception","data":"Error processing request"})");
    in.send(R"({"type":"analyzed_df"})");
    EXPECT_EQ(in.receive(patience), R"({"type":"exception","data":"Error processing request"})");
}

TEST_F(Door, StreamsEvents) {
    publish("status", R"({"type":"status","status":"old"})");
    const auto first = static_cast<std::int64_t>(door_.messages().newest());
    EXPECT_THAT(events("?types=status,entry", "Authorization: Basic ZnJlcXRyYWRlcjp0ZXN0\r\nOrigin: http://a\r\n"),
                ::testing::AllOf(HasSubstr("200 OK"), HasSubstr("text/event-stream"), HasSubstr("vary: Origin")));
    EXPECT_EQ(events_->read_until("\n\n"), "retry: 2000\n\n");
    publish("exit", "{}");
    publish("status", R"({"type":"status","status":"new"})");
    EXPECT_EQ(events_->read_until("\n\n"),
              fmt::format("id: {}\nevent: status\ndata: {{\"type\":\"status\",\"status\":\"new\"}}\n\n", first + 2));
    events("?token=ws-token-for-tests", fmt::format("Last-Event-ID: {}\r\n", first));
    EXPECT_EQ(events_->read_until("\n\n"), "retry: 2000\n\n");
    EXPECT_EQ(events_->read_until("\n\n"),
              fmt::format("event: resume\ndata: {{\"since\":{0},\"first\":{0},\"last\":{1},\"complete\":true}}\n\n",
                          first, first + 2));
    EXPECT_THAT(events_->read_until("\n\n"), StartsWith(fmt::format("id: {}\nevent: exit\n", first + 1)));
    EXPECT_THAT(events_->read_until("\n\n"), StartsWith(fmt::format("id: {}\nevent: status\n", first + 2)));
}

TEST_F(Door, RefusesEventsToStrangers) {
    EXPECT_THAT(events(""), HasSubstr("401 Unauthorized"));
    EXPECT_THAT(events("?token=wrong"), HasSubstr("401 Unauthorized"));
    EXPECT_THAT(events("?token=ws-token-for-tests&types=nosuch"), HasSubstr("422 "));
    EXPECT_THAT(events("?token=ws-token-for-tests&since=x"), HasSubstr("422 "));
}

} // namespace
} // namespace tremolo::api::stream
