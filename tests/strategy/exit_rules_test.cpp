// The exit rules against what freqtrade's own functions answered.
#include "base/error.hpp"
#include "strategy/exit_rules.hpp"
#include "tests/testing.hpp"
#include <cmath>
#include <limits>

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
namespace json = boost::json;
using testing_support::data;
using testing_support::read_json;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// A recorded number where "nan" and "inf" stand for themselves; null is absent.
std::optional<double> recorded(const json::value& v) {
    if (v.is_null()) return {};
    if (v.is_string()) return v.as_string() == "nan" ? nan : testing_support::number(v);
    return v.to_number<double>();
}

double number_or(const json::object& in, std::string_view name, double otherwise) {
    const auto* v = in.if_contains(name);
    return v != nullptr && !v->is_null() ? v->to_number<double>() : otherwise;
}

bool flag(const json::object& in, std::string_view name, bool otherwise = false) {
    const auto* v = in.if_contains(name);
    return v != nullptr ? v->as_bool() : otherwise;
}

roi_table roi_of(const json::object& table) {
    roi_table roi;
    for (const auto& [minutes, ratio] : table) roi[std::stoll(std::string{minutes})] = ratio.to_number<double>();
    return roi;
}

strategy::settings settings_of(const json::object& in, double stoploss) {
    strategy::settings s;
    s.stoploss = number_or(in, "stoploss", stoploss);
    s.trailing_stop = flag(in, "trailing_stop");
    if (const auto* positive = in.if_contains("trailing_stop_positive")) s.trailing_stop_positive = recorded(*positive);
    s.trailing_stop_positive_offset = number_or(in, "trailing_stop_positive_offset", 0);
    s.trailing_only_offset_is_reached = flag(in, "trailing_only_offset_is_reached");
    s.use_exit_signal = flag(in, "use_exit_signal", true);
    s.exit_profit_only = flag(in, "exit_profit_only");
    s.exit_profit_offset = number_or(in, "exit_profit_offset", 0);
    s.ignore_roi_if_entry_signal = flag(in, "ignore_roi_if_entry_signal");
    if (const auto* roi = in.if_contains("minimal_roi")) s.minimal_roi = roi_of(roi->as_object());
    if (const auto* types = in.if_contains("order_types"))
        s.order_types.stoploss_on_exchange = flag(types->as_object(), "stoploss_on_exchange");
    return s;
}

trading::trade trade_of(const json::object& in, double fee) {
    trading::trade t;
    t.id = 1;
    t.pair = "ETH/USDT";
    t.base_currency = "ETH";
    t.stake_currency = "USDT";
    t.exchange = "binance";
    t.fee_open = t.fee_close = fee;
    t.open_rate = number_or(in, "open_rate", 100);
    t.amount = number_or(in, "amount", 1);
    t.stake_amount = number_or(in, "stake_amount", 100);
    t.price_precision = number_or(in, "price_precision", 0.01);
    t.amount_precision = 0.00001;
    t.precision_mode = t.precision_mode_price = 4;
    t.is_short = flag(in, "is_short");
    t.leverage = number_or(in, "leverage", 1);
    if (const auto* mode = in.if_contains("trading_mode"); mode != nullptr && mode->as_string() == "futures")
        t.trading_mode = market::trading_mode::futures;
    if (const auto* price = in.if_contains("liquidation_price")) t.liquidation_price = recorded(*price);
    for (const auto& [name, to] : {std::pair{"stop_loss", &t.stop_loss},
                                   {"stop_loss_pct", &t.stop_loss_pct},
                                   {"initial_stop_loss", &t.initial_stop_loss},
                                   {"initial_stop_loss_pct", &t.initial_stop_loss_pct}})
        if (const auto* v = in.if_contains(name)) *to = recorded(*v);
    t.is_stop_loss_trailing = flag(in, "is_stop_loss_trailing");
    trading::recalculate_open_trade_value(t);
    return t;
}

std::string text_of_exits(const std::vector<exit_check>& exits) {
    std::string all;
    for (const auto& e : exits) all += std::string{strategy::text_of(e.type)} + ":" + e.reason + " ";
    return all;
}

std::string text_of_exits(const json::array& exits) {
    std::string all;
    for (const auto& e : exits)
        all += std::string{e.as_array()[0].as_string()} + ":" + std::string{e.as_array()[1].as_string()} + " ";
    return all;
}

