// FullTradesFilter: an empty list while all slots are taken, so that nothing else is computed.
#include "plugins/pairlists/makers.hpp"

namespace tremolo::plugins {

namespace {
class full_trades_filter final : public handler {
  public:
    full_trades_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"FullTradesFilter", around, banned, keys} {}

    [[nodiscard]] std::string short_description() const override {
        return name() + " - Shrink whitelist when trade slots are full.";
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        const double slots = config().max_open_trades.value_or(0);
        if (!around().open_trade_count || slots <= 0) return pairs;
        const auto open = static_cast<double>(around().open_trade_count());
        return open >= slots ? std::vector<market::pair_name>{} : pairs;
    }
};
} // namespace

std::unique_ptr<handler> make_full_trades_filter(const surroundings& around, const blacklist& banned,
                                                 const boost::json::object& keys) {
    return std::make_unique<full_trades_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
