// A backtest from data to finished run: analysis of all pairs on all cores, then the serial loop over the candles
// (simulation.hpp). Nothing of it reads files or the clock of the machine by itself but through what is handed in.
#pragma once
#include "backtest/loaded_data.hpp"
#include "backtest/past_services.hpp"
#include "backtest/run.hpp"
#include "exchange/exchange.hpp"
#include "plugins/pairlists/chain.hpp"
#include "strategy/guard.hpp"
#include <stop_token>

namespace tremolo::backtest {

// A strategy to test: one instance that is asked in the loop, others to analyse pairs beside it.
struct candidate {
    std::string name;
    std::vector<std::shared_ptr<strategy::strategy>> instances{}; // at least one; all with the same parameters
    strategy::implemented_callbacks implemented{};
    std::filesystem::path file{};
    std::filesystem::path parameter_file{};
};

enum class phase { load, analyse, convert, backtest };

struct surroundings {
    exchange::exchange& venue; // its markets, fees and leverage tiers
    const clock& time;         // of the machine: when the run was
    logger log{};
    std::function<void(phase at, std::size_t done, std::size_t total)> progress{};
    std::function<void(std::size_t trades)> closed{}; // trades closed so far, now and then during the walk
    std::stop_token stop{};
    strategy::run_mode mode = strategy::run_mode::backtest;
    bool record_wallet = true;                         // the wallet curve
    bool for_archive = false;                          // finished_run::market_change and told, made during the walk
    bool collect_signals = false;                      // analysed candles and rejected signals, for `--export signals`
    plugins::pairlist_chain* changing_pairs = nullptr; // asked before each candle (enable_dynamic_pairlist)
};

// A run that was told to stop.
struct aborted : error {
    using error::error;
};

// The settings of a run: those of a dry run, with what backtests never have switched off.
[[nodiscard]] std::shared_ptr<const plugins::settings> settings_for(const config::configuration& configured,
                                                                    const candidate& subject, const logger& log = {});

// What all strategies of one call share.
struct shared_parts {
    const loaded_data& data;
    past_candles& candles;
    std::vector<market::pair_name> pairlist{};
    double fee = 0;
    std::string timerange{};        // as asked for
    std::string timeframe_detail{}; // "" for none
};

// Tests one strategy. Throws operational_error (nothing to test on, a strategy that fails in analysis) and aborted.
[[nodiscard]] finished_run run(const candidate& subject, std::shared_ptr<const plugins::settings> settings,
                               const shared_parts& shared, const surroundings& around);

// The fee of a run: the configuration's, else the larger one of the first pair's market.
[[nodiscard]] double fee_of(const config::configuration& configured, const exchange::exchange& venue,
                            const market::pair_name& first);

} // namespace tremolo::backtest
