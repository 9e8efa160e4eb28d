// ProducerPairList: the pairs that another bot trades, heard through its messages.
#include "plugins/number_text.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <set>

namespace tremolo::plugins {

namespace {
class producer_pair_list final : public handler {
  public:
    producer_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"ProducerPairList", around, banned, keys}, number_{static_cast<std::size_t>(
                                                                 std::max(0.0, options().number("number_assets", 0)))},
          producer_{options().text("producer_name", "default")} {
        const auto* consumer = config().raw.if_contains("external_message_consumer");
        const auto* enabled =
            consumer != nullptr && consumer->is_object() ? consumer->get_object().if_contains("enabled") : nullptr;
        if (enabled == nullptr || !enabled->is_bool() || !enabled->get_bool())
            options().refuse("requires external_message_consumer to be enabled.");
    }

    [[nodiscard]] std::string short_description() const override { return name() + " - " + producer_; }

    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& /*tickers*/) override {
        const auto pairs = joined({});
        try {
            return only_active(
                expand_wildcards(pairs, tradable_pairs(around().exchange, config().trading_mode), unmatched::drop));
        } catch (const bad_wildcard& e) {
            note(log_level::error, std::string{"Pair whitelist contains an invalid Wildcard: "} + e.what());
            return {};
        }
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        return joined(std::move(pairs));
    }

  private:
    // Given ones first, none twice.
    [[nodiscard]] std::vector<market::pair_name> joined(std::vector<market::pair_name> pairs) const {
        if (around().producer_pairs) {
            auto heard = around().producer_pairs(producer_);
            pairs.insert(pairs.end(), std::make_move_iterator(heard.begin()), std::make_move_iterator(heard.end()));
        }
        std::set<market::pair_name> seen;
        std::erase_if(pairs, [&](const market::pair_name& pair) { return !seen.insert(pair).second; });
        if (number_ > 0 && pairs.size() > number_) pairs.resize(number_);
        return pairs;
    }

    std::size_t number_; // 0: all
    std::string producer_;
};
} // namespace

std::unique_ptr<handler> make_producer_pair_list(const surroundings& around, const blacklist& banned,
                                                 const boost::json::object& keys) {
    return std::make_unique<producer_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
