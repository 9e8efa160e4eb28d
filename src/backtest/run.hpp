// What is left of a backtest of one strategy when it is done: the trades with all that statistics, result files and
// tables are made of. Filled by the engine (engine.hpp), read by statistics/ and results/. A value; the frames in it
// share their columns with the data that was loaded.
#pragma once
#include "market/frame.hpp"
#include "market/types.hpp"
#include "plugins/settings.hpp"
#include "trading/lock.hpp"
#include "trading/trade.hpp"
#include <deque>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::backtest {

// What was asked for or waited and did not become a trade. The names are the keys of a result.
struct order_counters {
    std::int64_t rejected_signals = 0; // signals while all slots were taken
    std::int64_t timedout_entry_orders = 0;
    std::int64_t timedout_exit_orders = 0;
    std::int64_t canceled_trade_entries = 0; // trades that vanished because their first entry was cancelled
    std::int64_t canceled_entry_orders = 0;
    std::int64_t canceled_exit_orders = 0; // counted, not exported
    std::int64_t replaced_entry_orders = 0;
};

struct told_trades; // told_trades.hpp

struct pair_candles {
    market::pair_name pair;
    market::frame candles; // date, open, high, low, close, volume
};

// A signal that found no free slot: the row it stands in is the candle before `date`.
struct rejected_signal {
    market::pair_name pair;
    timestamp date{}; // of the candle at which it would have been entered
    std::optional<std::string> enter_tag;
};

struct finished_run {
    // Configuration and strategy, merged: strategy_name, all copies of settings that a result holds.
    std::shared_ptr<const plugins::settings> settings;
    std::vector<market::pair_name> pairlist; // as it was traded, pairs without data included
    std::string timerange;                   // as it was asked for, "" for everything
    std::string timeframe_detail;            // "" for none
    bool enable_protections = false;
    double fee = 0; // ratio, both sides

    // Of the data after trimming: earliest first row and latest last row over all pairs.
    timestamp backtest_start{};
    timestamp backtest_end{};
    // By the wall clock.
    timestamp run_start{};
    timestamp run_end{};

    // In order of closing, all closed; what was still open at the end was left with `force_exit`.
    std::deque<trading::trade> trades;
    // The same as an archive tells them, where that was asked for: made on another core during the walk. What the
    // result is made of.
    std::shared_ptr<told_trades> told;
    std::vector<trading::lock> locks; // in order of locking; ids are 0
    order_counters counters;
    double starting_balance = 0; // of the stake currency, the plain dry_run_wallet
    double final_balance = 0;    // total of the stake currency when all was done
    // The wallet curve: a row for each currency that was held when a candle began, in order of recording, with columns
    // currency, rate (in stake currency), balance and total_quote, their product. Empty unless it was to be recorded
    // (command line backtests).
    market::frame wallet;

    // Every pair's candles as they were loaded (startup candles included), in order of the pair list, pairs without
    // data left out: the market change. Shared by all strategies of one call.
    std::vector<pair_candles> candles;

    // The same as a table, made likewise (market_change_frame()).
    std::shared_future<market::frame> market_change;

    // With `--export signals`: the analysed candles (signals not shifted, startup candles cut off) and what was
    // rejected.
    std::vector<pair_candles> analysed;
    std::vector<rejected_signal> rejected;

    // What the strategy came from, for the archive and the run's id. Empty when it is not from a file.
    std::filesystem::path strategy_file;
    std::filesystem::path parameter_file; // beside it, when there is one
    std::string run_id;                   // of settings, parameters and source; 40 hex digits
};

} // namespace tremolo::backtest
