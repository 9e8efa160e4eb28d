#include "plugins/pairlists/registry.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <array>

namespace tremolo::plugins {

namespace {
constexpr std::array rows{
    handler_row{"FullTradesFilter", false, "Empties the list while all trade slots are taken.",
                make_full_trades_filter},
    handler_row{"OffsetFilter", false, "Takes a slice of the list.", make_offset_filter},
    handler_row{"PrecisionFilter", false, "Removes pairs too cheap for a stop-loss.", make_precision_filter},
    handler_row{"PriceFilter", false, "Removes pairs by price.", make_price_filter},
    handler_row{"SpreadFilter", false, "Removes pairs whose bid and ask are far apart.", make_spread_filter},
    handler_row{"StaticPairList", true, "The pairs that the configuration names.", make_static_pair_list},
    handler_row{"VolumePairList", true, "The pairs with the largest volume.", make_volume_pair_list},
};
static_assert(std::is_sorted(rows.begin(), rows.end(),
                             [](const auto& a, const auto& b) { return a.method < b.method; }));
} // namespace

std::span<const handler_row> all_handlers() { return rows; }

const handler_row* find_handler(std::string_view method) {
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.method == method; });
    return found == rows.end() ? nullptr : &*found;
}

} // namespace tremolo::plugins
