#include "http/date.hpp"
#include "http/message.hpp"
#include "http/query.hpp"
#include "http/responder.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace tremolo::http;

TEST(http_request, splits_its_target_and_finds_headers) {
    request in{"GET", "/api/v1/trades?limit=5&x=a?b", {{"Host", "h"}, {"X-Two", "1"}, {"x-two", "2"}}, "text"};
    EXPECT_EQ(in.method(), "GET");
    EXPECT_EQ(in.path(), "/api/v1/trades");
    EXPECT_EQ(in.query(), "limit=5&x=a?b");
    EXPECT_EQ(in.header("HOST"), "h");
    EXPECT_EQ(in.header("X-TWO"), "1");
    EXPECT_EQ(in.header_values("x-Two"), (std::vector<std::string_view>{"1", "2"}));
    EXPECT_EQ(in.header("absent"), std::nullopt);
    EXPECT_EQ(in.header_count(), 3U);
    EXPECT_EQ(in.header_at(0).name, "Host");
    EXPECT_EQ(in.body(), "text");
    EXPECT_EQ(in.peer().port, 0);
    const auto moved = std::move(in);
    EXPECT_EQ(moved.path(), "/api/v1/trades");
    EXPECT_EQ((request{"OPTIONS", "*"}.path()), "*");
    EXPECT_EQ((request{"GET", "/plain"}.query()), "");
}

TEST(http_response, keeps_headers_in_order_and_in_lower_case) {
    response out{401, "application/json", std::string{"{}"}};
    out.add_header("WWW-Authenticate", "Basic");
    EXPECT_EQ(out.header_lines(), "content-type: application/json\r\nwww-authenticate: Basic\r\n");
    EXPECT_EQ(out.header("Www-Authenticate"), "Basic");
    EXPECT_EQ(out.header("allow"), std::nullopt);
    EXPECT_EQ(out.content_length(), 2U);
    out.head_only(1000);
    EXPECT_EQ(out.content_length(), 1000U);
    EXPECT_TRUE(out.is_head_only());
}

TEST(http_response, refuses_headers_that_would_break_the_message) {
    response out;
    EXPECT_THROW(out.add_header("x", "a\r\nset-cookie: b"), std::invalid_argument);
    EXPECT_THROW(out.add_header("x y", "a"), std::invalid_argument);
    EXPECT_THROW(out.add_header("", "a"), std::invalid_argument);
    EXPECT_THROW(out.add_header("Content-Length", "1"), std::invalid_argument);
    EXPECT_EQ(out.header_lines(), "");
}

TEST(http_response, shows_a_shared_body_without_copying_it) {
    const auto shared = std::make_shared<const std::string>("the same bytes");
    const response out{200, "text/plain", shared};
    EXPECT_EQ(out.body().data(), shared->data());
    EXPECT_EQ(response{204}.body(), "");
}

TEST(http_responder, answers_once_and_never_forgets) {
    std::vector<int> answered;
    const auto taker = [&](response out) { answered.push_back(out.status()); };
    {
        responder once{taker};
        once.answer(response{201});
        EXPECT_FALSE(once);
        EXPECT_THROW(once.answer(response{202}), std::logic_error);
        responder dropped{taker};
        responder moved{std::move(dropped)};
    }
    EXPECT_EQ(answered, (std::vector<int>{201, 500}));
    responder replaced{taker};
    replaced = responder{};
    EXPECT_EQ(answered.size(), 3U);
}

TEST(http_query, decodes_as_python_does) {
    const query in{"pair=BTC%2FUSDT&a=1&a=2&flag&&empty=&plus=a+b%2B&bad=%zz%4&=v"};
    EXPECT_EQ(in.value("pair"), "BTC/USDT");
    EXPECT_EQ(in.value("a"), "2");
    EXPECT_EQ(in.values("a"), (std::vector<std::string_view>{"1", "2"}));
    EXPECT_EQ(in.value("flag"), "");
    EXPECT_EQ(in.value("empty"), "");
    EXPECT_EQ(in.value("plus"), "a b+");
    EXPECT_EQ(in.value("bad"), "%zz%4");
    EXPECT_EQ(in.value(""), "v");
    EXPECT_EQ(in.value("absent"), std::nullopt);
    EXPECT_TRUE(query{""}.items().empty());
    EXPECT_EQ(percent_decoded("/a+b/%70ing"), "/a+b/ping");
}

TEST(http_query, replaces_what_is_no_utf8) {
    // Expected texts are those of Python's urllib.parse.unquote.
    EXPECT_EQ(percent_decoded("%C3%A4%E2%82%AC%F0%9F%99%82"), "ä€🙂");
    EXPECT_EQ(percent_decoded("%FF"), "\uFFFD");
    EXPECT_EQ(percent_decoded("%C3x"), "\uFFFDx");
    EXPECT_EQ(percent_decoded("%E2%82"), "\uFFFD");
    EXPECT_EQ(percent_decoded("%ED%A0%80"), "\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(percent_decoded("%F0%9F%99x"), "\uFFFDx");
    EXPECT_EQ(percent_decoded("%C0%AF"), "\uFFFD\uFFFD");
}

TEST(http_query, encodes_what_it_decodes) {
    EXPECT_EQ(percent_encoded("BTC/USDT:USDT a~b"), "BTC%2FUSDT%3AUSDT%20a~b");
    EXPECT_EQ(percent_decoded(percent_encoded("ä&=+%\n")), "ä&=+%\n");
}

TEST(http_date, is_an_imf_fixdate) {
    date_text date;
    EXPECT_EQ(date.at(from_epoch_ms(1795245900999)), "Sat, 21 Nov 2026 07:25:00 GMT");
    EXPECT_EQ(date.at(from_epoch_ms(1795245901000)), "Sat, 21 Nov 2026 07:25:01 GMT");
    EXPECT_EQ(date.at(from_epoch_ms(784111777000)), "Sun, 06 Nov 1994 08:49:37 GMT");
}
