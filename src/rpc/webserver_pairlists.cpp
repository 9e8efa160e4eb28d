// What can be set of each pairlist handler, for forms that build a chain.
#include "plugins/pairlists/registry.hpp"
#include "rpc/webserver.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

namespace tremolo::rpc::webserver {

namespace {

// `initial` is JSON; `choices` are separated by '|', "-" for none.
struct row {
    std::string_view handler, name, type, initial, description, help, choices = "-";
};

constexpr std::array rows{
    row{"AgeFilter", "min_days_listed", "number", "10", "Least age",
        "Pairs listed for fewer days than this are removed."},
    row{"AgeFilter", "max_days_listed", "number", "null", "Greatest age",
        "Pairs listed for more days than this are removed; empty for no limit."},
    row{"CrossMarketPairList", "pairs_exist_on", "option", "\"both_markets\"", "Where pairs trade",
        "Keep pairs that trade on both markets, or on the current one alone.", "current_market_only|both_markets"},
    row{"CrossMarketPairList", "refresh_period", "number", "1800", "Kept for",
        "Seconds that a list is used before it is made again."},
    row{"DelistFilter", "max_days_from_now", "number", "0", "Days ahead",
        "Pairs that will be delisted within this many days are removed; 0 removes every pair with a date."},
    row{"MarketCapPairList", "number_assets", "number", "30", "Length of the list",
        "How many pairs are taken at most."},
    row{"MarketCapPairList", "max_rank", "number", "30", "Last rank",
        "Only coins up to this rank by market capitalisation."},
    row{"MarketCapPairList", "categories", "list", "[]", "Categories",
        "Only coins of these CoinGecko categories, as in layer-1; empty for all."},
    row{"MarketCapPairList", "refresh_period", "number", "86400", "Kept for",
        "Seconds that a list is used before it is made again."},
    row{"MarketCapPairList", "mode", "option", "\"whitelist\"", "Keep or remove",
        "Whether the coins found are kept or removed.", "whitelist|blacklist"},
    row{"OffsetFilter", "offset", "number", "0", "Skipped pairs", "How many pairs at the front are left out."},
    row{"OffsetFilter", "number_assets", "number", "0", "Length of the list",
        "How many pairs are taken after those; 0 for all."},
    row{"PairInformationFilter", "selection_mode", "option", "\"whitelist\"", "Keep or remove",
        "Whether pairs whose value is equal are kept or removed.", "whitelist|blacklist"},
    row{"PairInformationFilter", "info_key", "string", "\"\"", "Key",
        "Key of the exchange's own description of a market."},
    row{"PairInformationFilter", "info_compare_value", "string", "\"\"", "Value",
        "What the key's value is compared with."},
    row{"PercentChangePairList", "number_assets", "number", "30", "Length of the list",
        "How many pairs are taken at most."},
    row{"PercentChangePairList", "min_value", "number", "null", "Least change",
        "Pairs that changed by less percent are left out."},
    row{"PercentChangePairList", "max_value", "number", "null", "Greatest change",
        "Pairs that changed by more percent are left out."},
    row{"PercentChangePairList", "sort_direction", "option", "\"desc\"", "Order",
        "By change: rising, falling, or as they come.", "|asc|desc"},
    row{"PercentChangePairList", "refresh_period", "number", "1800", "Kept for",
        "Seconds that a list is used before it is made again."},
    row{"PercentChangePairList", "lookback_days", "number", "null", "Days looked at",
        "Change over this many days instead of 24 hours; stands for candles of 1d."},
    row{"PercentChangePairList", "lookback_timeframe", "string", "\"1d\"", "Candles looked at",
        "Timeframe of the candles that the change is taken from."},
    row{"PercentChangePairList", "lookback_period", "number", "0", "Number of candles",
        "How many such candles are looked at."},
    row{"PerformanceFilter", "minutes", "number", "0", "Time looked at",
        "Only trades closed in the last minutes count; 0 for all."},
    row{"PerformanceFilter", "min_profit", "number", "null", "Least profit",
        "Pairs whose trades made a smaller ratio are removed."},
    row{"PriceFilter", "low_price_ratio", "number", "0", "Ratio of a step",
        "Pairs where one step of the price is more than this ratio of it are removed."},
    row{"PriceFilter", "min_price", "number", "0", "Least price", "Cheaper pairs are removed; 0 for no limit."},
    row{"PriceFilter", "max_price", "number", "0", "Greatest price", "Dearer pairs are removed; 0 for no limit."},
    row{"PriceFilter", "max_value", "number", "0", "Greatest step of value",
        "Pairs whose smallest change of the amount is worth more are removed; 0 for no limit."},
    row{"ProducerPairList", "number_assets", "number", "0", "Length of the list",
        "How many pairs are taken at most; 0 for all."},
    row{"ProducerPairList", "producer_name", "string", "\"default\"", "Producer",
        "Which bot's list; it stands in external_message_consumer."},
    row{"RangeStabilityFilter", "min_rate_of_change", "number", "0.01", "Least movement",
        "Pairs whose range of prices is a smaller ratio are removed."},
    row{"RangeStabilityFilter", "max_rate_of_change", "number", "null", "Greatest movement",
        "Pairs whose range of prices is a greater ratio are removed."},
    row{"RangeStabilityFilter", "sort_direction", "option", "null", "Order",
        "By movement: rising, falling, or as they come.", "|asc|desc"},
    row{"RangeStabilityFilter", "refresh_period", "number", "1800", "Kept for",
        "Seconds that a value is used before it is computed again."},
    row{"RangeStabilityFilter", "lookback_days", "number", "null", "Days looked at",
        "How many days the range is taken from; stands for candles of 1d."},
    row{"RangeStabilityFilter", "lookback_timeframe", "string", "\"1d\"", "Candles looked at",
        "Timeframe of the candles that the range is taken from."},
    row{"RangeStabilityFilter", "lookback_period", "number", "10", "Number of candles",
        "How many such candles are looked at."},
    row{"RemotePairList", "pairlist_url", "string", "\"\"", "Address", "Where the list is: http, https or file."},
    row{"RemotePairList", "number_assets", "number", "null", "Length of the list",
        "How many pairs are taken at most; empty for all."},
    row{"RemotePairList", "mode", "option", "\"whitelist\"", "Keep or remove",
        "Whether the pairs of the list are kept or removed.", "whitelist|blacklist"},
    row{"RemotePairList", "processing_mode", "option", "\"filter\"", "Together with earlier lists",
        "Whether it filters the pairs that come in, or is appended to them.", "filter|append"},
    row{"RemotePairList", "refresh_period", "number", "1800", "Kept for", "Seconds before it is asked for again."},
    row{"RemotePairList", "keep_pairlist_on_failure", "boolean", "true", "Outlive failures",
        "Use the last list while the address does not answer."},
    row{"RemotePairList", "read_timeout", "number", "60", "Patience", "Seconds to wait for an answer."},
    row{"RemotePairList", "bearer_token", "string", "\"\"", "Token", "Sent as a bearer token."},
    row{"RemotePairList", "save_to_file", "string", "\"\"", "Save as",
        "File that the list is written to as JSON; empty for none."},
    row{"ShuffleFilter", "shuffle_frequency", "option", "\"candle\"", "How often",
        "Shuffle with each candle or with each round.", "candle|iteration"},
    row{"ShuffleFilter", "seed", "number", "null", "Seed",
        "The same seed gives the same order; not used when trading live."},
    row{"SpreadFilter", "max_spread_ratio", "number", "0.005", "Greatest spread",
        "Pairs whose bid and ask are further apart, as a ratio, are removed."},
    row{"StaticPairList", "allow_inactive", "boolean", "false", "Inactive markets too",
        "Keep pairs that the exchange does not trade at present."},
    row{"VolatilityFilter", "min_volatility", "number", "0", "Least volatility", "Calmer pairs are removed."},
    row{"VolatilityFilter", "max_volatility", "number", "null", "Greatest volatility",
        "Livelier pairs are removed; empty for no limit."},
    row{"VolatilityFilter", "sort_direction", "option", "null", "Order",
        "By volatility: rising, falling, or as they come.", "|asc|desc"},
    row{"VolatilityFilter", "refresh_period", "number", "1800", "Kept for",
        "Seconds that a value is used before it is computed again."},
    row{"VolatilityFilter", "lookback_days", "number", "null", "Days looked at",
        "How many days the volatility is taken from; stands for candles of 1d."},
    row{"VolatilityFilter", "lookback_timeframe", "string", "\"1d\"", "Candles looked at",
        "Timeframe of the candles that the volatility is taken from."},
    row{"VolatilityFilter", "lookback_period", "number", "10", "Number of candles",
        "How many such candles are looked at."},
    row{"VolumePairList", "number_assets", "number", "30", "Length of the list", "How many pairs are taken at most."},
    row{"VolumePairList", "sort_key", "option", "\"quoteVolume\"", "Volume", "Which volume ranks the pairs.",
        "quoteVolume"},
    row{"VolumePairList", "min_value", "number", "0", "Least volume", "Pairs with less are left out."},
    row{"VolumePairList", "max_value", "number", "null", "Greatest volume",
        "Pairs with more are left out; empty for no limit."},
    row{"VolumePairList", "refresh_period", "number", "1800", "Kept for",
        "Seconds that a list is used before it is made again."},
    row{"VolumePairList", "lookback_days", "number", "null", "Days looked at",
        "Volume of this many days instead of 24 hours; stands for candles of 1d."},
    row{"VolumePairList", "lookback_timeframe", "string", "\"1d\"", "Candles looked at",
        "Timeframe of the candles that the volume is taken from."},
    row{"VolumePairList", "lookback_period", "number", "0", "Number of candles",
        "How many such candles are looked at."},
};

boost::json::array choices_of(std::string_view text) {
    boost::json::array all;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('|', at), text.size());
        all.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return all;
}

} // namespace

std::vector<handler_about> pairlist_handlers() {
    std::vector<handler_about> all;
    for (const auto& one : plugins::all_handlers()) all.push_back({one.method, one.description, one.generates});
    return all;
}

boost::json::object pairlist_parameters(std::string_view handler) {
    boost::json::object all;
    for (const auto& one : rows) {
        if (one.handler != handler) continue;
        boost::json::object about{{"type", one.type}, {"default", boost::json::parse(one.initial)}};
        if (one.choices != "-") about["options"] = choices_of(one.choices);
        about["description"] = one.description;
        about["help"] = one.help;
        all[one.name] = std::move(about);
    }
    return all;
}

} // namespace tremolo::rpc::webserver
