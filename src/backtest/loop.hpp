// The walk through time: which pair is processed at which candle, in which order, with which detail candles
// (BACKTEST.md section 4). Candles at which nothing can happen are passed over.
#pragma once
#include "backtest/engine.hpp"
#include "backtest/simulation.hpp"
#include "backtest/time_steps.hpp"
#include "backtest/told_trades.hpp"
#include "backtest/wallet_recorder.hpp"
#include <set>

namespace tremolo::backtest {

class loop {
  public:
    struct parts {
        const plugins::settings& settings;
        const strategy::guarded_strategy& strategy;
        const loaded_data& data;
        const std::vector<pair_rows>& rows;
        dry_book& book;
        simulation& candles;
        past_services& services;
        const surroundings& around;
        std::int64_t start_ms = 0; // first and last candle of the run
        std::int64_t end_ms = 0;
        std::int64_t detail_ms = 0; // length of a detail candle; 0: none
    };
    explicit loop(const parts& with);
    void run();
    [[nodiscard]] const time_steps& steps() const { return steps_; }
    [[nodiscard]] market::frame take_wallet() { return wallet_.take(); }
    // All that the book holds as closed; nothing unless they were to be told.
    [[nodiscard]] std::shared_ptr<told_trades> take_told_trades();

  private:
    // What is remembered of a pair within one main candle.
    struct pair_state {
        std::size_t step = time_steps::none; // that the rest belongs to
        bool opened = false;                 // has, or had, an open trade in this candle
        std::optional<strategy::direction> direction{};
        std::vector<candle_row> detail{};
        std::size_t rank = 0; // in the order of the pass
    };
    void one_step(std::size_t step);
    void refresh_pairs();
    [[nodiscard]] const std::vector<std::size_t>& order_of(std::size_t step);
    void first_candle(std::size_t pair, std::size_t step);
    void detail_candles(std::size_t step);
    void detail_candle(std::size_t pair, std::size_t step, timestamp now, std::size_t index);
    [[nodiscard]] bool closed_here(std::size_t pair);
    [[nodiscard]] std::vector<candle_row> detail_of(std::size_t pair, const candle_row& row) const;
    [[nodiscard]] bool too_late(timestamp now, std::size_t step) const;
    [[nodiscard]] pair_state& state_of(std::size_t pair, std::size_t step);
    [[nodiscard]] std::size_t row_of(std::size_t pair, std::size_t step);
    [[nodiscard]] std::optional<std::size_t> rows_seen(std::size_t pair) const;

    parts with_;
    market::timeframe timeframe_;
    bool can_short_;
    time_steps steps_;
    std::vector<pair_state> states_;
    std::vector<std::size_t> order_; // of the pass that is going on
    std::vector<bool> in_order_;
    wallet_recorder wallet_;
    std::unique_ptr<trade_teller> told_; // for an archive
    // Where the loop stands, for rows_seen.
    std::size_t step_ = 0;
    std::size_t current_rank_ = time_steps::none; // none: before the first pair of the step
    std::size_t carried_ = 0;                     // pairs with open trades when the step began
    std::vector<std::size_t> next_row_;           // only with a changing pair list
    std::set<market::pair_name> with_candles_;    // and these two
    std::vector<std::size_t> listed_;             // pairs as the changing list has them
};

} // namespace tremolo::backtest
