// PercentChangePairList: the pairs that changed most in 24 hours, or over a range of candles.
#include "plugins/pairlists/looking_back.hpp"
#include "plugins/pairlists/makers.hpp"

namespace tremolo::plugins {

namespace {
// null means from the smallest on.
bool is_descending(const boost::json::object& keys) {
    if (const auto* value = keys.if_contains("sort_direction"); value != nullptr && value->is_null()) return false;
    return pairlist_options{"PercentChangePairList", keys}.text("sort_direction", "desc") == "desc";
}

class percent_change_pair_list final : public ranking_list {
  public:
    percent_change_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : ranking_list{"PercentChangePairList", around, banned, keys, is_descending(keys)},
          min_value_{options().number("min_value")}, max_value_{options().number("max_value")} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - top {} percent change pairs.", name(), number());
    }

  protected:
    [[nodiscard]] std::optional<double> value_of(const market::ticker& ticker) const override {
        return ticker.percentage;
    }
    // Percent between the last close and the one so many candles before; 0 when there is none.
    [[nodiscard]] double value_of(const market::pair_name& /*pair*/,
                                  const std::vector<market::raw_candle>& candles) const override {
        if (candles.size() < static_cast<std::size_t>(range().period) + 1) return 0;
        const double before = candles[candles.size() - 1 - static_cast<std::size_t>(range().period)].close;
        return before > 0 ? (candles.back().close - before) / before * 100 : 0;
    }
    [[nodiscard]] bool is_wanted(double change) const override {
        return !(min_value_ && !(change > *min_value_)) && !(max_value_ && !(change < *max_value_));
    }

  private:
    std::optional<double> min_value_, max_value_;
};
} // namespace

std::unique_ptr<handler> make_percent_change_pair_list(const surroundings& around, const blacklist& banned,
                                                       const boost::json::object& keys) {
    return std::make_unique<percent_change_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
