// The formats of trade files: what `trade_files` puts together. Private to src/market.
#pragma once
#include "market/arrow_library.hpp"
#include "market/trades.hpp"
#include <filesystem>
#include <string>
#include <string_view>

namespace tremolo::market::detail {

constexpr std::string_view trade_file_kind = "trade file";

// An operational_error names the path and the reason.
[[nodiscard]] trade_table trades_of_json(const std::filesystem::path& path, std::string_view text);
[[nodiscard]] trade_table trades_of_columns(const std::filesystem::path& path, column_format format,
                                            std::string_view bytes);
[[nodiscard]] std::string json_of_trades(const trade_table& trades);
[[nodiscard]] std::string columns_of_trades(const std::filesystem::path& path, column_format format,
                                            const trade_table& trades);

} // namespace tremolo::market::detail
