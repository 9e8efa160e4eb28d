#include "trading/exchange_rules.hpp"
#include "market/exchange_facts.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace tremolo::trading {
namespace {

struct known_exchange {
    std::string_view id;
    exchange_rules rules;
};

constexpr exchange_rules binance{.liquidation = liquidation_rules::binance, .has_isolated = true, .has_cross = true};
constexpr exchange_rules binance_spot{.liquidation = liquidation_rules::binance};
constexpr exchange_rules gate{.has_isolated = true};
constexpr exchange_rules okx{.has_isolated = true, .stakes_by_tiers = true};
constexpr exchange_rules okx_spot{.stakes_by_tiers = true};

constexpr std::array known{
    known_exchange{"binance", binance},
    known_exchange{"binanceus", binance_spot},
    known_exchange{"binanceusdm", binance},
    known_exchange{"bitget", {.liquidation = liquidation_rules::bitget, .has_isolated = true}},
    known_exchange{"bybit", {.liquidation = liquidation_rules::bybit, .has_isolated = true}},
    known_exchange{"gate", gate},
    known_exchange{"gateio", gate},
    known_exchange{
        "hyperliquid",
        {.liquidation = liquidation_rules::hyperliquid, .has_isolated = true, .has_cross = true, .has_tiers = false}},
    known_exchange{"krakenfutures", {.has_isolated = true}},
    known_exchange{"myokx", okx_spot},
    known_exchange{"okx", okx},
    known_exchange{"okxus", okx_spot},
    known_exchange{"simulated", {.has_isolated = true, .has_cross = true}}, // our own, under its own name
};

std::string_view text_of(market::trading_mode mode) {
    return mode == market::trading_mode::spot ? "spot" : mode == market::trading_mode::margin ? "margin" : "futures";
}
std::string_view text_of(market::margin_mode mode) {
    return mode == market::margin_mode::none ? "" : mode == market::margin_mode::isolated ? "isolated" : "cross";
}

} // namespace

exchange_rules rules_of(std::string_view id) {
    const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
    exchange_rules rules;
    for (const auto& one : known)
        if (std::ranges::equal(id, one.id, same)) rules = one.rules;
    // gate and okx have one fee for all their markets in ccxt, that of spot, although futures cost less.
    if (const auto* facts = market::facts_of(id))
        rules.usual_taker_fee = facts->taker_fee.value_or(rules.usual_taker_fee);
    return rules;
}

double liquidation_taker_fee(const exchange_rules& rules, std::optional<double> listed) {
    return listed.value_or(0) != 0 ? *listed : rules.usual_taker_fee;
}

std::optional<std::string> refused_modes(std::string_view id, market::trading_mode trading,
                                         market::margin_mode margin) {
    if (trading == market::trading_mode::spot) return {};
    const auto rules = rules_of(id);
    const bool has_mode = margin == market::margin_mode::isolated ? rules.has_isolated
                          : margin == market::margin_mode::cross  ? rules.has_cross
                                                                  : false;
    if (trading == market::trading_mode::futures && has_mode) return {};
    return fmt::format("Freqtrade does not support '{}' '{}' on {}.", text_of(margin), text_of(trading),
                       market::exchange_name(id));
}

} // namespace tremolo::trading
