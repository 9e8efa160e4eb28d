// AgeFilter: by the number of daily candles that a pair has.
#include "plugins/pairlists/candle_cache.hpp"
#include "plugins/pairlists/makers.hpp"
#include <set>

namespace tremolo::plugins {

namespace {
class age_filter final : public handler {
  public:
    age_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"AgeFilter", around, banned, keys}, least_{static_cast<std::int64_t>(
                                                          options().number("min_days_listed", 10))},
          most_{static_cast<std::int64_t>(options().number("max_days_listed", 0))}, candles_{around} {
        const auto limit = static_cast<std::int64_t>(around.exchange.about().candle_limit);
        if (least_ < 1) options().refuse("requires min_days_listed to be >= 1");
        if (least_ > limit || most_ > limit)
            options().refuse(fmt::format("cannot look back further than the exchange gives at once ({})", limit));
        if (most_ != 0 && most_ <= least_) options().refuse("requires max_days_listed to be above min_days_listed");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Filtering pairs with age less than {} day{}{}", name(), least_, least_ == 1 ? "" : "s",
                           most_ != 0 ? fmt::format(" or more than {} day{}", most_, most_ == 1 ? "" : "s") : "");
    }

  protected:
    // Pairs that pass are asked once; those that do not, again on the next day.
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* /*ticker*/) override {
        if (passed_.contains(pair)) return true;
        const auto count =
            static_cast<std::int64_t>(candles_.get(pair, "1d", (most_ != 0 ? most_ : least_) + 1).size());
        if (count >= least_ && (most_ == 0 || count <= most_)) {
            passed_.insert(pair);
            return true;
        }
        note(log_level::info,
             fmt::format("Removed {} from whitelist, because its age of {} days is not wanted", pair, count));
        return false;
    }

  private:
    std::int64_t least_, most_;
    candle_cache candles_;
    std::set<market::pair_name> passed_;
};
} // namespace

std::unique_ptr<handler> make_age_filter(const surroundings& around, const blacklist& banned,
                                         const boost::json::object& keys) {
    return std::make_unique<age_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
