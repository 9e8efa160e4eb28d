#include "plugins/pairlists/handler.hpp"
#include "plugins/pairlists/blacklist.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>
#include <set>

namespace tremolo::plugins {

handler::handler(std::string name, const surroundings& around, const blacklist& banned, const boost::json::object& keys)
    : name_{std::move(name)}, around_{around}, banned_{banned}, options_{name_, keys},
      said_{around.clock,
            std::chrono::seconds{static_cast<std::int64_t>(options_.number("refresh_period", default_refresh_s))}} {}

std::vector<market::pair_name> handler::generate(const market::ticker_map& /*tickers*/) {
    throw configuration_error{name_ + " filters pairs and generates none: it cannot be the first in \"pairlists\"."};
}

std::vector<market::pair_name> handler::filter(std::vector<market::pair_name> pairs,
                                               const market::ticker_map& tickers) {
    std::erase_if(pairs, [&](const market::pair_name& pair) {
        const auto found = tickers.find(pair);
        return !keeps(pair, found == tickers.end() ? nullptr : &found->second);
    });
    return pairs;
}

bool handler::keeps(const market::pair_name& /*pair*/, const market::ticker* /*ticker*/) { return true; }

void handler::note(log_level level, const std::string& text) {
    if (!said_.fresh(text)) return;
    if (level == log_level::warning)
        around_.log.warning("{}", text);
    else
        around_.log.info("{}", text);
}

std::vector<market::pair_name> handler::only_active(const std::vector<market::pair_name>& pairs) {
    std::vector<market::pair_name> active;
    std::set<market::pair_name> seen;
    for (const auto& pair : pairs) {
        const auto* market = around_.exchange.find_market(pair);
        if (market == nullptr)
            note(log_level::warning, "Pair " + pair + " is not compatible with exchange " +
                                         around_.exchange.about().name + ". Removing it from whitelist..");
        else if (!is_tradable(*market, config().trading_mode, around_.exchange.about()))
            note(log_level::warning, "Pair " + pair + " cannot be traded in this mode. Removing it from whitelist..");
        else if (market->quote != stake_currency())
            note(log_level::warning, "Pair " + pair + " is not compatible with your stake currency " +
                                         stake_currency() + ". Removing it from whitelist..");
        else if (!market->active.value_or(true))
            note(log_level::info, "Ignoring " + pair + " from whitelist. Market is not active.");
        else if (seen.insert(pair).second)
            active.push_back(pair);
    }
    return active;
}

std::vector<market::pair_name> handler::stake_markets() const {
    std::vector<market::pair_name> pairs;
    for (const auto& market : around_.exchange.markets())
        if (market.quote == stake_currency() && market.active.value_or(true) &&
            is_tradable(market, config().trading_mode, around_.exchange.about()))
            pairs.push_back(market.symbol);
    return pairs;
}

std::vector<market::pair_name> handler::not_banned(std::vector<market::pair_name> pairs) const {
    try {
        return banned_.without(std::move(pairs));
    } catch (const bad_wildcard&) { return {}; }
}

bool is_tradable(const market::market_info& market, config::trading_mode mode, const exchange::traits& traits) {
    constexpr double least_tick = 1e-11;
    if (market.quote.empty() || market.base.empty()) return false;
    if (traits.price_mode == counting_mode::tick_size && market.price_precision &&
        !(*market.price_precision > least_tick))
        return false;
    return mode == config::trading_mode::futures ? market.swap && market.linear : market.spot;
}

std::vector<market::pair_name> tradable_pairs(const exchange::exchange& exchange, config::trading_mode mode) {
    std::vector<market::pair_name> pairs;
    for (const auto& market : exchange.markets())
        if (is_tradable(market, mode, exchange.about())) pairs.push_back(market.symbol);
    return pairs;
}

} // namespace tremolo::plugins
