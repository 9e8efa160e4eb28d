// What webserver mode says of itself: configuration, strategies, markets, what is stored.
#include "base/version.hpp"
#include "market/candle_files.hpp"
#include "rpc/strategy_view.hpp"
#include "rpc/webserver_orders.hpp"
#include "json/describe.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <regex>
#include <set>

namespace tremolo::rpc::webserver {

namespace {

namespace fs = std::filesystem;

boost::json::object section(const config::configuration& settings, std::string_view name) {
    const auto* found = settings.raw.if_contains(name);
    return found && found->is_object() ? found->as_object() : boost::json::object{};
}

std::int64_t decimals_of(const std::string& currency) { return currency == "BTC" ? 8 : currency == "ETH" ? 5 : 3; }

std::string stake_text(const boost::json::object& raw) {
    const auto* found = raw.if_contains("stake_amount");
    if (!found) return "";
    if (found->is_string()) return std::string{found->as_string()};
    std::string text;
    json::write_value(text, *found);
    return text;
}

schema::order_type_values order_type(config::order_kind kind) {
    return kind == config::order_kind::limit ? schema::order_type_values::limit : schema::order_type_values::market;
}

schema::order_types shown(const config::order_types_settings& types, const boost::json::object& given) {
    schema::order_types out;
    out.entry = order_type(types.entry);
    out.exit = order_type(types.exit);
    if (given.contains("emergency_exit")) out.emergency_exit = order_type(types.emergency_exit);
    if (types.force_exit) out.force_exit = order_type(*types.force_exit);
    if (types.force_entry) out.force_entry = order_type(*types.force_entry);
    out.stoploss = order_type(types.stoploss);
    out.stoploss_on_exchange = types.stoploss_on_exchange;
    if (types.stoploss_on_exchange_interval)
        out.stoploss_on_exchange_interval = static_cast<std::int64_t>(*types.stoploss_on_exchange_interval);
    return out;
}

schema::unfilled_timeout shown(const config::unfilledtimeout_settings& timeout) {
    schema::unfilled_timeout out;
    if (timeout.entry) out.entry = static_cast<std::int64_t>(*timeout.entry);
    if (timeout.exit) out.exit = static_cast<std::int64_t>(*timeout.exit);
    out.unit = std::string{json::enum_text(timeout.unit)};
    out.exit_timeout_count = static_cast<std::int64_t>(timeout.exit_timeout_count);
    return out;
}

void fill_strategy_settings(schema::show_config& out, const config::configuration& settings) {
    const double slots = settings.max_open_trades.value_or(0);
    out.max_open_trades = std::isinf(slots) ? -1 : slots;
    out.minimal_roi = section(settings, "minimal_roi");
    out.stoploss = settings.stoploss;
    out.stoploss_on_exchange = settings.order_types && settings.order_types->stoploss_on_exchange;
    out.trailing_stop = settings.trailing_stop;
    out.trailing_stop_positive = settings.trailing_stop_positive;
    out.trailing_stop_positive_offset = settings.trailing_stop_positive_offset;
    out.trailing_only_offset_is_reached = settings.trailing_only_offset_is_reached;
    if (settings.unfilledtimeout) out.unfilledtimeout = shown(*settings.unfilledtimeout);
    if (settings.order_types) out.order_types = shown(*settings.order_types, section(settings, "order_types"));
    out.use_custom_stoploss = settings.use_custom_stoploss;
    out.timeframe = settings.timeframe;
    if (settings.timeframe) {
        const market::timeframe length{*settings.timeframe};
        out.timeframe_ms = length.milliseconds();
        out.timeframe_min = length.minutes();
    }
    out.position_adjustment_enable = settings.position_adjustment_enable.value_or(false);
    out.max_entry_position_adjustment = static_cast<std::int64_t>(settings.max_entry_position_adjustment.value_or(-1));
}

market::trading_mode mode_of(const config::configuration& settings) {
    return settings.trading_mode == config::trading_mode::futures ? market::trading_mode::futures
                                                                  : market::trading_mode::spot;
}

} // namespace

schema::show_config show_config(const workspace& place) {
    const auto& settings = place.settings();
    schema::show_config out;
    out.version = protocol_version;
    out.api_version = api_version;
    out.dry_run = settings.dry_run;
    out.trading_mode = json::enum_text(settings.trading_mode);
    out.margin_mode = json::enum_text(settings.margin_mode);
    out.short_allowed = settings.trading_mode != config::trading_mode::spot;
    out.stake_currency = settings.stake_currency.value_or("");
    if (settings.trading_mode == config::trading_mode::futures && settings.proxy_coin)
        out.proxy_coin = settings.proxy_coin;
    out.stake_amount = stake_text(settings.raw);
    out.available_capital = settings.available_capital;
    out.stake_currency_decimals = decimals_of(out.stake_currency);
    fill_strategy_settings(out, settings);
    out.exchange = settings.exchange.name;
    out.demo_trading = settings.exchange.demo_trading;
    out.strategy = settings.strategy;
    out.force_entry_enable = settings.force_entry_enable;
    out.exit_pricing = section(settings, "exit_pricing");
    out.entry_pricing = section(settings, "entry_pricing");
    out.bot_name = settings.bot_name;
    out.runmode = "webserver";
    return out;
}

namespace {

[[noreturn]] void no_strategy(const workspace& place, const configuration_error& e) {
    place.log().named("tremolo.strategy").warning("{}", e.what());
    throw not_found("Strategy not found");
}

void require_strategy(const std::optional<std::string>& name) {
    if (!name || name->empty()) throw refusal{"Strategy is mandatory in webserver mode."};
}

// What the strategy's own process says. Throws configuration_error for one that cannot be loaded.
std::string asked_of(const workspace& place, const std::string& name, strategy_side side) {
    place.compile_strategy(name);
    std::string said;
    try {
        said = place.shown_elsewhere(order_strategy(place, name, side));
    } catch (const operational_error& e) {
        throw failed(fmt::format("Strategy '{}' cannot be looked at: {}", name, e.what()));
    }
    if (!said.starts_with('+')) throw configuration_error{said.substr(said.empty() ? 0 : 1)};
    return said.substr(1);
}

} // namespace

schema::strategy_response strategy(const workspace& place, const std::string& name) {
    try {
        return description_of(place.load_strategy(name));
    } catch (const configuration_error& e) { no_strategy(place, e); }
}

std::string strategy_text(const workspace& place, const std::string& name) {
    if (!place.shows_elsewhere()) return json::text(strategy(place, name));
    try {
        return asked_of(place, name, strategy_side::description);
    } catch (const configuration_error& e) { no_strategy(place, e); }
}

schema::plot_config_answer plot_config(const workspace& place, const std::optional<std::string>& name) {
    require_strategy(name);
    try {
        return plot_config_of(place.load_strategy(*name).instance->declared().plot_config);
    } catch (const configuration_error& e) { throw failed(e.what()); }
}

std::string plot_config_text(const workspace& place, const std::optional<std::string>& name) {
    if (!place.shows_elsewhere()) return json::text(plot_config(place, name));
    require_strategy(name);
    try {
        return asked_of(place, *name, strategy_side::plot_config);
    } catch (const configuration_error& e) { throw failed(e.what()); }
}

// Models are classes in Python files: shown as far as one can tell without Python.
std::vector<std::string> freqai_models(const workspace& place) {
    static const std::regex model{R"(^class\s+(\w+)\s*\(\s*[\w.]+)"};
    std::set<std::string> names;
    std::error_code failure;
    fs::directory_iterator files{place.settings().user_data_dir / "freqaimodels", failure};
    for (; !failure && files != fs::directory_iterator{}; files.increment(failure)) {
        if (files->path().extension() != ".py") continue;
        std::ifstream in{files->path()};
        for (std::string line; std::getline(in, line);) {
            std::smatch found;
            if (std::regex_search(line, found, model)) names.insert(found[1]);
        }
    }
    return {names.begin(), names.end()};
}

std::vector<stored_candles> available_candles(const workspace& place, const std::optional<std::string>& timeframe,
                                              const std::optional<std::string>& stake_currency,
                                              const std::optional<std::string>& type) {
    const auto& settings = place.settings();
    const auto mode = mode_of(settings);
    const auto wanted = type                                    ? market::candle_type_named(*type)
                        : mode == market::trading_mode::futures ? std::optional{market::candle_type::futures}
                                                                : market::candle_type::spot;
    const auto format = market::format_named(settings.dataformat_ohlcv);
    if (!format) return {};
    const market::candle_folder folder{settings.datadir, *format};
    std::map<std::string, market::candle_series> by_file;
    for (auto& one : folder.available(mode)) {
        if ((timeframe && !timeframe->empty() && one.timeframe != *timeframe) || one.type != wanted) continue;
        if (stake_currency && !stake_currency->empty() && !one.pair.ends_with(*stake_currency)) continue;
        by_file.emplace(folder.path_of(one).filename().string(), one);
    }
    // As freqtrade on the same folder: its order, then by pair alone.
    std::vector<stored_candles> found;
    std::error_code failure;
    fs::directory_iterator files{
        mode == market::trading_mode::futures ? settings.datadir / "futures" : settings.datadir, failure};
    for (; !failure && files != fs::directory_iterator{}; files.increment(failure))
        if (const auto one = by_file.find(files->path().filename().string()); one != by_file.end())
            found.push_back({one->second.pair, one->second.timeframe, market::name_of(one->second.type)});
    std::ranges::stable_sort(found, {}, &stored_candles::pair);
    return found;
}

schema::market_response markets(workspace& place, const exchange_choice& where, const market_filter& filter) {
    const auto settings = place.settings_for(where);
    return place.with_exchange(settings, [&](exchange::exchange& venue) {
        schema::market_response out;
        out.exchange_id = venue.about().id;
        for (const auto& m : venue.markets()) {
            const bool active = m.active.value_or(true);
            if ((filter.base && m.base != *filter.base) || (filter.quote && m.quote != *filter.quote)) continue;
            if (!active && !filter.include_inactive) continue;
            out.markets.emplace_back(m.symbol, schema::market_model{m.symbol, m.base, m.quote, m.spot, m.swap, active});
        }
        return out;
    });
}

} // namespace tremolo::rpc::webserver
