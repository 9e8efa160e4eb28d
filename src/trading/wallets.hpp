// What the bot has to trade with, and how much of it the next trade may take (ENGINE.md sections 6, 7). Pure functions
// over trades and settings. Test vectors: tests/data/engine/wallets.json, stake.json, min_stake.json.
#pragma once
#include "base/error.hpp"
#include "market/types.hpp"
#include "trading/exchange_rules.hpp"
#include "trading/trade.hpp"
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tremolo::trading {

struct wallet {
    std::string currency;
    double free = 0;
    double used = 0;
    double total = 0;
};
struct wallet_position {
    std::string pair;
    double position = 0; // coins
    double leverage = 1;
    double collateral = 0; // stake currency
    bool is_short = false;
};
// In the order in which currencies were first seen.
struct wallets {
    std::vector<wallet> currencies;
    std::vector<wallet_position> positions;
    [[nodiscard]] const wallet* find(const std::string& currency) const;
    [[nodiscard]] double free(const std::string& currency) const;
    [[nodiscard]] double used(const std::string& currency) const;
    [[nodiscard]] double total(const std::string& currency) const;
    [[nodiscard]] const wallet_position* position(const std::string& pair) const;
};

struct wallet_settings {
    std::string stake_currency;
    std::vector<std::pair<std::string, double>> dry_run_wallet; // start balances
    std::optional<double> available_capital;
    double tradable_balance_ratio = 0.99;
    market::trading_mode mode = market::trading_mode::spot;
    market::margin_mode margin = market::margin_mode::none;
};

// `closed_profit`: sum of close_profit_abs of the closed trades.
// `rates`: conversion to stake currency of other start currencies (cross margin only).
[[nodiscard]] wallets dry_run_wallets(const wallet_settings& settings, std::span<const trade* const> open_trades,
                                      double closed_profit, const std::map<std::string, double>& rates = {});

// What liquidation prices are computed with: in cross margin the free money and all collaterals, else the total.
[[nodiscard]] double collateral(const wallet_settings& settings, const wallets& held);

// The sums that stakes are computed from.
struct stake_base {
    double free = 0;        // of the stake currency
    double open_stakes = 0; // sum of stake_amount of open trades
    double closed_profit = 0;
};
[[nodiscard]] double starting_balance(const wallet_settings& settings, const stake_base& base);
[[nodiscard]] double total_stake_amount(const wallet_settings& settings, const stake_base& base);
[[nodiscard]] double available_stake_amount(const wallet_settings& settings, const stake_base& base);

struct stake_settings {
    std::optional<double> stake_amount; // absent: "unlimited"
    double max_open_trades = 0;         // infinity: unlimited
    bool amend_last_stake_amount = false;
    double last_stake_amount_min_ratio = 0.5;
};
// The text is freqtrade's.
struct insufficient_balance : error {
    using error::error;
};
// The stake of the next trade before a strategy or the market's limits have their say. Throws
// insufficient_balance.
[[nodiscard]] double next_stake(const stake_settings& settings, const wallet_settings& wallet, const stake_base& base);
// Held against the limits; 0 means: no trade.
[[nodiscard]] double validated_stake(std::optional<double> wanted, std::optional<double> smallest, double largest,
                                     double available, std::optional<double> in_trade = {});

// Limits of a market in stake currency without leverage; `smallest` absent: no limit, `largest` infinite: none.
// `tiers`: of futures; none on spot.
struct stake_limits {
    std::optional<double> smallest;
    double largest = 0;
};
[[nodiscard]] stake_limits market_stake_limits(const exchange_rules& rules, const market::market_info& market,
                                               std::span<const market::leverage_tier> tiers, double price,
                                               double stoploss, double leverage, double amount_reserve_percent = 0.05);
[[nodiscard]] double max_leverage(std::span<const market::leverage_tier> tiers, double stake);
[[nodiscard]] double max_leverage(const exchange_rules& rules, const market::market_info& market,
                                  std::span<const market::leverage_tier> tiers, double stake);
// Maintenance margin rate and amount for a notional.
struct maintenance {
    double rate = 0;
    double amount = 0;
};
[[nodiscard]] maintenance maintenance_for(std::span<const market::leverage_tier> tiers, double notional);

} // namespace tremolo::trading
