// RangeStabilityFilter: removes pairs whose range over the last candles is too narrow or too wide.
#include "plugins/number_text.hpp"
#include "plugins/pairlists/looking_back.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
class range_stability_filter final : public range_filter {
  public:
    range_stability_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : range_filter{"RangeStabilityFilter", around, banned, keys, 86400},
          least_{options().number("min_rate_of_change", 0.01)}, most_{options().number("max_rate_of_change", 0)} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with rate of change below {}{} {}.", name(), number_text(least_),
                           most_ != 0 ? " and above " + number_text(most_) : "", range_text());
    }

  protected:
    // (highest high - lowest low) / lowest low
    [[nodiscard]] double value_of(const std::vector<market::raw_candle>& candles) const override {
        double high = candles.front().high;
        double low = candles.front().low;
        for (const auto& c : candles) {
            high = std::max(high, c.high);
            low = std::min(low, c.low);
        }
        return low > 0 ? (high - low) / low : 0;
    }
    [[nodiscard]] bool is_wanted(double value) const override {
        return value >= least_ && (most_ == 0 || value <= most_);
    }

  private:
    double least_, most_; // most: 0 is no limit
};
} // namespace

std::unique_ptr<handler> make_range_stability_filter(const surroundings& around, const blacklist& banned,
                                                     const boost::json::object& keys) {
    return std::make_unique<range_stability_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
