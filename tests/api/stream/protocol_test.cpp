#include "api/stream/protocol.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tremolo::api::stream {
namespace {

using ::testing::ElementsAre;

template <class T>
T read_as(std::string_view text) {
    auto said = read_wish(text);
    EXPECT_TRUE(std::holds_alternative<T>(said)) << text << " is alternative " << said.index();
    return std::holds_alternative<T>(said) ? std::get<T>(std::move(said)) : T{};
}

std::uint64_t bit(std::string_view type) { return std::uint64_t{1} << rpc::message_number(type).value(); }

TEST(StreamProtocol, ReadsSubscriptions) {
    EXPECT_EQ(read_as<subscribe>(R"({"type":"subscribe","data":["whitelist","entry"]})").types,
              bit("whitelist") | bit("entry"));
    EXPECT_EQ(read_as<subscribe>(R"({"type":"subscribe","data":{"whitelist":1}})").types, bit("whitelist"));
    for (const auto* ignored :
         {R"({"type":"subscribe"})", R"({"type":"subscribe","data":[]})", R"({"type":"subscribe","data":null})",
          R"({"type":"subscribe","data":""})", R"({"type":"subscribe","data":0})",
          R"({"type":"subscribe","data":false})", R"({"type":"subscribe","data":{}})",
          R"({"type":"subscribe","data":"whitelist"})", R"({"type":"subscribe","data":["whitelist","nosuch"]})",
          R"({"type":"subscribe","data":["whitelist",5]})"})
        read_as<nothing>(ignored);
    for (const auto* bad : {R"({"type":"subscribe","data":5})", R"({"type":"subscribe","data":true})",
                            R"({"type":"subscribe","data":1.5})"})
        read_as<malformed>(bad);
}

TEST(StreamProtocol, ReadsSubscriptionsToPartsOfCandles) {
    const auto part = read_as<subscribe>(R"({"type":"subscribe","data":["analyzed_df"],)"
                                         R"("analyzed_df":{"pairs":["BTC/USDT"],"columns":["close","rsi"]}})");
    EXPECT_THAT(part.analysed.pairs, ElementsAre("BTC/USDT"));
    EXPECT_THAT(part.analysed.columns, ElementsAre("close", "rsi"));
    read_as<malformed>(R"({"type":"subscribe","data":["analyzed_df"],"analyzed_df":5})");
    read_as<malformed>(R"({"type":"subscribe","data":["analyzed_df"],"analyzed_df":{"columns":[1]}})");
}

TEST(StreamProtocol, ReadsRequestsForCandles) {
    EXPECT_EQ(read_as<ask_analysed>(R"({"type":"analyzed_df"})").selection.limit, 0);
    EXPECT_TRUE(read_as<ask_analysed>(R"({"type":"analyzed_df","data":null})").pairs.empty());
    const auto limit = [](std::string_view data) {
        return read_as<ask_analysed>(R"({"type":"analyzed_df","data":)" + std::string{data} + "}").selection.limit;
    };
    EXPECT_EQ(limit(R"({"pair":"BTC/USDT"})"), 1500);
    EXPECT_EQ(limit(R"({"limit":7})"), 7);
    EXPECT_EQ(limit(R"({"limit":5000})"), 1500);
    EXPECT_EQ(limit(R"({"limit":18446744073709551615})"), 1500);
    EXPECT_EQ(limit(R"({"limit":1e300})"), 1500);
    EXPECT_EQ(limit(R"({"limit":2.9})"), 2);
    EXPECT_EQ(limit(R"({"limit":-3})"), -3);
    EXPECT_EQ(limit(R"({"limit":true})"), 1);
    EXPECT_EQ(limit(R"({"limit":0})"), 0);
    EXPECT_THAT(read_as<ask_analysed>(R"({"type":"analyzed_df","data":{"limit":1,"pair":"X/Y"}})").pairs,
                ElementsAre("X/Y"));
    EXPECT_THAT(read_as<ask_analysed>(R"({"type":"analyzed_df","data":{"pairs":["X/Y","A/B"],"columns":["c"]}})").pairs,
                ElementsAre("X/Y", "A/B"));
    for (const auto* bad : {R"({"limit":"x"})", R"({"limit":null})", R"({"limit":NaN})", R"({"limit":-1e300})",
                            R"([1])", R"(5)", R"("x")", R"({"pair":5})", R"({"pairs":"x"})"})
        read_as<malformed>(R"({"type":"analyzed_df","data":)" + std::string{bad} + "}");
}

TEST(StreamProtocol, NamesUnknownTypesAsPythonDoes) {
    const auto name = [](std::string_view text) { return read_as<unknown_type>(text).name; };
    EXPECT_EQ(name("{}"), "None");
    EXPECT_EQ(name(R"({"type":null})"), "None");
    EXPECT_EQ(name(R"({"type":"WHITELIST"})"), "WHITELIST");
    EXPECT_EQ(name(R"({"type":5})"), "5");
    EXPECT_EQ(name(R"({"type":true})"), "True");
    EXPECT_EQ(name(R"({"type":[1,"a",null]})"), "[1, 'a', None]");
    EXPECT_EQ(name(R"({"type":{"a":false}})"), "{'a': False}");
    EXPECT_EQ(name(R"({"type":""})"), "");
}

TEST(StreamProtocol, RefusesWhatIsNoRequest) {
    for (const auto* bad : {"", "hello", "null", "5", "\"x\"", "[1,2]", "{", "{\"type\":\"whitelist\""})
        read_as<malformed>(bad);
    EXPECT_EQ(read_as<malformed>("hello").why, "Expecting value at character 0");
    read_as<ask_whitelist>(R"({"type":"whitelist","data":NaN,"id":"abc"})");
}

TEST(StreamProtocol, ReadsResumptions) {
    EXPECT_EQ(read_as<resume>(R"({"type":"resume","data":1795245900000001})").since, 1795245900000001u);
    for (const auto* bad :
         {R"({"type":"resume"})", R"({"type":"resume","data":"5"})", R"({"type":"resume","data":-1})"})
        read_as<malformed>(bad);
}

TEST(StreamProtocol, ReadsTokensAndTypes) {
    EXPECT_EQ(read_token(R"({"token":"abc"})"), "abc");
    for (const auto* bad : {"", "abc", "{}", R"({"token":5})", R"(["token"])", R"({"Token":"abc"})"})
        EXPECT_EQ(read_token(bad), std::nullopt);
    EXPECT_EQ(read_types("entry,exit"), bit("entry") | bit("exit"));
    EXPECT_EQ(read_types(""), (std::uint64_t{1} << rpc::message_types().size()) - 1);
    EXPECT_EQ(read_types("entry,nosuch"), std::nullopt);
}

} // namespace
} // namespace tremolo::api::stream
