// OracleStrategy, loaded from its source, against what freqtrade recorded of its twin: columns, parameters, callbacks.
#include "base/time_text.hpp"
#include "strategy/analysis.hpp"
#include "tests/strategy/fake_services.hpp"
#include "tests/strategy/test_strategies.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
namespace json = boost::json;
using testing_support::read_json;
using testing_support::shared;

// What an exchange that answers 1,000 candles gives, without the one that still forms.
market::frame frozen_candles(const std::string& file) {
    const auto rows = read_json(shared() / "conformance" / "market" / "ohlcv" / file).as_array();
    std::vector<std::int64_t> dates;
    std::vector<std::vector<double>> columns(5);
    for (std::size_t i = rows.size() - 1000; i + 1 < rows.size(); ++i) {
        const auto& row = rows[i].as_array();
        dates.push_back(row[0].as_int64());
        for (std::size_t c = 0; c < 5; ++c) columns[c].push_back(row[c + 1].to_number<double>());
    }
    market::frame df{dates};
    std::size_t c = 0;
    for (const char* name : {"open", "high", "low", "close", "volume"}) df.set(name, market::series{columns[c++]});
    return df;
}

void expect_cell(const market::frame& df, std::size_t row, const std::string& name, const json::value& wanted) {
    const auto* column = df.find(name);
    if (name == "date") {
        EXPECT_EQ(iso_z_text(from_epoch_ms(df.dates()[row])), wanted.as_string());
        return;
    }
    ASSERT_NE(column, nullptr) << name;
    if (const auto* texts = column->texts()) {
        const auto text = (*texts)[row];
        ASSERT_EQ(text.has_value(), !wanted.is_null()) << name << " in row " << row;
        if (text) { EXPECT_EQ(*text, wanted.as_string()) << name << " in row " << row; }
        return;
    }
    const double value = (*column->numbers())[row];
    ASSERT_EQ(std::isnan(value), wanted.is_null()) << name << " in row " << row;
    if (wanted.is_null()) return;
    EXPECT_EQ(value, wanted.to_number<double>()) << name << " in row " << row; // to the last bit
    EXPECT_EQ(column->numbers()->type() == market::dtype::int64, wanted.is_int64()) << name;
}

void compare_with(const char* record, const std::string& candles, const std::string& pair) {
    const auto path = shared() / "conformance" / "empty_paused" / record;
    NEEDS_SHARED(path);
    const auto recorded = read_json(path).at("response").as_object();
    const auto loaded = testing_support::test_loader().load("OracleStrategy");
    testing_support::fake_services bot;
    loaded.instance->attach(bot, merge(loaded.instance->declared(), {}));
    const auto result = analyse(*loaded.instance, frozen_candles(candles), {pair});
    ASSERT_TRUE(result) << result.problem;

    std::vector<std::string> names;
    for (const auto& name : recorded.at("all_columns").as_array()) names.emplace_back(name.as_string());
    EXPECT_EQ(result.dataframe.names(), names);
    const auto& rows = recorded.at("data").as_array();
    ASSERT_EQ(rows.size(), result.dataframe.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (std::size_t c = 0; c < names.size(); ++c)
            expect_cell(result.dataframe, row, names[c], rows[row].as_array()[c]);
}

TEST(oracle_strategy, columns_equal_freqtrades_for_btc) {
    compare_with("pair_candles_nolimit.json", "BTC_USDT-1m.json", "BTC/USDT");
}

TEST(oracle_strategy, columns_equal_freqtrades_for_eth) {
    compare_with("pair_candles_limit0.json", "ETH_USDT-1m.json", "ETH/USDT");
}

TEST(oracle_strategy, parameters_come_in_freqtrades_order) {
    const auto loaded = testing_support::test_loader().load("OracleStrategy");
    std::string all;
    for (const auto* p : loaded.instance->parameters())
        all += std::string{p->type_name()} + " " + p->name() + " " + p->space() + "; ";
    EXPECT_EQ(all, "DecimalParameter buy_dip buy; RealParameter buy_real buy; IntParameter buy_window buy; "
                   "BooleanParameter sell_enabled sell; CategoricalParameter sell_kind sell; ");
    const auto& dip = *loaded.instance->parameters().front();
    EXPECT_EQ(std::get<double>(dip.current()), 0.998);
    EXPECT_EQ(std::get<double>(*dip.low()), 0.99);
    EXPECT_EQ(std::get<double>(*dip.high()), 1.01);
    EXPECT_EQ(dip.decimals(), 3);
}

TEST(oracle_strategy, callbacks_it_has_are_known) {
    const auto loaded = testing_support::test_loader().load("OracleStrategy");
    EXPECT_TRUE(loaded.implemented.custom_exit);
    EXPECT_TRUE(loaded.implemented.plot_annotations);
    EXPECT_TRUE(loaded.implemented.bot_loop_start);
    EXPECT_FALSE(loaded.implemented.custom_entry_price);
    EXPECT_FALSE(loaded.implemented.custom_roi);
    EXPECT_NE(loaded.source.find("class OracleStrategy"), std::string::npos);
}

TEST(oracle_strategy, callbacks_answer_as_written) {
    const auto loaded = testing_support::test_loader().load("OracleStrategy");
    testing_support::fake_services bot;
    const guarded_strategy asked{loaded.instance, loaded.implemented, {}};
    loaded.instance->attach(bot, merge(loaded.instance->declared(), {}));
    asked.bot_loop_start(bot.time);
    asked.bot_loop_start(bot.time);
    EXPECT_EQ(bot.messages, std::vector<std::string>{"OracleStrategy is alive"});

    trading::trade t;
    t.id = 7;
    t.stake_amount = 100;
    const std::string pair = "BTC/USDT";
    EXPECT_EQ(asked.custom_stoploss({pair, t, {}, 1, 0.02, false}), -0.006);
    EXPECT_EQ(asked.custom_stoploss({pair, t, {}, 1, 0.01, false}), -0.02);
    EXPECT_EQ(asked.custom_exit({pair, t, t.open_date + std::chrono::seconds{111}, 1, 0}).reason(), "age_out");
    EXPECT_FALSE(asked.custom_exit({pair, t, t.open_date + std::chrono::seconds{110}, 1, 0}));
    const auto change = asked.adjust_trade_position({t, {}, 1, 0.009, {}, 1000, 1, 1, 0, 0});
    ASSERT_TRUE(change);
    EXPECT_EQ(change->stake, -50);
    EXPECT_EQ(change->tag, "take_half");

    trading::order o;
    o.ft_order_side = "buy";
    o.ft_price = 1.5;
    asked.order_filled({pair, t, o, {}});
    asked.order_filled({pair, t, o, {}});
    EXPECT_EQ(std::get<std::int64_t>(bot.custom_data.at({7, "fills"})), 2);
    EXPECT_EQ(std::get<json_text>(bot.custom_data.at({7, "info"})).text, R"({"rate": 1.5, "tags": ["a", "b"]})");
    EXPECT_EQ(asked.version(), "1.0-oracle");
}

} // namespace
