// Doubles as JSON has them, as orjson writes them: the shortest decimal number that reads back as the same double.
// std::to_chars stays the judge of it (the tests); this is several times as fast, as tables of candles are full of
// doubles.
#pragma once
#include <cstddef>
#include <span>

namespace tremolo::json {

// What write_finite may touch, beyond what it writes too.
inline constexpr int double_room = 48;

// "0.00123", "120.0", "1e-6", "1.5e+16", "-0.0": with a point or an exponent always, and an exponent below 1e-5 and
// from 1e16 on. Returns the end of the text. The value is finite.
[[nodiscard]] char* write_finite(char* to, double value);

// ",1.5,null,0.25": that row of each column, a comma in front of every one; what is not finite is null. May touch
// double_room for each, and once more.
[[nodiscard]] char* write_row(char* to, std::span<const double* const> columns, std::size_t row);

} // namespace tremolo::json
