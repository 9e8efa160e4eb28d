#include "bot/settings.hpp"
#include "rpc/messages.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::rpc {
namespace {

using testing_support::read_json;

boost::json::object recorded(const std::string& type) {
    const auto path =
        std::filesystem::path{TREMOLO_SOURCE} / "tests/conformance/records/ws_messages" / (type + ".json");
    return read_json(path).at("examples").at(0).at("message").as_object();
}

// The message that a listener gets of an event.
std::string text_of(bot::event e) {
    std::string out;
    message_feed feed{[&](unsigned type, std::string_view text) {
        EXPECT_EQ(message_types()[type], bot::type_of(e));
        out = text;
    }};
    feed.send(std::make_shared<const bot::event>(e));
    return out;
}

std::vector<std::string> keys_of(const boost::json::object& of) {
    std::vector<std::string> out;
    for (const auto& each : of) out.emplace_back(each.key());
    return out;
}

bool is_number(const boost::json::value& v) { return v.is_double() || v.is_int64(); }

// The keys in freqtrade's order, and values of the types that it sent.
void expect_form(const bot::event& e, const std::string& type) {
    const auto wanted = recorded(type);
    const auto read = json::parse(text_of(e));
    ASSERT_TRUE(read) << type;
    const auto& got = read.value.as_object();
    EXPECT_EQ(keys_of(got), keys_of(wanted)) << type;
    EXPECT_EQ(got.at("type"), wanted.at("type"));
    for (const auto& each : wanted) {
        const auto& value = got.at(each.key());
        if (each.value().is_null() || value.is_null()) continue;
        EXPECT_TRUE(value.kind() == each.value().kind() || (is_number(value) && is_number(each.value())))
            << type << ": " << each.key();
    }
}

TEST(Messages, HaveTheFormOfFreqtrades) {
    for (const auto* type : {"status", "warning", "startup"}) expect_form(bot::status_event{type, "text"}, type);
    for (const auto* type : {"entry", "entry_fill"}) {
        bot::entry_event e;
        e.type = type;
        expect_form(e, type);
    }
    expect_form(bot::entry_cancel_event{}, "entry_cancel");
    for (const auto* type : {"exit", "exit_fill"}) {
        bot::exit_event e;
        e.type = type;
        expect_form(e, type);
    }
    expect_form(bot::exit_cancel_event{}, "exit_cancel");
    for (const auto* type : {"protection_trigger", "protection_trigger_global"}) {
        bot::protection_event e;
        e.type = type;
        expect_form(e, type);
    }
    expect_form(bot::strategy_message_event{"strategy_msg", "text"}, "strategy_msg");
    expect_form(bot::whitelist_event{"whitelist", {"BTC/USDT"}}, "whitelist");
    expect_form(bot::new_candle_event{"new_candle", {"BTC/USDT", "1m", "spot"}}, "new_candle");
}

TEST(Messages, TellOfTroubleAndLiquidation) {
    EXPECT_EQ(text_of(bot::status_event{"exception", "text"}), R"({"type":"exception","status":"text"})");
    bot::liquidation_warning_event e;
    e.pair = "BTC/USDT:USDT";
    EXPECT_THAT(text_of(e), ::testing::StartsWith(R"({"type":"liquidation_warning",)"));
    EXPECT_TRUE(json::parse(text_of(e)));
}

// To the byte: the recorded row, written of a frame.
TEST(Messages, CarryTheNewestRowOfAnAnalysedPair) {
    market::frame df{{1795244820000}};
    const auto set = [&df](const char* name, double value) { df.set(name, market::series{{value}}); };
    set("open", 82128.92);
    set("high", 82775.84);
    set("low", 82049.02);
    set("close", 82533.04);
    set("volume", 1.59409);
    set("sma_fast", 81703.82);
    set("sma_slow", 82151.438);
    set("dist", 0.0046451043);
    df.set("up", market::series{{1}, market::dtype::int64});
    df.set("enter_tag", "");
    set("enter_long", market::missing);
    df.set("exit_tag", "");
    set("exit_long", market::missing);
    const auto wanted =
        read_json(std::filesystem::path{TREMOLO_SOURCE} / "tests/conformance/records/ws_messages/analyzed_df.json");
    std::string text{wanted.at("examples").at(0).at("raw_text").as_string()};
    text.replace(text.find("[1001]"), 6, "[0]");
    bot::analysed_event e{"BTC/USDT", "1m", market::candle_type::spot, std::make_shared<market::frame>(df),
                          timestamp{std::chrono::microseconds{1795244881242173}}};
    EXPECT_EQ(text_of(e), text);
}

TEST(Messages, AreNumberedByType) {
    EXPECT_EQ(message_number("status"), 0u);
    EXPECT_EQ(message_number("nosuch"), std::nullopt);
    EXPECT_EQ(message_number(""), std::nullopt);
    for (unsigned i = 0; i < message_types().size(); ++i) EXPECT_EQ(message_number(message_types()[i]), i);
    EXPECT_LE(message_types().size(), 64u);
}

TEST(Messages, CanBeCutToSomeColumnsAndPairs) {
    const std::string text =
        R"({"type":"analyzed_df","data":{"key":["A/B","1m","spot"],"df":{"__type__":"dataframe","__value__":)"
        R"("{\"columns\":[\"date\",\"a\",\"b\"],\"index\":[3],\"data\":[[60000,1.5,null]]}"},)"
        R"("la":"2026-11-21T07:25:00+00:00"}})";
    EXPECT_EQ(subset_of_message(text, {{"C/D"}, {}}), "");
    EXPECT_EQ(subset_of_message(text, {{"A/B"}, {}}), text);
    EXPECT_THAT(subset_of_message(text, {{}, {"b"}}),
                ::testing::HasSubstr(R"({\"columns\":[\"date\",\"b\"],\"index\":[3],\"data\":[[60000,null]]})"));
    EXPECT_EQ(subset_of_message(R"({"type":"entry"})", {{"C/D"}, {"b"}}), R"({"type":"entry"})");
    EXPECT_EQ(subset_of_message("no json", {{"C/D"}, {"b"}}), "no json");
}

} // namespace
} // namespace tremolo::rpc
