// Strategies that misbehave: the result says so, and the bot goes on.
#include "base/error.hpp"
#include "strategy/analysis.hpp"
#include "tests/strategy/fake_services.hpp"
#include "tests/strategy/test_strategies.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
using outcome = analysis::outcome;
using testing_support::some_candles;
using testing_support::test_loader;

analysis result_of(const char* name, const overrides& configured = {}, const market::frame& candles = some_candles()) {
    static testing_support::fake_services bot;
    const auto loaded = test_loader().load(name);
    loaded.instance->attach(bot, merge(loaded.instance->declared(), configured));
    return analyse(*loaded.instance, candles, {"BTC/USDT"});
}

TEST(analysis, exception_is_a_result) {
    const auto result = result_of("ThrowingStrategy");
    EXPECT_EQ(result.is, outcome::failed);
    EXPECT_EQ(result.callback, "populate_indicators");
    EXPECT_NE(result.problem.find("no such column"), std::string::npos);
}

TEST(analysis, rows_have_to_stay_as_they_were) {
    EXPECT_EQ(result_of("ShorteningStrategy").problem, "Dataframe returned from strategy has mismatching length.");
    EXPECT_EQ(result_of("LyingStrategy").problem, "Dataframe returned from strategy has mismatching last close price.");
    EXPECT_EQ(result_of("LyingStrategy").is, outcome::mismatch);
    EXPECT_EQ(result_of("MismatchedColumnStrategy").is, outcome::failed);
}

TEST(analysis, checks_that_are_disabled_only_warn) {
    const auto result = result_of("ShorteningStrategy", {.disable_dataframe_checks = true});
    EXPECT_EQ(result.is, outcome::analysed);
    EXPECT_TRUE(result.warning);
    EXPECT_EQ(result.dataframe.size(), 59U);
    EXPECT_EQ(result_of("ShorteningStrategy", {.disable_dataframe_checks = true}, some_candles(1)).dataframe.size(),
              0U);
}

TEST(analysis, without_candles_nothing_is_asked) {
    EXPECT_EQ(result_of("ThrowingStrategy", {}, {}).is, outcome::empty);
}

TEST(analysis, tags_begin_empty_and_candles_stay_untouched) {
    const auto candles = some_candles();
    const auto result = result_of("SampleStrategy", {}, candles);
    ASSERT_TRUE(result) << result.problem;
    EXPECT_EQ(result.dataframe.texts("enter_tag")[0], "");
    EXPECT_EQ(result.dataframe.texts("exit_tag")[0], "");
    EXPECT_FALSE(candles.has("rsi"));
}

TEST(guard, callback_that_throws_answers_the_default_and_is_reported) {
    const auto loaded = test_loader().load("ThrowingStrategy");
    std::vector<strategy_failure> failures;
    const guarded_strategy asked{loaded.instance, loaded.implemented,
                                 [&](const strategy_failure& f) { failures.push_back(f); }};
    trading::trade t;
    const std::string pair = "BTC/USDT";
    const std::optional<std::string> tag;
    asked.bot_loop_start({});
    EXPECT_FALSE(asked.custom_exit({pair, t, {}, 1, 0}));
    EXPECT_TRUE(asked.confirm_trade_entry({pair, "limit", 1, 1, "GTC", {}, tag, "long"}));
    EXPECT_EQ(asked.custom_entry_price({pair, nullptr, {}, 123.0, tag, "long"}), 123.0);
    EXPECT_EQ(asked.leverage({pair, {}, 1, 3, 5, tag, "long"}), 1.0);
    ASSERT_EQ(failures.size(), 5U);
    EXPECT_EQ(failures[0].callback, "bot_loop_start");
    EXPECT_EQ(failures[0].message, "no loop");
    EXPECT_FALSE(failures[0].bad_value);
    EXPECT_TRUE(failures[1].bad_value);
    EXPECT_EQ(failures[2].message, "something that is no std::exception was thrown");
    EXPECT_EQ(failures[4].message, "no leverage");
}

// A strategy for what needs no compiler.
struct plain : tremolo::strategy::strategy {
    using strategy::strategy;
    void populate_indicators(market::frame&, const metadata&) override {}
    void populate_entry_trend(market::frame&, const metadata&) override {}
    void populate_exit_trend(market::frame&, const metadata&) override {}
    void bot_start() override { throw std::runtime_error{"no start"}; }
};

TEST(guard, failing_start_stops_the_bot_with_a_text) {
    const guarded_strategy asked{std::make_shared<plain>(), {}, {}};
    EXPECT_THROW(asked.bot_start(), operational_error);
}

