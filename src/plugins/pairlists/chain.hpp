// The chain of pairlist handlers and the whitelist that comes out of it, after the blacklist had its say.
#pragma once
#include "plugins/pairlists/blacklist.hpp"
#include "plugins/pairlists/handler.hpp"
#include <set>

namespace tremolo::plugins {

// Belongs to the worker's thread.
class pairlist_chain {
  public:
    // As configured; throws configuration_error for unknown methods, bad keys, or a first handler that only filters.
    explicit pairlist_chain(const surroundings& around);

    // What backtests with changing lists ask for instead of the whole chain over all pairs.
    struct narrowing {
        bool only_first = false;                             // every pair that could come up at all
        const std::set<market::pair_name>* within = nullptr; // of the first one's pairs, those alone
    };
    // Runs the chain. Exchange errors of fetching tickers or candles pass through.
    [[nodiscard]] std::vector<market::pair_name> refresh() { return refresh(narrowing{}); }
    [[nodiscard]] std::vector<market::pair_name> refresh(const narrowing& how);

    [[nodiscard]] std::vector<std::string> method_names() const;
    // [{'StaticPairList': 'StaticPairList'}, ...] as the start-up message has it.
    [[nodiscard]] std::string short_description() const;
    [[nodiscard]] blacklist& banned() { return blacklist_; }
    [[nodiscard]] const blacklist& banned() const { return blacklist_; }

  private:
    [[nodiscard]] const market::ticker_map& tickers();
    surroundings around_;
    blacklist blacklist_;
    std::vector<std::unique_ptr<handler>> handlers_;
    market::ticker_map tickers_;
    std::optional<timestamp> tickers_at_;
    said_once said_;
};

} // namespace tremolo::plugins
