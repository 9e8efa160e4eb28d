// PrecisionFilter: removes pairs priced so low that a stop-loss and one a percent below it round to the same tick.
#include "plugins/pairlists/makers.hpp"
#include <cmath>

namespace tremolo::plugins {

namespace {
class precision_filter final : public handler {
  public:
    precision_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"PrecisionFilter", around, banned, keys} {
        if (!config().stoploss) options().refuse("needs a \"stoploss\", in the configuration or in the strategy.");
    }

    [[nodiscard]] bool needs_tickers() const override { return true; }
    [[nodiscard]] std::string short_description() const override { return name() + " - Filtering untradable pairs."; }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override {
        return *config().stoploss != 0 ? handler::filter(std::move(pairs), tickers) : pairs;
    }

  protected:
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* ticker) override {
        const auto* market = around().exchange.find_market(pair);
        if (ticker == nullptr || !ticker->last || market == nullptr) {
            note(log_level::info, "Removed " + pair +
                                      " from whitelist, because ticker['last'] is empty (Usually no trade in the last "
                                      "24h).");
            return false;
        }
        const auto mode = around().exchange.about().price_mode;
        const double stop = *ticker->last * (1 - std::abs(*config().stoploss));
        const double stop_price = price_to_precision(stop, market->price_precision, mode, price_rounding::up);
        const double limit = price_to_precision(stop * 0.99, market->price_precision, mode, price_rounding::up);
        if (stop_price > limit) return true;
        note(log_level::info, fmt::format("Removed {} from whitelist, because stop price {} would be <= stop limit {}",
                                          pair, stop_price, limit));
        return false;
    }
};
} // namespace

std::unique_ptr<handler> make_precision_filter(const surroundings& around, const blacklist& banned,
                                               const boost::json::object& keys) {
    return std::make_unique<precision_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
