// Configurations that an exchange cannot serve, as freqtrade's own validate_config refuses them (recorded for each
// exchange that it supports, spot and futures).
#include "exchange/habits.hpp"
#include "plugins/exchange_checks.hpp"
#include "tests/exchange/fake_exchange.hpp"
#include "tests/testing.hpp"
#include <gtest/gtest.h>

namespace {

using namespace tremolo;
namespace bj = boost::json;

config::order_kind kind_of(const bj::value& word) {
    return word == "market" ? config::order_kind::market : config::order_kind::limit;
}

config::order_types_settings types_of(const bj::object& told) {
    config::order_types_settings types;
    types.entry = kind_of(told.at("entry"));
    types.exit = kind_of(told.at("exit"));
    types.stoploss_on_exchange = told.at("stoploss_on_exchange").as_bool();
    if (const auto* price = told.if_contains("stoploss_price_type"))
        types.stoploss_price_type = std::string{price->as_string()};
    return types;
}

// What each case has beside stake currency, exchange, modes, and prices from order books.
config::configuration configured_as(const bj::object& told, const std::string& exchange, bool futures) {
    config::configuration c;
    c.exchange.name = exchange;
    c.stake_currency = "USDT";
    c.entry_pricing.use_order_book = c.exit_pricing.use_order_book = true;
    if (futures) {
        c.trading_mode = config::trading_mode::futures;
        c.margin_mode = config::margin_mode::isolated;
    }
    for (const auto& [key, value] : told) {
        if (key == "timeframe") c.timeframe = std::string{value.as_string()};
        if (key == "stake_currency") c.stake_currency = std::string{value.as_string()};
        if (key == "order_types") c.order_types = types_of(value.as_object());
        if (key == "order_time_in_force")
            c.order_time_in_force = {std::string{value.at("entry").as_string()},
                                     std::string{value.at("exit").as_string()}};
        if (key == "exit_pricing") c.exit_pricing.use_order_book = value.at("use_order_book").as_bool();
        if (key == "entry_pricing") c.entry_pricing.use_order_book = value.at("use_order_book").as_bool();
        if (key == "freqai") c.raw["freqai"] = value;
        if (key == "demo_trading") c.exchange.demo_trading = value.as_bool();
        if (key == "startup_candle_count") c.startup_candle_count = value.as_int64();
    }
    return c;
}

exchange::fake_exchange named(const std::string& id, bool futures) {
    exchange::fake_exchange venue;
    venue.own_traits = exchange::usual_traits(id, futures);
    for (const auto* quote : {"USDT", "USDT", "BTC"}) venue.own_markets.emplace_back().quote = quote;
    return venue;
}

std::string refusal(const config::configuration& c, const exchange::exchange& venue) {
    try {
        plugins::check_exchange(c, venue);
        if (c.startup_candle_count)
            plugins::check_startup_candles(*c.startup_candle_count, c.timeframe.value(), venue.about(), {});
    } catch (const configuration_error& e) { return e.what(); }
    return "";
}

TEST(exchange_checks, refuse_what_freqtrade_refuses) {
    const auto recorded =
        testing_support::read_json(std::filesystem::path{__FILE__}.parent_path() / "data" / "exchange_checks.json");
    const auto& cases = recorded.at("cases").as_array();
    std::size_t compared = 0;
    for (const auto& told : recorded.at("told").as_array()) {
        const std::string id{told.at("exchange").as_string()};
        const bool futures = told.at("mode") == "futures";
        const auto venue = named(id, futures);
        for (std::size_t i = 0; i < cases.size(); ++i, ++compared) {
            const auto& wanted = told.at("outcome").at(i);
            EXPECT_EQ(refusal(configured_as(cases[i].as_object(), id, futures), venue),
                      wanted.is_null() ? "" : std::string_view{wanted.as_string()})
                << id << (futures ? " futures " : " spot ") << bj::serialize(cases[i]);
        }
    }
    EXPECT_GT(compared, 1900U);
}

TEST(exchange_checks, leave_exchanges_alone_that_freqtrade_does_not_know) {
    const auto venue = named("simulated", true);
    auto c = configured_as({{"timeframe", "3m"}, {"exit_pricing", {{"use_order_book", false}}}}, "simulated", true);
    c.order_types = types_of(
        {{"entry", "limit"}, {"exit", "limit"}, {"stoploss_on_exchange", true}, {"stoploss_price_type", "index"}});
    EXPECT_EQ(refusal(c, venue), "");
}

} // namespace
