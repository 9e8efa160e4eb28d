#include "plugins/exchange_checks.hpp"
#include "base/error.hpp"
#include "exchange/habits.hpp"
#include "market/timeframe.hpp"
#include "trading/exchange_rules.hpp"
#include <algorithm>
#include <cctype>
#include <fmt/ranges.h>
#include <set>

namespace tremolo::plugins {
namespace {

bool has(const std::vector<std::string>& all, const std::string& one) {
    return std::ranges::find(all, one) != all.end();
}

void check_stake_currency(const std::string& currency, const exchange::exchange& venue) {
    std::set<std::string> quotes;
    for (const auto& market : venue.markets()) quotes.insert(market.quote);
    if (quotes.empty() || quotes.contains(currency)) return; // none: a backtest that knows its candles alone
    throw configuration_error{fmt::format("{} is not available as stake on {}. Available currencies are: {}", currency,
                                          venue.about().name, fmt::join(quotes, ", "))};
}

void check_timeframe(const std::string& timeframe, const exchange::traits& venue) {
    if (!venue.timeframes.empty() && !has(venue.timeframes, timeframe))
        throw configuration_error{fmt::format("Invalid timeframe '{}'. This exchange supports: ['{}']", timeframe,
                                              fmt::join(venue.timeframes, "', '"))};
    if (market::timeframe{timeframe}.minutes() < 1)
        throw configuration_error{"Timeframes < 1m are currently not supported by Freqtrade."};
}

void check_stops(const config::order_types_settings& types, bool futures, const exchange::traits& venue) {
    if (!types.stoploss_on_exchange) return;
    if (!venue.stop_on_exchange)
        throw configuration_error{fmt::format("On exchange stoploss is not supported for {}.", venue.name)};
    if (futures && types.stoploss_price_type && !has(venue.stop_price_types, *types.stoploss_price_type))
        throw configuration_error{fmt::format("On exchange stoploss price type '{}' is not supported for {}.",
                                              *types.stoploss_price_type, venue.name)};
}

void check_time_in_force(std::string wanted, const exchange::traits& venue) {
    std::ranges::transform(wanted, wanted.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    if (!has(venue.times_in_force, wanted))
        throw configuration_error{fmt::format("Time in force policies are not supported for {} yet.", venue.name)};
}

void check_modes(const config::configuration& configured) {
    const auto trading = configured.trading_mode == config::trading_mode::spot      ? market::trading_mode::spot
                         : configured.trading_mode == config::trading_mode::futures ? market::trading_mode::futures
                                                                                    : market::trading_mode::margin;
    const auto margin = configured.margin_mode == config::margin_mode::isolated ? market::margin_mode::isolated
                        : configured.margin_mode == config::margin_mode::cross  ? market::margin_mode::cross
                                                                                : market::margin_mode::none;
    if (const auto why = trading::refused_modes(configured.exchange.name, trading, margin))
        throw configuration_error{*why};
}

void check_pricing(const config::pricing_settings& pricing, const exchange::traits& venue) {
    if (pricing.use_order_book && !venue.has_order_book)
        throw configuration_error{fmt::format("Orderbook not available for {}.", venue.name)};
    if (!pricing.use_order_book && !venue.tickers_have_price)
        throw configuration_error{fmt::format("Ticker pricing not available for {}.", venue.name)};
}

void check_learning(const config::configuration& configured, const exchange::traits& venue) {
    const auto* found = configured.raw.if_contains("freqai");
    const auto is_set = [&](const char* key) {
        const auto* value = found != nullptr && found->is_object() ? found->as_object().if_contains(key) : nullptr;
        return value != nullptr && *value == true;
    };
    if (is_set("enabled") && !is_set("override_exchange_checks") && !venue.candles_have_history)
        throw configuration_error{
            fmt::format("Historic OHLCV data not available for {}. Can't use freqAI.", venue.name)};
}

} // namespace

void check_exchange(const config::configuration& configured, const exchange::exchange& venue) {
    const auto& about = venue.about();
    if (configured.timeframe) check_timeframe(*configured.timeframe, about);
    if (configured.stake_currency) check_stake_currency(*configured.stake_currency, venue);
    if (configured.order_types)
        check_stops(*configured.order_types, configured.trading_mode == config::trading_mode::futures, about);
    if (const auto& times = configured.order_time_in_force)
        for (const auto& one : {times->entry, times->exit}) check_time_in_force(one, about);
    check_modes(configured);
    check_pricing(configured.exit_pricing, about);
    check_pricing(configured.entry_pricing, about);
    if (configured.exchange.demo_trading && !about.has_demo_trading)
        throw configuration_error{fmt::format("Demo trading is not supported for {}.", about.name)};
    check_learning(configured, about);
}

void check_startup_candles(std::int64_t startup, const std::string& timeframe, const exchange::traits& venue,
                           const logger& log) {
    constexpr std::int64_t most_calls = 5;
    const auto limit =
        std::max<std::int64_t>(static_cast<std::int64_t>(exchange::candle_limit_since(venue, timeframe, startup)), 1);
    const auto calls = (std::max<std::int64_t>(startup, 0) + limit) / limit; // one more: the last may be unfinished
    if (venue.candles_have_history && calls > most_calls)
        throw configuration_error{fmt::format("This strategy requires {} candles to start, which is more than 5x ({} "
                                              "candles) the amount of candles {} provides for {}.",
                                              startup, limit * most_calls - 1, venue.name, timeframe)};
    if (!venue.candles_have_history && calls > 1)
        throw configuration_error{fmt::format("This strategy requires {} candles to start, which is more than ({} "
                                              "candles) the amount of candles {} provides for {}.",
                                              startup, limit - 1, venue.name, timeframe)};
    if (calls > 1)
        log.warning("Using {} calls to get OHLCV. This can result in slower operations for the bot. Please check if "
                    "you really need {} candles for your strategy.",
                    calls, startup);
}

} // namespace tremolo::plugins
