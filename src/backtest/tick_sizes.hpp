// How finely a pair was priced, month by month, as its candles tell: what prices of a backtest are rounded to. An
// exchange changes its tick sizes over the years, and what it says today would round the past wrongly.
#pragma once
#include "market/frame.hpp"
#include <optional>
#include <vector>

namespace tremolo::backtest {

class tick_sizes {
  public:
    tick_sizes() = default;
    // From open, high, low and close of the candles, in order of time.
    explicit tick_sizes(const market::frame& candles);
    // Of the month of that time: 1e-8 for prices with eight decimals. Nothing before the first month that tells.
    [[nodiscard]] std::optional<double> at(std::int64_t time_ms) const;

  private:
    struct month {
        std::int64_t start_ms = 0;
        double tick = 0;
    };
    std::vector<month> months_;
};

// Decimals of a price as printed with 14 significant digits, trailing zeros cut; 0 for whole numbers.
[[nodiscard]] int decimals_of(double price);

// The columns that freqtrade leaves in the loaded candles, where strategies see them: open_count, high_count,
// low_count, close_count, max_count.
void add_decimal_counts(market::frame& candles);

} // namespace tremolo::backtest
