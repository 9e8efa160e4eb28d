// The base of the handlers that judge pairs by a range of their past candles: the lists that rank pairs
// (VolumePairList, PercentChangePairList) and the filters that keep those within bounds (RangeStabilityFilter,
// VolatilityFilter).
#pragma once
#include "market/timeframe.hpp"
#include "plugins/kept_for.hpp"
#include "plugins/pairlists/candle_cache.hpp"

namespace tremolo::plugins {

class looking_back : public handler {
  protected:
    // `refresh`: seconds that hold when the entry has no refresh_period.
    looking_back(std::string name, const surroundings& around, const blacklist& banned, const boost::json::object& keys,
                 lookback_rules rules, std::int64_t refresh);

    [[nodiscard]] bool has_range() const { return range_.period > 0; }
    [[nodiscard]] const lookback& range() const { return range_; }
    [[nodiscard]] std::chrono::seconds refresh_period() const { return refresh_; }
    // The candles of the range and one before it, oldest first; fewer when the pair has no more.
    [[nodiscard]] const std::vector<market::raw_candle>& candles_of(const market::pair_name& pair) {
        return candles_.get(pair, range_.timeframe, range_.period + 1);
    }
    [[nodiscard]] std::string range_text() const; // "over the last 10 x 1d candles"

  private:
    lookback range_;
    std::chrono::seconds refresh_;
    candle_cache candles_;
};

// The first `number_assets` pairs by a value of their ticker, or of their candles when a lookback is set.
class ranking_list : public looking_back {
  public:
    [[nodiscard]] bool needs_tickers() const override { return !has_range(); }
    [[nodiscard]] std::vector<market::pair_name> generate(const market::ticker_map& tickers) override;
    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override;

  protected:
    ranking_list(std::string name, const surroundings& around, const blacklist& banned, const boost::json::object& keys,
                 bool descending);
    [[nodiscard]] std::int64_t number() const { return number_; }
    // Nothing leaves the pair out.
    [[nodiscard]] virtual std::optional<double> value_of(const market::ticker& ticker) const = 0;
    [[nodiscard]] virtual double value_of(const market::pair_name& pair,
                                          const std::vector<market::raw_candle>& candles) const = 0;
    [[nodiscard]] virtual bool is_wanted(double value) const = 0;
    // Whether pairs of the same value stand as the exchange tells its tickers, even where the list is given pairs; else
    // as they are given.
    [[nodiscard]] virtual bool filters_tickers() const { return false; }

  private:
    std::int64_t number_;
    bool descending_;
    kept_for<std::vector<market::pair_name>> generated_;
};

// Keeps the pairs whose value is within bounds, sorted by it when `sort_direction` is given. Values are kept for
// refresh_period.
class range_filter : public looking_back {
  public:
    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& tickers) override;

  protected:
    range_filter(std::string name, const surroundings& around, const blacklist& banned, const boost::json::object& keys,
                 std::int64_t refresh);
    // `candles` is not empty.
    [[nodiscard]] virtual double value_of(const std::vector<market::raw_candle>& candles) const = 0;
    [[nodiscard]] virtual bool is_wanted(double value) const = 0;

  private:
    [[nodiscard]] std::optional<double> known_value(const market::pair_name& pair);

    std::string direction_;
    std::map<market::pair_name, kept_for<double>> values_;
};

} // namespace tremolo::plugins
