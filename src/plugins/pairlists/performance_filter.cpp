// PerformanceFilter: sorts pairs by how their trades of the last minutes did.
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <map>

namespace tremolo::plugins {

namespace {
class performance_filter final : public handler {
  public:
    performance_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"PerformanceFilter", around, banned, keys}, minutes_{static_cast<std::int64_t>(
                                                                  options().number("minutes", 0))},
          min_profit_{options().number("min_profit")} {}

    [[nodiscard]] std::string short_description() const override { return name() + " - Sorting pairs by performance."; }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        if (!around().performance) return pairs;
        std::map<market::pair_name, pair_performance> known;
        for (auto& one : around().performance(around().clock.now() - std::chrono::minutes{minutes_}))
            known[one.pair] = one;
        if (known.empty()) return pairs;
        const auto of = [&](const market::pair_name& pair) {
            const auto found = known.find(pair);
            return found == known.end() ? pair_performance{} : found->second;
        };
        std::stable_sort(pairs.begin(), pairs.end(), [&](const auto& a, const auto& b) {
            const auto x = of(a);
            const auto y = of(b);
            return x.profit_ratio != y.profit_ratio ? x.profit_ratio > y.profit_ratio : x.count < y.count;
        });
        if (min_profit_)
            std::erase_if(pairs, [&](const auto& pair) {
                const double ratio = of(pair).profit_ratio;
                if (!(ratio < *min_profit_)) return false;
                note(log_level::info, fmt::format("Removing pair {} since {} is below {}", pair, ratio, *min_profit_));
                return true;
            });
        return pairs;
    }

  private:
    std::int64_t minutes_;
    std::optional<double> min_profit_;
};
} // namespace

std::unique_ptr<handler> make_performance_filter(const surroundings& around, const blacklist& banned,
                                                 const boost::json::object& keys) {
    return std::make_unique<performance_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
