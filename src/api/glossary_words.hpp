// The words of the glossary, by subject, each table in the order of its names.
#pragma once
#include <span>
#include <string_view>

namespace tremolo::api {

struct meaning {
    std::string_view name; // of a field, or "Schema.field" where it means something else there
    std::string_view text;
};
// Of trades, orders, balances and profits.
[[nodiscard]] std::span<const meaning> words_of_trading();
// Of all the rest.
[[nodiscard]] std::span<const meaning> words_beside_trading();

} // namespace tremolo::api
