#include "exchange/habits.hpp"
#include "market/exchange_facts.hpp"
#include "market/timeframe.hpp"
#include <algorithm>
#include <array>
#include <cctype>
#include <iterator>
#include <sstream>

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

struct offers {
    std::string_view id;
    std::string_view stop_prices; // of futures: what can trigger a stop
    std::string_view times_in_force;
    std::string_view timeframes;
};

// Of the same: _ft_has and ccxt's timeframes.
constexpr std::array offered{
    offers{"binance", "last mark", "GTC FOK IOC PO", "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M"},
    offers{"binanceus", "last mark", "GTC FOK IOC PO", "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M"},
    offers{"binanceusdm", "last mark", "GTC FOK IOC PO", "1s 1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 3d 1w 1M"},
    offers{"bingx", "", "GTC IOC PO", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w 1M"},
    offers{"bitget", "last mark", "GTC FOK IOC PO", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 3d 1w 1M"},
    offers{"bitvavo", "", "GTC", "1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d"},
    offers{"bybit", "last mark index", "GTC FOK IOC PO", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1M"},
    offers{"cryptocom", "", "GTC", "1m 5m 15m 30m 1h 4h 6h 12h 1d 1w 2w 1M"},
    offers{"gate", "last mark index", "GTC IOC", "10s 1m 5m 15m 30m 1h 2h 4h 8h 1d 7d 1w"},
    offers{"hitbtc", "", "GTC", "1m 3m 5m 15m 30m 1h 4h 1d 1w 1M"},
    offers{"htx", "", "GTC", "1m 5m 15m 30m 1h 4h 1d 1w 1M 1y"},
    offers{"hyperliquid", "", "GTC", "1m 3m 5m 15m 30m 1h 2h 4h 8h 12h 1d 3d 1w 1M"},
    offers{"kraken", "", "GTC IOC PO", "1m 5m 15m 30m 1h 4h 1d 1w 2w"},
    offers{"krakenfutures", "last mark index", "GTC", "1m 5m 15m 30m 1h 4h 12h 1d 1w"},
    offers{"kucoin", "", "GTC FOK IOC", "1m 3m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w 1M"},
    offers{"lbank", "", "GTC", "1m 5m 15m 30m 1h 2h 4h 6h 8h 12h 1d 1w"},
    offers{"luno", "", "GTC", "1m 5m 15m 30m 1h 3h 4h 1d 3d 1w"},
    offers{"modetrade", "", "GTC", "1m 5m 15m 30m 1h 4h 12h 1d 1w 1M 1y"},
    offers{"myokx", "last mark index", "GTC", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1M 3M"},
    offers{"okx", "last mark index", "GTC", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1M 3M"},
    offers{"okxus", "last mark index", "GTC", "1m 3m 5m 15m 30m 1h 2h 4h 6h 12h 1d 1w 1M 3M"},
};

std::vector<std::string> words(std::string_view text) {
    std::istringstream in{std::string{text}};
    return {std::istream_iterator<std::string>{in}, {}};
}

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
    about.stop_price_types = {"last", "mark", "index"};
    if (const auto* choice = std::ranges::find(offered, std::string_view{name}, &offers::id); choice != offered.end()) {
        about.tickers_have_price = !(futures && name.starts_with("binance"));
        about.has_demo_trading = name == "bybit";
        about.stop_price_types = words(choice->stop_prices);
        about.times_in_force = words(choice->times_in_force);
        about.timeframes = words(choice->timeframes);
        if (futures && name == "kucoin") std::erase(about.timeframes, "1M");
    }
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

std::size_t candle_limit_since(const traits& about, const std::string& timeframe, std::int64_t candles) {
    if (about.id != "bitget") return about.candle_limit;
    constexpr std::size_t of_long_ago = 200;
    constexpr std::int64_t thirty_days = 30 * 86'400, recent_candles = 1440;
    const auto length = market::timeframe{timeframe}.seconds();
    return candles * length < std::max(thirty_days, recent_candles * length) ? about.candle_limit : of_long_ago;
}

} // namespace tremolo::exchange
