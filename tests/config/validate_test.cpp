// Which configurations are accepted, against freqtrade's own verdicts (tests/data/engine/config_errors.json).
#include "base/error.hpp"
#include "config/validate.hpp"
#include "tests/testing.hpp"
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>

namespace tremolo::config {
namespace {
namespace bj = boost::json;
using testing::HasSubstr;

const bj::object& vectors() {
    static const auto all = testing_support::read_json(testing_support::data() / "engine" / "config_errors.json");
    return all.as_object();
}

run_mode mode_named(std::string_view name) {
    if (name == "dry_run") return run_mode::dry_run;
    if (name == "backtest") return run_mode::backtest;
    if (name == "webserver") return run_mode::webserver;
    return run_mode::other;
}

// A key may be dotted: inside a section.
void set(bj::object& settings, std::string_view key, const bj::value& value) {
    if (const auto dot = key.find('.'); dot != std::string_view::npos)
        settings.at(bj::string_view{key.data(), dot}).as_object()[bj::string_view{key.substr(dot + 1)}] = value;
    else
        settings[bj::string_view{key}] = value;
}

bj::value api_server() {
    return bj::parse(R"({"enabled": true, "listen_ip_address": "127.0.0.1", "listen_port": 8080, "username": "u",
                         "password": "p", "jwt_secret_key": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})");
}

std::string all_texts(const std::vector<violation>& found) {
    std::string out;
    for (const auto& one : found) out += one.rule + " | " + one.text() + "\n";
    return out;
}

TEST(validate, as_recorded) {
    const auto& base = vectors().at("base").as_object();
    std::size_t judged = 0;
    for (const auto& one : vectors().at("cases").as_array()) {
        const auto& c = one.as_object();
        SCOPED_TRACE(bj::serialize(one));
        auto settings = base;
        if (const auto* change = c.if_contains("change"))
            for (const auto& item : change->as_object()) set(settings, std::string_view{item.key()}, item.value());
        if (const auto* removed = c.if_contains("remove")) settings.erase(removed->as_string());
        // Recorded with an API server in the web server's configuration, without which it is refused.
        if (c.at("runmode").as_string() == "webserver") settings["api_server"] = api_server();
        const auto found =
            validate(settings, mode_named(std::string_view{c.at("runmode").as_string()}), stage::complete);
        SCOPED_TRACE(all_texts(found));
        ++judged;
        EXPECT_EQ(found.empty(), c.at("accepted").as_bool());
        if (c.at("accepted").as_bool()) continue;
        // A section that is null is a crash of freqtrade's; here it is a violation as any other.
        if (c.at("error").as_string() == "AttributeError") continue;
        const auto& schema = c.at("schema");
        if (schema.is_null()) {
            EXPECT_TRUE(std::ranges::any_of(found, [](const auto& v) { return v.rule == "consistency"; }));
            continue;
        }
        std::vector<std::string> path;
        for (const auto& step : schema.at("path").as_array()) path.emplace_back(step.as_string());
        EXPECT_TRUE(std::ranges::any_of(found, [&](const auto& v) {
            return v.path == path && v.rule == std::string_view{schema.at("rule").as_string()};
        }));
    }
    EXPECT_EQ(judged, 200U);
}

TEST(validate, defaults_are_filled_in) {
    auto settings = vectors().at("base").as_object();
    const auto before = settings;
    EXPECT_TRUE(validate(settings, run_mode::dry_run, stage::complete).empty());
    for (const auto& item : vectors().at("defaults_filled").as_object()) {
        const std::string_view key{item.key()};
        const auto dot = key.find('.');
        const auto* value = dot == std::string_view::npos ? find(settings, key)
                                                          : find(settings, key.substr(0, dot), key.substr(dot + 1));
        ASSERT_NE(value, nullptr) << key;
        EXPECT_EQ(*value, item.value()) << key;
    }
    for (const auto* absent : {"order_types", "telegram", "api_server", "webhook", "discord"})
        EXPECT_FALSE(settings.contains(absent)) << absent;
}

// What a changed base leads to, as one text.
std::string refusal_of(std::string_view key, const bj::value& value) {
    auto settings = vectors().at("base").as_object();
    set(settings, key, value);
    try {
        refuse_violations(validate(settings, run_mode::dry_run, stage::complete));
    } catch (const configuration_error& error) { return error.what(); }
    return "";
}

TEST(validate, a_violation_names_place_finding_and_expectation) {
    EXPECT_EQ(refusal_of("stake_amount", "lots"),
              "The configuration cannot be used: stake_amount: found \"lots\", expected a number of at least 0.0001 or "
              "\"unlimited\"");
    EXPECT_THAT(refusal_of("entry_pricing.order_book_top", 51),
                HasSubstr("entry_pricing.order_book_top: found 51, expected a whole number from 1 to 50"));
    EXPECT_THAT(refusal_of("stoploss", 0.1), HasSubstr("stoploss: found 0.1, expected a number below 0"));
    EXPECT_THAT(refusal_of("dry_run", "yes"), HasSubstr("dry_run: found \"yes\", expected true or false"));
    EXPECT_THAT(refusal_of("pairlists", bj::parse(R"([{"method": "Nope"}])")),
                HasSubstr("pairlists[0].method: found \"Nope\", expected \"StaticPairList\""));
    EXPECT_THAT(refusal_of("order_types", bj::parse(R"({"entry": "limit", "exit": "limit", "stoploss": "limit"})")),
                HasSubstr("order_types.stoploss_on_exchange is missing, expected true or false"));
    EXPECT_THAT(refusal_of("exchange", nullptr), HasSubstr("exchange: found null, expected an object"));
    EXPECT_THAT(refusal_of("exchange.pair_whitelist", bj::parse(R"(["A/B", "A/B"])")),
                HasSubstr("found \"A/B\" twice"));
    EXPECT_THAT(refusal_of("dry_run_wallet", bj::parse(R"({"B-TC": 1})")),
                HasSubstr("dry_run_wallet.B-TC: found a key that is no currency"));
    EXPECT_THAT(refusal_of("trading_mode", "options"), HasSubstr(R"(expected "spot", "margin" or "futures")"));
}

TEST(validate, several_violations_are_told_at_once) {
    auto settings = vectors().at("base").as_object();
    settings["stake_amount"] = "lots";
    settings["edge"] = {{"enabled", true}};
    settings.erase("exit_pricing");
    const auto found = validate(settings, run_mode::dry_run, stage::complete);
    EXPECT_EQ(found.size(), 3U) << all_texts(found);
    try {
        refuse_violations(found);
        FAIL();
    } catch (const configuration_error& error) {
        EXPECT_THAT(error.what(), HasSubstr("3 things are wrong:\n  - edge"));
        EXPECT_THAT(error.what(), HasSubstr("\n  - stake_amount: found"));
        EXPECT_THAT(error.what(), HasSubstr("\n  - exit_pricing is missing, expected an object"));
    }
}

TEST(validate, secrets_are_never_shown) {
    EXPECT_THAT(refusal_of("exchange.key", 77123),
                HasSubstr("exchange.key: found a number (not shown), expected a text or null"));
    auto settings = vectors().at("base").as_object();
    settings["api_server"] = bj::parse(R"({"enabled": true, "listen_ip_address": "127.0.0.1", "listen_port": 8080,
        "username": "u", "password": 4711, "jwt_secret_key": "hunter2", "ws_token": ["hunter3", 4712]})");
    settings["telegram"] = bj::parse(R"({"enabled": true, "token": 4713, "chat_id": 4714})");
    const auto texts = all_texts(validate(settings, run_mode::dry_run, stage::complete));
    EXPECT_THAT(texts, HasSubstr("api_server.jwt_secret_key: found a text of 7 characters (not shown), expected a text "
                                 "of at least 32 characters"));
    for (const auto* secret : {"4711", "4712", "4713", "4714", "hunter"})
        EXPECT_THAT(texts, testing::Not(HasSubstr(secret)));
}

