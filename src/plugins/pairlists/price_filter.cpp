// PriceFilter: by last price, by the size of one tick against it, by the value of one step of the amount.
#include "plugins/pairlists/makers.hpp"
#include <cmath>

namespace tremolo::plugins {

namespace {
class price_filter final : public handler {
  public:
    price_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"PriceFilter", around, banned, keys}, low_price_ratio_{positive("low_price_ratio")},
          min_price_{positive("min_price")}, max_price_{positive("max_price")}, max_value_{positive("max_value")} {}

    [[nodiscard]] bool needs_tickers() const override { return true; }

    [[nodiscard]] std::string short_description() const override {
        std::vector<std::string> rules;
        if (low_price_ratio_ != 0) rules.push_back(fmt::format("below {:.1f}%", low_price_ratio_ * 100));
        if (min_price_ != 0) rules.push_back(fmt::format("below {:.8f}", min_price_));
        if (max_price_ != 0) rules.push_back(fmt::format("above {:.8f}", max_price_));
        if (max_value_ != 0) rules.push_back(fmt::format("Value above {:.8f}", max_value_));
        if (rules.empty()) return name() + " - No price filters configured.";
        return fmt::format("{} - Filtering pairs priced {}.", name(), fmt::join(rules, " or "));
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override {
        const bool on = low_price_ratio_ > 0 || min_price_ > 0 || max_price_ > 0 || max_value_ > 0;
        return on ? handler::filter(std::move(pairs), tickers) : pairs;
    }

  protected:
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* ticker) override {
        if (ticker == nullptr || ticker->last.value_or(0) == 0)
            return refuse(pair, "ticker['last'] is empty (Usually no trade in the last 24h).");
        const double price = *ticker->last;
        const auto* market = around().exchange.find_market(pair);
        if (market == nullptr) return refuse(pair, "it is not on the exchange.");
        if (const double change = one_tick(*market) / price; low_price_ratio_ != 0 && change > low_price_ratio_)
            return refuse(pair, fmt::format("1 unit is {:.3f}%", change * 100));
        if (max_value_ != 0 && market->limits.amount.min) {
            const double step = step_value(*market, price);
            if (step > max_value_) return refuse(pair, fmt::format("min value change of {} > {}.", step, max_value_));
        }
        if (min_price_ != 0 && price < min_price_) return refuse(pair, fmt::format("last price < {:.8f}", min_price_));
        if (max_price_ != 0 && price > max_price_) return refuse(pair, fmt::format("last price > {:.8f}", max_price_));
        return true;
    }

  private:
    [[nodiscard]] double positive(std::string_view key) const {
        const double value = options().number(key, 0);
        if (value < 0) options().refuse("requires " + std::string{key} + " to be >= 0");
        return value;
    }
    [[nodiscard]] bool refuse(const market::pair_name& pair, const std::string& why) {
        note(log_level::info, "Removed " + pair + " from whitelist, because " + why);
        return false;
    }
    [[nodiscard]] double one_tick(const market::market_info& market) const {
        const double precision = market.price_precision.value_or(0);
        return around().exchange.about().price_mode == counting_mode::tick_size ? precision
                                                                                : 1 / std::pow(10, precision);
    }
    [[nodiscard]] double step_value(const market::market_info& market, double price) const {
        const double least = *market.limits.amount.min;
        double step = market.amount_precision.value_or(0);
        if (around().exchange.about().amount_mode != counting_mode::tick_size) step = std::pow(0.1, step);
        return (least + step) * price - least * price;
    }

    double low_price_ratio_, min_price_, max_price_, max_value_;
};
} // namespace

std::unique_ptr<handler> make_price_filter(const surroundings& around, const blacklist& banned,
                                           const boost::json::object& keys) {
    return std::make_unique<price_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
