// What questions need of the database: closed trades, custom data, the balance history. An archive is a reader of its
// own; it belongs to one thread at a time and never waits for the worker. Each call may take as long as a query takes.
#pragma once
#include "base/clock.hpp"
#include "store/records.hpp"
#include "trading/trade.hpp"
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::rpc {

struct custom_datum {
    std::string key;
    std::string type; // as stored: str, int, float, bool, or the name of another Python type
    boost::json::value value;
    timestamp created_at{};
    std::optional<timestamp> updated_at;
};

struct wallet_record {
    timestamp at{};
    double total_quote = 0;
};

class archive {
  public:
    virtual ~archive() = default;
    // Closed trades with their orders: by id ascending, or (`by_id` false) the latest close date first.
    [[nodiscard]] virtual std::vector<trading::trade> closed_trades(std::int64_t limit, std::int64_t offset,
                                                                    bool by_id) = 0;
    [[nodiscard]] virtual std::int64_t closed_trade_count() = 0;
    // Open or closed; nothing when there is no such row.
    [[nodiscard]] virtual std::optional<trading::trade> trade(std::int64_t id) = 0;
    // The trades that a search finds, with their orders, and how many its filter fits. Nothing in an archive that
    // cannot search.
    [[nodiscard]] virtual std::vector<trading::trade> find_trades(const store::trade_search& /*wanted*/) { return {}; }
    [[nodiscard]] virtual std::int64_t count_trades(const store::trade_filter& /*wanted*/) { return 0; }
    // Ids of open trades, ascending.
    [[nodiscard]] virtual std::vector<std::int64_t> open_trade_ids(std::int64_t limit, std::int64_t offset) = 0;
    // Of one trade, in the order stored; with `key` only that one.
    [[nodiscard]] virtual std::vector<custom_datum> custom_data(std::int64_t trade_id,
                                                                const std::optional<std::string>& key) = 0;
    // Rows of wallet_history that the bot manages, oldest first.
    [[nodiscard]] virtual std::vector<wallet_record> wallet_history() = 0;
    // KeyValueStore wallet_history_migration_date.
    [[nodiscard]] virtual std::optional<timestamp> wallet_history_start() = 0;
};

// Opens one more reader; called once per reading thread, on that thread. Throws operational_error.
using archive_opener = std::function<std::unique_ptr<archive>()>;

} // namespace tremolo::rpc
