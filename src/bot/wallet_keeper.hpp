// What the bot has to trade with: wallets as of the last update, and the stakes computed from them (ENGINE.md sections
// 6, 7).
#pragma once
#include "bot/ledger.hpp"
#include "bot/settings.hpp"
#include "exchange/exchange.hpp"

namespace tremolo::bot {

// Belongs to the worker's thread; the references outlive it.
class wallet_keeper {
  public:
    wallet_keeper(const clock& clock, exchange::exchange& exchange, ledger& trades,
                  std::shared_ptr<const tremolo::bot::settings> settings, logger log)
        : clock_{clock}, exchange_{exchange}, ledger_{trades}, settings_{std::move(settings)}, log_{std::move(log)} {}

    void update();
    void update_if_old(); // older than an hour, or never made
    [[nodiscard]] const trading::wallets& current() const { return wallets_; }
    [[nodiscard]] double free(const std::string& currency) const { return wallets_.free(currency); }

    [[nodiscard]] trading::stake_base base() const;
    [[nodiscard]] double starting_balance() const;
    [[nodiscard]] double total_stake() const;
    [[nodiscard]] double available_stake() const;
    // The stake of the next trade; updates first. Throws tremolo::error when the balance does not suffice.
    [[nodiscard]] double next_stake();
    // 0: no trade.
    [[nodiscard]] double validated_stake(const std::string& pair, std::optional<double> wanted,
                                         const trading::stake_limits& limits, std::optional<double> in_trade);
    // Whether the coins (or the position) of a trade are there; updates once before saying no.
    [[nodiscard]] bool covers_exit(const trading::trade& t);
    // What can be sold of `amount`: all of it, or a little less when fees ate from it (then the trade's amount is
    // corrected). Updates first. Throws tremolo::error when far too little is there.
    [[nodiscard]] double exit_amount(trading::trade& t, double amount);
    // Coins (or position) owned.
    [[nodiscard]] double owned(const trading::trade& t) const;
    // Wallet balance for liquidation prices in cross margin.
    [[nodiscard]] double collateral() const;

    // From now on; on the worker's thread.
    void use(std::shared_ptr<const tremolo::bot::settings> settings) { settings_ = std::move(settings); }

  private:
    [[nodiscard]] trading::wallets of_exchange();
    [[nodiscard]] bool covered(const trading::trade& t) const;
    const clock& clock_;
    exchange::exchange& exchange_;
    ledger& ledger_;
    std::shared_ptr<const tremolo::bot::settings> settings_;
    logger log_;
    trading::wallets wallets_;
    std::optional<timestamp> updated_;
};

// Rate of a currency in another by the exchange's tickers; nothing when they do not tell.
[[nodiscard]] std::optional<double> conversion_rate(const market::ticker_map& tickers, const std::string& from,
                                                    const std::string& to);

} // namespace tremolo::bot
