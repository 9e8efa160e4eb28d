// Signals against what freqtrade's own functions answered.
#include "base/time_text.hpp"
#include "strategy/signals.hpp"
#include "tests/testing.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::strategy;
namespace json = boost::json;
using testing_support::data;
using testing_support::read_json;

const timestamp ten = *parse_time("2026-11-21 10:00:00");

// Three candles of 5 minutes, the last opening at ten.
market::frame candles() {
    constexpr std::int64_t step = 300'000;
    market::frame df{{epoch_ms(ten) - 2 * step, epoch_ms(ten) - step, epoch_ms(ten)}};
    df.set("close", market::series{3, 100.0});
    return df;
}

signal_rules rules(std::int64_t ignore_after = 0) {
    return {
        .timeframe = market::timeframe{"5m"}, .can_short = true, .ignore_buying_expired_candle_after = ignore_after};
}

std::string text_of_signal(const std::optional<direction>& d) {
    return d ? std::string{strategy::text_of(*d)} : "null";
}
std::string text_of_value(const json::value& v) { return v.is_null() ? "null" : std::string{v.as_string()}; }

void set_cell(market::frame& df, std::string_view name, const json::value& v) {
    if (v.is_null() && name.ends_with("tag"))
        df.set(name, market::text_series{std::size_t{3}});
    else if (v.is_null())
        df.set(name, market::series{3, market::missing});
    else if (v.is_bool())
        df.set(name, market::cell{v.as_bool()});
    else if (v.is_string())
        df.set(name, market::cell{std::string{v.as_string()}});
    else if (v.is_int64())
        df.set(name, market::cell{v.as_int64()});
    else
        df.set(name, market::cell{v.as_double()});
}

TEST(signals, every_combination_of_cells) {
    const timestamp now = ten + std::chrono::seconds{303};
    const auto vectors = read_json(data() / "engine" / "signals.json");
    for (const auto& row : vectors.at("rows").as_array()) {
        const auto& r = row.as_array();
        SCOPED_TRACE(json::serialize(row));
        market::frame df = candles();
        df.set("enter_tag", market::cell{"in"});
        df.set("exit_tag", market::cell{"out"});
        std::size_t column = 2;
        for (const char* name : {"enter_long", "exit_long", "enter_short", "exit_short"})
            set_cell(df, name, r[column++]);
        signal_rules with = rules();
        with.can_short = r[0].as_string() != "spot" && r[1].as_bool();
        const auto entry = get_entry_signal(df, with, now);
        EXPECT_EQ(text_of_signal(entry.side), text_of_value(r[6]));
        EXPECT_EQ(entry.tag.value_or("null"), text_of_value(r[7]));
        for (const bool is_short : {false, true}) {
            const auto& wanted = r[is_short ? 9 : 8].as_array();
            const auto exit = get_exit_signal(df, with, now, is_short);
            EXPECT_EQ(exit.enter, wanted[0].as_bool());
            EXPECT_EQ(exit.exit, wanted[1].as_bool());
            EXPECT_EQ(exit.tag.value_or("null"), text_of_value(wanted[2]));
        }
    }
}

TEST(signals, odd_cells) {
    const auto vectors = read_json(data() / "engine" / "signals.json");
    for (const auto& odd : vectors.at("odd").as_array()) {
        SCOPED_TRACE(json::serialize(odd));
        market::frame df = candles();
        for (const auto& [name, v] : odd.at("row").as_object()) set_cell(df, name, v);
        const auto entry = get_entry_signal(df, rules(), ten + std::chrono::seconds{303});
        EXPECT_EQ(text_of_signal(entry.side), text_of_value(odd.at("signal")));
        EXPECT_EQ(entry.tag.value_or("null"), text_of_value(odd.at("tag")));
    }
}

TEST(signals, age_of_the_candle) {
    const auto vectors = read_json(data() / "engine" / "signals.json");
    for (const auto& row : vectors.at("ages").as_array()) {
        const auto& r = row.as_array();
        SCOPED_TRACE(json::serialize(row));
        market::frame df = candles();
        df.set("enter_long", market::cell{1});
        df.set("enter_tag", market::cell{"t"});
        signal_rules with = rules(r[0].as_int64());
        if (!r[1].is_null()) with.outdated_offset = r[1].to_number<double>();
        const timestamp now = *parse_time("2026-11-21 " + std::string{r[2].as_string()});
        const auto entry = get_entry_signal(df, with, now);
        EXPECT_EQ(text_of_signal(entry.side), text_of_value(r[3]));
        EXPECT_EQ(entry.tag.value_or("null"), text_of_value(r[4]));
    }
}

TEST(signals, outdated_history_tells_its_age) {
    market::frame df = candles();
    df.set("enter_long", market::cell{1});
    const auto entry = get_entry_signal(df, rules(), ten + std::chrono::minutes{42} + std::chrono::seconds{59});
    EXPECT_FALSE(entry.side);
    EXPECT_EQ(entry.minutes_old, 42);
}

TEST(signals, without_candles_there_is_none) {
    const auto entry = get_entry_signal(market::frame{}, rules(), ten);
    EXPECT_FALSE(entry.side);
    EXPECT_FALSE(entry.minutes_old);
}

TEST(signals, rows_in_any_order_when_checks_are_off) {
    market::frame df{{epoch_ms(ten), epoch_ms(ten) - 300'000}};
    df.set("enter_long", market::series{std::vector<double>{1, 0}});
    signal_rules with = rules();
    EXPECT_FALSE(get_entry_signal(df, with, ten + std::chrono::seconds{303}).side);
    with.disable_dataframe_checks = true;
    EXPECT_EQ(get_entry_signal(df, with, ten + std::chrono::seconds{303}).side, direction::long_);
}

} // namespace
