#include "plugins/pairlists/registry.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <array>

namespace tremolo::plugins {

namespace {
constexpr std::array rows{
    handler_row{"AgeFilter", false, "Removes pairs that are listed too short or too long.", make_age_filter},
    handler_row{"FullTradesFilter", false, "Empties the list while all trade slots are taken.",
                make_full_trades_filter},
    handler_row{"OffsetFilter", false, "Takes a slice of the list.", make_offset_filter},
    handler_row{"PairInformationFilter", false, "Keeps or removes pairs by a value of their market.",
                make_pair_information_filter},
    handler_row{"PercentChangePairList", true, "The pairs that changed most.", make_percent_change_pair_list},
    handler_row{"PerformanceFilter", false, "Sorts pairs by how their trades did.", make_performance_filter},
    handler_row{"PrecisionFilter", false, "Removes pairs too cheap for a stop-loss.", make_precision_filter},
    handler_row{"PriceFilter", false, "Removes pairs by price.", make_price_filter},
    handler_row{"RangeStabilityFilter", false, "Removes pairs that move too little or too much.",
                make_range_stability_filter},
    handler_row{"ShuffleFilter", false, "Shuffles the list.", make_shuffle_filter},
    handler_row{"SpreadFilter", false, "Removes pairs whose bid and ask are far apart.", make_spread_filter},
    handler_row{"StaticPairList", true, "The pairs that the configuration names.", make_static_pair_list},
    handler_row{"VolatilityFilter", false, "Removes pairs by their volatility.", make_volatility_filter},
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
