#include "client/address.hpp"
#include "client/call.hpp"
#include "client/commands.hpp"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace tremolo::client;
using testing::HasSubstr;

namespace {

call prepared(std::string_view name, std::vector<std::string> positional = {}, named_values named = {}) {
    const auto& wanted = command_named(name);
    return wanted.prepare(bind(wanted, std::move(positional), std::move(named)));
}

std::string refused(std::string_view name, std::vector<std::string> positional = {}, named_values named = {}) {
    try {
        (void)prepared(name, std::move(positional), std::move(named));
    } catch (const usage_error& failure) { return failure.what(); }
    return "accepted";
}

std::string target_of(std::string_view name, std::vector<std::string> positional = {}, named_values named = {}) {
    const auto asked = prepared(name, std::move(positional), std::move(named));
    return asked.method + " " + target(asked, "") + (asked.body.empty() ? "" : " " + asked.body);
}

} // namespace

TEST(client_commands, are_found_by_name_and_each_has_a_summary) {
    for (const auto& each : commands()) {
        EXPECT_EQ(&command_named(each.name), &each);
        EXPECT_FALSE(each.summary.empty());
        EXPECT_THAT(usage(each), testing::StartsWith(std::string{each.name}));
    }
    EXPECT_EQ(refused("nosuch"), "Command nosuch not defined");
}

TEST(client_commands, put_arguments_where_the_api_wants_them) {
    EXPECT_EQ(target_of("status"), "GET /api/v1/status");
    EXPECT_EQ(target_of("daily", {"7"}), "GET /api/v1/daily?timescale=7");
    EXPECT_EQ(target_of("daily", {}, {{"days", "7"}}), "GET /api/v1/daily?timescale=7");
    EXPECT_EQ(target_of("trades", {"2", "1"}), "GET /api/v1/trades?limit=2&offset=1");
    EXPECT_EQ(target_of("trades", {}, {{"order_by_id", "False"}}), "GET /api/v1/trades?order_by_id=False");
    EXPECT_EQ(target_of("entries", {"BTC/USDT"}), "GET /api/v1/entries?pair=BTC%2FUSDT");
    EXPECT_EQ(target_of("trade", {"5"}), "GET /api/v1/trade/5");
    EXPECT_EQ(target_of("trade", {"../stop"}), "GET /api/v1/trade/..%2Fstop");
    EXPECT_EQ(target_of("cancel_open_order", {"5"}), "DELETE /api/v1/trades/5/open-order");
    EXPECT_EQ(target_of("list_open_trades_custom_data"), "GET /api/v1/trades/open/custom-data?limit=100&offset=0");
}

TEST(client_commands, write_bodies) {
    EXPECT_EQ(
        target_of("forceenter", {"BTC/USDT", "long"}, {{"stake_amount", "50"}, {"enter_tag", "by \"hand\""}}),
        R"(POST /api/v1/forceenter {"pair":"BTC/USDT","side":"long","stakeamount":"50","entry_tag":"by \"hand\""})");
    EXPECT_EQ(target_of("forceexit", {"3"}),
              R"(POST /api/v1/forceexit {"tradeid":"3","ordertype":null,"amount":null})");
    EXPECT_EQ(target_of("blacklist"), "GET /api/v1/blacklist");
    EXPECT_EQ(target_of("blacklist", {"BNB/BTC", "XRP/BTC"}),
              R"(POST /api/v1/blacklist {"blacklist":["BNB/BTC","XRP/BTC"]})");
    EXPECT_EQ(target_of("lock_add", {"ETH/BTC", "2026-12-24"}),
              R"(POST /api/v1/locks [{"pair":"ETH/BTC","until":"2026-12-24","side":"*","reason":""}])");
    EXPECT_EQ(target_of("pair_candles", {"ETH/BTC", "5m", "10", "rsi,ema"}),
              R"(POST /api/v1/pair_candles {"pair":"ETH/BTC","timeframe":"5m","columns":["rsi","ema"],"limit":"10"})");
    EXPECT_EQ(target_of("stop"), "POST /api/v1/stop");
}

TEST(client_commands, refuse_what_does_not_fit) {
    EXPECT_THAT(refused("trade"), HasSubstr("missing argument 'trade_id'"));
    EXPECT_THAT(refused("ping", {"1", "2"}), HasSubstr("takes no more than 0 arguments but 2 were given"));
    EXPECT_THAT(refused("daily", {}, {{"weeks", "3"}}), HasSubstr("no argument 'weeks'"));
    EXPECT_THAT(refused("daily", {"3"}, {{"days", "3"}}), HasSubstr("given twice"));
    EXPECT_THAT(refused("forceenter", {"BTC/USDT", "long", "1", "limit"}), HasSubstr("no more than 3"));
}

TEST(client_commands, ping_says_whether_the_bot_trades) {
    const auto& ping = command_named("ping");
    EXPECT_EQ(ping.conclude(R"({"state":"running"})"), R"({"status":"pong"})");
    EXPECT_EQ(ping.conclude(R"({"state":"stopped"})"), R"({"status":"not_running"})");
    EXPECT_EQ(ping.conclude("<html>"), R"({"status":"not_running"})");
}

TEST(client_address, is_read_from_a_url) {
    const auto full = parse_address("http://trader:pa%20ss@[::1]:81/bot/");
    EXPECT_EQ(full.host, "::1");
    EXPECT_EQ(full.port, 81);
    EXPECT_EQ(full.base_path, "/bot");
    EXPECT_EQ(full.user, "trader");
    EXPECT_EQ(full.password, "pa ss");
    EXPECT_EQ(shown(full), "http://[::1]:81/bot");
    EXPECT_EQ(parse_address("http://bot.local").port, 8080);
    EXPECT_EQ(authorization(parse_address("http://a:b@h")), "Basic YTpi");
    EXPECT_EQ(authorization({}), "");
    for (const auto* wrong : {"", "bot", "https://bot", "http://", "http://bot:x", "ftp://bot", "http://bot/?q=1"})
        EXPECT_THROW((void)parse_address(wrong), tremolo::error) << wrong;
}

TEST(client_answer, says_what_went_wrong) {
    EXPECT_EQ((answer{401, R"({"detail":"Unauthorized"})"}.failure()), "Unauthorized (status 401)");
    EXPECT_EQ((answer{502, R"({"error":"Error querying /api/v1/x: no"})"}.failure()),
              "Error querying /api/v1/x: no (status 502)");
    EXPECT_EQ((answer{422, R"({"detail":[{"msg":"x"}]})"}.failure()), R"([{"msg":"x"}] (status 422))");
    EXPECT_EQ((answer{504, "<html>"}.failure()), "status 504");
    EXPECT_THROW((void)(answer{200, "<html>"}.json()), tremolo::error);
}
