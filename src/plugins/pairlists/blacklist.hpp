// The pairs that must not be traded: entries of the configuration and those added while the bot runs (these are lost at
// a restart).
#pragma once
#include "config/sections.hpp"
#include "exchange/exchange.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::plugins {

// Belongs to the worker's thread. The exchange must outlive it.
class blacklist {
  public:
    blacklist(std::vector<std::string> entries, const exchange::exchange& exchange, config::trading_mode mode)
        : entries_{std::move(entries)}, exchange_{&exchange}, mode_{mode} {}

    [[nodiscard]] const std::vector<std::string>& entries() const { return entries_; }
    // Markets that match. Throws bad_wildcard.
    [[nodiscard]] std::vector<market::pair_name> expanded() const;
    // The pairs that are not on it. Throws bad_wildcard.
    [[nodiscard]] std::vector<market::pair_name> without(std::vector<market::pair_name> pairs,
                                                         std::vector<market::pair_name>* removed = nullptr) const;
    // The text of a refusal (freqtrade's), or nothing when it was done.
    [[nodiscard]] std::optional<std::string> add(const std::string& entry);
    [[nodiscard]] std::optional<std::string> remove(const std::string& entry);

  private:
    std::vector<std::string> entries_;
    // Of the present entries and markets; made anew when either changed.
    struct expansion {
        const market::market_info* markets = nullptr;
        std::size_t count = 0;
        std::vector<market::pair_name> pairs;
    };
    mutable std::optional<expansion> expansion_;
    const exchange::exchange* exchange_;
    config::trading_mode mode_;
};

} // namespace tremolo::plugins
