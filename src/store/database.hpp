// A bot's database: freqtrade's own SQLite schema, so that either program opens what the other wrote. One `database` is
// the only writer; it belongs to the worker's thread, and so does what it returns. Others read through readers of their
// own.
//
// What is committed survives the end of the process at any moment (kill -9), and with durability::power_loss also the
// machine's. Each writing function is a transaction by itself unless one is open. Errors are tremolo::operational_error
// with one paragraph that says what to mend; nothing is changed then.
#pragma once
#include "store/answer_table.hpp"
#include "store/database_reader.hpp"
#include "store/location.hpp"

namespace tremolo::store {

enum class durability {
    process,   // commits reach the operating system
    power_loss // commits wait for the disk
};

struct database_options {
    durability safe_from = durability::power_loss;
    std::chrono::seconds busy_timeout{5}; // how long to wait for another program's transaction
};

class database {
  public:
    // Opens, or creates, the database of a `db_url`. Refuses a file that is no database, a damaged one, and one whose
    // tables lack columns of this schema version (an older freqtrade's): such files stay as they are. A bad URL is a
    // configuration_error.
    database(const std::string& url, const clock& time, database_options options = {});
    ~database();
    database(database&&) noexcept;
    database& operator=(database&&) noexcept;

    // The same database for another thread, read-only. Thread-safe.
    [[nodiscard]] database_reader open_reader() const;
    // What was answered to requests with a key: for another thread, with a writing session of its own. Thread-safe.
    [[nodiscard]] answer_table open_answers() const;
    // Reads on the writer's own session: sees what its open transaction has written.
    [[nodiscard]] const database_reader& read() const { return reader_; }

    // -- trades. A trade or order that is not stored yet has the id 0 and gets one.
    void insert(trading::trade& t);
    // The row and every order; orders that are not stored yet are added.
    void update(trading::trade& t);
    // The row alone.
    void update_row(const trading::trade& t);
    // One order of a stored trade; added when its id is 0. `o.trade_id` names the trade.
    void save(trading::order& o);
    // With its orders and custom data. False: there is no such trade.
    bool delete_trade(std::int64_t id);
    // One order. False: there is no such order.
    bool delete_order(std::int64_t id);

    // What freqtrade mends whenever it opens a database. Of dry runs, open stop orders on the exchange, which is gone,
    // are closed (the bot places others), and so are open orders of closed trades, which nobody looks at again. The
    // largest stakes of closed trades with leverage that were stored without it (record versions below 2) are divided
    // by it.
    void mend_old_rows();

    // -- the small tables
    void save(trading::lock& row);
    bool delete_lock(std::int64_t id);
    // Stores under the key, with freqtrade's typing.
    void set_custom_data(std::int64_t trade_id, const std::string& key, const boost::json::value& value);
    void delete_custom_data(std::int64_t trade_id, const std::optional<std::string>& key = {});
    void set_value(const std::string& key, const stored_value& value);
    void delete_value(const std::string& key);
    // All or none: one row a time and currency is allowed.
    void insert(std::vector<wallet_record>& rows);

    // Folds the write-ahead log into the file. Done at the end by itself.
    void checkpoint();

  private:
    friend class transaction;
    void begin();
    void commit();
    void roll_back() noexcept;

    std::shared_ptr<session> session_;
    database_reader reader_;
};

// Several changes that are made together or not at all. Rolled back unless committed. Within an open transaction
// another one is a part of it: it commits with the outer one; rolled back, it takes the outer one with it.
class transaction {
  public:
    explicit transaction(database& db) : db_{&db} { db.begin(); }
    ~transaction() {
        if (db_) db_->roll_back();
    }
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    void commit() {
        db_->commit();
        db_ = nullptr;
    }

  private:
    database* db_;
};

} // namespace tremolo::store
