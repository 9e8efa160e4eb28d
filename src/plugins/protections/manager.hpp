// The protections of a strategy, asked after each trade that closes; the locks they make go into the lock book.
#pragma once
#include "plugins/protections/makers.hpp"
#include "trading/lock.hpp"

namespace tremolo::plugins {

// Belongs to the worker's thread (or a backtest's).
class protection_manager {
  public:
    // Throws configuration_error for contradictory keys, a bad time and unknown methods.
    protection_manager(const std::vector<strategy::protection>& wanted, const protection_parts& parts);

    // Each returns the lock it made last, if any. Locks that a pair (or all) has already until then are not made again.
    // The pointers live as long as the lock book is not changed.
    [[nodiscard]] trading::lock* stop_pair(const std::string& pair, const protection_call& call,
                                           trading::lock_book& locks);
    [[nodiscard]] trading::lock* stop_all(const protection_call& call, trading::lock_book& locks);

    [[nodiscard]] bool empty() const { return protections_.empty(); }
    [[nodiscard]] std::vector<std::string> names() const;
    [[nodiscard]] std::vector<std::string> short_descriptions() const;

  private:
    std::vector<std::unique_ptr<protection>> protections_;
    logger log_;
    said_once said_;
};

} // namespace tremolo::plugins
