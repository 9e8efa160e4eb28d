// What happens when a bot begins to trade: notes in the database, messages, stops and orders brought up to date
// (ENGINE.md section 18).
#include "bot/bot_insides.hpp"
#include "plugins/number_text.hpp"
#include <fmt/format.h>

namespace tremolo::bot {

namespace {
// A value of the configuration as Python prints it.
std::string python_text(const boost::json::value& value) {
    if (value.is_object()) {
        std::string out = "{";
        for (const auto& item : value.get_object())
            out += (out.size() > 1 ? ", " : "") + plugins::quoted_text(item.key()) + ": " + python_text(item.value());
        return out + "}";
    }
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    if (value.is_double()) return plugins::number_text(value.get_double());
    if (value.is_string()) return std::string{value.get_string()};
    return value.is_bool() ? (value.get_bool() ? "True" : "False") : "None";
}

std::string setting(const config::configuration& c, std::string_view key) {
    const auto* value = c.raw.if_contains(key);
    return value == nullptr ? "None" : python_text(*value);
}
} // namespace

void bot::insides::note_start() {
    auto& db = *parts.database;
    if (!bot_start) {
        bot_start = db.read().first_open_date().value_or(now());
        db.set_value("bot_start_time", *bot_start);
    }
    bot_startup = now();
    db.set_value("startup_time", *bot_startup);
    fill_in_wallet_history();
}

void bot::insides::start_up_messages() {
    const auto& c = *parts.settings->config;
    if (c.dry_run) announce.status("warning", "Dry run is enabled. All trades are simulated.");
    announce.status("startup",
                    fmt::format("*Exchange:* `{}{}`\n*Stake per trade:* `{} {}`\n*Minimum ROI:* `{}`\n*{}Stoploss:* "
                                "`{}`\n*Position adjustment:* `{}`\n*Timeframe:* `{}`\n*Strategy:* `{}`",
                                c.exchange.name, c.exchange.demo_trading ? " (demo trading)" : "",
                                setting(c, "stake_amount"), parts.settings->stake_currency(), setting(c, "minimal_roi"),
                                parts.settings->strategy.trailing_stop ? "Trailing " : "", setting(c, "stoploss"),
                                parts.settings->strategy.position_adjustment_enable ? "On" : "Off",
                                parts.settings->timeframe(), parts.settings->strategy_name));
    announce.status("startup", fmt::format("Searching for {} pairs to buy and sell based on {}",
                                           parts.settings->stake_currency(), pairs->short_description()));
    if (!protections->empty())
        announce.status("startup",
                        fmt::format("Using Protections: \n{}", fmt::join(protections->short_descriptions(), "\n")));
}

void bot::start_up() {
    auto& i = *in_;
    i.with_honest_books([&] {
        i.settle_after_failure();
        i.note_start();
        i.start_up_messages();
        i.trader->settle_intents();
        i.trader->fill_in_precisions();
        i.trader->reinitialise_stops();
        i.trader->update_open_orders();
        i.trader->update_all_liquidation_prices();
        i.trader->update_funding_fees();
        i.publish();
    });
}

} // namespace tremolo::bot
