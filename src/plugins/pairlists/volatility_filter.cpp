// VolatilityFilter: by the mean deviation of returns over the last candles.
#include "plugins/number_text.hpp"
#include "plugins/pairlists/candle_cache.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/valued_pairs.hpp"
#include <algorithm>
#include <cmath>

namespace tremolo::plugins {

namespace {
class volatility_filter final : public handler {
  public:
    volatility_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"VolatilityFilter", around, banned, keys}, least_{options().number("min_volatility", 0)},
          most_{options().number("max_volatility")}, direction_{options().text("sort_direction", "")},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", 1440))},
          range_{read_lookback(options(), {true, 10, around.exchange.about().candle_limit})}, candles_{around} {
        if (!direction_.empty() && direction_ != "asc" && direction_ != "desc")
            options().refuse("requires sort_direction to be \"asc\", \"desc\" or nothing.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with volatility range {}-{} over the last {} x {} candle{}.", name(),
                           number_text(least_), most_ ? number_text(*most_) : "9223372036854775807", range_.period,
                           range_.timeframe, range_.period == 1 ? "" : "s");
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        std::vector<valued_pair> kept;
        for (const auto& pair : pairs) {
            const auto value = value_of(pair);
            if (!value)
                note(log_level::info, "Removed " + pair + " from whitelist, no candles found.");
            else if (*value >= least_ && (!most_ || *value <= *most_))
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
    // Mean over all full windows of the sample deviation of ln(close before / close), times the root of the window.
    // The first return counts as 0. NaN when there is no full window.
    [[nodiscard]] double computed(const std::vector<market::raw_candle>& candles) const {
        const auto window = static_cast<std::size_t>(range_.period);
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

    struct kept_value {
        double value = 0;
        timestamp until{};
    };
    double least_;
    std::optional<double> most_;
    std::string direction_;
    std::int64_t refresh_;
    lookback range_;
    candle_cache candles_;
    std::map<market::pair_name, kept_value> cached_;
};
} // namespace

std::unique_ptr<handler> make_volatility_filter(const surroundings& around, const blacklist& banned,
                                                const boost::json::object& keys) {
    return std::make_unique<volatility_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
