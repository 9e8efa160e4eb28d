// A trade row with its orders: one position, from the first entry to the last exit. The fields are the columns of
// freqtrade's `trades` table; the functions are its arithmetic (ENGINE.md sections 10, 13; FACTS.md "Arithmetic"), for
// long and short, with leverage, partial exits, funding and interest. Plain data, no I/O, no clock: the worker's thread
// owns the originals, snapshots hold copies. Test vectors: tests/data/engine/profit.json, stoploss_sequences.json
// (adjust).
#pragma once
#include "base/precision.hpp"
#include "market/types.hpp"
#include "trading/order.hpp"
#include <optional>
#include <string>
#include <vector>

namespace tremolo::trading {

struct trade {
    std::int64_t id = 0;  // 0: not stored yet
    std::string exchange; // "binance"
    std::string pair;
    std::string base_currency;
    std::string stake_currency;
    bool is_open = true;
    double fee_open = 0;
    std::optional<double> fee_open_cost;
    std::optional<std::string> fee_open_currency;
    double fee_close = 0;
    std::optional<double> fee_close_cost;
    std::optional<std::string> fee_close_currency;
    double open_rate = 0;
    std::optional<double> open_rate_requested;
    double open_trade_value = 0;
    std::optional<double> close_rate;
    std::optional<double> close_rate_requested;
    double realized_profit = 0;
    std::optional<double> close_profit;     // ratio
    std::optional<double> close_profit_abs; // stake currency
    double stake_amount = 0;                // without leverage
    double max_stake_amount = 0;
    double amount = 0; // coins
    std::optional<double> amount_requested;
    timestamp open_date{};
    std::optional<timestamp> close_date;
    std::optional<double> stop_loss;
    std::optional<double> stop_loss_pct; // a ratio, negative
    std::optional<double> initial_stop_loss;
    std::optional<double> initial_stop_loss_pct;
    bool is_stop_loss_trailing = false;
    std::optional<double> max_rate;
    std::optional<double> min_rate;
    std::optional<std::string> exit_reason;
    std::optional<std::string> exit_order_status;
    std::optional<std::string> strategy;
    std::optional<std::string> enter_tag;
    std::optional<std::int64_t> timeframe; // minutes
    market::trading_mode trading_mode = market::trading_mode::spot;
    std::optional<double> amount_precision;
    std::optional<double> price_precision;
    std::optional<int> precision_mode; // of amounts, ccxt's numbers
    std::optional<int> precision_mode_price;
    std::optional<double> contract_size;
    double leverage = 1;
    bool is_short = false;
    std::optional<double> liquidation_price;
    double interest_rate = 0;
    std::optional<double> funding_fees;
    std::optional<double> funding_fee_running;
    std::int64_t record_version = 2;

    std::vector<order> orders; // as stored, oldest first

