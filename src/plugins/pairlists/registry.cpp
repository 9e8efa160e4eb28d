#include "plugins/pairlists/registry.hpp"
#include "plugins/pairlists/makers.hpp"
#include <algorithm>
#include <array>

namespace tremolo::plugins {

namespace {
constexpr std::array rows{
    handler_row{"AgeFilter", false, "Removes pairs that are listed too short or too long.", replay_use::refused,
                make_age_filter},
    handler_row{"CrossMarketPairList", true, "Pairs that are, or are not, on the other market too.", replay_use::biased,
                make_cross_market_pair_list},
    handler_row{"DelistFilter", false, "Removes pairs that will be delisted.", replay_use::refused, make_delist_filter},
    handler_row{"FullTradesFilter", false, "Empties the list while all trade slots are taken.", replay_use::nothing,
                make_full_trades_filter},
    handler_row{"MarketCapPairList", true, "The coins with the largest market capitalisation.", replay_use::biased,
                make_market_cap_pair_list},
    handler_row{"OffsetFilter", false, "Takes a slice of the list.", replay_use::as_live, make_offset_filter},
    handler_row{"PairInformationFilter", false, "Keeps or removes pairs by a value of their market.",
                replay_use::biased, make_pair_information_filter},
    handler_row{"PercentChangePairList", true, "The pairs that changed most.", replay_use::refused,
                make_percent_change_pair_list},
    handler_row{"PerformanceFilter", false, "Sorts pairs by how their trades did.", replay_use::nothing,
                make_performance_filter},
    handler_row{"PrecisionFilter", false, "Removes pairs too cheap for a stop-loss.", replay_use::biased,
                make_precision_filter},
    handler_row{"PriceFilter", false, "Removes pairs by price.", replay_use::biased, make_price_filter},
    handler_row{"ProducerPairList", true, "The pairs that another bot trades.", replay_use::refused,
                make_producer_pair_list},
    handler_row{"RangeStabilityFilter", false, "Removes pairs that move too little or too much.", replay_use::refused,
                make_range_stability_filter},
    handler_row{"RemotePairList", true, "Pairs from a web address or a file.", replay_use::biased,
                make_remote_pair_list},
    handler_row{"ShuffleFilter", false, "Shuffles the list.", replay_use::as_live, make_shuffle_filter},
    handler_row{"SpreadFilter", false, "Removes pairs whose bid and ask are far apart.", replay_use::refused,
                make_spread_filter},
    handler_row{"StaticPairList", true, "The pairs that the configuration names.", replay_use::as_live,
                make_static_pair_list},
    handler_row{"VolatilityFilter", false, "Removes pairs by their volatility.", replay_use::refused,
                make_volatility_filter},
    handler_row{"VolumePairList", true, "The pairs with the largest volume.", replay_use::refused,
                make_volume_pair_list},
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
