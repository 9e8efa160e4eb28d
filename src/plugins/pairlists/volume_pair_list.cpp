// VolumePairList: the pairs with the largest volume of the last 24 hours, or over a range of candles.
#include "plugins/pairlists/looking_back.hpp"
#include "plugins/pairlists/makers.hpp"

namespace tremolo::plugins {

namespace {
class volume_pair_list final : public ranking_list {
  public:
    volume_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : ranking_list{"VolumePairList", around, banned, keys, true}, min_value_{options().number("min_value", 0)},
          max_value_{options().number("max_value")} {
        if (options().text("sort_key", "quoteVolume") != "quoteVolume")
            options().refuse("sort_key can only be quoteVolume.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - top {} volume pairs.", name(), number());
    }

  protected:
    [[nodiscard]] std::optional<double> value_of(const market::ticker& ticker) const override {
        return ticker.quote_volume;
    }
    // Quote volume of the last candles; 0 when there are fewer.
    [[nodiscard]] double value_of(const market::pair_name& pair,
                                  const std::vector<market::raw_candle>& candles) const override {
        const auto wanted = static_cast<std::size_t>(range().period);
        if (candles.size() < wanted) return 0;
        const auto* market = around().exchange.find_market(pair);
        const double contract = market != nullptr ? market->contract_size.value_or(1) : 1;
        double sum = 0;
        for (std::size_t i = candles.size() - wanted; i < candles.size(); ++i)
            sum += candles[i].volume * ((candles[i].high + candles[i].low + candles[i].close) / 3) * contract;
        return sum;
    }
    [[nodiscard]] bool is_wanted(double volume) const override {
        return !(min_value_ > 0 && !(volume > min_value_)) && !(max_value_ && !(volume < *max_value_));
    }

    [[nodiscard]] bool filters_tickers() const override { return true; }

  private:
    double min_value_;
    std::optional<double> max_value_;
};
} // namespace

std::unique_ptr<handler> make_volume_pair_list(const surroundings& around, const blacklist& banned,
                                               const boost::json::object& keys) {
    return std::make_unique<volume_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
