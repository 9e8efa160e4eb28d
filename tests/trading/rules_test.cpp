#include "base/error.hpp"
#include "tests/trading/vectors.hpp"
#include "trading/fees.hpp"
#include "trading/funding.hpp"
#include "trading/liquidation.hpp"
#include "trading/stop_helpers.hpp"
#include "trading/trade.hpp"
#include "trading/wallets.hpp"
#include <map>

using namespace tremolo;
using namespace tremolo::trading;
using namespace trading_vectors;

namespace {

market::order_fee fee_of(const object& row) {
    market::order_fee fee;
    if (const auto* currency = row.if_contains("currency"); currency && !currency->is_null())
        fee.currency = std::string{currency->as_string()};
    if (const auto* cost = row.if_contains("cost"); cost && !cost->is_null())
        fee.cost = cost->is_string() ? std::stod(std::string{cost->as_string()}) : cost->to_number<double>();
    fee.rate = maybe(row, "rate");
    return fee;
}

} // namespace

TEST(fees, become_rates) {
    const auto document = engine("fees.json");
    for (const auto& entry : document.at("rate").as_array()) {
        const auto& row = entry.as_object();
        fee_base of{"ETH", "USDT", maybe(row, "cost"), row.at("amount").to_number<double>(), {}, 1.5};
        of.to_stake = [](const std::string& currency) {
            return currency == "BNB" ? std::optional{600.0} : std::nullopt;
        };
        EXPECT_EQ(fee_rate(fee_of(row.at("fee").as_object()), of), maybe(row, "value")) << row;
    }
    EXPECT_FALSE(fee_rate({"POINT", 1.0, {}}, {"ETH", "USDT", 100.0, 1, {}, {}}));
    EXPECT_FALSE(fee_rate({"ETH", 1.0, {}}, {"ETH", "USDT", 100.0, 0, {}, {}}));
}

TEST(fees, are_told_by_currency_and_cost) {
    const auto document = engine("fees.json");
    for (const auto& entry : document.at("has").as_array()) {
        const auto& order_row = entry.at("order").as_object();
        std::optional<market::order_fee> fee;
        if (const auto* found = order_row.if_contains("fee"); found && found->is_object())
            fee = fee_of(found->as_object());
        EXPECT_EQ(has_fee(fee), entry.at("value").as_bool()) << entry;
    }
}

TEST(fees, are_kept_once_a_side) {
    trade t;
    const auto document = engine("fees.json");
    for (const auto& entry : document.at("update").as_array()) {
        const auto& row = entry.as_object();
        const auto& args = row.at("args").as_array();
        update_fee(t, args[0].to_number<double>(), std::string{args[1].as_string()}, maybe(args[2]),
                   std::string{args[3].as_string()});
        EXPECT_EQ(t.fee_open, row.at("fee_open").to_number<double>()) << row;
        EXPECT_EQ(t.fee_open_cost, maybe(row, "fee_open_cost")) << row;
        EXPECT_EQ(t.fee_open_currency.value_or(""), text_or(row, "fee_open_currency", "")) << row;
        EXPECT_EQ(t.fee_close, row.at("fee_close").to_number<double>()) << row;
        EXPECT_EQ(t.fee_close_cost, maybe(row, "fee_close_cost")) << row;
        EXPECT_EQ(t.fee_close_currency.value_or(""), text_or(row, "fee_close_currency", "")) << row;
        for (const auto* side : {"buy", "sell", "stoploss"})
            EXPECT_EQ(t.fee_updated(side), row.at(std::string{"updated_"} + side).as_bool()) << row;
    }
}

TEST(stops, move_as_recorded) {
    const auto document = engine("stoploss_sequences.json");
    std::map<std::string, trade> trades; // one a precision, side and leverage
    ASSERT_EQ(document.at("adjust").as_array().size(), 112U);
    for (const auto& entry : document.at("adjust").as_array()) {
        const auto& row = entry.as_object();
        const auto key =
            boost::json::serialize(array{row.at("price_precision"), row.at("is_short"), row.at("leverage")});
        auto& t = trades[key];
        t.open_rate = 100;
        t.price_precision = maybe(row, "price_precision");
        t.precision_mode_price = 4;
        t.is_short = row.at("is_short").as_bool();
        t.leverage = row.at("leverage").to_number<double>();
        const auto flag = [&](const char* name) { return row.contains(name) && row.at(name).as_bool(); };
        adjust_stop_loss(t, row.at("price").to_number<double>(), maybe(row, "stoploss"), flag("initial"),
                         flag("allow_refresh"));
        EXPECT_EQ(t.stop_loss, maybe(row, "stop_loss")) << row;
        EXPECT_EQ(t.stop_loss_pct, maybe(row, "stop_loss_pct")) << row;
        EXPECT_EQ(t.initial_stop_loss, maybe(row, "initial_stop_loss")) << row;
        EXPECT_EQ(t.initial_stop_loss_pct, maybe(row, "initial_stop_loss_pct")) << row;
        EXPECT_EQ(t.is_stop_loss_trailing, row.at("trailing").as_bool()) << row;
    }
    EXPECT_EQ(trades.size() * 7, 112U);
}

