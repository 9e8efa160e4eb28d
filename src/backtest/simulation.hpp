// One run of one strategy over analysed candles: freqtrade's rules of what happens within a candle, in its order
// (BACKTEST.md sections 4 to 9). Profits, stakes, stops and the decision to leave are the bot's own code
// (trading/, strategy/exit_rules.hpp); here is only what a candle does to orders. Serial: belongs to one thread.
#pragma once
#include "backtest/dry_book.hpp"
#include "backtest/loaded_data.hpp"
#include "backtest/rows.hpp"
#include "backtest/run.hpp"
#include "exchange/exchange.hpp"
#include "plugins/protections/manager.hpp"
#include "strategy/exit_rules.hpp"
#include "strategy/guard.hpp"

namespace tremolo::backtest {

// What a pair trades under; fixed for the run.
struct pair_terms {
    const market::market_info* market = nullptr;
    std::vector<market::leverage_tier> tiers;
};

class simulation {
  public:
    // References outlive it. `terms` and `rows` are in the order of `data.pairs`.
    struct parts {
        const plugins::settings& settings;
        const strategy::guarded_strategy& strategy;
        const loaded_data& data;
        const std::vector<pair_rows>& rows;
        const std::vector<pair_terms>& terms;
        const exchange::traits& venue;
        dry_book& book;
        double fee = 0;
        bool position_stacking = false;
        plugins::protection_manager* protections = nullptr; // nothing: not enabled
        bool collect_rejected = false;
        logger log{};
    };
    explicit simulation(const parts& with);

    // One candle (or detail candle) of one pair.
    void process(std::size_t pair, const candle_row& row, timestamp current_time,
                 std::optional<strategy::direction> direction, bool can_enter);
    // Whether the candle leaves the pair's trade as it is, as can be told from its prices alone: then only the extreme
    // rates of the trade were moved, and process() need not be called. False when in doubt.
    [[nodiscard]] bool stays(std::size_t pair, const pair_rows& rows, std::size_t row);
    // Whether all that a signal to enter meets is that every slot is taken: then it was counted.
    [[nodiscard]] bool only_rejects(std::size_t pair, timestamp date, strategy::direction direction, bool can_enter);
    // What is open when the candles end is left at the open of its pair's last row. `order`: pairs as they first came.
    void leave_open_trades(const std::vector<std::size_t>& order);

    [[nodiscard]] const order_counters& counters() const { return counters_; }
    [[nodiscard]] std::vector<rejected_signal> take_rejected() { return std::move(rejected_); }
    [[nodiscard]] const strategy::exit_rules& rules() const { return rules_; }

  private:
    struct entry_wish {
        std::optional<double> stake{};          // of an addition
        std::optional<double> requested_rate{}; // of a replaced order: at exactly this price and stake
        std::optional<double> requested_stake{};
        std::string tag{}; // "": the row's
    };
    struct entry_terms {
        double rate = 0;
        double stake = 0;
        double leverage = 1;
        double smallest = 0;
    };
    struct tick {
        std::optional<double> precision;
        counting_mode mode = counting_mode::tick_size;
    };
    // The direction that was closed by the pass, if nothing is open now.
    std::optional<strategy::direction> pass(std::size_t pair, const candle_row& row, timestamp current_time,
                                            std::optional<strategy::direction> direction, bool can_enter);

