// CrossMarketPairList: pairs whose coin can, or cannot, also be traded on the other market: spot for futures, and the
// reverse.
#include "plugins/kept_for.hpp"
#include "plugins/pairlists/coin_names.hpp"
#include "plugins/pairlists/makers.hpp"
#include <set>

namespace tremolo::plugins {

namespace {
class cross_market_pair_list final : public handler {
  public:
    cross_market_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"CrossMarketPairList", around, banned, keys}, exist_on_{options().text("pairs_exist_on",
                                                                                         "both_markets")},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", default_refresh_s))} {
        if (exist_on_ != "both_markets" && exist_on_ != "current_market_only")
            options().refuse("pairs_exist_on must be both_markets or current_market_only.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Pairs that exists on {}.", name(),
                           exist_on_ == "both_markets" ? "Both_markets" : "Current_market_only");
    }

    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& tickers) override {
        const timestamp now = around().clock.now();
        if (const auto* known = generated_.at(now); known != nullptr && !known->empty()) return *known;
        return generated_.keep(filter(not_banned(stake_markets()), tickers), now, refresh_);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        const auto others = coins_of_other_market();
        std::erase_if(pairs, [&](const market::pair_name& pair) {
            const auto* market = around().exchange.find_market(pair);
            if (market == nullptr || market->base.empty()) {
                note(log_level::warning, "Unable to get base currency for pair " + pair + ", skipping it.");
                return true;
            }
            return is_there(market->base, others) != (exist_on_ == "both_markets");
        });
        return pairs;
    }

  private:
    [[nodiscard]] std::set<std::string> coins_of_other_market() const {
        const bool spot = config().trading_mode == config::trading_mode::futures;
        std::set<std::string> coins;
        for (const auto& market : around().exchange.markets())
            if (market.quote == stake_currency() && market.active.value_or(true) &&
                (spot ? market.spot : market.swap && market.linear))
                coins.insert(market.base);
        return coins;
    }
    // Under its own name, or as 1000PEPE for PEPE and the reverse. KAVA is another coin than AVA: K is never taken off.
    [[nodiscard]] static bool is_there(const std::string& coin, const std::set<std::string>& others) {
        if (others.contains(coin)) return true;
        for (const std::string_view prefix : coin_prefixes) {
            if (others.contains(std::string{prefix} + coin)) return true;
            if (prefix != "K" && coin.starts_with(prefix) && others.contains(coin.substr(prefix.size()))) return true;
        }
        return false;
    }

    std::string exist_on_;
    std::chrono::seconds refresh_;
    kept_for<std::vector<market::pair_name>> generated_;
};
} // namespace

std::unique_ptr<handler> make_cross_market_pair_list(const surroundings& around, const blacklist& banned,
                                                     const boost::json::object& keys) {
    return std::make_unique<cross_market_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
