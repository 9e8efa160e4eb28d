// What the loop walks over: the analysed candles of a pair, cut to the range, each with the signals of the candle
// before it. Prices stay in the columns of the frame; signals are a byte a row.
#pragma once
#include "backtest/timerange.hpp"
#include "market/frame.hpp"
#include "market/types.hpp"
#include "strategy/signals.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::backtest {

// One candle as the loop sees it: being entered, its end not known to the strategy.
struct candle_row {
    std::int64_t date_ms = 0;
    double open = 0;
    double high = 0;
    double low = 0;
    double close = 0;
    std::uint8_t signals = 0;
    std::optional<std::string> enter_tag{};
    std::optional<std::string> exit_tag{};

    [[nodiscard]] timestamp date() const { return from_epoch_ms(date_ms); }
    [[nodiscard]] bool holds(double rate) const { return low <= rate && rate <= high; }
};

// A signal is set when its column is 1. Any other number but 0 is regarded by exits only, as freqtrade does.
enum signal_bits : std::uint8_t {
    enter_long = 1,
    exit_long = 2,
    enter_short = 4,
    exit_short = 8,
    some_enter_long = 16,
    some_exit_long = 32,
    some_enter_short = 64,
    some_exit_short = 128
};

// The direction that the signals ask to enter, when they agree.
[[nodiscard]] std::optional<strategy::direction> entry_direction(std::uint8_t signals, bool can_short);

class pair_rows {
  public:
    pair_rows() = default;
    // `analysed`: with signals, startup candles included. Of it the first `startup` rows are cut off, or those before
    // the range when there are none; then those after the range.
    pair_rows(market::frame analysed, const timerange& range, std::int64_t startup);

    // Rows of the loop: one less than candles in the range.
    [[nodiscard]] std::size_t size() const { return signals_.size(); }
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::int64_t date_ms(std::size_t row) const { return dates_[row]; }
    [[nodiscard]] std::span<const std::int64_t> dates() const { return dates_; }
    [[nodiscard]] double open(std::size_t row) const { return open_[row]; }
    [[nodiscard]] double high(std::size_t row) const { return high_[row]; }
    [[nodiscard]] double low(std::size_t row) const { return low_[row]; }
    [[nodiscard]] std::uint8_t signals(std::size_t row) const { return signals_[row]; }
    [[nodiscard]] const std::vector<std::uint8_t>& all_signals() const { return signals_; }
    [[nodiscard]] candle_row at(std::size_t row) const;
    // Lets go of indicators that nobody will look at any more.
    void keep_prices_only();

    [[nodiscard]] const market::frame& analysed() const { return analysed_; } // startup candles included
    [[nodiscard]] market::frame trimmed() const { return analysed_.slice(first_, candles_); }
    [[nodiscard]] std::size_t candles() const { return candles_; } // in the range
    [[nodiscard]] std::int64_t first_candle_ms() const { return analysed_.dates()[first_]; }
    [[nodiscard]] std::int64_t last_candle_ms() const { return analysed_.dates()[first_ + candles_ - 1]; }

  private:
    market::frame analysed_;
    std::size_t first_ = 0;   // row of the first candle in the range
    std::size_t candles_ = 0; // in the range
    // Of the loop's rows; into the columns of analysed_, which live as long as it.
    std::span<const std::int64_t> dates_;
    std::span<const double> open_, high_, low_, close_;
    std::vector<std::uint8_t> signals_;
    market::text_series enter_texts_, exit_texts_;
};

} // namespace tremolo::backtest
