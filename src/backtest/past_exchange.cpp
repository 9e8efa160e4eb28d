#include "backtest/past_exchange.hpp"
#include "exchange/habits.hpp"
#include "exchange/simulated/price_source.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>
#include <limits>
#include <sstream>

namespace tremolo::backtest {
namespace {
namespace bj = boost::json;
using tremolo::exchange::exchange_error;
using tremolo::exchange::failure;

[[noreturn]] void no_exchange(const char* what) {
    throw exchange_error{failure::unsupported, fmt::format("A backtest has no exchange to ask for {}.", what)};
}

std::optional<double> number(const bj::value* v) {
    if (v == nullptr || !v->is_number()) return {};
    return v->to_number<double>();
}

const bj::object* object_at(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_object() ? &v->as_object() : nullptr;
}

std::string text(const bj::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v != nullptr && v->is_string() ? std::string{v->as_string()} : std::string{};
}

// {"min": 1, "max": null}, or [1, null].
market::range range_of(const bj::object* limits, std::string_view key) {
    const auto* v = limits == nullptr ? nullptr : limits->if_contains(key);
    if (v == nullptr) return {};
    if (v->is_array() && v->as_array().size() == 2) return {number(&v->as_array()[0]), number(&v->as_array()[1])};
    if (!v->is_object()) return {};
    return {number(v->as_object().if_contains("min")), number(v->as_object().if_contains("max"))};
}

market::market_info market_of(const bj::object& o) {
    market::market_info m;
    m.symbol = text(o, "symbol");
    m.base = text(o, "base");
    m.quote = text(o, "quote");
    m.settle = text(o, "settle");
    m.spot = m.settle.empty();
    m.swap = m.linear = !m.settle.empty();
    if (const auto* active = o.if_contains("active"); active != nullptr && active->is_bool())
        m.active = active->as_bool();
    if (const auto* precision = object_at(o, "precision")) {
        m.amount_precision = number(precision->if_contains("amount"));
        m.price_precision = number(precision->if_contains("price"));
    }
    const auto* limits = object_at(o, "limits");
    m.limits = {range_of(limits, "amount"), range_of(limits, "price"), range_of(limits, "cost"),
                range_of(limits, "leverage")};
    m.contract_size = number(o.if_contains("contractSize"));
    m.maker_fee = number(o.if_contains("maker"));
    m.taker_fee = number(o.if_contains("taker"));
    return m;
}

// Of ccxt, or as [min, max, rate, leverage, maintenance amount].
market::leverage_tier tier_of(const bj::value& v) {
    if (v.is_array()) {
        const auto at = [&](std::size_t i) { return v.as_array().at(i).to_number<double>(); };
        return {at(0), at(1), at(2), at(3), at(4)};
    }
    const auto& o = v.as_object();
    const auto of = [&](const char* key) { return number(o.if_contains(key)); };
    market::leverage_tier tier{of("minNotional").value_or(0),
                               of("maxNotional").value_or(std::numeric_limits<double>::infinity()),
                               of("maintenanceMarginRate").value_or(0), of("maxLeverage").value_or(1), 0};
    if (const auto* info = object_at(o, "info"))
        if (const auto* amount = info->if_contains("cum"))
            tier.maintenance_amount =
                amount->is_string() ? std::stod(std::string{amount->as_string()}) : amount->to_number<double>();
    return tier;
}

market::market_list markets_of(const bj::value& v) {
    market::market_list out;
    if (v.is_array())
        for (const auto& one : v.as_array()) out.push_back(market_of(one.as_object()));
    else
        for (const auto& [name, one] : v.as_object()) out.push_back(market_of(one.as_object()));
    return out;
}

} // namespace

past_exchange::past_exchange(tremolo::exchange::traits about, market::market_list markets, tier_map tiers)
    : about_{std::move(about)}, markets_{std::move(markets)}, tiers_{std::move(tiers)} {
    for (std::size_t i = 0; i < markets_.size(); ++i) index_[markets_[i].symbol] = i;
}

const market::market_info* past_exchange::find_market(const market::pair_name& pair) const {
    const auto found = index_.find(pair);
    return found == index_.end() ? nullptr : &markets_[found->second];
}

std::vector<market::leverage_tier> past_exchange::leverage_tiers(const market::pair_name& pair) {
    const auto found = tiers_.find(pair);
    return found == tiers_.end() ? std::vector<market::leverage_tier>{} : found->second;
}

market::ticker_map past_exchange::fetch_tickers() { no_exchange("tickers"); }
market::ticker past_exchange::fetch_ticker(const market::pair_name&) { no_exchange("a ticker"); }
market::order_book past_exchange::fetch_order_book(const market::pair_name&, std::size_t) {
    no_exchange("an order book");
}
std::vector<market::raw_candle> past_exchange::fetch_candles(const market::pair_name&, const std::string&,
                                                             market::candle_type, std::optional<timestamp>,
                                                             std::size_t) {
    no_exchange("candles");
}
std::vector<tremolo::exchange::funding_payment> past_exchange::fetch_funding(const market::pair_name&, timestamp) {
    no_exchange("funding rates");
}
market::order_state past_exchange::place_order(const tremolo::exchange::order_request&) { no_exchange("orders"); }
market::order_state past_exchange::cancel_order(const std::string&, const market::pair_name&) { no_exchange("orders"); }
market::order_state past_exchange::fetch_order(const std::string&, const market::pair_name&) { no_exchange("orders"); }
std::vector<market::order_state> past_exchange::fetch_orders(const market::pair_name&, timestamp) {
    no_exchange("orders");
}
std::vector<tremolo::exchange::order_trade> past_exchange::fetch_order_trades(const std::string&,
                                                                              const market::pair_name&, timestamp) {
    no_exchange("fills");
}
std::vector<tremolo::exchange::balance> past_exchange::fetch_balances() { no_exchange("balances"); }
std::vector<tremolo::exchange::position> past_exchange::fetch_positions() { no_exchange("positions"); }

std::unique_ptr<past_exchange> exchange_of_names(const std::string& id, bool futures,
                                                 const std::vector<market::pair_name>& pairs) {
    market::market_list markets;
    past_exchange::tier_map tiers;
    for (const auto& pair : pairs) {
        const auto slash = pair.find('/');
        if (slash == pair.npos) continue;
        const auto colon = pair.find(':', slash);
        market::market_info m;
        m.symbol = pair;
        m.base = pair.substr(0, slash);
        m.quote = pair.substr(slash + 1, colon == pair.npos ? pair.npos : colon - slash - 1);
        if (colon != pair.npos) {
            m.settle = pair.substr(colon + 1);
            m.contract_size = 1;
            tiers[pair] = tremolo::exchange::usual_tiers();
        }
        m.spot = m.settle.empty();
        m.swap = m.linear = !m.settle.empty();
        m.amount_precision = 1e-8;
        markets.push_back(std::move(m));
    }
    return std::make_unique<past_exchange>(tremolo::exchange::usual_traits(id, futures), std::move(markets),
                                           std::move(tiers));
}

std::unique_ptr<past_exchange> exchange_of_file(const std::string& id, bool futures,
                                                const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw operational_error{"The file of markets " + file.string() + " cannot be read."};
    std::ostringstream content;
    content << in.rdbuf();
    const auto parsed = json::parse(content.str());
    if (!parsed) throw operational_error{file.string() + " is no JSON: " + parsed.failure->message};
    try {
        const auto& all = parsed.value.as_object();
        past_exchange::tier_map tiers;
        if (const auto* given = object_at(all, "leverage_tiers"))
            for (const auto& [pair, rows] : *given)
                for (const auto& row : rows.as_array()) tiers[std::string{pair}].push_back(tier_of(row));
        return std::make_unique<past_exchange>(tremolo::exchange::usual_traits(id, futures),
                                               markets_of(all.at("markets")), std::move(tiers));
    } catch (const std::exception& e) {
        throw operational_error{file.string() + " does not hold markets as ccxt tells them (" + e.what() + ")."};
    }
}

} // namespace tremolo::backtest
