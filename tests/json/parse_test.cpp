#include "tests/testing.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"

namespace {

namespace json = tremolo::json;

TEST(parse, takes_what_python_takes) {
    const std::pair<const char*, const char*> expected[] = {
        {"  [1, -0, 2.50, 1e3, true, null]\n", "[1,0,2.5,1000.0,true,null]"},
        {"[NaN, Infinity, -Infinity]", "[null,null,null]"},
        {R"({"a":1,"b":2,"a":3})", R"({"a":3,"b":2})"},
        {"\xEF\xBB\xBF{}", "{}"},
        {R"("\u00e9\ud83d\ude00\n\/")", "\"\xc3\xa9\xf0\x9f\x98\x80\\n/\""},
        {"18446744073709551615", "18446744073709551615"},
        {"123456789012345678901234567890", "1.2345678901234568e+29"},
        {"1e999", "null"},
        {R"("a\ud83dz")", "\"a\xef\xbf\xbdz\""},
        {R"("\ude00\ud83d\ud83d\ude00")", "\"\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x98\x80\""},
    };
    for (const auto& [text, written] : expected) {
        const auto result = json::parse(text);
        ASSERT_TRUE(result) << text << ": " << result.failure->message;
        EXPECT_EQ(json::text(result.value), written) << text;
    }
}

// Messages and offsets are those of Python 3.11's json.loads.
TEST(parse, refuses_in_the_words_of_python) {
    struct row {
        const char* text;
        const char* message;
        std::size_t offset;
    };
    const row rows[] = {
#include "tests/json/python_messages.inc"
    };
    for (const auto& [text, message, offset] : rows) {
        const auto result = json::parse(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.failure->message, message) << text;
        EXPECT_EQ(result.failure->offset, offset) << text;
    }
}

TEST(parse, names_bytes_that_are_no_text) {
    for (const std::string bytes : {"\xff", "{\"a\":\"\xc3\"}", "\xc0\xaf", "\xf5\x80\x80\x80", "\xe0\x80\x80"})
        EXPECT_EQ(json::parse(bytes).failure->why, json::parse_failure::reason::not_utf8);
}

TEST(parse, stops_at_the_depth_limit) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_TRUE(json::parse(nested(json::deepest_nesting)));
    const auto result = json::parse(nested(json::deepest_nesting + 1));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.failure->why, json::parse_failure::reason::too_deep);
}

} // namespace
