// RangeStabilityFilter: removes pairs whose range over the last candles is too narrow or too wide.
#include "plugins/number_text.hpp"
#include "plugins/pairlists/candle_cache.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/valued_pairs.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::plugins {

namespace {
class range_stability_filter final : public handler {
  public:
    range_stability_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"RangeStabilityFilter", around, banned, keys}, least_{options().number("min_rate_of_change", 0.01)},
          most_{options().number("max_rate_of_change", 0)}, direction_{options().text("sort_direction", "")},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", 86400))},
          range_{read_lookback(options(), {true, 10, around.exchange.about().candle_limit})}, candles_{around} {
        if (!direction_.empty() && direction_ != "asc" && direction_ != "desc")
            options().refuse("requires sort_direction to be \"asc\", \"desc\" or nothing.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with rate of change below {}{} over the last {} x {} candle{}.",
                           name(), number_text(least_), most_ != 0 ? " and above " + number_text(most_) : "",
                           range_.period, range_.timeframe, range_.period == 1 ? "" : "s");
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        std::vector<valued_pair> kept;
        for (const auto& pair : pairs) {
            const auto value = value_of(pair);
            if (!value)
                note(log_level::info, "Removed " + pair + " from whitelist, no candles found.");
            else if (*value >= least_ && (most_ == 0 || *value <= most_))
                kept.push_back({pair, *value});
            else
                note(log_level::info, fmt::format("Removed {} from whitelist, because {:.3f} over {} x {} is outside "
                                                  "the wanted range.",
                                                  pair, *value, range_.period, range_.timeframe));
        }
        return in_order(std::move(kept), direction_);
    }

  private:
    // Kept for refresh_period; nothing without candles.
    [[nodiscard]] std::optional<double> value_of(const market::pair_name& pair) {
        const timestamp now = around().clock.now();
        if (const auto known = cached_.find(pair); known != cached_.end() && now < known->second.until)
            return known->second.value;
        const auto& candles = candles_.get(pair, range_.timeframe, range_.period + 1);
        if (candles.empty()) return {};
        const double value = computed(candles);
        cached_[pair] = {value, now + std::chrono::seconds{refresh_}};
        return value;
    }
    // (highest high - lowest low) / lowest low
    [[nodiscard]] static double computed(const std::vector<market::raw_candle>& candles) {
        double high = candles.front().high;
        double low = candles.front().low;
        for (const auto& c : candles) {
            high = std::max(high, c.high);
            low = std::min(low, c.low);
        }
        return low > 0 ? (high - low) / low : 0;
    }

    struct kept_value {
        double value = 0;
        timestamp until{};
    };
    double least_, most_; // most: 0 is no limit
    std::string direction_;
    std::int64_t refresh_;
    lookback range_;
    candle_cache candles_;
    std::map<market::pair_name, kept_value> cached_;
};
} // namespace

std::unique_ptr<handler> make_range_stability_filter(const surroundings& around, const blacklist& banned,
                                                     const boost::json::object& keys) {
    return std::make_unique<range_stability_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
