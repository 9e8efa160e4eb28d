// From an exchange's candles to the frame that a strategy sees, and on: later answers are appended, gaps filled, the
// candle that still forms left out; when a pair is due to be asked again; longer candles made of shorter ones. Pure:
// time is handed in.
#pragma once
#include "market/frame.hpp"
#include "market/timeframe.hpp"
#include "market/types.hpp"
#include <map>

namespace tremolo::market {

struct cleaning {
    bool fill_missing = true;     // rows of volume 0 at the last close where the exchange left candles out
    bool drop_incomplete = false; // leave out the last row
};

// Candles in any order become rows in order: columns open, high, low, close, volume. Dates are rounded down
// (`timeframe::floor_ms`); of one date the first open, last close, extremes and the largest volume stay. An `error` for
// dates so far apart that one of them must be wrong.
[[nodiscard]] frame candle_frame(std::span<const raw_candle> candles, const timeframe& tf, cleaning how = {});
// The same from a frame with these columns.
[[nodiscard]] frame clean_candles(const frame& candles, const timeframe& tf, cleaning how = {});
// Rows of `a`, then those of `b`; the columns of `a`, numbers only.
[[nodiscard]] frame concatenated_rows(const frame& a, const frame& b);
// What is held, with a later answer merged in by the same rule (its rows count as later), gaps filled, cut to the last
// `most` rows. Rows before those that the answer touches are taken over as they are.
[[nodiscard]] frame append_candles(const frame& held, const frame& later, const timeframe& tf, std::size_t most);

// Which candles of which pair have to be asked for, and which candle of an answer is not final yet. Not thread-safe.
class candle_schedule {
  public:
    struct key {
        pair_name pair;
        std::string timeframe;
        candle_type type = candle_type::spot;
        auto operator<=>(const key&) const = default;
    };
    // Whether the pair has to be asked now: never was, or a complete candle is out that is not held and either it was
    // not asked in this candle, or only while late candles are still expected (15 s), or half an hour ago.
    [[nodiscard]] bool due(const key& k, timestamp now) const;
    // Whether the last candle of an answer, asked for at `asked_at`, must be left out: it still forms, or has closed so
    // short a time before that the exchange may still change it. `partial`: the exchange delivers the forming candle.
    [[nodiscard]] static bool last_is_provisional(std::int64_t last_open_ms, const timeframe& tf, timestamp asked_at,
                                                  bool partial = true);
    // Remembers an answer. `newest_kept_ms`: start of its newest candle that was kept; `newest_ms`: of its newest at
    // all.
    void answered(const key& k, timestamp asked_at, std::optional<std::int64_t> newest_kept_ms,
                  std::optional<std::int64_t> newest_ms);
    void forget(const key& k) { seen_.erase(k); }

  private:
    struct memory {
        std::optional<std::int64_t> newest_ms;
        std::int64_t asked_ms = 0;
    };
    std::map<key, memory> seen_;
};

// Longer candles of shorter ones. Rows are candles of `to`, also those still incomplete at the end.
[[nodiscard]] frame resample_candles(const frame& candles, const timeframe& to);

// The columns of a frame of a longer timeframe (date included) beside those of `base`, as NAME_TIMEFRAME ("rsi_1h"),
// each row seeing only informative candles that were complete at its own candle's end. A shorter informative timeframe
// is an `error`.
[[nodiscard]] frame merge_informative(const frame& base, const frame& informative, const timeframe& base_timeframe,
                                      const timeframe& informative_timeframe, bool forward_fill = true);

} // namespace tremolo::market
