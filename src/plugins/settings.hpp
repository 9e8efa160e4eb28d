// What a bot runs with: the configuration completed by its strategy's attributes, validated as a whole, and the typed
// views of it that the parts need. Immutable once made; shared with readers through snapshots.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"
#include "market/timeframe.hpp"
#include "strategy/signals.hpp"
#include "strategy/strategy.hpp"
#include "trading/wallets.hpp"
#include <memory>

namespace tremolo::plugins {

struct settings {
    std::shared_ptr<const config::configuration> config; // complete: nothing that has a default is absent
    strategy::settings strategy;                         // configuration over attributes over defaults
    std::string strategy_name;
    std::vector<strategy::protection> protections;
    std::string plot_config; // JSON text, "" for none

    [[nodiscard]] const std::string& timeframe() const { return *strategy.timeframe; }
    [[nodiscard]] market::timeframe parsed_timeframe() const { return market::timeframe{timeframe()}; }
    [[nodiscard]] const std::string& stake_currency() const { return *config->stake_currency; }
    [[nodiscard]] double stoploss() const { return *strategy.stoploss; }
    [[nodiscard]] double max_open_trades() const { return strategy.max_open_trades; } // infinity: no limit
    [[nodiscard]] bool is_futures() const { return config->trading_mode == config::trading_mode::futures; }
    [[nodiscard]] bool is_spot() const { return config->trading_mode == config::trading_mode::spot; }
    [[nodiscard]] market::trading_mode trading_mode() const;
    [[nodiscard]] market::margin_mode margin_mode() const;
    [[nodiscard]] market::candle_type candle_type() const;
    [[nodiscard]] trading::wallet_settings wallets() const;
    [[nodiscard]] trading::stake_settings stakes() const;
    [[nodiscard]] strategy::signal_rules signals() const;
    [[nodiscard]] std::optional<std::string> fiat_currency() const; // nothing: none
};

// The attributes with freqtrade's names, what is not set left out: what config::complete takes.
[[nodiscard]] boost::json::object attributes_json(const strategy::attributes& declared);

// Throws configuration_error when configuration and strategy together make no usable bot.
[[nodiscard]] std::shared_ptr<const settings> make_settings(const config::configuration& configured,
                                                            const strategy::strategy& subject,
                                                            const std::string& strategy_name, const logger& log = {});

} // namespace tremolo::plugins