    [[nodiscard]] std::string entry_side() const { return is_short ? "sell" : "buy"; }
    [[nodiscard]] std::string exit_side() const { return is_short ? "buy" : "sell"; }
    [[nodiscard]] bool has_open_orders() const; // entries and exits; stops on the exchange do not count
    [[nodiscard]] bool has_open_position() const { return amount > 0; }
    [[nodiscard]] std::vector<const order*> open_orders() const;
    [[nodiscard]] std::vector<const order*> open_stop_orders() const;
    [[nodiscard]] bool has_open_stop_order() const { return !open_stop_orders().empty(); }
    [[nodiscard]] std::vector<const order*> filled_orders(std::optional<std::string> side = {}) const;
    [[nodiscard]] int nr_of_successful_entries() const;
    [[nodiscard]] int nr_of_successful_exits() const;
    [[nodiscard]] std::optional<timestamp> date_last_filled() const; // last fill of any order
    [[nodiscard]] std::optional<timestamp> date_entry_fill() const;  // first fill of an entry (open_fill_date)
    // The last fill, else the opening; never before the opening. Funding is counted from here.
    [[nodiscard]] timestamp date_last_filled_or_open() const;
    [[nodiscard]] int nr_of_cancelled_exits() const;                       // whether or not a part of them was filled
    [[nodiscard]] int nr_of_fully_cancelled_entries() const;               // nothing of them was filled
    [[nodiscard]] std::vector<const order*> filled_or_open_orders() const; // what the API shows
    [[nodiscard]] order* find_order(const std::string& order_id);
    [[nodiscard]] const order* select_order(std::optional<std::string> ft_side,
                                            std::optional<bool> is_open) const; // the newest such
    [[nodiscard]] bool fee_updated(const std::string& side) const;
    [[nodiscard]] double safe_close_rate() const;
    [[nodiscard]] std::string safe_base_currency() const;
    [[nodiscard]] std::string safe_quote_currency() const;
};

struct profit {
    double profit_abs = 0;
    double profit_ratio = 0;
    double total_profit = 0; // with what partial exits realised
    double total_profit_ratio = 0;
};

// -- values at a rate. `amount`/`open_rate` absent (or an amount of 0): the trade's own. `now` matters to margin trades
// only: interest runs until the close date, else until `now`, else it is left out.
[[nodiscard]] double open_trade_value(const trade& t, double amount, double open_rate);
void recalculate_open_trade_value(trade& t);
[[nodiscard]] double close_value(const trade& t, double rate, std::optional<double> amount = {},
                                 std::optional<timestamp> now = {});
[[nodiscard]] profit calculate_profit(const trade& t, double rate, std::optional<double> amount = {},
                                      std::optional<double> open_rate = {}, std::optional<timestamp> now = {});
[[nodiscard]] double profit_ratio(const trade& t, double rate, std::optional<double> amount = {},
                                  std::optional<double> open_rate = {}, std::optional<timestamp> now = {});
// The rate at which the trade's profit ratio is `roi`.
[[nodiscard]] double close_rate_for_roi(const trade& t, double roi, std::optional<timestamp> now = {});
// What a margin trade borrowed: coins when short, stake currency when long; 0 without leverage.
[[nodiscard]] double borrowed(const trade& t);
// In what was borrowed. Throws tremolo::operational_error for an exchange whose rules are not known.
[[nodiscard]] double interest(const trade& t, std::optional<timestamp> now = {});

// -- changes
// Applies an order's outcome: entry, exit (partial or closing), stop on the exchange. `o` is one of the trade's orders.
// `recalculating`: only coming out at exactly nothing closes (ENGINE.md section 10). `now` as in close().
void update_trade(trade& t, order& o, bool recalculating = false, std::optional<timestamp> now = {});
// Walks all filled orders and sets amount, stake, open rate, realised and close profit from them.
void recalculate_from_orders(trade& t, bool is_closing = false);
// Closes at `rate`: close_rate, profit, close date (the last fill, else `now`), is_open.
void close(trade& t, double rate, std::optional<timestamp> now = {});
void update_fee(trade& t, double cost, std::optional<std::string> currency, std::optional<double> rate,
                const std::string& side);
void set_funding_fees(trade& t, double running);
void set_liquidation_price(trade& t, std::optional<double> price);
void adjust_min_max_rates(trade& t, double high, double low);
// Moves the stop toward the price (or, `allow_away`, also away from it). `stoploss` is a ratio of `price`, leverage
// included; absent: nothing happens. `initial`: only if there is no stop yet.
void adjust_stop_loss(trade& t, double price, std::optional<double> stoploss, bool initial = false,
                      bool allow_away = false);
// Stop or liquidation price, whichever comes first.
[[nodiscard]] std::optional<double> stoploss_or_liquidation(const trade& t);

// Price and amount rounded by the precisions stored with the trade.
[[nodiscard]] double rounded_amount(const trade& t, double amount);
[[nodiscard]] double rounded_price(const trade& t, double price, price_rounding rounding = price_rounding::nearest);

} // namespace tremolo::trading
