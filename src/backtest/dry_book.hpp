// The trades of a backtest and the money behind them: what is open, by opening and by pair, what is closed, in order of
// closing, the dry wallet that both leave, and the locks. The arithmetic is the bot's (trading/wallets.hpp).
#pragma once
#include "plugins/protections/protection.hpp"
#include "plugins/settings.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"
#include "trading/wallets.hpp"
#include <deque>
#include <memory>
#include <unordered_map>

namespace tremolo::backtest {

struct position {
    std::size_t pair = 0; // index in the run's pairs
    trading::trade trade;
};
using position_ptr = std::shared_ptr<position>;

class dry_book final : public plugins::trade_history {
  public:
    dry_book(const plugins::settings& settings, std::vector<market::pair_name> pairs);

    // -- trades
    [[nodiscard]] const std::vector<position_ptr>& open() const { return open_; } // in order of opening
    [[nodiscard]] const std::vector<position_ptr>& open_of(std::size_t pair) const { return open_of_pair_[pair]; }
    [[nodiscard]] const std::deque<trading::trade>& closed() const { return closed_; } // in order of closing
    [[nodiscard]] std::deque<trading::trade> take_closed() { return std::move(closed_); }
    position_ptr add(std::size_t pair, trading::trade t);
    // A trade of which nothing was ever bought.
    void remove(const position_ptr& p);
    // The trade is closed already.
    void close(const position_ptr& p);

    // -- money. The wallet is as of the last update.
    void update_wallets();
    [[nodiscard]] const trading::wallets& wallets() const { return held_; }
    [[nodiscard]] double total_of_stake_currency() const;
    [[nodiscard]] double available_stake() const;
    [[nodiscard]] double total_stake() const;
    // Throws trading::insufficient_balance.
    [[nodiscard]] double next_stake() const;
    [[nodiscard]] double starting_balance() const { return starting_balance_; }
    [[nodiscard]] double collateral() const;
    // Coins of the pair's base currency in the wallet; pairs with any are listed.
    [[nodiscard]] double coins_of(std::size_t pair) const { return coins_[pair]; }
    [[nodiscard]] const std::vector<std::size_t>& pairs_with_coins() const { return pairs_with_coins_; }

    [[nodiscard]] trading::lock_book& locks() { return locks_; }
    // As the lock book tells it. Times of questions only go forward, but for the last candles of pairs that end early.
    [[nodiscard]] bool is_locked(std::size_t pair, timestamp at, strategy::direction side);

    // -- for protections
    [[nodiscard]] std::vector<plugins::closed_trade_facts>
    closed_since(timestamp since, const std::optional<std::string>& pair) override;
    [[nodiscard]] double profit_until(timestamp until) override;

  private:
    void forget(const position_ptr& p);
    // Of the coin in a row of the wallet; nothing where it is none of the pairs'.
    [[nodiscard]] const std::vector<std::size_t>* pairs_of(std::size_t row, std::string_view currency) const;
    // How many of the closed trades closed until then; only when they are in order of time.
    [[nodiscard]] std::size_t closed_until(timestamp until) const;
    [[nodiscard]] trading::stake_base stake_base() const;
    trading::wallet_settings wallet_settings_;
    trading::stake_settings stake_settings_;
    std::vector<position_ptr> open_;
    std::vector<std::vector<position_ptr>> open_of_pair_;
    std::deque<trading::trade> closed_; // each stays where it is: they are told while more come
    double closed_profit_ = 0;
    double starting_balance_ = 0;
    trading::wallets held_;
    std::vector<market::pair_name> names_;
    using pairs_of_coin = std::shared_ptr<std::vector<std::size_t>>;
    std::unordered_map<std::string, pairs_of_coin> coins_by_name_;
    std::vector<pairs_of_coin> pairs_alike_; // by pair: those of the same coin
    std::vector<double> coins_;
    std::vector<std::size_t> pairs_with_coins_;
    trading::lock_book locks_;
    // Locks before this one had ended at that time: they need not be looked at any more.
    std::size_t ended_locks_ = 0;
    timestamp ended_until_{};
    bool closed_in_order_ = true;     // closed_ is in order of time
    std::vector<double> profit_sums_; // of closed_, up to each
};

} // namespace tremolo::backtest
