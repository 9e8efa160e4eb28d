// What the bot says of itself: configuration, log, health, markets, strategy.
#include "base/time_text.hpp"
#include "base/version.hpp"
#include "bot/settings.hpp"
#include "rpc/queries.hpp"
#include "rpc/strategy_view.hpp"
#include "strategy/loader.hpp"
#include "json/parse.hpp"
#include <cmath>
#include <fmt/format.h>

namespace tremolo::rpc {
namespace {

// How many decimals amounts of a stake currency are shown with.
std::int64_t decimals_of(const std::string& currency) { return currency == "BTC" ? 8 : currency == "ETH" ? 5 : 3; }

boost::json::object section(const config::configuration& config, std::string_view name) {
    const auto* found = config.raw.if_contains(name);
    return found && found->is_object() ? found->as_object() : boost::json::object{};
}

// The stake as its user wrote it: "unlimited", "150", "150.5".
std::string stake_text(const boost::json::object& raw) {
    const auto* found = raw.if_contains("stake_amount");
    if (!found) return "";
    if (found->is_string()) return std::string{found->as_string()};
    std::string text;
    json::write_value(text, *found);
    return text;
}

std::optional<schema::order_type_values> order_type(const std::optional<std::string>& name) {
    if (!name) return std::nullopt;
    return json::enum_from<schema::order_type_values>(*name);
}

schema::order_types order_types_of(const strategy::order_types& types) {
    schema::order_types out;
    out.entry = order_type(types.entry).value_or(schema::order_type_values::limit);
    out.exit = order_type(types.exit).value_or(schema::order_type_values::limit);
    out.emergency_exit = order_type(types.emergency_exit);
    out.force_exit = order_type(types.force_exit);
    out.force_entry = order_type(types.force_entry);
    out.stoploss = order_type(types.stoploss).value_or(schema::order_type_values::limit);
    out.stoploss_on_exchange = types.stoploss_on_exchange;
    if (types.stoploss_on_exchange_interval)
        out.stoploss_on_exchange_interval = static_cast<std::int64_t>(*types.stoploss_on_exchange_interval);
    return out;
}

schema::unfilled_timeout timeout_of(const strategy::unfilled_timeout& timeout) {
    schema::unfilled_timeout out;
    if (timeout.entry) out.entry = static_cast<std::int64_t>(*timeout.entry);
    if (timeout.exit) out.exit = static_cast<std::int64_t>(*timeout.exit);
    out.unit = timeout.unit;
    out.exit_timeout_count = timeout.exit_timeout_count;
    return out;
}

void fill_strategy_settings(schema::show_config& out, const bot::settings& settings) {
    const auto& strategy = settings.strategy;
    out.max_open_trades = std::isinf(strategy.max_open_trades) ? -1 : strategy.max_open_trades;
    // As the configuration has it, where it has one: 1 stays 1, and does not become 1.0.
    if (const auto* given = settings.config->original.if_contains("minimal_roi"); given && given->is_object())
        out.minimal_roi = given->get_object();
    else
        for (const auto& [minutes, ratio] : strategy.minimal_roi) out.minimal_roi[std::to_string(minutes)] = ratio;
    out.stoploss = strategy.stoploss;
    out.stoploss_on_exchange = strategy.order_types.stoploss_on_exchange;
    out.trailing_stop = strategy.trailing_stop;
    out.trailing_stop_positive = strategy.trailing_stop_positive;
    out.trailing_stop_positive_offset = strategy.trailing_stop_positive_offset;
    out.trailing_only_offset_is_reached = strategy.trailing_only_offset_is_reached;
    if (strategy.unfilledtimeout) out.unfilledtimeout = timeout_of(*strategy.unfilledtimeout);
    out.order_types = order_types_of(strategy.order_types);
    out.use_custom_stoploss = strategy.use_custom_stoploss;
    out.timeframe = strategy.timeframe;
    if (strategy.timeframe) {
        out.timeframe_ms = settings.parsed_timeframe().milliseconds();
        out.timeframe_min = settings.parsed_timeframe().minutes();
    }
    out.position_adjustment_enable = strategy.position_adjustment_enable;
    out.max_entry_position_adjustment = strategy.max_entry_position_adjustment;
}

} // namespace

schema::show_config show_config(const bot::snapshot& bot, bot::bot_state state) {
    const auto& settings = *bot.settings;
    const auto& config = *settings.config;
    schema::show_config out;
    out.version = protocol_version;
    if (bot.strategy) out.strategy_version = bot.strategy->version;
    out.api_version = api_version;
    out.dry_run = config.dry_run;
    out.trading_mode = json::enum_text(config.trading_mode);
    out.margin_mode = json::enum_text(config.margin_mode);
    out.short_allowed = !settings.is_spot();
    out.stake_currency = settings.stake_currency();
    if (settings.is_futures() && config.proxy_coin) out.proxy_coin = config.proxy_coin;
    out.stake_amount = stake_text(config.raw);
    out.available_capital = config.available_capital;
    out.stake_currency_decimals = decimals_of(out.stake_currency);
    fill_strategy_settings(out, settings);
    out.exchange = config.exchange.name;
    out.demo_trading =
        section(config, "exchange").contains("demo_trading") && section(config, "exchange")["demo_trading"] == true;
    out.strategy = settings.strategy_name;
    out.force_entry_enable = config.force_entry_enable;
    out.exit_pricing = section(config, "exit_pricing");
    out.entry_pricing = section(config, "entry_pricing");
    out.bot_name = config.bot_name;
    out.state = bot::name_of(state);
    out.runmode = config.dry_run ? "dry_run" : "live";
    return out;
}

schema::log_answer logs(const log_sink& sink, std::optional<std::int64_t> limit) {
    // A negative limit drops that many from the front of what is kept.
    auto lines = sink.last(limit && *limit > 0 ? static_cast<std::size_t>(*limit) : 0);
    if (limit && *limit < 0)
        lines.erase(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(
                                                       lines.size(), 0 - static_cast<std::uint64_t>(*limit))));
    schema::log_answer out;
    for (auto& line : lines) {
        const auto ms = static_cast<double>(line.at.time_since_epoch().count()) / 1000;
        out.logs.emplace_back(date_time_text(line.at), ms, std::move(line.logger), std::string{name_of(line.level)},
                              std::move(line.message));
    }
    out.log_count = static_cast<std::int64_t>(out.logs.size());
    return out;
}

