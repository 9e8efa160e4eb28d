// Reads a bot's database. A reader opened by itself is read-only, has its own session and belongs to one thread: API
// threads have one each. Every read sees what was committed when it began. Errors of the database are
// tremolo::operational_error.
#pragma once
#include "store/records.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"
#include <boost/json/value.hpp>
#include <functional>
#include <memory>

namespace tremolo::store {

class database;
struct session;

class database_reader {
  public:
    ~database_reader();
    database_reader(database_reader&&) noexcept;
    database_reader& operator=(database_reader&&) noexcept;

    // -- trades, with their orders, orders by id
    [[nodiscard]] std::vector<trading::trade> open_trades() const; // by id
    [[nodiscard]] std::vector<trading::trade> closed_trades(const page& wanted) const;
    [[nodiscard]] std::vector<trading::trade> closed_trades_since(timestamp close_date,
                                                                  const std::optional<std::string>& pair = {}) const;
    [[nodiscard]] std::vector<trading::trade>
    trades(const std::vector<std::int64_t>& ids) const;           // in that order, without the missing
    [[nodiscard]] std::vector<trading::trade> all_trades() const; // by id
    [[nodiscard]] std::optional<trading::trade> trade(std::int64_t id) const;
    // By id, or the newest first and of those of one moment the higher id.
    [[nodiscard]] std::vector<trading::trade> find_trades(const trade_search& wanted) const;
    [[nodiscard]] std::int64_t count_trades(const trade_filter& wanted) const;
    [[nodiscard]] std::int64_t count_closed() const;
    [[nodiscard]] double total_closed_profit() const; // sum of close_profit_abs
    [[nodiscard]] std::optional<timestamp> first_open_date() const;
    // Every closed trade in order of id, without keeping any.
    void for_each_closed(const std::function<void(const closed_trade_row&)>& callback) const;

    // -- the small tables
    // All rows, or those that are active and end after `ending_after`; by id.
    [[nodiscard]] std::vector<trading::lock> locks(std::optional<timestamp> ending_after = {}) const;
    // Keys are matched as freqtrade does: without regard to case, `%` and `_` stand for any characters.
    [[nodiscard]] std::vector<custom_data> custom_data_of(std::int64_t trade_id,
                                                          const std::optional<std::string>& key = {}) const;
    [[nodiscard]] std::optional<stored_value> value(const std::string& key) const; // of the KeyValueStore
    [[nodiscard]] std::vector<wallet_record> wallet_history() const;               // by time, then as written

  private:
    friend class database;
    explicit database_reader(std::shared_ptr<session> s);
    std::shared_ptr<session> session_;
};

// What a stored value of custom data means. Nothing when its text does not fit its type.
[[nodiscard]] std::optional<boost::json::value> decoded(const custom_data& row);

} // namespace tremolo::store
