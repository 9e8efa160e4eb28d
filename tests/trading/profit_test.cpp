#include "base/error.hpp"
#include "base/time_text.hpp"
#include "tests/trading/vectors.hpp"
#include "trading/trade.hpp"

using namespace tremolo;
using namespace tremolo::trading;
using namespace trading_vectors;

namespace {

value vectors() { return engine("profit.json"); }

market::trading_mode mode_of(const std::string& name) {
    if (name == "futures") return market::trading_mode::futures;
    return name == "margin" ? market::trading_mode::margin : market::trading_mode::spot;
}

// The recorded trades live on binance: tick sizes, fee 0.1 %.
trade trade_of(const object& row) {
    trade t;
    t.exchange = "binance";
    t.pair = text_or(row, "pair", "ETH/USDT");
    t.trading_mode = mode_of(text_or(row, "trading_mode", "spot"));
    t.is_short = row.contains("is_short") && row.at("is_short").as_bool();
    t.leverage = number_or(row, "leverage", 1);
    t.amount = number_or(row, "amount", 0);
    t.open_rate = number_or(row, "open_rate", 0);
    t.stake_amount = number_or(row, "stake_amount", 0);
    t.fee_open = number_or(row, "fee_open", 0.001);
    t.fee_close = number_or(row, "fee_close", 0.001);
    t.amount_precision = number_or(row, "amount_precision", 1e-8);
    t.price_precision = number_or(row, "price_precision", 1e-8);
    t.precision_mode = 4;
    t.precision_mode_price = 4;
    t.contract_size = maybe(row, "contract_size");
    t.open_date = *parse_time("2026-01-01T00:00:00");
    t.funding_fees = 0.0;
    recalculate_open_trade_value(t);
    return t;
}

void place(trade& t, const object& event, timestamp now) {
    market::order_state state;
    state.id = std::string{event.at("id").as_string()};
    state.pair = t.pair;
    state.status = "open";
    const auto side = std::string{event.at("side").as_string()};
    state.type = text_or(event, "type", "limit");
    state.side = side == "stoploss" ? t.exit_side() : side;
    state.price = maybe(event, "price");
    state.amount = maybe(event, "amount");
    state.filled = 0.0;
    state.remaining = state.amount;
    state.stop_price = maybe(event, "stop");
    auto row = new_order(state, t.pair, side, *state.amount, *state.price, now);
    if (event.contains("tag")) row.ft_order_tag = text_or(event, "tag", "");
    if (side == t.exit_side()) t.exit_reason = row.ft_order_tag;
    t.orders.push_back(std::move(row));
    if (side == t.entry_side()) recalculate_from_orders(t); // as the bot does once an entry is placed
}

void update(trade& t, const object& event, timestamp now) {
    auto* row = t.find_order(std::string{event.at("id").as_string()});
    ASSERT_NE(row, nullptr);
    market::order_state state;
    state.id = row->order_id;
    state.status = text_or(event, "status", "");
    state.filled = maybe(event, "filled");
    state.average = maybe(event, "average");
    state.cost = maybe(event, "cost");
    if (state.filled) state.remaining = *row->amount - *state.filled;
    update_from(*row, state, now);
    if (const auto fee_base = maybe(event, "fee_base")) row->ft_fee_base = fee_base;
    if (const auto* fee = event.if_contains("fee")) {
        const auto& cells = fee->as_array();
        update_fee(t, cells[0].to_number<double>(), std::string{cells[1].as_string()},
                   cells[2].is_null() ? std::nullopt : std::optional{cells[2].to_number<double>()},
                   std::string{cells[3].as_string()});
    }
    if (!is_open_status(*row->status) && row->filled == 0.0) return;
    update_trade(t, *row, false, now);
}

#define SAME(field)                                                                                                    \
    if (const auto wanted = maybe(expected, #field))                                                                   \
        EXPECT_EQ(std::optional<double>{actual.field}, wanted) << where << " " #field;                                 \
    else                                                                                                               \
        EXPECT_FALSE(std::optional<double>{actual.field}.has_value())                                                  \
            << where << " " #field << ": " << *std::optional<double> {                                                 \
            actual.field                                                                                               \
        }
#define SAME_FLAG(field) EXPECT_EQ(actual.field, expected.at(#field).as_bool()) << where << " " #field
#define SAME_TEXT(field)                                                                                               \
    EXPECT_EQ(actual.field.value_or("<null>"), text_or(expected, #field, "<null>")) << where << " " #field

void compare(const trade& actual, const object& expected, const std::string& where) {
    SAME_FLAG(is_open);
    SAME(amount);
    SAME(stake_amount);
    EXPECT_EQ(actual.max_stake_amount, number_or(expected, "max_stake_amount", 0))
        << where; // null before the first entry
    SAME(open_rate);
    SAME(open_trade_value);
    SAME(fee_open);
    SAME(fee_open_cost);
    SAME_TEXT(fee_open_currency);
    SAME(fee_close);
    SAME(fee_close_cost);
    SAME_TEXT(fee_close_currency);
    SAME(close_rate);
    SAME(close_profit);
    SAME(close_profit_abs);
    SAME(realized_profit);
    SAME(stop_loss);
    SAME(stop_loss_pct);
    SAME(initial_stop_loss);
    SAME(initial_stop_loss_pct);
    SAME_FLAG(is_stop_loss_trailing);
    SAME(funding_fees);
    SAME(funding_fee_running);
    SAME(liquidation_price);
    SAME_TEXT(exit_reason);
    SAME_TEXT(exit_order_status);
    EXPECT_EQ(actual.nr_of_successful_entries(), expected.at("nr_of_successful_entries").as_int64()) << where;
    EXPECT_EQ(actual.nr_of_successful_exits(), expected.at("nr_of_successful_exits").as_int64()) << where;
    EXPECT_EQ(actual.has_open_orders(), expected.at("has_open_orders").as_bool()) << where;
    EXPECT_EQ(actual.has_open_position(), expected.at("has_open_position").as_bool()) << where;
}

void compare(const order& actual, const object& expected, const std::string& where) {
    EXPECT_EQ(actual.order_id, expected.at("order_id").as_string()) << where;
    EXPECT_EQ(actual.ft_order_side, expected.at("ft_order_side").as_string()) << where;
    SAME_FLAG(ft_is_open);
    SAME(ft_amount);
    SAME(ft_price);
    SAME_TEXT(status);
    SAME_TEXT(order_type);
    SAME_TEXT(side);
    SAME(price);
    SAME(average);
    SAME(amount);
    SAME(filled);
    SAME(remaining);
    SAME(cost);
    SAME(stop_price);
    SAME(funding_fee);
    SAME(ft_fee_base);
    SAME_TEXT(ft_order_tag);
    SAME_TEXT(ft_cancel_reason);
    EXPECT_EQ(actual.safe_price(), expected.at("safe_price").to_number<double>()) << where;
    EXPECT_EQ(actual.safe_amount_after_fee(), expected.at("safe_amount_after_fee").to_number<double>()) << where;
}

void compare(const profit& actual, const object& expected, const std::string& where) {
    SAME(profit_abs);
    SAME(profit_ratio);
    SAME(total_profit);
    SAME(total_profit_ratio);
}

void run_case(const object& example) {
    auto t = trade_of(example.at("trade").as_object());
    adjust_stop_loss(t, t.open_rate, maybe(example, "stoploss"), true);
    const auto& events = example.at("events").as_array();
    const auto& steps = example.at("steps").as_array();
    ASSERT_EQ(events.size(), steps.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
        const auto& event = events[i].as_object();
        const auto& step = steps[i].as_object();
        const auto now = *parse_time(std::string{event.at("at").as_string()});
        const auto where = std::string{example.at("name").as_string()} + ", step " + std::to_string(i);
        const auto op = event.at("op").as_string();
        if (op == "profit") {
            const auto rate = event.at("rate").to_number<double>();
            compare(calculate_profit(t, rate), step.at("profit").as_object(), where);
            EXPECT_EQ(profit_ratio(t, rate), step.at("ratio").to_number<double>()) << where;
            EXPECT_EQ(close_value(t, rate), step.at("close_value").to_number<double>()) << where;
            continue;
        }
        if (op == "place") place(t, event, now);
        if (op == "update") update(t, event, now);
        if (op == "funding") set_funding_fees(t, event.at("value").to_number<double>());
        compare(t, step.at("trade").as_object(), where);
        const auto& orders = step.at("orders").as_array();
        ASSERT_EQ(t.orders.size(), orders.size()) << where;
        for (std::size_t k = 0; k < orders.size(); ++k)
            compare(t.orders[k], orders[k].as_object(), where + ", order " + std::to_string(k));
    }
}

} // namespace

TEST(profit, follows_every_recorded_trade) {
    const auto document = vectors();
    ASSERT_EQ(document.at("cases").as_array().size(), 40U);
    for (const auto& example : document.at("cases").as_array()) run_case(example.as_object());
}

TEST(profit, computes_every_recorded_value) {
    const auto document = vectors();
    ASSERT_EQ(document.at("calc").as_array().size(), 48U);
    for (const auto& entry : document.at("calc").as_array()) {
        const auto& row = entry.as_object();
        auto t = trade_of(row);
        t.fee_open = t.fee_close = row.at("fee").to_number<double>();
        t.exchange = text_or(row, "exchange", "");
        t.max_stake_amount = number_or(row, "max_stake_amount", 0);
        t.funding_fees = maybe(row, "funding_fees");
        t.interest_rate = number_or(row, "daily_interest_rate", 0);
        const auto hours = std::chrono::duration<double, std::ratio<3600>>{row.at("hours_open").to_number<double>()};
        const auto now = t.open_date + std::chrono::round<std::chrono::microseconds>(hours);
        recalculate_open_trade_value(t);
        const auto rate = row.at("rate").to_number<double>();
        EXPECT_EQ(t.open_trade_value, row.at("open_trade_value").to_number<double>()) << row;
        EXPECT_EQ(close_value(t, rate, {}, now), row.at("close_value").to_number<double>()) << row;
        compare(calculate_profit(t, rate, {}, {}, now), row.at("profit").as_object(), "calc");
        EXPECT_EQ(profit_ratio(t, rate, {}, {}, now), row.at("profit_ratio").to_number<double>()) << row;
        EXPECT_EQ(profit_ratio(t, rate, 10.0, {}, now), row.at("profit_ratio_of_10").to_number<double>()) << row;
        EXPECT_EQ(borrowed(t), row.at("borrowed").to_number<double>()) << row;
        EXPECT_EQ(interest(t, now), std::stod(std::string{row.at("interest").as_string()})) << row;
        for (const auto& [roi, wanted] : row.at("close_rate_for_roi").as_object())
            EXPECT_EQ(close_rate_for_roi(t, std::stod(std::string{roi}), now), wanted.to_number<double>())
                << row << " " << roi;
    }
}

TEST(profit, refuses_margin_rules_that_are_not_known) {
    auto t = trade_of({});
    t.trading_mode = market::trading_mode::margin;
    t.leverage = 3;
    t.exchange = "elsewhere";
    EXPECT_THROW((void)close_value(t, 10.0), operational_error);
}

TEST(order, refuses_the_answer_about_another_one) {
    order row;
    row.order_id = "1";
    market::order_state state;
    state.id = "2";
    EXPECT_THROW(update_from(row, state, timestamp{}), error);
}

TEST(order, is_filled_at_its_last_trade_and_only_once) {
    order row;
    row.order_id = "1";
    market::order_state state;
    state.id = "1";
    state.status = "canceled";
    state.filled = 2.0;
    state.last_trade_ms = 5000;
    update_from(row, state, from_epoch_ms(9000));
    EXPECT_FALSE(row.ft_is_open);
    EXPECT_EQ(row.order_filled_date, from_epoch_ms(5000));
    EXPECT_EQ(row.order_date, from_epoch_ms(9000));
    state.last_trade_ms = 7000;
    update_from(row, state, from_epoch_ms(9500));
    EXPECT_EQ(row.order_filled_date, from_epoch_ms(5000));
    EXPECT_EQ(row.order_update_date, from_epoch_ms(9500));
}
