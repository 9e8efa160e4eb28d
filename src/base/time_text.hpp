// The texts that stand for a point of time on the wire, in the database and in the log. All are UTC.
#pragma once
#include "base/clock.hpp"
#include <optional>
#include <string>
#include <string_view>

namespace tremolo {

// 2026-11-21 07:25:00            REST dates
[[nodiscard]] std::string date_time_text(timestamp t);
// 2026-11-21 07:25:00.000000     database
[[nodiscard]] std::string database_text(timestamp t);
// 2026-11-21                     days of /daily
[[nodiscard]] std::string date_text(timestamp t);
// 2026-11-21T07:25:00.123456+00:00 as Python's isoformat(): the fraction only when it is not zero
[[nodiscard]] std::string iso_text(timestamp t);
// 2026-11-21T07:25:00.123456Z    as pydantic prints a datetime: the fraction only when it is not zero
[[nodiscard]] std::string iso_z_text(timestamp t);

// Reads "YYYY-MM-DD[ T]HH:MM[:SS[.ffffff]]" with an optional zone ("Z", "+02:00", "+0200"); none means UTC.
// Nothing when the text is not such a time.
[[nodiscard]] std::optional<timestamp> parse_time(std::string_view text);
// The same, and whether the text named its zone.
struct zoned_time {
    timestamp at;
    bool has_zone = false;
};
[[nodiscard]] std::optional<zoned_time> parse_zoned_time(std::string_view text);

} // namespace tremolo
