#include "tests/testing.hpp"
#include "json/parse.hpp"
#include "json/read.hpp"

namespace {

namespace json = tremolo::json;

enum class side { long_, short_ };
BOOST_DESCRIBE_ENUM(side, long_, short_)
enum class letter { a, b, c };
BOOST_DESCRIBE_ENUM(letter, a, b, c)
constexpr void json_is_literal(const letter*) {}

struct inner {
    std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(inner, (), (number))

struct payload {
    std::string pair;
    side direction = side::long_;
    std::optional<double> price;
    std::int64_t limit = 500;
    bool flag = false;
    std::variant<std::string, std::int64_t> id = std::int64_t{0};
    std::vector<inner> list;
    letter mark = letter::a;
};
BOOST_DESCRIBE_STRUCT(payload, (), (pair, direction, price, limit, flag, id, list, mark))
constexpr auto json_rules(const payload*) {
    return std::array{json::rule{.member = "direction", .optional = true},
                      json::rule{.member = "limit", .optional = true, .ge = 1, .le = 1000},
                      json::rule{.member = "flag", .optional = true},
                      json::rule{.member = "id", .optional = true},
                      json::rule{.member = "list", .optional = true},
                      json::rule{.member = "mark", .optional = true}};
}

std::string violations(std::string_view text) {
    const auto value = json::parse(text);
    EXPECT_TRUE(value);
    json::reader r{{std::string{"body"}}};
    payload out;
    const bool good = json::read(value.value, out, r);
    EXPECT_EQ(good, r.good());
    return json::text(r.violations());
}

template <class T>
std::string one(std::string_view text) {
    json::reader r;
    T out{};
    if (json::read(json::parse(text).value, out, r)) return json::text(out);
    return r.violations().front().type;
}

TEST(read, fills_what_is_given_and_keeps_defaults) {
    json::reader r;
    payload out;
    const auto value = json::parse(R"({"pair":"ETH/USDT","direction":"short","price":"1.5","limit":"3","flag":"yes",)"
                                   R"("id":"all","list":[{"number":2.0}],"unknown":1})");
    ASSERT_TRUE(json::read(value.value, out, r));
    EXPECT_EQ(out.pair, "ETH/USDT");
    EXPECT_EQ(out.direction, side::short_);
    EXPECT_EQ(out.price, 1.5);
    EXPECT_EQ(out.limit, 3);
    EXPECT_TRUE(out.flag);
    EXPECT_EQ(std::get<std::string>(out.id), "all");
    EXPECT_EQ(out.list.at(0).number, 2);
    payload defaults;
    ASSERT_TRUE(json::read(json::parse(R"({"pair":"x"})").value, defaults, r));
    EXPECT_EQ(defaults.limit, 500);
    EXPECT_FALSE(defaults.price);
}

TEST(read, reports_each_violation_with_its_place) {
    EXPECT_EQ(
        violations(R"({"limit":0})"),
        R"([{"type":"missing","loc":["body","pair"],"msg":"Field required","input":{"limit":0}},)"
        R"({"type":"greater_than_equal","loc":["body","limit"],"msg":"Input should be greater than or equal to 1",)"
        R"("input":0,"ctx":{"ge":1}}])");
    EXPECT_EQ(violations(R"({"pair":3,"direction":"up","mark":"d"})"),
              R"([{"type":"string_type","loc":["body","pair"],"msg":"Input should be a valid string","input":3},)"
              R"({"type":"enum","loc":["body","direction"],"msg":"Input should be 'long' or 'short'","input":"up",)"
              R"("ctx":{"expected":"'long' or 'short'"}},)"
              R"({"type":"literal_error","loc":["body","mark"],"msg":"Input should be 'a', 'b' or 'c'","input":"d",)"
              R"("ctx":{"expected":"'a', 'b' or 'c'"}}])");
    EXPECT_EQ(
        violations(R"({"pair":"x","id":1.5,"list":[{"number":1},{"number":"y"},{}]})"),
        R"([{"type":"string_type","loc":["body","id","str"],"msg":"Input should be a valid string","input":1.5},)"
        R"({"type":"int_from_float","loc":["body","id","int"],"msg":"Input should be a valid integer, got a number )"
        R"(with a fractional part","input":1.5},)"
        R"({"type":"int_parsing","loc":["body","list",1,"number"],"msg":"Input should be a valid integer, unable to )"
        R"(parse string as an integer","input":"y"},)"
        R"({"type":"missing","loc":["body","list",2,"number"],"msg":"Field required","input":{}}])");
    EXPECT_EQ(violations("[1]"), R"([{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid )"
                                 R"(dictionary or object to extract fields from","input":[1]}])");
}

// Each answer is pydantic 2.14's: the value it makes of the text, or the type of its violation.
TEST(read, coerces_as_pydantic) {
    const std::pair<const char*, const char*> ints[] = {
#include "tests/json/pydantic_int.inc"
    };
    for (const auto& [text, expected] : ints) EXPECT_EQ(one<std::int64_t>(text), expected) << "int " << text;
    const std::pair<const char*, const char*> doubles[] = {
#include "tests/json/pydantic_float.inc"
    };
    for (const auto& [text, expected] : doubles) EXPECT_EQ(one<double>(text), expected) << "float " << text;
    const std::pair<const char*, const char*> bools[] = {
#include "tests/json/pydantic_bool.inc"
    };
    for (const auto& [text, expected] : bools) EXPECT_EQ(one<bool>(text), expected) << "bool " << text;
}

TEST(read, takes_times_as_pydantic) {
    struct row {
        const char* text;
        const char* expected; // the time, or the violation's msg
    };
    const row rows[] = {
#include "tests/json/pydantic_time.inc"
    };
    for (const auto& [text, expected] : rows) {
        json::reader r;
        json::aware_time out;
        const bool good = json::read(json::parse(text).value, out, r);
        EXPECT_EQ(good ? json::text(out) : r.violations().front().msg, expected) << text;
    }
}

} // namespace
