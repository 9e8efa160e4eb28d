// ShuffleFilter: another order of the pairs in each candle, or in each iteration. A `seed` makes it repeatable, but not
// where a bot trades; there a list keeps its order for a candle.
#include "market/timeframe.hpp"
#include "plugins/number_text.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/python_random.hpp"
#include <map>

namespace tremolo::plugins {

namespace {

// The configured seed, as freqtrade prints it; "" without one.
std::string text_of_seed(const boost::json::value* seed) {
    if (seed == nullptr || seed->is_null()) return {};
    if (seed->is_bool()) return seed->as_bool() ? "True" : "False";
    if (seed->is_int64()) return std::to_string(seed->as_int64());
    if (seed->is_uint64()) return std::to_string(seed->as_uint64());
    return number_text(seed->to_number<double>());
}

python_random random_of_seed(const boost::json::value& seed) {
    if (seed.is_bool()) return python_random{seed.as_bool() ? 1U : 0U};
    if (seed.is_uint64()) return python_random{seed.as_uint64()};
    if (seed.is_double()) return python_random::of_real(seed.as_double());
    const auto whole = seed.as_int64();
    const auto bits = static_cast<std::uint64_t>(whole);
    return python_random{whole < 0 ? ~bits + 1 : bits};
}

class shuffle_filter final : public handler {
  public:
    shuffle_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"ShuffleFilter", around, banned, keys}, frequency_{options().text("shuffle_frequency", "candle")},
          trades_{config().mode == config::run_mode::live || config().mode == config::run_mode::dry_run},
          seed_{trades_ ? nullptr : options().find("seed")}, random_{around.seed} {
        if (frequency_ != "candle" && frequency_ != "iteration")
            options().refuse("shuffle_frequency must be candle or iteration.");
        if (seed_ == nullptr || seed_->is_null()) return;
        if (!seed_->is_number() && !seed_->is_bool()) options().refuse("seed must be a number.");
        random_ = random_of_seed(*seed_);
    }

    [[nodiscard]] std::string short_description() const override {
        const auto seed = text_of_seed(seed_);
        return fmt::format("{} - Shuffling pairs every {}{}{}.", name(), frequency_,
                           seed.empty() ? "" : ", seed = ", seed);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        if (!trades_) {
            random_.shuffle(pairs);
            return pairs;
        }
        const timestamp now = around().clock.now();
        std::erase_if(shuffled_, [&](const auto& entry) { return now >= entry.second.until; });
        const auto known = shuffled_.find(pairs);
        if (frequency_ == "candle" && known != shuffled_.end()) return known->second.pairs;
        auto before = pairs;
        random_.shuffle(pairs);
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
    bool trades_;                    // not in a backtest, nor in an evaluation
    const boost::json::value* seed_; // in the options
    python_random random_;
    std::map<std::vector<market::pair_name>, order> shuffled_;
};
} // namespace

std::unique_ptr<handler> make_shuffle_filter(const surroundings& around, const blacklist& banned,
                                             const boost::json::object& keys) {
    return std::make_unique<shuffle_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
