// The length of a candle by its name ("1m", "4h", "1w", "1M"), and where candles begin. Candles count from 1970-01-01
// in UTC: weeks start on Thursday, a month is 30 days, a year 365, as exchanges and freqtrade count them.
#pragma once
#include "base/clock.hpp"
#include "base/error.hpp"
#include <cstdint>
#include <string>
#include <string_view>

namespace tremolo::market {

// A name that is no timeframe.
struct bad_timeframe : error {
    enum class reason { not_a_number, unknown_unit };
    bad_timeframe(reason r, const std::string& text) : error{text}, why{r} {}
    reason why;
};

class timeframe {
  public:
    // Throws bad_timeframe. A length of zero or less is accepted here as freqtrade does; `usable` tells.
    explicit timeframe(std::string_view name);

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::int64_t seconds() const { return seconds_; }
    [[nodiscard]] std::int64_t minutes() const; // whole minutes, rounded down
    [[nodiscard]] std::int64_t milliseconds() const { return seconds_ * 1000; }
    [[nodiscard]] bool usable() const { return seconds_ > 0; }

    // The start of the candle that holds `at`: `at` itself on a boundary. An `error` unless usable, as all below.
    [[nodiscard]] timestamp previous(timestamp at) const;
    // The start of the candle after it: a whole candle later on a boundary.
    [[nodiscard]] timestamp next(timestamp at) const;
    // The start of the candle `candles` before the one that holds `at`, counted in whole minutes.
    [[nodiscard]] timestamp back(timestamp at, std::int64_t candles) const;
    // The same in milliseconds since 1970.
    [[nodiscard]] std::int64_t previous_ms(std::int64_t at_ms) const;
    [[nodiscard]] std::int64_t next_ms(std::int64_t at_ms) const;

    // The names that pandas knows the length by: for filling gaps ("300s", "1W-MON", "1MS") and for flooring dates.
    [[nodiscard]] std::string resample_rule() const;
    [[nodiscard]] std::string floor_rule() const { return floor_ms() == 1000 ? "1s" : "1min"; }
    // What dates of candles are rounded down to: 1,000 ms up to 1m, 60,000 ms above.
    [[nodiscard]] std::int64_t floor_ms() const { return minutes() <= 1 ? 1000 : 60'000; }

    friend bool operator==(const timeframe& a, const timeframe& b) { return a.seconds_ == b.seconds_; }

  private:
    [[nodiscard]] std::int64_t start_of(std::int64_t at_ms, std::int64_t candles_later) const;
    std::string name_;
    std::int64_t amount_ = 0; // of the unit that the name ends in
    std::int64_t seconds_ = 0;
};

} // namespace tremolo::market
