// What the bot publishes for everybody else to read: an immutable picture of its state, made by the worker's thread
// whenever something changed. Readers take the newest from the `snapshot_board` and hold it as long as they like;
// nothing in it ever changes, large parts are shared between pictures.
#pragma once
#include "base/clock.hpp"
#include "market/frame.hpp"
#include "market/types.hpp"
#include "strategy/strategy.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"
#include "trading/wallets.hpp"
#include <atomic>
#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::plugins {
struct settings; // settings.hpp: configuration and strategy, merged
}

namespace tremolo::bot {

using plugins::settings;
struct closed_totals; // closed_totals.hpp: running sums over the closed trades

struct open_trade {
    std::shared_ptr<const trading::trade> trade;
    // The exit-side rate that profits are shown with; absent while no price is known.
    std::optional<double> current_rate;
};

// The analysed candles of one pair and timeframe.
struct analysed_pair {
    market::pair_name pair;
    std::string timeframe;
    market::candle_type type = market::candle_type::spot;
    std::shared_ptr<const market::frame> candles;
    timestamp analysed_at{};
};

// What readers may know of the strategy. `annotate` asks the strategy for chart annotations of some candles; it is safe
// on any thread (it has an instance of its own behind a lock).
struct strategy_view {
    std::optional<std::string> version;
    std::string code;                                   // its source text
    std::shared_ptr<const strategy::strategy> instance; // for its parameters, which do not change
    std::function<std::vector<strategy::annotation>(const market::pair_name&, const market::frame&)> annotate;
};

struct snapshot {
    std::uint64_t number = 0; // grows by one with each picture
    timestamp taken_at{};
    std::shared_ptr<const tremolo::bot::settings> settings;
    std::shared_ptr<const strategy_view> strategy;
    std::vector<open_trade> open_trades;         // as stored
    std::shared_ptr<const closed_totals> closed; // never null
    trading::wallets wallets;
    trading::stake_base stakes;                   // free, open stakes, closed profit: what balances are computed from
    std::map<std::string, double> currency_rates; // stake currency per unit of other currencies held
    std::optional<double> fiat_rate; // display currency per unit of stake currency, 0 while unknown; absent: not wanted
    std::vector<std::string> whitelist;
    std::vector<std::string> pairlist_methods;   // names of the handlers in the chain
    std::vector<std::string> blacklist;          // as configured and added: names and regular expressions
    std::vector<std::string> blacklist_expanded; // markets that match
    std::vector<trading::lock> locks;            // active rows, by id; some may have ended since
    std::vector<analysed_pair> analysed;
    std::shared_ptr<const market::market_list> markets;
    std::optional<timestamp> last_process; // end of the last iteration
    std::optional<timestamp> bot_start;    // KeyValueStore bot_start_time: the first start ever
    std::optional<timestamp> bot_startup;  // startup_time: this start of the trading loop
};

// Where the newest picture hangs. Publishing and reading never wait for each other.
class snapshot_board {
  public:
    [[nodiscard]] std::shared_ptr<const snapshot> newest() const { return newest_.load(std::memory_order_acquire); }
    void publish(std::shared_ptr<const snapshot> picture) {
        newest_.store(std::move(picture), std::memory_order_release);
    }

  private:
    std::atomic<std::shared_ptr<const snapshot>> newest_;
};

} // namespace tremolo::bot
