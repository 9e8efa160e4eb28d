#include "exchange/habits.hpp"
#include "market/exchange_facts.hpp"
#include <algorithm>
#include <array>
#include <cctype>

namespace tremolo::exchange {
namespace {

struct habits_of_market {
    std::size_t candle_limit;
    std::string_view limit_stop;  // its name; none: no stop orders at all
    std::string_view market_stop; // none: stops are limit orders
    bool stops_hold_coins;
};
struct habits {
    std::string_view id;
    bool candles_have_history;
    habits_of_market spot;
    habits_of_market futures;
};

// Of freqtrade 2026.9 with ccxt 4.5.90: its classes' _ft_has and ohlcv_candle_limit of five minutes.
constexpr std::array known{
    habits{"binance", true, {1000, "stop_loss_limit", "", true}, {499, "stop", "stop_market", false}},
    habits{"binanceus", true, {1000, "stop_loss_limit", "", true}, {499, "stop", "stop_market", false}},
    habits{"binanceusdm", true, {1000, "stop_loss_limit", "", true}, {499, "stop", "stop_market", false}},
    habits{"bingx", true, {1000, "limit", "market", true}, {1000, "limit", "market", true}},
    habits{"bitget", true, {1000, "limit", "market", false}, {1000, "limit", "market", false}},
    habits{"bitvavo", true, {1440, "", "", true}, {1440, "", "", true}},
    habits{"bybit", true, {1000, "", "", true}, {1000, "limit", "market", false}},
    habits{"cryptocom", true, {300, "", "", true}, {300, "", "", true}},
    habits{"gate", true, {1000, "limit", "", true}, {1999, "limit", "", false}},
    habits{"hitbtc", true, {1000, "", "", true}, {1000, "", "", true}},
    habits{"htx", true, {1000, "stop-limit", "", true}, {2000, "stop-limit", "", true}},
    habits{"hyperliquid", false, {5000, "", "", true}, {5000, "limit", "", false}},
    habits{"kraken", false, {720, "limit", "market", true}, {500, "limit", "market", true}},
    habits{"krakenfutures", true, {500, "limit", "market", true}, {2000, "limit", "market", true}},
    habits{"kucoin", true, {1500, "limit", "market", true}, {500, "limit", "market", true}},
    habits{"lbank", true, {1998, "", "", true}, {1998, "", "", true}},
    habits{"luno", false, {500, "", "", true}, {500, "", "", true}},
    habits{"modetrade", true, {500, "", "", true}, {1000, "", "", true}},
    habits{"myokx", true, {300, "limit", "market", true}, {300, "limit", "market", false}},
    habits{"okx", true, {300, "limit", "market", true}, {300, "limit", "market", false}},
    habits{"okxus", true, {300, "limit", "market", true}, {300, "limit", "market", false}},
};

} // namespace

traits usual_traits(const std::string& id, bool futures) {
    std::string name = id;
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    const auto found = std::ranges::find(known, std::string_view{name}, &habits::id);
    const auto& ways = found == known.end() ? known.front() : *found;
    const auto& here = futures ? ways.futures : ways.spot;
    traits about;
    about.id = id;
    about.name = market::exchange_name(id);
    about.candle_limit = here.candle_limit;
    about.candles_have_history = ways.candles_have_history;
    about.stop_on_exchange = !here.limit_stop.empty();
    about.stops_hold_coins = here.stops_hold_coins;
    about.stop_order_limit_type = here.limit_stop;
    if (!here.market_stop.empty()) about.stop_order_market_type = here.market_stop;
    if (const auto* facts = market::facts_of(id)) { // 0: as freqtrade takes those that nobody tells
        about.default_taker_fee = facts->taker_fee.value_or(0);
        about.default_maker_fee = facts->maker_fee.value_or(0);
    } else if (futures) {
        about.default_maker_fee = 0.0002;
        about.default_taker_fee = 0.0005;
    }
    return about;
}

} // namespace tremolo::exchange
