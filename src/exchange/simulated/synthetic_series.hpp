// The invented price of one coin as a pure function of (seed, coin, time): hours come from layered noise, minutes and
// seconds divide their hour exactly. So candles of every length, tickers and fills all tell the same story, in
// whichever order they are asked for.
#pragma once
#include "exchange/simulated/bars.hpp"
#include <string_view>
#include <vector>

namespace tremolo::exchange {

// What a coin is like.
struct coin {
    std::string_view name;
    double price;              // around which it moves, in dollars
    double hourly_deviation;   // of the logarithm
    double daily_quote_volume; // dollars
    int price_digits;          // after the point
    int amount_digits;
};

class synthetic_series {
  public:
    synthetic_series(const coin& of, std::uint64_t seed);

    [[nodiscard]] bar hour(std::int64_t index) const;   // hours since 1970
    [[nodiscard]] bar minute(std::int64_t index) const; // minutes since 1970
    // `minutes` of them from `first` on, in one go.
    [[nodiscard]] std::vector<bar> minutes(std::int64_t first, std::size_t count) const;
    // The part of the minute that is over at `ms`, to the second; the second of `ms` counts as over.
    [[nodiscard]] bar forming_minute(std::int64_t ms) const;
    // All of [from, to) in seconds since 1970, which must not be empty.
    [[nodiscard]] bar span(std::int64_t from, std::int64_t to) const;
    // The sixty seconds of a minute, which is `whole`.
    void seconds_of(std::int64_t minute, const bar& whole, std::span<bar> parts) const;
    [[nodiscard]] std::uint64_t key() const { return key_; }

  private:
    static constexpr int octaves = 13;
    [[nodiscard]] double log_price(std::int64_t hour) const;
    [[nodiscard]] double jump(std::int64_t hour) const;
    [[nodiscard]] std::int64_t ticks(double log_price) const;

    coin coin_;
    std::uint64_t key_;
    double ticks_per_unit_;
    double steps_per_unit_;
};

} // namespace tremolo::exchange