TEST(stops, are_converted_for_strategies) {
    const auto document = engine("stoploss_sequences.json");
    ASSERT_EQ(document.at("helpers").as_array().size(), 132U);
    for (const auto& entry : document.at("helpers").as_array()) {
        const auto& args = entry.at("args").as_array();
        const auto call =
            entry.at("call").as_string() == "stoploss_from_open" ? &stoploss_from_open : &stoploss_from_absolute;
        EXPECT_EQ(call(args[0].to_number<double>(), args[1].to_number<double>(), args[2].as_bool(),
                       args[3].to_number<double>()),
                  entry.at("value").to_number<double>())
            << entry;
    }
}

TEST(stops, give_way_to_a_nearer_liquidation_price) {
    trade t;
    EXPECT_FALSE(stoploss_or_liquidation(t));
    t.stop_loss = 90;
    EXPECT_EQ(stoploss_or_liquidation(t), 90);
    t.liquidation_price = 95;
    EXPECT_EQ(stoploss_or_liquidation(t), 95);
    t.is_short = true;
    EXPECT_EQ(stoploss_or_liquidation(t), 90);
    t.price_precision = 0.5;
    t.precision_mode_price = 4;
    set_liquidation_price(t, 95.3);
    EXPECT_EQ(t.liquidation_price, 95.5);
    set_liquidation_price(t, {});
    EXPECT_EQ(t.liquidation_price, 95.5);
}

TEST(liquidation, prices_are_those_recorded) {
    const auto document = engine("liquidation.json");
    ASSERT_EQ(document.at("rows").as_array().size(), 144U);
    for (const auto& entry : document.at("rows").as_array()) {
        const auto& row = entry.as_array();
        const auto tiers = tiers_of(document.at("tiers").at(row[1].as_string()));
        position p;
        p.is_short = row[2].as_bool();
        p.leverage = row[3].to_number<double>();
        p.open_rate = row[4].to_number<double>();
        p.amount = row[5].to_number<double>();
        p.stake_amount = row[6].to_number<double>();
        p.tiers = tiers;
        const auto raw =
            raw_liquidation_price(rules_of(std::string_view{row[0].as_string()}).liquidation, p, p.stake_amount, 0.001);
        EXPECT_EQ(raw, row[7].to_number<double>()) << row;
        EXPECT_EQ(buffered_liquidation_price(raw, p.open_rate, p.is_short), row[8].to_number<double>()) << row;
    }
    for (const auto& entry : document.at("buffers").as_array()) {
        const auto tiers = tiers_of(document.at("tiers").at("ETH/USDT:USDT"));
        const position p{entry.at(1).as_bool(), 0.5, 2000, 100, 10, tiers};
        const auto raw = raw_liquidation_price(liquidation_rules::binance, p, 100, 0.001);
        EXPECT_EQ(buffered_liquidation_price(raw, 2000, p.is_short, entry.at(0).to_number<double>()),
                  entry.at(2).to_number<double>());
    }
    EXPECT_THROW((void)raw_liquidation_price(liquidation_rules::binance, position{}, 1, 0), error);
}

TEST(liquidation, regards_the_other_positions_in_cross_margin) {
    const auto document = engine("liquidation.json");
    const auto& rows = document.at("cross").as_array();
    ASSERT_EQ(rows.size(), 4U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto& row = rows[i].as_object();
        const auto& other_row = rows[i ^ 1].as_object(); // they come in twos
        const auto tiers = tiers_of(document.at("tiers").at(row.at("pair").as_string()));
        const auto other_tiers = tiers_of(document.at("tiers").at(other_row.at("pair").as_string()));
        const position p{row.at("is_short").as_bool(),   number_or(row, "amount", 0),
                         number_or(row, "open_rate", 0), number_or(row, "stake_amount", 0),
                         number_or(row, "leverage", 1),  tiers};
        const auto rate = number_or(other_row, "open_rate", 0);
        const other_position others[] = {
            {number_or(other_row, "amount", 0), rate, rate, number_or(other_row, "stake_amount", 0), other_tiers}};
        const auto raw =
            raw_liquidation_price(liquidation_rules::binance, p, number_or(row, "wallet_balance", 0), 0.001, others);
        EXPECT_EQ(buffered_liquidation_price(raw, p.open_rate, p.is_short), row.at("value").to_number<double>()) << row;
    }
}

TEST(funding, sums_are_those_recorded) {
    const auto document = engine("funding.json");
    const auto list = [&](const char* name) {
        std::vector<dated_value> values;
        for (const auto& row : document.at(name).as_array())
            values.push_back({ms_at(row.at(0)), row.at(1).to_number<double>()});
        return values;
    };
    const auto marks = list("mark");
    const auto rates = list("funding_rates");
    ASSERT_EQ(document.at("cases").as_array().size(), 48U);
    for (const auto& entry : document.at("cases").as_array()) {
        const auto& row = entry.as_object();
        const auto costs = funding_costs(rates, marks, maybe(row, "missing_rate"));
        EXPECT_EQ(funding_fees(costs, row.at("amount").to_number<double>(), row.at("is_short").as_bool(),
                               time_at(row.at("open")), time_at(row.at("close"))),
                  row.at("value").to_number<double>())
            << row;
    }
    for (const auto& row : document.at("cutoff").as_array())
        EXPECT_EQ(funding_cutoff(time_at(row.at("date")), true), row.at("value").as_bool()) << row;
    EXPECT_FALSE(funding_cutoff(*parse_time("2026-01-01T08:00:01"), false));
    EXPECT_EQ(funding_costs({}, marks, 0.001).size(), marks.size());
    EXPECT_TRUE(funding_costs({}, marks).empty());
}
