// ShuffleFilter: another order of the pairs in each candle, or in each iteration.
#include "market/timeframe.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <map>
#include <random>

namespace tremolo::plugins {

namespace {
class shuffle_filter final : public handler {
  public:
    shuffle_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"ShuffleFilter", around, banned, keys},
          frequency_{options().text("shuffle_frequency", "candle")}, random_{around.seed} {
        if (frequency_ != "candle" && frequency_ != "iteration")
            options().refuse("shuffle_frequency must be candle or iteration.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Shuffling pairs every {}.", name(), frequency_);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        const timestamp now = around().clock.now();
        std::erase_if(shuffled_, [&](const auto& entry) { return now >= entry.second.until; });
        const auto known = shuffled_.find(pairs);
        if (frequency_ == "candle" && known != shuffled_.end()) return known->second.pairs;
        auto before = pairs;
        std::shuffle(pairs.begin(), pairs.end(), random_);
        const market::timeframe candle{config().timeframe.value_or("5m")};
        shuffled_[std::move(before)] = {pairs, candle.next(now)};
        return pairs;
    }

  private:
    struct order {
        std::vector<market::pair_name> pairs;
        timestamp until{};
    };
    std::string frequency_;
    std::mt19937_64 random_;
    std::map<std::vector<market::pair_name>, order> shuffled_;
};
} // namespace

std::unique_ptr<handler> make_shuffle_filter(const surroundings& around, const blacklist& banned,
                                             const boost::json::object& keys) {
    return std::make_unique<shuffle_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