    // entries.cpp
    [[nodiscard]] tick tick_of(std::size_t pair, timestamp at) const;
    [[nodiscard]] double max_leverage(std::size_t pair, double stake) const;
    [[nodiscard]] trading::stake_limits limits(std::size_t pair, double rate, double stoploss, double leverage) const;
    [[nodiscard]] double entry_rate(std::size_t pair, const candle_row& row, strategy::direction side,
                                    const std::optional<std::string>& tag, const trading::trade* t, const tick& t_tick);
    [[nodiscard]] entry_terms terms_of(std::size_t pair, const candle_row& row, strategy::direction side,
                                       const std::optional<std::string>& tag, const trading::trade* t,
                                       std::optional<double> stake, const tick& rounding);
    [[nodiscard]] bool confirmed(std::size_t pair, const candle_row& row, strategy::direction side,
                                 const std::optional<std::string>& tag, const entry_terms& terms, double amount);
    [[nodiscard]] trading::trade new_trade(std::size_t pair, const candle_row& row, strategy::direction side,
                                           const std::optional<std::string>& tag, const entry_terms& terms,
                                           double amount, const tick& rounding);
    // Whether there is a trade now, changed or not; false when the same order is open already, too.
    bool enter(std::size_t pair, const candle_row& row, strategy::direction side, position_ptr into,
               const entry_wish& wish);
    [[nodiscard]] trading::order new_order(const trading::trade& t, bool entry, const candle_row& row, double rate,
                                           double amount, const std::optional<std::string>& tag);

    // exits.cpp
    void consider_exit(const position_ptr& p, const candle_row& row, timestamp current_time);
    void adjust_position(const position_ptr& p, const candle_row& row, timestamp current_time);
    void reduce(const position_ptr& p, const candle_row& row, timestamp current_time, const strategy::stake_change& by,
                const std::optional<double>& smallest);
    // Whether an order was placed.
    bool try_exit(const position_ptr& p, const candle_row& row, const strategy::exit_check& check,
                  timestamp current_time, std::optional<double> amount);
    [[nodiscard]] std::optional<double> close_rate(const trading::trade& t, const candle_row& row,
                                                   const strategy::exit_check& check, timestamp current_time,
                                                   std::int64_t minutes);
    [[nodiscard]] double stop_rate(const trading::trade& t, const candle_row& row, const strategy::exit_check& check,
                                   std::int64_t minutes) const;
    [[nodiscard]] std::optional<double> roi_rate(const trading::trade& t, const candle_row& row, timestamp current_time,
                                                 std::int64_t minutes);
    bool place_exit(trading::trade& t, const candle_row& row, double rate, double amount,
                    const std::optional<std::string>& reason);

    // orders.cpp
    // False when the trade is to be removed.
    bool manage_orders(const position_ptr& p, const candle_row& row, timestamp current_time);
    [[nodiscard]] bool timed_out(const trading::trade& t, const trading::order& o, timestamp current_time) const;
    enum class cancelled { no, yes, with_trade };
    cancelled check_timeout(trading::trade& t, const trading::order& o, timestamp current_time);
    bool check_replacement(const position_ptr& p, const trading::order& o, const candle_row& row,
                           timestamp current_time);
    // Whether the same order is open already; else what is open is cancelled.
    bool keeps_similar(trading::trade& t, double rate, double amount, const std::string& side);
    bool try_fill(const position_ptr& p, std::int64_t order_id, const candle_row& row, timestamp current_time);
    void fill_exit(const position_ptr& p, std::int64_t order_id, const candle_row& row, timestamp current_time);
    void update_funding(trading::trade& t, std::size_t pair, timestamp current_time, bool always);
    void update_liquidation(const position_ptr& p);
    [[nodiscard]] double liquidation_price(const position& p) const;
    void run_protections(const position& p, timestamp current_time);

    // stays.cpp: the price at which a trade's ROI is reached, as long as the trade and the entry of its table last.
    struct roi_memory {
        std::int64_t trade_id = 0;
        std::size_t orders = 0;
        std::optional<std::int64_t> minutes{}; // the entry's key
        double rate = 0;
    };
    [[nodiscard]] bool roi_is_far(std::size_t pair, const trading::trade& t, const pair_rows& rows, std::size_t row);
    parts with_;
    bool quiet_; // nothing but prices and signals decides about exits
    std::vector<roi_memory> roi_rates_;
    strategy::exit_questions questions_;
    strategy::exit_rules rules_;
    market::timeframe timeframe_;
    bool futures_;
    trading::exchange_rules venue_rules_; // what freqtrade knows of this exchange
    bool can_short_;
    order_counters counters_;
    std::vector<rejected_signal> rejected_;
    std::int64_t trades_ = 0; // ids given
    std::int64_t orders_ = 0;
};

} // namespace tremolo::backtest