TEST(strategy, base_answers_are_freqtrades) {
    const auto s = std::make_shared<plain>(attributes{.stoploss = -0.07});
    testing_support::fake_services bot;
    s->attach(bot, merge(s->declared(), {}));
    const guarded_strategy asked{s, {}, {}};
    trading::trade t;
    const std::string pair = "BTC/USDT";
    const std::optional<std::string> tag;
    EXPECT_EQ(asked.custom_stoploss({pair, t, {}, 1, 0, false}), -0.07);
    EXPECT_EQ(asked.adjust_order_price({t, nullptr, pair, {}, 5, 4, tag, "long", true}), 4);
    EXPECT_EQ(asked.custom_exit_price({pair, t, {}, 5, 0, tag}), 5);
    EXPECT_EQ(asked.custom_stake_amount({pair, {}, 1, 60, {}, 100, 1, tag, "long"}), 60);
    EXPECT_FALSE(asked.version());
}

TEST(settings, configuration_goes_before_attributes_before_defaults) {
    const attributes declared{.timeframe = "5m", .minimal_roi = {{0, 0.1}}, .stoploss = -0.1, .trailing_stop = true};
    const auto s = merge(declared, {.stoploss = -0.2, .trailing_stop = false, .max_open_trades = 3});
    EXPECT_EQ(s.timeframe, "5m");
    EXPECT_EQ(s.stoploss, -0.2);
    EXPECT_FALSE(s.trailing_stop);
    EXPECT_TRUE(s.use_exit_signal);
    EXPECT_EQ(s.max_open_trades, 3);
    const auto bare = merge({}, {});
    EXPECT_FALSE(bare.stoploss);
    EXPECT_TRUE(std::isinf(bare.max_open_trades));
    EXPECT_EQ(bare.max_entry_position_adjustment, -1);
    EXPECT_TRUE(std::isinf(merge({.max_open_trades = -1}, {}).max_open_trades));
    EXPECT_TRUE(std::isinf(merge({.max_open_trades = 5}, {.max_open_trades = -1}).max_open_trades));
}

TEST(parameters, space_comes_from_the_name_or_is_named) {
    struct list : parameter_list {
        int_parameter buy_b{*this, "buy_b", 0, 9, 1};
        int_parameter sell_a{*this, "sell_a", 0, 9, 2};
        int_parameter buy_a{*this, "buy_a", 0, 9, 3};
        int_parameter aa{*this, "aa", 0, 9, 4, {.space = "sell"}};
    } parameters;
    std::string names;
    for (const auto* p : parameters.parameters()) names += p->name() + " ";
    EXPECT_EQ(names, "aa sell_a buy_a buy_b ");

    parameter_list lost;
    const int_parameter nowhere{lost, "nowhere", 0, 9, 1};
    EXPECT_THROW((void)lost.parameters(), tremolo::error);
    parameter_list twice;
    const int_parameter one{twice, "buy_x", 0, 9, 1};
    const int_parameter two{twice, "buy_x", 0, 9, 1};
    EXPECT_THROW((void)twice.parameters(), tremolo::error);
}

TEST(parameters, categories_hold_any_value) {
    parameter_list list;
    categorical_parameter kind{list, "buy_kind", {"a", 1, 2.5, true, nullptr, json_list({1, "x"})}, 1};
    EXPECT_TRUE(kind.value() == 1);
    EXPECT_TRUE(kind.value() == 1.0); // as in Python
    EXPECT_FALSE(kind.value() == true);
    EXPECT_EQ(kind.value().whole(), 1);
    EXPECT_THROW((void)kind.value().text(), tremolo::error);
    for (const auto& choice : kind.choices()) {
        EXPECT_TRUE(kind.assign(choice));
        EXPECT_EQ(kind.current(), choice);
    }
    EXPECT_TRUE(kind.value() == json_list({1, "x"}));
    EXPECT_TRUE(kind.assign(json_text{"null"}));
    EXPECT_TRUE(kind.value().is_none());
    EXPECT_THROW((void)kind.value().number(), tremolo::error);
    int_parameter number{list, "buy_number", 1, 9, 2};
    EXPECT_FALSE(number.assign(json_text{"null"}));
    EXPECT_THROW((categorical_parameter{list, "buy_one", {"a"}, "a"}), tremolo::error);
}

TEST(json_text, is_written_as_python_does) {
    EXPECT_EQ(json_object({{"a", 1.0}, {"b", "q\"\n"}, {"c", json_list({true, 2, 1e-7})}}).text,
              "{\"a\": 1.0, \"b\": \"q\\\"\\n\", \"c\": [true, 2, 1e-07]}");
}

} // namespace