void expect_same(const std::optional<double>& got, const json::value& wanted, const char* what) {
    const auto number = recorded(wanted);
    ASSERT_EQ(got.has_value(), number.has_value()) << what;
    if (number) { EXPECT_DOUBLE_EQ(*got, *number) << what; }
}

constexpr timestamp noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 21} + std::chrono::hours{12}};

TEST(exit_rules, roi_thresholds_are_freqtrades) {
    const auto vectors = read_json(data() / "engine" / "roi.json");
    std::size_t seen = 0;
    for (const auto& row : vectors.at("rows").as_array()) {
        const auto& r = row.as_array();
        SCOPED_TRACE(json::serialize(row));
        strategy::settings s;
        s.minimal_roi = roi_of(r[0].as_object());
        s.use_custom_roi = !r[1].is_null();
        const exit_questions ask{.custom_roi = [&](const roi_call&) { return recorded(r[1]); }};
        const exit_rules rules{s, true, ask};
        trading::trade t = trade_of({}, 0);
        t.open_date = noon;
        const timestamp now = noon + std::chrono::microseconds{std::llround(r[2].to_number<double>() * 1e6)};
        const auto minutes = std::chrono::floor<std::chrono::minutes>(now - noon).count();
        const auto entry = roi_for(t, rules, minutes, now);
        expect_same(entry.minutes ? std::optional<double>(static_cast<double>(*entry.minutes)) : std::nullopt, r[4],
                    "key");
        expect_same(entry.threshold, r[5], "threshold");
        EXPECT_EQ(roi_reached(t, rules, r[3].to_number<double>(), now), r[6].as_bool());
        ++seen;
    }
    EXPECT_GE(seen, 700U);
}

// What the strategy's function was last called with, as the vectors keep it.
struct asked {
    double rate, profit;
    bool after_fill;
};

void expect_asked(const std::optional<asked>& got, const json::value& wanted) {
    ASSERT_EQ(got.has_value(), !wanted.is_null());
    if (!got) return;
    EXPECT_DOUBLE_EQ(got->rate, wanted.at("current_rate").to_number<double>());
    EXPECT_DOUBLE_EQ(got->profit, wanted.at("current_profit").to_number<double>());
    EXPECT_EQ(got->after_fill, wanted.at("after_fill").as_bool());
}

void replay(const json::object& c) {
    strategy::settings s = settings_of(c.at("settings").as_object(), -0.1);
    const auto* answers = c.if_contains("custom_stoploss");
    s.use_custom_stoploss = answers != nullptr && !answers->is_null();
    s.custom_stoploss_after_fill = true;
    trading::trade t = trade_of(c.at("trade").as_object(), 0.001);
    t.open_date = noon;
    std::optional<asked> last;
    std::size_t step = 0;
    const exit_questions ask{.custom_stoploss = [&](const stoploss_call& call) {
        last = {call.current_rate, call.current_profit, call.after_fill};
        return recorded(answers->as_array()[step]);
    }};
    const exit_rules rules{s, flag(c.at("settings").as_object(), "dry_run", true), ask};
    for (const auto& value : c.at("steps").as_array()) {
        const auto& in = value.as_object();
        const auto& wanted = c.at("result").as_array()[step].as_object();
        SCOPED_TRACE(std::string{c.at("name").as_string()} + ", step " + std::to_string(step));
        last.reset();
        exit_moment m{.rate = in.at("rate").to_number<double>(), .current_time = noon + std::chrono::minutes{1}};
        if (const auto* low = in.if_contains("low")) m.low = recorded(*low);
        if (const auto* high = in.if_contains("high")) m.high = recorded(*high);
        if (flag(in, "after_fill"))
            adjust_stoploss(t, rules, m, true);
        else
            EXPECT_EQ(text_of_exits(should_exit(t, rules, m)), text_of_exits(wanted.at("exits").as_array()));
        expect_same(t.stop_loss, wanted.at("stop_loss"), "stop_loss");
        expect_same(t.stop_loss_pct, wanted.at("stop_loss_pct"), "stop_loss_pct");
        expect_same(t.initial_stop_loss, wanted.at("initial_stop_loss"), "initial_stop_loss");
        expect_same(t.initial_stop_loss_pct, wanted.at("initial_stop_loss_pct"), "initial_stop_loss_pct");
        EXPECT_EQ(t.is_stop_loss_trailing, wanted.at("is_stop_loss_trailing").as_bool());
        expect_same(t.max_rate, wanted.at("max_rate"), "max_rate");
        expect_same(t.min_rate, wanted.at("min_rate"), "min_rate");
        expect_asked(last, wanted.at("custom_stoploss_called_with"));
        ++step;
    }
}

