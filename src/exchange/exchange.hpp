// What the bot needs of an exchange: one interface, implemented by `simulated` (src/exchange/simulated) and later by
// others. Calls block until answered and are made by the worker's thread only, unless a function says otherwise.
// Failures are `exchange_error`s with a kind; `retrying` (retry.hpp) is the one place that tries again. A dry run wraps
// any exchange in `dry_run` (dry_run.hpp), which keeps orders in memory and fills them by freqtrade's rules.
#pragma once
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/precision.hpp"
#include "market/order_state.hpp"
#include "market/trades.hpp"
#include "market/types.hpp"
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::exchange {

enum class failure {
    temporary,       // network, timeout, maintenance: try again
    rate_limit,      // asked too often: wait, then try again
    rejected,        // the order is refused for good (InvalidOrder)
    order_not_found, // there is no such order
    insufficient_funds,
    pricing, // no usable price (empty side of a book or ticker)
    authentication,
    unsupported, // this exchange cannot do that
    operational, // misconfigured or broken: the bot stops
};

struct exchange_error : error {
    exchange_error(failure k, const std::string& text) : error{text}, kind{k} {}
    failure kind;
};

using market::order_fee;
using market::order_side;
using market::order_state;
using market::public_trade;

struct order_request {
    market::pair_name pair;
    order_side side = order_side::buy;
    std::string type;            // "limit", "market", or a stop type of the exchange
    double amount = 0;           // coins
    std::optional<double> price; // requested rate; absent only for market orders without one
    std::string time_in_force = "GTC";
    double leverage = 1;
    bool reduce_only = false;
    std::optional<double> stop_price; // set: a stop order
    std::string client_order_id;      // ours, stored before the order is sent; "" lets the exchange choose
};

struct balance {
    std::string currency;
    double free = 0;
    double used = 0;
    double total = 0;
};

struct position {
    market::pair_name pair;
    bool is_short = false;
    double amount = 0; // coins
    double leverage = 1;
    double collateral = 0; // stake currency
};

// A fill of an order as the exchange's trade history tells it.
struct order_trade {
    std::string order_id;
    double amount = 0;
    double price = 0;
    double cost = 0;
    std::optional<order_fee> fee;
    std::int64_t time_ms = 0;
};

struct funding_payment {
    std::int64_t time_ms = 0;
    double rate = 0;
    double mark_price = 0;
};

// What an exchange can do and how it names things; constant for its life.
struct traits {
    std::string id;   // "binance": what `exchange.name` says, lower case
    std::string name; // "Binance": shown in messages
    counting_mode amount_mode = counting_mode::tick_size;
    counting_mode price_mode = counting_mode::tick_size;
    std::size_t candle_limit = 1000; // candles an answer holds at most, the forming one included
    bool candles_have_history = true;
    bool trades_have_history = false; // fetch_public_trades is there
    std::size_t trade_limit = 1000;   // public trades an answer holds at most
    bool has_order_book = true;
    bool tickers_have_price = true; // bid and ask
    bool has_ticker_quote_volume = true;
    bool stop_on_exchange = true;
    bool stops_hold_coins = true; // a stop order that waits keeps its coins from being sold otherwise
    std::string stop_order_limit_type = "stop_loss_limit";
    std::optional<std::string> stop_order_market_type;
    // Which prices can trigger a stop ("last", "mark", "index"), where one can choose.
    std::vector<std::string> stop_price_types;
    std::vector<std::string> times_in_force{"GTC", "FOK", "IOC", "PO"};
    bool has_demo_trading = true;
    std::string stop_price_key = "stopPrice";
    std::vector<std::string> timeframes{"1m", "3m", "5m",  "15m", "30m", "1h", "2h", "4h",
                                        "6h", "8h", "12h", "1d",  "3d",  "1w", "1M"};
    double default_taker_fee = 0.001;
    double default_maker_fee = 0.001;
};

class exchange {
  public:
    virtual ~exchange() = default;
    [[nodiscard]] virtual const traits& about() const = 0;

    // -- markets. The list is as of the last load; pointers into it live until the next.
    virtual void load_markets() = 0;
    [[nodiscard]] virtual const market::market_list& markets() const = 0;
    [[nodiscard]] virtual const market::market_info* find_market(const market::pair_name& pair) const = 0;
    [[nodiscard]] virtual std::vector<market::leverage_tier> leverage_tiers(const market::pair_name& pair) = 0;

    // -- prices
    [[nodiscard]] virtual market::ticker_map fetch_tickers() = 0;
    [[nodiscard]] virtual market::ticker fetch_ticker(const market::pair_name& pair) = 0;
    [[nodiscard]] virtual market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) = 0;
    // Oldest first, at most `limit` (0: the exchange's own) from `since` on; without `since` the newest ones.
    // The last candle may still be forming.
    [[nodiscard]] virtual std::vector<market::raw_candle>
    fetch_candles(const market::pair_name& pair, const std::string& timeframe, market::candle_type type,
                  std::optional<timestamp> since, std::size_t limit) = 0;
    [[nodiscard]] virtual std::vector<funding_payment> fetch_funding(const market::pair_name& pair,
                                                                     timestamp since) = 0;
    // At what each contract counts against margins, by pair; failure::unsupported where that is not told.
    [[nodiscard]] virtual std::map<market::pair_name, double>
    fetch_mark_prices(const std::vector<market::pair_name>& pairs);
    // What everybody traded, oldest first, at most `limit` (0: the exchange's own): behind the trade of the id `after`
    // or, where that is "", from `since` on. Nothing when there has been none since.
    [[nodiscard]] virtual std::vector<public_trade> fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                                        const std::string& after, std::size_t limit);

    // -- orders and money
    [[nodiscard]] virtual order_state place_order(const order_request& order) = 0;
    [[nodiscard]] virtual order_state cancel_order(const std::string& id, const market::pair_name& pair) = 0;
    [[nodiscard]] virtual order_state fetch_order(const std::string& id, const market::pair_name& pair) = 0;
    // All orders of the pair since then, newest last.
    [[nodiscard]] virtual std::vector<order_state> fetch_orders(const market::pair_name& pair, timestamp since) = 0;
    [[nodiscard]] virtual std::vector<order_trade>
    fetch_order_trades(const std::string& id, const market::pair_name& pair, timestamp since) = 0;
    [[nodiscard]] virtual std::vector<balance> fetch_balances() = 0;
    [[nodiscard]] virtual std::vector<position> fetch_positions() = 0;
};

inline std::map<market::pair_name, double> exchange::fetch_mark_prices(const std::vector<market::pair_name>&) {
    throw exchange_error{failure::unsupported, about().name + " tells no mark prices"};
}

inline std::vector<public_trade> exchange::fetch_public_trades(const market::pair_name&, timestamp, const std::string&,
                                                               std::size_t) {
    throw exchange_error{failure::unsupported, about().name + " tells no history of trades"};
}

} // namespace tremolo::exchange