TEST(validate, a_web_server_needs_its_section) {
    auto settings = vectors().at("base").as_object();
    EXPECT_EQ(all_texts(validate(settings, run_mode::webserver, stage::complete)),
              "required | api_server is missing, expected an object\n");
}

TEST(validate, a_strategy_may_declare_what_is_missing_at_first) {
    for (const auto* key :
         {"timeframe", "max_open_trades", "stake_currency", "stake_amount", "stoploss", "minimal_roi"}) {
        auto settings = vectors().at("base").as_object();
        settings.erase(key);
        EXPECT_TRUE(validate(settings, run_mode::dry_run, stage::preliminary).empty()) << key;
        EXPECT_FALSE(validate(settings, run_mode::dry_run, stage::complete).empty()) << key;
    }
}

TEST(validate, own_keys) {
    const testing_support::temporary_folder folder;
    const auto simulated = [](bj::value value) { return refusal_of("exchange.simulated", value); };
    EXPECT_EQ(refusal_of("exchange.connector", "simulated"), "");
    EXPECT_THAT(refusal_of("exchange.connector", "ccxt"),
                HasSubstr("exchange.connector: found \"ccxt\", expected \"simulated\""));
    EXPECT_EQ(simulated({{"source", "synthetic"}, {"seed", 7}}), "");
    EXPECT_THAT(simulated({{"source", "random"}}), HasSubstr(R"(expected "synthetic", "replay" or "frozen")"));
    EXPECT_THAT(simulated({{"seed", -1}}), HasSubstr("exchange.simulated.seed: found -1"));
    EXPECT_THAT(simulated({{"speed", 0}}), HasSubstr("exchange.simulated.speed: found 0"));
    EXPECT_THAT(simulated({{"source", "replay"}}), HasSubstr("exchange.simulated.path is missing"));
    EXPECT_THAT(simulated({{"source", "frozen"}, {"path", "/nowhere"}}), HasSubstr("there is no folder /nowhere"));
    EXPECT_EQ(simulated({{"source", "frozen"}, {"path", folder.path().string()}}), "");
    EXPECT_THAT(simulated({{"start", "soon"}}), HasSubstr("exchange.simulated.start: found \"soon\""));
    EXPECT_EQ(simulated({{"start", "2026-01-31 00:00"}}), "");
    EXPECT_THAT(simulated({{"faults", {{"errors", 2}}}}),
                HasSubstr("exchange.simulated.faults.errors: found 2, expected a number from 0 to 1"));
}

