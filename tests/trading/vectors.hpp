// Reading of recorded cells, for the tests of this room.
#pragma once
#include "base/time_text.hpp"
#include "market/types.hpp"
#include "tests/testing.hpp"
#include <optional>
#include <string>
#include <vector>

namespace trading_vectors {

using boost::json::array;
using boost::json::object;
using boost::json::value;

inline value engine(const char* name) { return testing_support::read_json(testing_support::data() / "engine" / name); }

inline std::optional<double> maybe(const value& cell) {
    if (cell.is_null()) return {};
    return testing_support::number(cell);
}
inline std::optional<double> maybe(const object& from, std::string_view key) {
    const auto* found = from.if_contains(key);
    return found ? maybe(*found) : std::nullopt;
}
inline double number_or(const object& from, std::string_view key, double otherwise) {
    return maybe(from, key).value_or(otherwise);
}
inline std::string text_or(const object& from, std::string_view key, const std::string& otherwise) {
    const auto* found = from.if_contains(key);
    return found && !found->is_null() ? std::string{found->as_string()} : otherwise;
}
inline tremolo::timestamp time_at(const value& cell) { return *tremolo::parse_time(std::string{cell.as_string()}); }
inline tremolo::timestamp ms_at(const value& cell) { return tremolo::from_epoch_ms(cell.to_number<std::int64_t>()); }

inline std::vector<tremolo::market::leverage_tier> tiers_of(const value& rows) {
    std::vector<tremolo::market::leverage_tier> tiers;
    for (const auto& row : rows.as_array()) {
        const auto& tier = row.as_object();
        tiers.push_back({number_or(tier, "minNotional", 0),
                         number_or(tier, "maxNotional", std::numeric_limits<double>::infinity()),
                         number_or(tier, "maintenanceMarginRate", 0), number_or(tier, "maxLeverage", 1),
                         number_or(tier, "maintAmt", 0)});
    }
    return tiers;
}

} // namespace trading_vectors
