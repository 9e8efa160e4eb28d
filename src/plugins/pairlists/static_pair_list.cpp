// StaticPairList: the pairs that the configuration names, wildcards expanded.
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
class static_pair_list final : public handler {
  public:
    static_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"StaticPairList", around, banned, keys}, allow_inactive_{options().flag("allow_inactive", false)} {}

    [[nodiscard]] std::string short_description() const override { return name(); }

    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& /*tickers*/) override {
        std::vector<market::pair_name> pairs;
        try {
            pairs = expand_wildcards(config().exchange.pair_whitelist,
                                     tradable_pairs(around().exchange, config().trading_mode), unmatched::keep);
        } catch (const bad_wildcard& e) {
            around().log.error("Pair whitelist contains an invalid Wildcard: {}", e.what());
        }
        return allow_inactive_ ? pairs : only_active(pairs);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        for (const auto& pair : config().exchange.pair_whitelist)
            if (std::find(pairs.begin(), pairs.end(), pair) == pairs.end()) pairs.push_back(pair);
        return pairs;
    }

  private:
    bool allow_inactive_;
};
} // namespace

std::unique_ptr<handler> make_static_pair_list(const surroundings& around, const blacklist& banned,
                                               const boost::json::object& keys) {
    return std::make_unique<static_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
