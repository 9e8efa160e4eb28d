// VolumePairList: the pairs with the largest volume of the last 24 hours, or over a range of candles.
#include "plugins/pairlists/blacklist.hpp"
#include "plugins/pairlists/candle_cache.hpp"
#include "plugins/pairlists/makers.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
class volume_pair_list final : public handler {
  public:
    volume_pair_list(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"VolumePairList", around, banned, keys}, number_{static_cast<std::int64_t>(
                                                               options().number("number_assets", 0))},
          min_value_{options().number("min_value", 0)}, max_value_{options().number("max_value")},
          refresh_{static_cast<std::int64_t>(options().number("refresh_period", 1800))},
          range_{read_lookback(options(), {.most = around.exchange.about().candle_limit})}, candles_{around} {
        if (!options().has("number_assets")) options().refuse("requires \"number_assets\".");
        if (options().text("sort_key", "quoteVolume") != "quoteVolume")
            options().refuse("sort_key can only be quoteVolume.");
        if (uses_range() && refresh_ < market::timeframe{range_.timeframe}.seconds())
            options().refuse("refresh_period is shorter than one candle of " + range_.timeframe + ".");
    }

    [[nodiscard]] bool needs_tickers() const override { return !uses_range(); }
    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - top {} volume pairs.", name(), number_);
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
            double volume;
        };
        std::vector<entry> entries;
        if (uses_range()) {
            for (const auto& pair : pairs) entries.push_back({pair, volume_over_range(pair)});
        } else {
            for (const auto& pair : pairs)
                if (const auto t = tickers.find(pair); t != tickers.end() && t->second.quote_volume)
                    entries.push_back({pair, *t->second.quote_volume});
        }
        std::erase_if(entries, [&](const entry& e) {
            return (min_value_ > 0 && !(e.volume > min_value_)) || (max_value_ && !(e.volume < *max_value_));
        });
        std::stable_sort(entries.begin(), entries.end(),
                         [](const entry& a, const entry& b) { return a.volume > b.volume; });
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
    // Quote volume of the last candles; 0 when there are fewer.
    [[nodiscard]] double volume_over_range(const market::pair_name& pair) {
        const auto candles = candles_.get(pair, range_.timeframe, range_.period + 1);
        const auto wanted = static_cast<std::size_t>(range_.period);
        if (candles.size() < wanted) return 0;
        const auto* market = around().exchange.find_market(pair);
        const double contract = market != nullptr ? market->contract_size.value_or(1) : 1;
        double sum = 0;
        for (std::size_t i = candles.size() - wanted; i < candles.size(); ++i)
            sum += candles[i].volume * ((candles[i].high + candles[i].low + candles[i].close) / 3) * contract;
        return sum;
    }

    std::int64_t number_;
    double min_value_;
    std::optional<double> max_value_;
    std::int64_t refresh_;
    lookback range_;
    candle_cache candles_;
    std::vector<market::pair_name> cached_;
    std::optional<timestamp> cached_at_;
};
} // namespace

std::unique_ptr<handler> make_volume_pair_list(const surroundings& around, const blacklist& banned,
                                               const boost::json::object& keys) {
    return std::make_unique<volume_pair_list>(around, banned, keys);
}

} // namespace tremolo::plugins
