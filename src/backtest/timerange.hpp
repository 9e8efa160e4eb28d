// The range of a `--timerange`: START-STOP, either side may be empty, both are included. A side is a day (20180111), a
// minute or second of a day (20180111T0930, 20180111T093000), or a time since 1970 in seconds (10 digits) or
// milliseconds (13).
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::backtest {

struct timerange {
    std::optional<std::int64_t> start_s; // seconds since 1970
    std::optional<std::int64_t> stop_s;

    [[nodiscard]] std::optional<std::int64_t> start_ms() const { return milliseconds(start_s); }
    [[nodiscard]] std::optional<std::int64_t> stop_ms() const { return milliseconds(stop_s); }

  private:
    static std::optional<std::int64_t> milliseconds(std::optional<std::int64_t> s) {
        return s ? std::optional{*s * 1000} : std::nullopt;
    }
};

// "" is everything. Throws configuration_error for what is no range, or one that ends before it starts.
[[nodiscard]] timerange parse_timerange(std::string_view text);

// Moves the start to `startup` candles after the first candle that there is, if there is no start, or no earlier candle
// to start from. True when it was moved.
bool leave_room_for_startup(timerange& range, std::int64_t timeframe_s, std::int64_t startup, std::int64_t first_ms);

} // namespace tremolo::backtest
