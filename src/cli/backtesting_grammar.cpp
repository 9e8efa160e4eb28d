#include "cli/backtesting.hpp"
#include "cli/grammar_parts.hpp"

namespace tremolo::cli {

using grammar_parts::option;

namespace {

void add_strategies(CLI::App& to, backtesting_options& o) {
    constexpr auto group = "Strategy arguments";
    option(to, "-s,--strategy", o.strategy, "Name of the strategy", "NAME")->group(group);
    option(to, "--strategy-list", o.strategy_list, "Several strategies, one after the other on the same candles",
           "NAME")
        ->group(group);
    option(to, "--strategy-path", o.strategy_path, "Additional folder of strategies", "PATH")->group(group);
    to.add_flag("--recursive-strategy-search", o.recursive_strategy_search,
                "Search the folders of strategies with all below them")
        ->group(group);
}

void add_candles(CLI::App& to, backtesting_options& o) {
    option(to, "-i,--timeframe", o.timeframe, "Candles to test on, as in 5m (default: what the strategy declares)",
           "NAME");
    option(to, "--timeframe-detail", o.timeframe_detail, "Shorter candles to look at within them, as in 1m", "NAME");
    option(to, "--timerange", o.timerange, "START-STOP as in 20240101-20240201T1200, either side may be empty",
           "RANGE");
    option(to, "--data-format-ohlcv", o.dataformat_ohlcv, "Format of the candle files", "FORMAT")
        ->check(CLI::IsMember({"json", "jsongz", "feather", "parquet"}));
    option(to, "-p,--pairs", o.pairs, "These pairs only", "PAIR");
    option(to, "--markets", o.markets,
           "File of markets and leverage tiers, as ccxt tells them, instead of an exchange's", "PATH");
}

void add_money(CLI::App& to, backtesting_options& o) {
    option(to, "--max-open-trades", o.max_open_trades, "Open trades at most, -1 for any number", "INT");
    option(to, "--stake-amount", o.stake_amount, "Amount of one trade, or unlimited", "AMOUNT");
    option(to, "--fee", o.fee, "Fee as a ratio, on entry and exit (default: the exchange's)", "RATIO");
    option(to, "--dry-run-wallet,--starting-balance", o.dry_run_wallet, "Balance to start with", "AMOUNT");
    to.add_flag("--eps,--enable-position-stacking", o.position_stacking, "Enter pairs that have an open trade already");
    to.add_flag("--enable-protections,--enableprotections", o.enable_protections,
                "Let the strategy's protections lock pairs");
    to.add_flag("--enable-dynamic-pairlist", o.enable_dynamic_pairlist, "Make the pair list anew at each candle");
}

} // namespace

void add_backtesting(CLI::App& app, backtesting_options& o, bool& version) {
    auto& to = grammar_parts::command_named(app, "backtesting", "Test strategies on stored candles");
    grammar_parts::add_common(to, o, version);
    add_strategies(to, o);
    add_candles(to, o);
    add_money(to, o);
    option(to, "--export", o.export_, "What to store (default: trades)", "WHAT")
        ->check(CLI::IsMember({"none", "trades", "signals"}));
    option(to, "--backtest-filename,--export-filename", o.backtest_filename, "Store the result in this file", "PATH");
    option(to, "--backtest-directory,--export-directory", o.backtest_directory,
           "Folder of results (default: USERDIR/backtest_results)", "PATH");
    option(to, "--breakdown", o.breakdown, "Sums by these periods: day, week, month, year, weekday", "PERIOD");
    option(to, "--cache", o.cache, "Show a result that is no older instead of running again (default: day)", "AGE")
        ->check(CLI::IsMember({"none", "day", "week", "month"}));
    option(to, "--freqaimodel", o.ignored, "Accepted and ignored", "NAME")->group("");
    option(to, "--freqaimodel-path", o.ignored, "Accepted and ignored", "PATH")->group("");
    option(to, "--notes", o.notes, "Notes to keep with the result", "TEXT");
    to.footer("Examples:\n"
              "  tremolo backtesting --strategy SampleStrategy --timerange 20240101-20240201\n"
              "  tremolo backtesting -i 5m --strategy-list SampleStrategy EmaCrossAtr --breakdown month");
}

} // namespace tremolo::cli
