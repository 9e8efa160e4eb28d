// GET /trades with more than freqtrade's parameters: which trades, from which on, and how they are printed.
#pragma once
#include "rpc/archive.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::rpc {

using store::trade_filter;
using store::trade_position;
using store::trade_search;

enum class trade_order { by_id, newest_first };

[[nodiscard]] trade_search search_of(trade_filter filter, trade_order order, std::int64_t limit, std::int64_t offset);
// Where a page that ends with this trade ended.
[[nodiscard]] trade_position position_of(const trading::trade& t);

// A position as clients hand it back: text that means nothing to them. Nothing for a text that is no cursor.
[[nodiscard]] std::string cursor_text(const trade_position& at);
[[nodiscard]] std::optional<trade_position> cursor_of(std::string_view text);

} // namespace tremolo::rpc
