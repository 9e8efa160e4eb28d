// Recorded candles of one pair as a price at every moment: complete candles are told as they are in the file, and
// within the one that a moment falls into the price walks from its open to its close, touching its extremes. The walk
// is a function of seed and candle, so past and future agree here as well.
#pragma once
#include "exchange/simulated/price_source.hpp"
#include "exchange/simulated/quotes.hpp"
#include "market/frame.hpp"
#include "market/timeframe.hpp"
#include "market/types.hpp"
#include <optional>
#include <vector>

namespace tremolo::exchange {

class replay_series {
  public:
    // `candles` with columns open, high, low, close, volume; rows in order. At least one row.
    replay_series(const market::frame& candles, market::timeframe length, std::uint64_t key);

    [[nodiscard]] std::int64_t first_ms() const { return rows_.front().open_ms; }
    [[nodiscard]] std::int64_t end_ms() const { return rows_.back().open_ms + length_.milliseconds(); }
    [[nodiscard]] const market::timeframe& length() const { return length_; }
    [[nodiscard]] const std::vector<market::raw_candle>& rows() const { return rows_; }
    [[nodiscard]] const grid& counts() const { return counts_; }

    // Everything traded in [from, to), as one candle from `from` on; nothing without a trade. Parts of candles count by
    // sixtieths: one that begins in the span is in it.
    [[nodiscard]] std::optional<market::raw_candle> span(std::int64_t from_ms, std::int64_t to_ms) const;
    // The sixtieth of a candle that is current at that moment, or the last one before; nothing before the first candle.
    [[nodiscard]] std::optional<bar> at(std::int64_t ms) const;
    // Index of the first row that begins at that moment or later; rows().size() when there is none.
    [[nodiscard]] std::size_t row_from(std::int64_t ms) const;
    // What was traded in a row, as trades (tape.hpp) that the question asks for, added to the answer up to its limit.
    void add_trades(std::size_t row, const trade_question& question, std::vector<public_trade>& answer) const;

  private:
    [[nodiscard]] std::size_t row_at_or_before(std::int64_t ms) const;       // rows_.size(): none
    bar parts_of(const market::raw_candle& row, std::span<bar> parts) const; // answers the whole

    market::timeframe length_;
    std::uint64_t key_;
    std::vector<market::raw_candle> rows_;
    grid counts_;
};

} // namespace tremolo::exchange
