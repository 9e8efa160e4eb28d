// The formats of candle files, one source file each: what `candle_files` puts together. Private to src/market.
#pragma once
#include "market/arrow_library.hpp"
#include "market/candle_files.hpp"
#include <filesystem>
#include <string>
#include <vector>

namespace tremolo::market::detail {

// Columns as a file has them, in its order. Names are empty where the format keeps none.
struct raw_columns {
    std::vector<std::int64_t> dates;
    std::vector<std::string> names;
    std::vector<std::vector<double>> values;
};

// All throw an operational_error that names the path and the reason.
[[nodiscard]] raw_columns read_json_candles(const std::filesystem::path& path, bool zipped);
[[nodiscard]] column_format column_format_of(file_format format);
// Rows far outside of the range are left out, and not read.
[[nodiscard]] raw_columns read_column_candles(const std::filesystem::path& path, column_format format,
                                              std::int64_t from_ms, std::int64_t to_ms);
// `columns` of the frame after the date. The file is made anew.
void write_json_candles(const std::filesystem::path& path, const frame& candles,
                        const std::vector<std::string>& columns, bool zipped);
void write_column_candles(const std::filesystem::path& path, column_format format, const frame& candles,
                          const std::vector<std::string>& columns);

} // namespace tremolo::market::detail
