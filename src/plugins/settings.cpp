#include "plugins/settings.hpp"
#include "base/error.hpp"
#include "config/load.hpp"
#include "json/describe.hpp"
#include <boost/json.hpp>
#include <limits>

namespace tremolo::plugins {

namespace {
namespace bj = boost::json;

template <class T>
void put(bj::object& into, const char* key, const std::optional<T>& value) {
    if (value) into[key] = bj::value_from(*value);
}

bj::object order_types_json(const strategy::order_types& types) {
    bj::object out{{"entry", types.entry},
                   {"exit", types.exit},
                   {"stoploss", types.stoploss},
                   {"stoploss_on_exchange", types.stoploss_on_exchange}};
    put(out, "emergency_exit", types.emergency_exit);
    put(out, "force_entry", types.force_entry);
    put(out, "force_exit", types.force_exit);
    put(out, "stoploss_on_exchange_interval", types.stoploss_on_exchange_interval);
    put(out, "stoploss_on_exchange_limit_ratio", types.stoploss_on_exchange_limit_ratio);
    put(out, "stoploss_price_type", types.stoploss_price_type);
    return out;
}

bj::value stake_json(const std::string& stake) {
    try {
        std::size_t used = 0;
        const double value = std::stod(stake, &used);
        if (used == stake.size()) return value;
    } catch (const std::logic_error&) { // no number: a word, which validation judges
    }
    return bj::value{bj::string{stake}};
}

std::string word(config::order_kind kind) { return std::string{json::enum_text(kind)}; }

strategy::order_types order_types_of(const config::order_types_settings& from) {
    strategy::order_types to;
    to.entry = word(from.entry);
    to.exit = word(from.exit);
    to.emergency_exit = word(from.emergency_exit);
    if (from.force_entry) to.force_entry = word(*from.force_entry);
    if (from.force_exit) to.force_exit = word(*from.force_exit);
    to.stoploss = word(from.stoploss);
    to.stoploss_on_exchange = from.stoploss_on_exchange;
    to.stoploss_on_exchange_interval = from.stoploss_on_exchange_interval;
    to.stoploss_on_exchange_limit_ratio = from.stoploss_on_exchange_limit_ratio;
    to.stoploss_price_type = from.stoploss_price_type;
    return to;
}

strategy::unfilled_timeout timeout_of(const config::unfilledtimeout_settings& from) {
    return {from.entry, from.exit, static_cast<std::int64_t>(from.exit_timeout_count),
            std::string{json::enum_text(from.unit)}};
}

strategy::overrides overrides_of(const config::configuration& c) {
    strategy::overrides o;
    if (c.minimal_roi) o.minimal_roi = strategy::roi_table{c.minimal_roi->begin(), c.minimal_roi->end()};
    o.timeframe = c.timeframe;
    o.stoploss = c.stoploss;
    o.trailing_stop = c.trailing_stop;
    o.trailing_stop_positive = c.trailing_stop_positive;
    o.trailing_stop_positive_offset = c.trailing_stop_positive_offset;
    o.trailing_only_offset_is_reached = c.trailing_only_offset_is_reached;
    o.use_custom_stoploss = c.use_custom_stoploss;
    o.process_only_new_candles = c.process_only_new_candles;
    if (c.order_types) o.order_types = order_types_of(*c.order_types);
    if (c.order_time_in_force)
        o.order_time_in_force =
            strategy::order_time_in_force{c.order_time_in_force->entry, c.order_time_in_force->exit};
    o.stake_currency = c.stake_currency;
    o.startup_candle_count = c.startup_candle_count;
    if (c.unfilledtimeout) o.unfilledtimeout = timeout_of(*c.unfilledtimeout);
    o.use_exit_signal = c.use_exit_signal;
    o.exit_profit_only = c.exit_profit_only;
    o.ignore_roi_if_entry_signal = c.ignore_roi_if_entry_signal;
    o.exit_profit_offset = c.exit_profit_offset;
    o.disable_dataframe_checks = c.disable_dataframe_checks;
    if (c.ignore_buying_expired_candle_after)
        o.ignore_buying_expired_candle_after = static_cast<std::int64_t>(*c.ignore_buying_expired_candle_after);
    o.position_adjustment_enable = c.position_adjustment_enable;
    if (c.max_entry_position_adjustment)
        o.max_entry_position_adjustment = static_cast<std::int64_t>(*c.max_entry_position_adjustment);
    o.max_open_trades = c.max_open_trades;
    return o;
}

void require(bool given, const char* key) {
    if (!given)
        throw configuration_error{std::string{"\""} + key +
                                  "\" is set neither in the configuration nor in the strategy."};
}
} // namespace

bj::object attributes_json(const strategy::attributes& d) {
    bj::object out{
        {"trailing_stop", d.trailing_stop},
        {"trailing_stop_positive_offset", d.trailing_stop_positive_offset},
        {"trailing_only_offset_is_reached", d.trailing_only_offset_is_reached},
        {"use_custom_stoploss", d.use_custom_stoploss},
        {"process_only_new_candles", d.process_only_new_candles},
        {"order_types", order_types_json(d.order_types)},
        {"order_time_in_force", {{"entry", d.order_time_in_force.entry}, {"exit", d.order_time_in_force.exit}}},
        {"startup_candle_count", d.startup_candle_count},
        {"disable_dataframe_checks", d.disable_dataframe_checks},
        {"ignore_buying_expired_candle_after", d.ignore_buying_expired_candle_after},
        {"position_adjustment_enable", d.position_adjustment_enable},
        {"max_entry_position_adjustment", d.max_entry_position_adjustment}};
    if (!d.minimal_roi.empty()) {
        bj::object roi;
        for (const auto& [minutes, ratio] : d.minimal_roi) roi[std::to_string(minutes)] = ratio;
        out["minimal_roi"] = std::move(roi);
    }
    put(out, "timeframe", d.timeframe);
    put(out, "stoploss", d.stoploss);
    put(out, "trailing_stop_positive", d.trailing_stop_positive);
    put(out, "use_exit_signal", d.use_exit_signal);
    put(out, "exit_profit_only", d.exit_profit_only);
    put(out, "exit_profit_offset", d.exit_profit_offset);
    put(out, "ignore_roi_if_entry_signal", d.ignore_roi_if_entry_signal);
    put(out, "max_open_trades", d.max_open_trades);
    put(out, "stake_currency", d.stake_currency);
    if (d.stake_amount) out["stake_amount"] = stake_json(*d.stake_amount);
    if (d.unfilledtimeout) {
        bj::object timeout{{"exit_timeout_count", d.unfilledtimeout->exit_timeout_count},
                           {"unit", d.unfilledtimeout->unit}};
        put(timeout, "entry", d.unfilledtimeout->entry);
        put(timeout, "exit", d.unfilledtimeout->exit);
        out["unfilledtimeout"] = std::move(timeout);
    }
    return out;
}

std::shared_ptr<const settings> make_settings(const config::configuration& configured,
                                              const strategy::strategy& subject, const std::string& strategy_name,
                                              const logger& log) {
    const auto& declared = subject.declared();
    auto made = std::make_shared<settings>();
    auto complete = config::complete(configured, attributes_json(declared), log);
    made->strategy = strategy::merge(declared, overrides_of(complete));
    require(complete.stake_currency.has_value(), "stake_currency");
    require(complete.stake_amount.has_value(), "stake_amount");
    require(made->strategy.timeframe.has_value(), "timeframe");
    require(made->strategy.stoploss.has_value(), "stoploss");
    if (!market::timeframe{*made->strategy.timeframe}.usable())
        throw configuration_error{"\"timeframe\" must be longer than nothing, found \"" + *made->strategy.timeframe +
                                  "\"."};
    if (declared.can_short && complete.trading_mode == config::trading_mode::spot)
        throw configuration_error{"The strategy " + strategy_name +
                                  " goes short (can_short), which spot markets do not offer: set \"trading_mode\" to "
                                  "\"futures\", or can_short to false."};
    made->config = std::make_shared<const config::configuration>(std::move(complete));
    if (const auto why = trading::refused_modes(made->config->exchange.name, made->trading_mode(), made->margin_mode()))
        throw configuration_error{*why};
    made->strategy_name = strategy_name;
    made->protections = declared.protections;
    made->plot_config = declared.plot_config;
    return made;
}

market::trading_mode settings::trading_mode() const {
    switch (config->trading_mode) {
    case config::trading_mode::spot: return market::trading_mode::spot;
    case config::trading_mode::margin: return market::trading_mode::margin;
    case config::trading_mode::futures: return market::trading_mode::futures;
    }
    return market::trading_mode::spot;
}

market::margin_mode settings::margin_mode() const {
    switch (config->margin_mode) {
    case config::margin_mode::none: return market::margin_mode::none;
    case config::margin_mode::isolated: return market::margin_mode::isolated;
    case config::margin_mode::cross: return market::margin_mode::cross;
    }
    return market::margin_mode::none;
}

market::candle_type settings::candle_type() const {
    return is_futures() ? market::candle_type::futures : market::candle_type::spot;
}

trading::wallet_settings settings::wallets() const {
    trading::wallet_settings w;
    // Another coin stands for the stake currency on Binance alone, and there with cross margin.
    const bool has_proxy = config->proxy_coin && margin_mode() == market::margin_mode::cross &&
                           trading::rules_of(config->exchange.name).liquidation == trading::liquidation_rules::binance;
    w.stake_currency = has_proxy ? *config->proxy_coin : stake_currency();
    const auto& balances = config->dry_run_wallet.balances;
    if (balances.empty()) w.dry_run_wallet = {{w.stake_currency, config->dry_run_wallet.amount}};
    if (const auto* given = config->raw.if_contains("dry_run_wallet"); given && given->is_object()) {
        for (const auto& [currency, _] : given->get_object()) // wallets are shown in the order of the configuration
            if (const auto found = balances.find(std::string{currency}); found != balances.end())
                w.dry_run_wallet.emplace_back(*found);
    } else {
        w.dry_run_wallet.insert(w.dry_run_wallet.end(), balances.begin(), balances.end());
    }
    w.available_capital = config->available_capital;
    w.tradable_balance_ratio = config->tradable_balance_ratio;
    w.mode = trading_mode();
    w.margin = margin_mode();
    return w;
}

trading::stake_settings settings::stakes() const {
    trading::stake_settings s;
    if (!config->stake_amount->unlimited) s.stake_amount = config->stake_amount->amount;
    s.max_open_trades = max_open_trades();
    s.amend_last_stake_amount = config->amend_last_stake_amount;
    s.last_stake_amount_min_ratio = config->last_stake_amount_min_ratio;
    return s;
}

strategy::signal_rules settings::signals() const {
    return {.timeframe = parsed_timeframe(),
            .outdated_offset = static_cast<double>(config->exchange.outdated_offset),
            .can_short = strategy.can_short && !is_spot(),
            .ignore_buying_expired_candle_after = strategy.ignore_buying_expired_candle_after,
            .disable_dataframe_checks = strategy.disable_dataframe_checks};
}

std::optional<std::string> settings::fiat_currency() const {
    if (config->fiat_display_currency.empty()) return {};
    return config->fiat_display_currency;
}

} // namespace tremolo::plugins
