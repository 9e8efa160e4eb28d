#include "plugins/pairlists/looking_back.hpp"
#include "plugins/pairlists/valued_pairs.hpp"
#include <fmt/format.h>
#include <set>

namespace tremolo::plugins {

looking_back::looking_back(std::string name, const surroundings& around, const blacklist& banned,
                           const boost::json::object& keys, lookback_rules rules, std::int64_t refresh)
    : handler{std::move(name), around, banned, keys}, range_{read_lookback(options(),
                                                                           {rules.required, rules.otherwise,
                                                                            around.exchange.about().candle_limit})},
      refresh_{static_cast<std::int64_t>(options().number("refresh_period", static_cast<double>(refresh)))},
      candles_{around} {}

std::string looking_back::range_text() const {
    return fmt::format("over the last {} x {} candle{}", range_.period, range_.timeframe,
                       range_.period == 1 ? "" : "s");
}

ranking_list::ranking_list(std::string name, const surroundings& around, const blacklist& banned,
                           const boost::json::object& keys, bool descending)
    : looking_back{std::move(name), around, banned, keys, {}, default_refresh_s},
      number_{static_cast<std::int64_t>(options().number("number_assets", 0))}, descending_{descending} {
    if (!options().has("number_assets")) options().refuse("requires \"number_assets\".");
    if (has_range() && refresh_period() < std::chrono::seconds{market::timeframe{range().timeframe}.seconds()})
        options().refuse("refresh_period is shorter than one candle of " + range().timeframe + ".");
}

namespace {
std::vector<market::pair_name> as_told(const std::vector<market::pair_name>& pairs, const market::ticker_map& tickers) {
    const std::set<market::pair_name> wanted{pairs.begin(), pairs.end()};
    std::vector<market::pair_name> ordered;
    for (const auto& [pair, ticker] : tickers)
        if (wanted.contains(pair)) ordered.push_back(pair);
    return ordered;
}
} // namespace

std::vector<market::pair_name> ranking_list::generate(const market::ticker_map& tickers) {
    const timestamp now = around().clock.now();
    if (const auto* known = generated_.at(now); known != nullptr && !known->empty()) return *known;
    auto pairs = not_banned(stake_markets());
    if (!has_range()) pairs = as_told(pairs, tickers);
    return generated_.keep(filter(std::move(pairs), tickers), now, refresh_period());
}

std::vector<market::pair_name> ranking_list::filter(std::vector<market::pair_name> pairs,
                                                    const market::ticker_map& tickers) {
    if (!has_range() && filters_tickers()) pairs = as_told(pairs, tickers);
    std::vector<valued_pair> ranked;
    for (auto& pair : pairs) {
        std::optional<double> value;
        if (has_range())
            value = value_of(pair, candles_of(pair));
        else if (const auto t = tickers.find(pair); t != tickers.end())
            value = value_of(t->second);
        if (value && is_wanted(*value)) ranked.push_back({std::move(pair), *value});
    }
    auto sorted = not_banned(only_active(in_order(std::move(ranked), descending_ ? "desc" : "asc")));
    if (static_cast<std::int64_t>(sorted.size()) > number_) sorted.resize(static_cast<std::size_t>(number_));
    return sorted;
}

range_filter::range_filter(std::string name, const surroundings& around, const blacklist& banned,
                           const boost::json::object& keys, std::int64_t refresh)
    : looking_back{std::move(name), around, banned, keys, {.required = true, .otherwise = 10}, refresh},
      direction_{options().text("sort_direction", "")} {
    if (!direction_.empty() && direction_ != "asc" && direction_ != "desc")
        options().refuse("requires sort_direction to be \"asc\", \"desc\" or nothing.");
}

std::vector<market::pair_name> range_filter::filter(std::vector<market::pair_name> pairs,
                                                    const market::ticker_map& /*tickers*/) {
    std::vector<valued_pair> kept;
    for (const auto& pair : pairs) {
        const auto value = known_value(pair);
        if (!value)
            note(log_level::info, "Removed " + pair + " from whitelist, no candles found.");
        else if (is_wanted(*value))
            kept.push_back({pair, *value});
        else
            note(log_level::info,
                 fmt::format("Removed {} from whitelist, because {:.3f} {} is outside the wanted range", pair, *value,
                             range_text()));
    }
    return in_order(std::move(kept), direction_);
}

std::optional<double> range_filter::known_value(const market::pair_name& pair) {
    const timestamp now = around().clock.now();
    auto& value = values_[pair];
    if (const auto* known = value.at(now)) return *known;
    const auto& candles = candles_of(pair);
    if (candles.empty()) return {};
    return value.keep(value_of(candles), now, refresh_period());
}

} // namespace tremolo::plugins