TEST(exit_rules, stops_move_as_freqtrades_do) {
    const auto vectors = read_json(data() / "engine" / "stoploss_sequences.json");
    ASSERT_EQ(vectors.at("cases").as_array().size(), 65U);
    for (const auto& c : vectors.at("cases").as_array()) replay(c.as_object());
}

TEST(exit_rules, helpers_of_strategies_answer_as_freqtrades_do) {
    const auto vectors = read_json(data() / "engine" / "stoploss_sequences.json");
    for (const auto& h : vectors.at("helpers").as_array()) {
        SCOPED_TRACE(json::serialize(h));
        const auto& a = h.at("args").as_array();
        const auto call =
            h.at("call").as_string() == "stoploss_from_open" ? stoploss_from_open : stoploss_from_absolute;
        EXPECT_DOUBLE_EQ(
            call(a[0].to_number<double>(), a[1].to_number<double>(), a[2].as_bool(), a[3].to_number<double>()),
            h.at("value").to_number<double>());
    }
}

exit_answer answer_of(const json::value& v) {
    if (v.is_null()) return {};
    if (v.is_bool()) return v.as_bool();
    if (v.is_string()) return std::string{v.as_string()};
    return v.to_number<double>() != 0; // any other true value
}

TEST(exit_rules, exits_come_in_freqtrades_order) {
    const auto vectors = read_json(data() / "engine" / "should_exit.json");
    ASSERT_EQ(vectors.at("cases").as_array().size(), 109U);
    for (const auto& value : vectors.at("cases").as_array()) {
        const auto& c = value.as_object();
        SCOPED_TRACE(json::serialize(value));
        const strategy::settings s = settings_of(c.at("settings").as_object(), -0.1);
        const exit_questions ask{.custom_exit = [&](const exit_call&) { return answer_of(c.at("custom_exit")); }};
        trading::trade t = trade_of(c.at("trade").as_object(), 0);
        t.open_date = noon;
        const auto exits = should_exit(t, {s, true, ask},
                                       {.rate = c.at("rate").to_number<double>(),
                                        .current_time = noon + std::chrono::minutes{c.at("minutes_open").as_int64()},
                                        .enter = c.at("enter").as_bool(),
                                        .exit = c.at("exit").as_bool()});
        EXPECT_EQ(text_of_exits(exits), text_of_exits(c.at("exits").as_array()));
        expect_same(t.stop_loss, c.at("stop_loss"), "stop_loss");
    }
}

TEST(exit_rules, reason_stored_is_the_tag_only_of_an_exit_signal) {
    EXPECT_EQ(stored_reason({exit_type::exit_signal, "exit_signal"}, "peak"), "peak");
    EXPECT_EQ(stored_reason({exit_type::exit_signal, "exit_signal"}, ""), "exit_signal");
    EXPECT_EQ(stored_reason({exit_type::custom_exit, "mine"}, "peak"), "mine");
    EXPECT_EQ(stored_reason({exit_type::roi, "roi"}, "peak"), "roi");
}

TEST(exit_rules, long_reason_is_cut_at_a_character) {
    std::string reason;
    for (int i = 0; i < 300; ++i) reason += "ü";
    strategy::settings s;
    s.stoploss = -0.5;
    const exit_questions ask{.custom_exit = [&](const exit_call&) { return exit_answer{reason}; }};
    trading::trade t = trade_of({}, 0);
    t.open_date = noon;
    const auto exits = should_exit(t, {s, true, ask}, {.rate = 100, .current_time = noon});
    ASSERT_EQ(exits.size(), 1U);
    EXPECT_EQ(exits[0].reason.size(), 255U * 2);
}

TEST(exit_rules, without_any_stoploss_there_is_an_error_text) {
    trading::trade t = trade_of({}, 0);
    const strategy::settings s;
    const exit_questions ask;
    EXPECT_THROW((void)should_exit(t, {s, true, ask}, {.rate = 100, .current_time = noon}), tremolo::error);
}

} // namespace
