// SpreadFilter: removes pairs whose bid and ask are too far apart, or unknown.
#include "plugins/pairlists/makers.hpp"

namespace tremolo::plugins {

namespace {
class spread_filter final : public handler {
  public:
    spread_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"SpreadFilter", around, banned, keys}, most_{options().number("max_spread_ratio", 0.005)} {}

    [[nodiscard]] bool needs_tickers() const override { return true; }
    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with ask/bid diff above {:.2f}%.", name(), most_ * 100);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override {
        return most_ != 0 ? handler::filter(std::move(pairs), tickers) : pairs;
    }

  protected:
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* ticker) override {
        if (ticker == nullptr || ticker->bid.value_or(0) == 0 || ticker->ask.value_or(0) == 0) {
            note(log_level::info, "Removed " + pair + " from whitelist due to invalid ticker data");
            return false;
        }
        const double spread = 1 - *ticker->bid / *ticker->ask;
        if (!(spread > most_)) return true;
        note(log_level::info, fmt::format("Removed {} from whitelist, because spread {:.3f}% > {:.3f}%", pair,
                                          spread * 100, most_ * 100));
        return false;
    }

  private:
    double most_;
};
} // namespace

std::unique_ptr<handler> make_spread_filter(const surroundings& around, const blacklist& banned,
                                            const boost::json::object& keys) {
    return std::make_unique<spread_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