schema::health health(const bot::snapshot& bot) {
    const auto seconds = [](std::optional<timestamp> t) { return t ? std::optional{epoch_seconds(*t)} : std::nullopt; };
    return {bot.last_process,       seconds(bot.last_process), bot.bot_start,
            seconds(bot.bot_start), bot.bot_startup,           seconds(bot.bot_startup)};
}

namespace {
// What another strategy of the trader's declares: it is compiled where that has not been done yet.
std::string plots_of_other(const config::configuration& config, const std::string& name) {
    strategy::loader_settings where;
    if (!config.strategy_path.empty()) where.folders.push_back(config.strategy_path);
    where.folders.push_back(config.user_data_dir / "strategies");
    where.recursive = config.recursive_strategy_search;
    try {
        return strategy::loader{where}.load(name).instance->declared().plot_config;
    } catch (const configuration_error&) {
        throw failed(fmt::format(
            "Impossible to load Strategy '{}'. This class does not exist or contains Python code errors.", name));
    }
}
} // namespace

schema::plot_config_answer plot_config(const bot::snapshot& bot, const std::optional<std::string>& strategy) {
    if (strategy && !strategy->empty() && *strategy != bot.settings->strategy_name)
        return plot_config_of(plots_of_other(*bot.settings->config, *strategy));
    return plot_config_of(bot.settings->plot_config);
}

schema::plot_config_answer plot_config_of(const std::string& declared) {
    if (declared.empty()) return {boost::json::object{}};
    const auto all = boost::json::parse(declared).as_object();
    const auto part = [&](std::string_view name) {
        const auto* found = all.if_contains(name);
        return found && found->is_object() ? found->as_object() : boost::json::object{};
    };
    return {schema::plot_config{part("main_plot"), part("subplots")}};
}

namespace {
// Of the kind that the bot trades, with prices that can be counted with.
bool is_tradable(const market::market_info& m, const bot::settings& settings) {
    if (m.price_precision && *m.price_precision <= 1e-11) return false;
    return settings.is_futures() ? m.swap && m.linear : m.spot;
}
// An empty text asks for nothing.
bool asks_for_another(const std::optional<std::string>& wanted, const std::string& there) {
    return wanted && !wanted->empty() && *wanted != there;
}
} // namespace

schema::market_response markets(const bot::snapshot& bot, const market_filter& filter) {
    schema::market_response out;
    out.exchange_id = bot.settings->config->exchange.name;
    for (const auto& m : *bot.markets) {
        const bool active = m.active.value_or(true);
        if (!is_tradable(m, *bot.settings)) continue;
        if (asks_for_another(filter.base, m.base) || asks_for_another(filter.quote, m.quote)) continue;
        if (!active && !filter.include_inactive) continue;
        out.markets.emplace_back(m.symbol, schema::market_model{m.symbol, m.base, m.quote, m.spot, m.swap, active});
    }
    return out;
}

} // namespace tremolo::rpc
