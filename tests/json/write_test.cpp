#include "tests/testing.hpp"
#include "json/write.hpp"

namespace {

namespace json = tremolo::json;

enum class mode { spot, futures, long_ };
BOOST_DESCRIBE_ENUM(mode, spot, futures, long_)

struct base_part {
    int id = 1;
};
BOOST_DESCRIBE_STRUCT(base_part, (), (id))

struct whole : base_part {
    double rate = 2;
    std::optional<std::string> tag;
    std::vector<std::optional<double>> list{1.5, std::nullopt};
    std::map<std::string, bool> flags{{"a", true}};
    mode long_ = mode::long_;
    json::omittable<int> left_out;
    std::variant<int, std::string> either = "x";
    json::ordered_map<int> ordered{{"z", 1}, {"a", 2}};
    std::pair<std::string, int> pair{"p", 3};
};
BOOST_DESCRIBE_STRUCT(whole, (base_part), (rate, tag, list, flags, long_, left_out, either, ordered, pair))

TEST(write, puts_members_of_bases_first_and_in_order) {
    EXPECT_EQ(json::text(whole{}),
              R"({"id":1,"rate":2.0,"tag":null,"list":[1.5,null],"flags":{"a":true},"long":"long",)"
              R"("either":"x","ordered":{"z":1,"a":2},"pair":["p",3]})");
    whole with;
    with.left_out = json::omittable<int>{7};
    EXPECT_NE(json::text(with).find(R"("left_out":7)"), std::string::npos);
}

// What orjson 3.13 and pydantic-core 2.14 print.
TEST(write, prints_doubles_as_orjson) {
    const std::pair<double, const char*> expected[] = {
        {1e16, "1e+16"},
        {1e15, "1000000000000000.0"},
        {1.2345678901234568e17, "1.2345678901234568e+17"},
        {1e22, "1e+22"},
        {1e-4, "0.0001"},
        {1e-5, "0.00001"},
        {1.5e-5, "0.000015"},
        {1e-6, "1e-6"},
        {1.234e-7, "1.234e-7"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {-0.0, "-0.0"},
        {100, "100.0"},
        {9007199254740992.0, "9007199254740992.0"},
        {12345678901234567.0, "1.2345678901234568e+16"},
        {0.00001234, "0.00001234"},
        {std::numeric_limits<double>::quiet_NaN(), "null"},
        {-std::numeric_limits<double>::infinity(), "null"},
    };
    for (const auto& [value, text] : expected) EXPECT_EQ(json::text(value), text);
}

TEST(write, escapes_only_what_json_demands) {
    EXPECT_EQ(json::text(std::string{"\0\x1f\x7f\xe2\x80\xa8\xc3\xa9\"\\/\b\f\n\r\t", 16}),
              "\"\\u0000\\u001f\x7f\xe2\x80\xa8\xc3\xa9\\\"\\\\/\\b\\f\\n\\r\\t\"");
}

TEST(write, passes_values_through) {
    const boost::json::value value{{"a", {1, 2.0, nullptr, true, "x"}},
                                   {"b", std::numeric_limits<double>::quiet_NaN()}};
    EXPECT_EQ(json::text(value), R"({"a":[1,2.0,null,true,"x"],"b":null})");
}

TEST(write, prints_times_as_pydantic) {
    EXPECT_EQ(json::text(tremolo::from_epoch_ms(1795245900000)), R"("2026-11-21T07:25:00Z")");
}

} // namespace
