// VolatilityFilter: by the mean deviation of returns over the last candles.
#include "plugins/number_text.hpp"
#include "plugins/pairlists/looking_back.hpp"
#include "plugins/pairlists/makers.hpp"
#include <cmath>

namespace tremolo::plugins {

namespace {
class volatility_filter final : public range_filter {
  public:
    volatility_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : range_filter{"VolatilityFilter", around, banned, keys, 1440}, least_{options().number("min_volatility", 0)},
          most_{options().number("max_volatility")} {}

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with volatility range {}-{} {}.", name(), number_text(least_),
                           most_ ? number_text(*most_) : "9223372036854775807", range_text());
    }

  protected:
    // Mean over all full windows of the sample deviation of ln(close before / close), times the root of the window.
    // The first return counts as 0. NaN when there is no full window.
    [[nodiscard]] double value_of(const std::vector<market::raw_candle>& candles) const override {
        const auto window = static_cast<std::size_t>(range().period);
        std::vector<double> returns{0};
        for (std::size_t i = 1; i < candles.size(); ++i)
            returns.push_back(std::log(candles[i - 1].close / candles[i].close));
        double sum = 0;
        std::size_t windows = 0;
        for (std::size_t end = window; window > 1 && end <= returns.size(); ++end, ++windows) {
            double mean = 0;
            for (std::size_t i = end - window; i < end; ++i) mean += returns[i];
            mean /= static_cast<double>(window);
            double squares = 0;
            for (std::size_t i = end - window; i < end; ++i) squares += (returns[i] - mean) * (returns[i] - mean);
            sum += std::sqrt(squares / static_cast<double>(window - 1)) * std::sqrt(static_cast<double>(window));
        }
        return windows == 0 ? std::nan("") : sum / static_cast<double>(windows);
    }
    [[nodiscard]] bool is_wanted(double value) const override { return value >= least_ && (!most_ || value <= *most_); }

  private:
    double least_;
    std::optional<double> most_;
};
} // namespace

std::unique_ptr<handler> make_volatility_filter(const surroundings& around, const blacklist& banned,
                                                const boost::json::object& keys) {
    return std::make_unique<volatility_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
