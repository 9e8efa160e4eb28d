// Locks: a pair (or all, "*") that may not be entered until a time, on one side or both (ENGINE.md section 20).
// `lock_book` is the worker's; snapshots hold copies of its active rows. Test vectors: tests/data/engine/locks.json.
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::trading {

struct lock {
    std::int64_t id = 0;
    std::string pair;       // or "*"
    std::string side = "*"; // long, short, *
    std::optional<std::string> reason;
    timestamp lock_time{};
    timestamp lock_end_time{};
    bool active = true;
};

class lock_book {
  public:
    // `timeframe` as in "5m": ends are rounded up to its next boundary.
    explicit lock_book(std::string timeframe) : timeframe_{std::move(timeframe)} {}

    // Rows as stored, to start from.
    void load(std::vector<lock> rows);
    // The lock of that kind: a new row, or the one that has the same pair, reason, side and end already.
    // `changed` tells whether a row was added. Ids of new rows are 0 until `store` gives them one.
    // Rows that are handed out are valid until the next one is added.
    struct locked {
        lock* row = nullptr;
        bool added = false;
    };
    locked lock_pair(const std::string& pair, timestamp until, std::optional<std::string> reason, timestamp now,
                     const std::string& side = "*");
    [[nodiscard]] std::vector<const lock*> active(timestamp now, const std::optional<std::string>& pair = {},
                                                  const std::string& side = "*") const;
    [[nodiscard]] std::vector<const lock*> active_of_any_side(timestamp now) const;
    [[nodiscard]] const lock* longest(const std::string& pair, timestamp now, const std::string& side = "*") const;
    [[nodiscard]] bool is_global_lock(timestamp now, const std::string& side = "*") const;
    [[nodiscard]] bool is_pair_locked(const std::string& pair, timestamp now, const std::string& side = "*") const;
    // Each returns the rows that changed.
    std::vector<lock*> unlock_pair(const std::string& pair, timestamp now, const std::string& side = "*");
    std::vector<lock*> unlock_reason(const std::string& reason, timestamp now);
    lock* find(std::int64_t id);
    [[nodiscard]] const std::vector<lock>& rows() const { return rows_; }

  private:
    std::string timeframe_;
    std::vector<lock> rows_;
};

} // namespace tremolo::trading
