// Tables in feather's format, in memory: the market change and wallet members of result archives. Needs the Arrow
// library as feather candle files do (candle_files.hpp).
#pragma once
#include "market/frame.hpp"
#include <string>
#include <string_view>

namespace tremolo::market {

struct feather_table_style {
    bool numbered = false;     // a column "index" first, counting the rows
    bool microseconds = false; // the unit of dates, else milliseconds
};

// The column "date", then the frame's columns, as bytes of a feather file. An operational_error says why it cannot be.
[[nodiscard]] std::string feather_bytes(const frame& table, feather_table_style style = {});
// Columns of numbers and texts; "index" is left out. An operational_error for bytes that are no such table.
[[nodiscard]] frame frame_of_feather(std::string_view bytes);

} // namespace tremolo::market
