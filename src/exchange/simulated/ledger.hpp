// Money in whole units of 10^-8, moved between accounts and never made or lost: the trader's free and locked money, the
// rest of the market, and the exchange's fees. What one gets another gives, so the sum of a currency never changes.
#pragma once
#include "base/decimal.hpp"
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <set>
#include <string>

namespace tremolo::exchange {

using units = std::int64_t; // 10^-8 of a currency
inline constexpr double units_each = 1e8;

// What does not fit (beyond 92 billion) becomes the largest number of units, which nobody has.
[[nodiscard]] inline units fitted(int128 amount) {
    constexpr int128 most = std::numeric_limits<units>::max();
    return static_cast<units>(std::min(std::max(amount, -most), most));
}
[[nodiscard]] inline units to_units(double amount) {
    const double scaled = std::round(amount * units_each);
    return std::abs(scaled) < 9.2e18 ? static_cast<units>(scaled)
                                     : fitted(scaled < 0 ? -(int128{1} << 64) : int128{1} << 64);
}
[[nodiscard]] inline double from_units(units amount) { return static_cast<double>(amount) / units_each; }
// amount x price, rounded down or up to a unit. Prices count to the twelfth digit; above 10^7 nothing is traded.
inline constexpr int128 price_parts = 1'000'000'000'000;
[[nodiscard]] inline int128 exact_value(units amount, double price) {
    return static_cast<int128>(amount) * static_cast<int128>(std::round(std::min(price, 1e7) * 1e12));
}
[[nodiscard]] inline units value_down(units amount, double price) {
    return fitted(exact_value(amount, price) / price_parts);
}
[[nodiscard]] inline units value_up(units amount, double price) {
    return fitted((exact_value(amount, price) + price_parts - 1) / price_parts);
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
