// Candle tables as JSON text, the way pandas writes them with to_json(orient="split") and freqtrade's message stream
// carries them: {"columns":[..],"index":[..],"data":[[..],..]}, dates in milliseconds, floats with at most ten
// decimals.
#pragma once
#include "market/frame.hpp"
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tremolo::market {

// Appends the newest `rows` rows (all when there are no more). The index counts from the first row of the whole table.
// With `columns` only those, in the table's order, and always the date.
void write_split(std::string& out, const frame& table, std::size_t rows,
                 const std::vector<std::string>* columns = nullptr);

// A float as pandas prints it; missing and infinite ones are null.
void write_split_number(std::string& out, double value);

// Reads such a text. Nothing when it is none, or has rows without a "date". Columns become texts where one of their
// cells is a text (and tags always), booleans or integers where all cells are such, else floats; a cell that does not
// fit is missing.
[[nodiscard]] std::optional<frame> read_split(std::string_view text);

} // namespace tremolo::market
