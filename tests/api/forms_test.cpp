// What clients may ask for beyond freqtrade's answers: only what changed, compressed, under a name, below a prefix.
#include "http/gzip.hpp"
#include "tests/api/fake_bot.hpp"
#include <gmock/gmock.h>
#include <zlib.h>

namespace {

using namespace api_testing;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

std::string unpacked(std::string_view packed) {
    z_stream z{};
    EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
    std::string out(1 << 22, '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(inflate(&z, Z_FINISH), Z_STREAM_END);
    out.resize(z.total_out);
    inflateEnd(&z);
    return out;
}

using headers = std::initializer_list<std::pair<std::string_view, std::string_view>>;

TEST(gzip, is_sent_to_those_who_ask_only) {
    const auto accepts = [](const char* value) {
        return http::accepts_gzip(http::request{"GET", "/", {{"Accept-Encoding", value}}});
    };
    for (const auto* yes : {"gzip", "GZIP", "deflate, gzip;q=0.5", "br;q=1.0,gzip", "*", "gzip ; q=0.001"})
        EXPECT_TRUE(accepts(yes)) << yes;
    for (const auto* no : {"", "identity", "br, deflate", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *", "xgzip"})
        EXPECT_FALSE(accepts(no)) << no;
    EXPECT_FALSE(http::accepts_gzip(http::request{"GET", "/"}));
    for (const std::string& text : {std::string{}, std::string{"a"}, std::string(100'000, 'x')})
        EXPECT_EQ(unpacked(http::gzipped(text)), text);
}

TEST(forms, an_answer_that_did_not_change_is_not_sent_again) {
    bench b;
    const auto first = b.get("/api/v1/version");
    ASSERT_TRUE(first.header("etag"));
    const std::string tag{*first.header("etag")};
    const auto ask = [&](std::string_view value) {
        return b.service.answer({"GET", "/api/v1/version", {{"authorization", basic}, {"if-none-match", value}}});
    };
    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}}) {
        const auto again = ask(known);
        EXPECT_EQ(again.status(), 304) << known;
        EXPECT_EQ(again.body(), "");
        EXPECT_EQ(again.header("etag"), tag);
    }
    EXPECT_EQ(ask("\"other\"").status(), 200);
    EXPECT_EQ(ask(tag).header("vary"), "Origin");
    // What is known does not open doors, and refusals have no tag.
    const auto stranger = b.service.answer({"GET", "/api/v1/version", {{"if-none-match", tag}}});
    EXPECT_EQ(stranger.status(), 401);
    EXPECT_FALSE(stranger.header("etag"));
}

TEST(forms, every_get_has_a_tag_that_changes_with_its_text) {
    bench b;
    b.bot.picture = picture(1);
    for (const auto* path : {"/api/v1/ping", "/api/v1/version", "/api/v1/logs", "/openapi.json", "/docs", "/",
                             "/favicon.ico", "/api/v1/whitelist"}) {
        const auto answer = b.get(path);
        ASSERT_EQ(answer.status(), 200) << path;
        EXPECT_THAT(std::string{answer.header("etag").value_or("")}, MatchesRegex("\"[0-9a-f]+-?[0-9a-f]*\"")) << path;
    }
    auto other = picture(2);
    other->whitelist = {"ETH/USDT"};
    const std::string before{*b.get("/api/v1/whitelist").header("etag")};
    b.bot.picture = other;
    EXPECT_NE(b.get("/api/v1/whitelist").header("etag"), before);
}

TEST(forms, long_answers_are_compressed_for_those_who_ask) {
    bench b;
    const auto ask = [&](std::string_view path, headers with) { return b.service.answer({"GET", path, with}); };
    const auto plain = ask("/openapi.json", {});
    EXPECT_FALSE(plain.header("content-encoding"));
    for (int i = 0; i < 2; ++i) {
        const auto packed = ask("/openapi.json", {{"accept-encoding", "gzip, deflate"}});
        EXPECT_EQ(packed.status(), 200);
        EXPECT_EQ(packed.header("content-encoding"), "gzip");
        EXPECT_EQ(packed.header("content-type"), "application/json");
        EXPECT_THAT(packed.header_lines(), HasSubstr("vary: Accept-Encoding\r\n"));
        EXPECT_THAT(packed.header_lines(), HasSubstr("vary: Origin\r\n"));
        EXPECT_EQ(packed.header("etag"), "W/" + std::string{*plain.header("etag")});
        EXPECT_EQ(unpacked(packed.body()), plain.body());
        EXPECT_LT(packed.body().size() * 5, plain.body().size());
    }
    // Short ones are not worth it.
    const auto small = b.service.answer({"GET", "/api/v1/ping", {{"accept-encoding", "gzip"}}});
    EXPECT_FALSE(small.header("content-encoding"));
    EXPECT_EQ(ask("/openapi.json", {{"accept-encoding", "gzip"}, {"if-none-match", *plain.header("etag")}}).status(),
              304);
}

TEST(forms, every_answer_has_the_name_of_its_request) {
    bench b;
    const auto first = b.get("/api/v1/ping"), second = b.get("/api/v1/ping");
    ASSERT_TRUE(first.header("x-request-id"));
    EXPECT_NE(first.header("x-request-id"), second.header("x-request-id"));
    const auto ask = [&](std::string_view id) {
        const auto answer = b.service.answer({"GET", "/api/v1/version", {{"x-request-id", id}}});
        return std::string{answer.header("x-request-id").value_or("none")};
    };
    EXPECT_EQ(ask("trace-7f3a:1/2"), "trace-7f3a:1/2");
    for (const std::string& bad :
         {std::string{"two words"}, std::string{"<b>"}, std::string{"\"x\""}, std::string(129, 'a'), std::string{}})
        EXPECT_NE(ask(bad), bad);
}

TEST(forms, all_is_served_below_the_base_path) {
    auto how = options();
    how.base_path = "/bot/one";
    bench b{how};
    EXPECT_EQ(b.get("/bot/one/api/v1/ping").body(), R"({"status":"pong"})");
    EXPECT_EQ(b.get("/bot/one/openapi.json").status(), 200);
    EXPECT_THAT(std::string{b.get("/bot/one/docs").body()}, HasSubstr("href=\"/bot/one/openapi.json\""));
    EXPECT_EQ(b.get("/bot/one").status(), 200);
    EXPECT_EQ(b.get("/bot/one/livez").status(), 200);
    for (const auto* outside : {"/api/v1/ping", "/", "/bot", "/bot/ones/api/v1/ping", "/openapi.json", "/livez"}) {
        const auto answer = b.get(outside);
        EXPECT_EQ(answer.status(), 404) << outside;
        EXPECT_EQ(answer.body(), R"({"detail":"Not Found"})");
    }
    // Refusals name the path as clients of freqtrade know it.
    EXPECT_THAT(std::string{b.get("/bot/one/api/v1/health").body()}, HasSubstr("querying /api/v1/health:"));
}

} // namespace
