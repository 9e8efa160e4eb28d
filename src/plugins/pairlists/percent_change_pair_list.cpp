// PercentChangePairList: the pairs that changed most in 24 hours, or over a range of candles.
#include "plugins/pairlists/blacklist.hpp"
#include "plugins/pairlists/candle_cache.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
class percent_change_pair_list final : public handler {
  public:
    percent_change_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"PercentChangePairList", around, banned, keys}, number_{static_cast<std::int64_t>(
                                                                      options().number("number_assets", 0))},
          min_value_{options().number("min_value")}, max_value_{options().number("max_value")},
          descending_{options().text("sort_direction", "desc") == "desc"}, refresh_{static_cast<std::int64_t>(
                                                                               options().number("refresh_period",
                                                                                                1800))},
          range_{read_lookback(options(), {.most = around.exchange.about().candle_limit})}, candles_{around} {
        if (!options().has("number_assets")) options().refuse("requires \"number_assets\".");
        if (uses_range() && refresh_ < market::timeframe{range_.timeframe}.seconds())
            options().refuse("refresh_period is shorter than one candle of " + range_.timeframe + ".");
    }

    [[nodiscard]] bool needs_tickers() const override { return !uses_range(); }
    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - top {} percent change pairs.", name(), number_);
    }

    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& tickers) override {
        const timestamp now = around().clock.now();
        if (!cached_.empty() && cached_at_ && now < *cached_at_ + std::chrono::seconds{refresh_}) return cached_;
        std::vector<market::pair_name> pairs;
        for (const auto& market : around().exchange.markets())
            if (market.quote == stake_currency() && market.active.value_or(true) &&
                is_tradable(market, config().trading_mode, around().exchange.about()))
                pairs.push_back(market.symbol);
        cached_ = filter(allowed(std::move(pairs)), tickers);
        cached_at_ = now;
        return cached_;
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override {
        struct entry {
            market::pair_name pair;
            double change;
        };
        std::vector<entry> entries;
        for (const auto& pair : pairs) {
            if (uses_range()) {
                entries.push_back({pair, change_over_range(pair)});
            } else if (const auto t = tickers.find(pair); t != tickers.end() && t->second.percentage) {
                entries.push_back({pair, *t->second.percentage});
            }
        }
        std::erase_if(entries, [&](const entry& e) {
            return (min_value_ && !(e.change > *min_value_)) || (max_value_ && !(e.change < *max_value_));
        });
        std::stable_sort(entries.begin(), entries.end(), [&](const entry& a, const entry& b) {
            return descending_ ? a.change > b.change : a.change < b.change;
        });
        std::vector<market::pair_name> sorted;
        for (auto& e : entries) sorted.push_back(std::move(e.pair));
        sorted = allowed(only_active(sorted));
        if (static_cast<std::int64_t>(sorted.size()) > number_) sorted.resize(static_cast<std::size_t>(number_));
        return sorted;
    }

  private:
    [[nodiscard]] bool uses_range() const { return range_.period > 0; }
    [[nodiscard]] std::vector<market::pair_name> allowed(std::vector<market::pair_name> pairs) const {
        try {
            return banned().without(std::move(pairs));
        } catch (const bad_wildcard&) { // the chain says so at its end
            return {};
        }
    }
    // Percent between the last close and the one so many candles before; 0 when there is none.
    [[nodiscard]] double change_over_range(const market::pair_name& pair) {
        const auto& candles = candles_.get(pair, range_.timeframe, range_.period + 1);
        if (candles.size() < static_cast<std::size_t>(range_.period) + 1) return 0;
        const double before = candles[candles.size() - 1 - static_cast<std::size_t>(range_.period)].close;
        return before > 0 ? (candles.back().close - before) / before * 100 : 0;
    }

    std::int64_t number_;
    std::optional<double> min_value_, max_value_;
    bool descending_;
    std::int64_t refresh_;
    lookback range_;
    candle_cache candles_;
    std::vector<market::pair_name> cached_;
    std::optional<timestamp> cached_at_;
};
} // namespace

std::unique_ptr<handler> make_percent_change_pair_list(const surroundings& around, const blacklist& banned,
                                                       const boost::json::object& keys) {
    return std::make_unique<percent_change_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
