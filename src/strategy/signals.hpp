// What the analysed candles say about entering and leaving: read from the last row, which must not be too old
// (ENGINE.md section 4). Pure. Test vectors: tests/data/engine/signals.json.
#pragma once
#include "market/frame.hpp"
#include "market/timeframe.hpp"
#include <optional>
#include <string>

namespace tremolo::strategy {

enum class direction { long_, short_ };
[[nodiscard]] constexpr std::string_view text_of(direction d) { return d == direction::long_ ? "long" : "short"; }

struct signal_rules {
    market::timeframe timeframe;
    double outdated_offset = 5;                          // exchange.outdated_offset, minutes
    bool can_short = false;                              // the strategy can, and the trading mode is not spot
    std::int64_t ignore_buying_expired_candle_after = 0; // seconds; 0: never
    bool disable_dataframe_checks = false;               // then rows may be in any order
};

// The row that counts. Absent: no candles, or (`minutes_old` set) the last one is outdated, which deserves a warning.
struct latest_candle {
    std::optional<std::size_t> row;
    std::optional<std::int64_t> minutes_old;
};
[[nodiscard]] latest_candle find_latest(const market::frame& dataframe, const signal_rules& rules, timestamp now);

struct entry_signal {
    std::optional<direction> side;
    std::optional<std::string> tag;
    timestamp candle_date{};                 // start of the signal's candle, when there is one
    std::optional<std::int64_t> minutes_old; // outdated history
};
[[nodiscard]] entry_signal get_entry_signal(const market::frame& dataframe, const signal_rules& rules, timestamp now);

struct exit_signal {
    bool enter = false;
    bool exit = false;
    std::optional<std::string> tag;
    std::optional<std::int64_t> minutes_old;
};
[[nodiscard]] exit_signal get_exit_signal(const market::frame& dataframe, const signal_rules& rules, timestamp now,
                                          bool is_short);

} // namespace tremolo::strategy
