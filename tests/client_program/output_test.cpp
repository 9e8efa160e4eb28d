#include "client_program/output.hpp"
#include "client_program/watch.hpp"
#include <boost/json.hpp>
#include <gtest/gtest.h>

using namespace tremolo::client_program;
namespace bj = boost::json;

TEST(client_output, is_spaced_as_python_does) {
    EXPECT_EQ(python_spaced(R"({"a":[1,-2.50,1e-7,0.00001,3.0,1e22,12345678901234567890],"b":"x:y,1e5,\"z\"","c":{}})"),
              R"({"a": [1, -2.5, 1e-07, 1e-05, 3.0, 1e+22, 12345678901234567890], "b": "x:y,1e5,\"z\"", "c": {}})");
    EXPECT_EQ(python_spaced("{ \"a\" :\n 1 }"), R"({"a": 1})");
    EXPECT_EQ(python_spaced("\"\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\""), R"("\u00e9 \u20ac \ud83d\ude00")");
    EXPECT_EQ(python_spaced("\"\xf0\x9f").front(), '"'); // cut short in the middle of a character
}

TEST(client_output, shows_lists_as_tables) {
    const auto answer = bj::parse(
        R"({"data":[{"date":"2026-11-21","profit":1.5},{"date":"2026-11-20","profit":-10.25}],"stake":"USDT"})");
    EXPECT_EQ(as_table(answer), "stake: USDT\n"
                                "date        profit\n"
                                "----------  ------\n"
                                "2026-11-21     1.5\n"
                                "2026-11-20  -10.25\n");
    EXPECT_EQ(as_csv(answer), "date,profit\r\n2026-11-21,1.5\r\n2026-11-20,-10.25\r\n");
}

TEST(client_output, shows_objects_columns_and_plain_values) {
    EXPECT_EQ(as_table(bj::parse(R"({"current":1,"state":null})")),
              "field    value\n-------  -----\ncurrent      1\nstate\n");
    EXPECT_EQ(as_csv(bj::parse(R"({"columns":["date","rsi"],"data":[["x",null],["y",5.5]],"length":2})")),
              "date,rsi\r\nx,\r\ny,5.5\r\n");
    EXPECT_EQ(as_csv(bj::parse(R"(["BTC/USDT","a,\"b\""])")), "value\r\nBTC/USDT\r\n\"a,\"\"b\"\"\"\r\n");
    EXPECT_EQ(as_csv(bj::parse(R"([{"a":1},{"b":2}])")), "a,b\r\n1,\r\n,2\r\n");
    EXPECT_EQ(as_table(bj::parse("[]")), "value\n-----\n");
}

// A script that counts lines finds as many as there are, none included.
TEST(client_output, shows_lists_of_anything_as_rows) {
    const auto csv = [](const char* text) { return as_csv(bj::parse(text)); };
    EXPECT_EQ(csv(R"({"whitelist":["BTC/USDT","ETH/USDT"],"length":2,"method":["StaticPairList"]})"),
              "whitelist\r\nBTC/USDT\r\nETH/USDT\r\n");
    EXPECT_EQ(csv(R"({"lock_count":0,"locks":[]})"), "locks\r\n");
    EXPECT_EQ(csv(R"({"lock_count":1,"locks":[{"id":1,"pair":"BTC/USDT"}]})"), "id,pair\r\n1,BTC/USDT\r\n");
    EXPECT_EQ(csv(R"({"log_count":1,"logs":[["2026-11-21",1.5,"bot","INFO","a, b"]]})"),
              "date,timestamp,module,level,message\r\n2026-11-21,1.5,bot,INFO,\"a, b\"\r\n");
    EXPECT_EQ(csv(R"({"length":1,"pair_interval":[["BTC/USDT","5m"]]})"),
              "pair_interval_1,pair_interval_2\r\nBTC/USDT,5m\r\n");
    EXPECT_EQ(as_table(bj::parse(R"({"lock_count":0,"locks":[]})")), "lock_count: 0\nlocks\n-----\n");
    // Among many fields a list is one of them.
    EXPECT_EQ(csv(R"({"a":1,"b":2,"c":3,"d":[1],"e":5,"f":6})"),
              "field,value\r\na,1\r\nb,2\r\nc,3\r\nd,[1]\r\ne,5\r\nf,6\r\n");
}

TEST(client_output, shows_messages_in_a_line) {
    EXPECT_EQ(watched(bj::parse(R"({"type":"status","status":"running"})")), "status             running");
    EXPECT_EQ(watched(bj::parse(R"({"type":"exit_fill","trade_id":7,"pair":"BTC/USDT",)"
                                R"("profit_ratio":0.0125,"exit_reason":"roi","amount":2.0})")),
              "exit_fill          BTC/USDT trade 7 amount 2.0 profit 0.0125 because roi");
    EXPECT_EQ(watched(bj::parse(R"({"type":"whitelist","data":["BTC/USDT"]})")), "whitelist          [\"BTC/USDT\"]");
}