TEST(validate, real_money_needs_a_connector) {
    auto settings = vectors().at("base").as_object();
    settings["dry_run"] = false;
    EXPECT_THAT(all_texts(validate(settings, run_mode::live, stage::complete)),
                HasSubstr("exchange.connector is missing"));
    set(settings, "exchange.connector", "simulated");
    EXPECT_TRUE(validate(settings, run_mode::live, stage::complete).empty());
}

TEST(validate, old_names_are_moved) {
    auto settings = vectors().at("base").as_object();
    settings["forcebuy_enable"] = true;
    settings["order_types"] = bj::parse(R"({"buy": "market", "sell": "limit", "emergencysell": "limit",
        "stoploss": "market", "stoploss_on_exchange": false})");
    settings["bid_strategy"] = bj::parse(R"({"price_side": "ask", "ask_last_balance": 0.5})");
    settings["telegram"] =
        bj::parse(R"({"enabled": false, "token": "t", "chat_id": "1", "notification_settings": {"buy": "silent"}})");
    EXPECT_EQ(all_texts(validate(settings, run_mode::dry_run, stage::complete)), "");
    EXPECT_EQ(settings.at("force_entry_enable"), bj::value(true));
    EXPECT_EQ(settings.at("order_types"), bj::parse(R"({"entry": "market", "exit": "limit", "emergency_exit": "limit",
        "stoploss": "market", "stoploss_on_exchange": false})"));
    EXPECT_EQ(settings.at("entry_pricing"), bj::parse(R"({"price_side": "ask", "price_last_balance": 0.5})"));
    EXPECT_EQ(settings.at("telegram").at("notification_settings").at("entry"), bj::value("silent"));
    for (const auto* old : {"forcebuy_enable", "bid_strategy"}) EXPECT_FALSE(settings.contains(old));
}

TEST(validate, old_words_are_refused_on_futures) {
    auto settings = vectors().at("base").as_object();
    settings["trading_mode"] = "futures";
    settings["unfilledtimeout"] = bj::parse(R"({"buy": 5, "sell": 6})");
    EXPECT_THAT(all_texts(validate(settings, run_mode::dry_run, stage::complete)),
                HasSubstr("must be called unfilledtimeout.entry"));
}

TEST(validate, unknown_keys_are_found) {
    auto settings = vectors().at("base").as_object();
    settings["max_open_trade"] = 1;
    settings["exchange"].as_object()["nmae"] = 1;
    settings["pairlists"] = bj::parse(R"([{"method": "PriceFilter", "min_price": 1}])");
    settings["exchange"].as_object()["ccxt_config"] = bj::parse(R"({"anything": 1})");
    EXPECT_TRUE(validate(settings, run_mode::dry_run, stage::complete).empty());
    EXPECT_THAT(unknown_keys(settings), testing::UnorderedElementsAre("max_open_trade", "exchange.nmae"));
}

TEST(validate, notes_unknown_keys_at_debug_level) {
    const manual_clock clock{timestamp{}};
    const auto sink =
        std::make_shared<log_sink>(clock, log_sink::options{.least = log_level::debug, .to_stderr = false});
    auto settings = vectors().at("base").as_object();
    settings["max_open_trade"] = 1;
    EXPECT_TRUE(validate(settings, run_mode::dry_run, stage::complete, logger{sink, "tremolo.config"}).empty());
    const auto lines = sink->last(0);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].level, log_level::debug);
    EXPECT_THAT(lines[0].message, HasSubstr("max_open_trade"));
}

} // namespace
} // namespace tremolo::config
