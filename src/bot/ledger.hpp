// The bot's trades and locks in memory, and their way into the database. Open trades live here as the originals that
// everything else changes; `save` writes one with its orders in a transaction. Closed trades are in the database only,
// what is asked of them all the time is carried on here as sums.
#pragma once
#include "base/clock.hpp"
#include "bot/closed_totals.hpp"
#include "plugins/pairlists/handler.hpp"
#include "plugins/protections/protection.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"
#include <map>
#include <memory>
#include <vector>

namespace tremolo::store {
class database;
}

namespace tremolo::bot {

// Flows hold a trade by this while they work on it, so that a trade that was deleted or closed on the way stays valid.
using trade_ptr = std::shared_ptr<trading::trade>;

// Belongs to the worker's thread. The database outlives it.
class ledger final : public plugins::trade_history {
  public:
    ledger(store::database& database, const std::string& timeframe);
    // Reads open trades, sums and locks.
    void load();

    // -- trades
    [[nodiscard]] const std::vector<trade_ptr>& open() const { return open_; } // by id
    [[nodiscard]] trade_ptr find_open(std::int64_t id) const;
    [[nodiscard]] trade_ptr find_open_in(const std::string& pair) const;
    [[nodiscard]] trade_ptr find(std::int64_t id); // closed ones too, from the database
    [[nodiscard]] std::vector<const trading::trade*> open_views() const;
    // Writes a trade that is not among the open ones (yet): one that is about to be sent to the exchange, or a closed
    // one that was looked up. Sets the ids of what is new.
    void store(trading::trade& t);
    // From now on it is one of the open ones.
    void add(const trade_ptr& t);
    // Writes what changed. A trade that is no longer open leaves the open ones and goes into the sums.
    void save(const trade_ptr& t);
    // Writes it if something that an evaluation moves is not as it was written last: extreme rates, stop.
    void save_if_moved(const trade_ptr& t);
    void erase_order(trading::trade& t, const std::string& order_id);
    void erase(const trade_ptr& t);

    // -- sums
    [[nodiscard]] double closed_profit() const { return totals_->profit_abs; }
    [[nodiscard]] double open_stakes() const;
    [[nodiscard]] std::shared_ptr<const closed_totals> totals() const { return totals_; }
    [[nodiscard]] std::vector<plugins::closed_trade_facts>
    closed_since(timestamp since, const std::optional<std::string>& pair) override;
    [[nodiscard]] double profit_until(timestamp until) override;
    // How each pair did in the trades closed since then.
    [[nodiscard]] std::vector<plugins::pair_performance> performance_since(timestamp since) const;

    // -- for snapshots: copies that never change, made anew only for trades that were saved since
    [[nodiscard]] const std::vector<std::shared_ptr<const trading::trade>>& copies();

    // -- locks
    [[nodiscard]] trading::lock_book& locks() { return locks_; }
    void save_new_locks(); // gives them their ids
    void save(const std::vector<trading::lock*>& rows);

    [[nodiscard]] store::database& database() { return database_; }

  private:
    void close(const trade_ptr& t);
    void rebuild_totals();
    struct written {
        std::optional<double> max_rate, min_rate, stop_loss, stop_loss_pct;
        bool trailing = false;
        bool operator==(const written&) const = default;
    };
    [[nodiscard]] static written state_of(const trading::trade& t);

    store::database& database_;
    trading::lock_book locks_;
    std::vector<trade_ptr> open_;
    std::map<std::int64_t, written> written_;
    std::shared_ptr<const closed_totals> totals_ = std::make_shared<closed_totals>();
    std::optional<closed_trade> last_closed_; // as the sums have it
    std::vector<std::shared_ptr<const trading::trade>> copies_;
    bool copies_stale_ = true;
    std::map<std::int64_t, std::shared_ptr<const trading::trade>> fresh_;
};

} // namespace tremolo::bot
