// Money in whole units of 10^-8, moved between accounts and never made or lost: the trader's free and locked money, the
// rest of the market, and the exchange's fees. What one gets another gives, so the sum of a currency never changes.
#pragma once
#include "base/decimal.hpp"
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace tremolo::exchange {

using units = std::int64_t; // 10^-8 of a currency
inline constexpr double units_each = 1e8;

[[nodiscard]] inline units to_units(double amount) { return std::llround(amount * units_each); }
[[nodiscard]] inline double from_units(units amount) { return static_cast<double>(amount) / units_each; }
// amount x price, rounded down or up to a unit.
[[nodiscard]] inline units value_down(units amount, double price) {
    const auto exact = static_cast<int128>(amount) * std::llround(price * 1e12);
    return static_cast<units>(exact / 1'000'000'000'000);
}
[[nodiscard]] inline units value_up(units amount, double price) {
    const auto exact = static_cast<int128>(amount) * std::llround(price * 1e12);
    return static_cast<units>((exact + 999'999'999'999) / 1'000'000'000'000);
}

enum class account { free, locked, market, fees };

class ledger {
  public:
    [[nodiscard]] units held(account who, const std::string& currency) const {
        const auto found = sums_.find({currency, who});
        return found == sums_.end() ? 0 : found->second;
    }
    void move(account from, account to, const std::string& currency, units amount) {
        sums_[{currency, from}] -= amount;
        sums_[{currency, to}] += amount;
    }
    [[nodiscard]] std::set<std::string> currencies() const {
        std::set<std::string> all;
        for (const auto& [key, sum] : sums_) all.insert(key.first);
        return all;
    }

  private:
    std::map<std::pair<std::string, account>, units> sums_;
};

} // namespace tremolo::exchange
