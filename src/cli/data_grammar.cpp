#include "cli/data_grammar.hpp"
#include "cli/grammar_parts.hpp"

namespace tremolo::cli {

using grammar_parts::add_common;
using grammar_parts::add_config;
using grammar_parts::command_named;
using grammar_parts::option;

namespace {

const std::vector<std::string> formats{"json", "jsongz", "feather", "parquet"};
const std::vector<std::string> modes{"spot", "margin", "futures"};
const std::vector<std::string> candle_types{"spot",         "futures",      "mark",         "index",
                                            "premiumIndex", "funding_rate", "open_interest"};

void add_mode(CLI::App& to, std::string& into) {
    option(to, "--trading-mode,--tradingmode", into, "spot, margin or futures", "MODE")->check(CLI::IsMember(modes));
}
void add_exchange(CLI::App& to, std::string& into) {
    option(to, "--exchange", into, "Name of the exchange, where no configuration says it", "NAME");
}
void add_pairs(CLI::App& to, std::vector<std::string>& into) {
    option(to, "-p,--pairs", into, "These pairs only", "PAIR");
}
void add_timeframes(CLI::App& to, std::vector<std::string>& into, const char* help) {
    option(to, "-t,--timeframes", into, help, "NAME");
}
void add_candle_types(CLI::App& to, std::vector<std::string>& into, const char* help) {
    option(to, "--candle-types", into, help, "TYPE")->check(CLI::IsMember(candle_types));
}
void add_formats(CLI::App& to, std::string& candles, std::string& trades) {
    option(to, "--data-format-ohlcv", candles, "Of candles: feather (default), json, jsongz or parquet", "FORMAT")
        ->check(CLI::IsMember(formats));
    option(to, "--data-format-trades", trades, "Of trades: feather (default), json, jsongz or parquet", "FORMAT")
        ->check(CLI::IsMember(formats));
}
void add_conversion(CLI::App& to, std::string& from, std::string& into, bool& erase) {
    option(to, "--format-from", from, "Format of the files there are", "FORMAT")
        ->required()
        ->check(CLI::IsMember(formats));
    option(to, "--format-to", into, "Format to convert them to", "FORMAT")->required()->check(CLI::IsMember(formats));
    to.add_flag("--erase", erase, "Remove the files that were converted");
}
void add_timerange(CLI::App& to, std::string& into) {
    option(to, "--timerange", into, "START-STOP as in 20240101-20240201T1200, either side may be empty", "RANGE");
}
void add_result(CLI::App& to, result_options& options) {
    option(to, "--backtest-filename,--export-filename", options.backtest_filename,
           "The result, a file or a name in the folder of results (default: the last one)", "PATH");
    option(to, "--backtest-directory,--export-directory", options.backtest_directory,
           "Folder of results (default: USERDIR/backtest_results)", "PATH");
}
void add_strategy(CLI::App& to, plot_options& options, std::string& ignored) {
    option(to, "-s,--strategy", options.strategy, "Name of the strategy", "NAME")->group("Strategy arguments");
    option(to, "--strategy-path", options.strategy_path, "Additional folder of strategies", "PATH")
        ->group("Strategy arguments");
    to.add_flag("--recursive-strategy-search", options.recursive_strategy_search,
                "Search the folders of strategies with all below them")
        ->group("Strategy arguments");
    option(to, "--freqaimodel", ignored, "Accepted and ignored", "NAME")->group("");
    option(to, "--freqaimodel-path", ignored, "Accepted and ignored", "PATH")->group("");
}
void add_trade_source(CLI::App& to, plot_options& options, std::string& ignored) {
    option(to, "--db-url", options.db_url, "Database of trades", "URL");
    option(to, "--trade-source", options.trade_source, "Where trades come from: DB or file, a result (default)", "NAME")
        ->check(CLI::IsMember({"DB", "file"}));
    option(to, "--export", ignored, "Accepted and ignored", "NAME")->group("");
}

} // namespace

void data_grammar::add_results(CLI::App& app, bool& version) {
    auto& show = command_named(app, "backtesting-show", "Show the results of a backtest");
    add_common(show, show_, version);
    add_result(show, show_);
    show.add_flag("--show-pair-list", show_.show_pair_list, "Also the pairs, sorted by profit");
    option(show, "--breakdown", show_.breakdown, "Also by day, week, month, year or weekday", "PERIOD")
        ->check(CLI::IsMember({"day", "week", "month", "year", "weekday"}));
    show.footer("Examples:\n"
                "  tremolo backtesting-show --breakdown month weekday\n"
                "  tremolo backtesting-show --backtest-filename backtest-result-2026-11-21_08-20-16.zip");

    auto& analysis = command_named(app, "backtesting-analysis", "Group the trades of a backtest by tags and reasons");
    auto& a = analysis_;
    add_common(analysis, a, version);
    add_result(analysis, a);
    option(analysis, "--analysis-groups", a.analysis_groups,
           "0: wins and losses by enter tag, 1: profit by enter tag, 2: by enter and exit tag, 3: by pair and enter "
           "tag, 4: by pair, enter and exit tag, 5: by exit tag",
           "GROUP")
        ->check(CLI::IsMember({"0", "1", "2", "3", "4", "5"}));
    option(analysis, "--enter-reason-list", a.enter_reason_list, "Enter tags (default: all)", "TAG");
    option(analysis, "--exit-reason-list", a.exit_reason_list, "Exit reasons (default: all)", "TAG");
    option(analysis, "--indicator-list", a.indicator_list,
           "Columns to show of each trade's candles (needs a result of `--export signals`)", "NAME");
    analysis.add_flag("--entry-only", a.entry_only, "Indicators at entries only");
    analysis.add_flag("--exit-only", a.exit_only, "Indicators at exits only");
    add_timerange(analysis, a.timerange);
    analysis.add_flag("--rejected-signals", a.rejected_signals, "Also the signals that found no slot");
    analysis.add_flag("--analysis-to-csv", a.analysis_to_csv, "Write the tables into CSV files instead");
    option(analysis, "--analysis-csv-path", a.analysis_csv_path, "Folder of those (default: that of the results)",
           "PATH");
    analysis.footer("Example:\n  tremolo backtesting-analysis --analysis-groups 0 2");

    auto& trades = command_named(app, "show-trades", "Show the trades of a database");
    add_common(trades, trades_, version);
    option(trades, "--db-url", trades_.db_url, "Database of the trades", "URL");
    option(trades, "--trade-ids", trades_.trade_ids, "These trades only", "ID");
    trades.add_flag("--print-json", trades_.print_json, "As JSON");
    trades.footer("Example:\n  tremolo show-trades --db-url sqlite:///tradesv3.dryrun.sqlite --trade-ids 2 3");
}

void data_grammar::add_files(CLI::App& app, bool& version) {
    auto& download = command_named(app, "download-data", "Download candles or trades, from where the files end to now");
    auto& d = download_;
    add_common(download, d, version);
    add_pairs(download, d.pairs);
    option(download, "--pairs-file", d.pairs_file, "JSON file with a list of pairs; wins over --pairs", "FILE");
    option(download, "--days", d.days, "From so many days ago on", "INT");
    option(download, "--new-pairs-days", d.new_pairs_days, "Days of pairs that have no file yet (default: 30)", "INT");
    download.add_flag("--include-inactive-pairs", d.include_inactive, "Pairs too that are not traded any more");
    download.add_flag("--no-parallel-download", ignored_flag_, "Accepted and ignored")->group("");
    add_timerange(download, d.timerange);
    download.add_flag("--dl-trades", d.trades, "Trades instead of candles");
    download.add_flag("--convert", d.convert, "With --dl-trades: make candles of the trades");
    add_exchange(download, d.exchange);
    add_timeframes(download, d.timeframes, "Lengths of candles (default: 1m 5m)");
    download.add_flag("--erase", d.erase, "Remove what is stored of these first");
    add_formats(download, d.format, d.trades_format);
    add_mode(download, d.trading_mode);
    add_candle_types(download, d.candle_types, "Of futures (default: futures, mark and funding_rate)");
    download.add_flag("--prepend", d.prepend, "What comes before the files, instead of what comes after");
    download.footer("Examples:\n"
                    "  tremolo download-data -c user_data/config.json --days 60 -t 5m 1h\n"
                    "  tremolo download-data --pairs BTC/USDT 'ETH/.*' --timerange 20260101- --prepend");

    auto& convert = command_named(app, "convert-data", "Convert candle files to another format");
    auto& c = convert_;
    add_common(convert, c, version);
    add_pairs(convert, c.pairs);
    add_conversion(convert, c.format_from, c.format_to, c.erase);
    add_exchange(convert, c.exchange);
    add_timeframes(convert, c.timeframes, "These lengths of candles only");
    add_mode(convert, c.trading_mode);
    add_candle_types(convert, c.candle_types, "These types only (default: all there are)");
    convert.footer("Example:\n  tremolo convert-data --format-from json --format-to feather --erase");

    add_trade_files(app, version);

    auto& list = command_named(app, "list-data", "List the files of candles or trades there are");
    add_common(list, data_, version);
    add_exchange(list, data_.exchange);
    add_formats(list, data_.format, data_.trades_format);
    list.add_flag("--trades", data_.trades, "Files of trades instead of candles");
    add_pairs(list, data_.pairs);
    add_mode(list, data_.trading_mode);
    list.add_flag("--show-timerange", data_.show_timerange, "With the first and the last, and how many there are");
    list.footer("Example:\n  tremolo list-data --userdir user_data --show-timerange");
}

void data_grammar::add_trade_files(CLI::App& app, bool& version) {
    auto& convert = command_named(app, "convert-trade-data", "Convert files of trades to another format");
    auto& c = convert_trades_;
    add_common(convert, c, version);
    add_pairs(convert, c.pairs);
    add_conversion(convert, c.format_from, c.format_to, c.erase);
    add_exchange(convert, c.exchange);
    add_mode(convert, c.trading_mode);
    convert.footer("Example:\n  tremolo convert-trade-data --format-from jsongz --format-to feather --erase");

    auto& make = command_named(app, "trades-to-ohlcv", "Make candle files of files of trades");
    auto& m = candles_of_trades_;
    add_common(make, m, version);
    add_pairs(make, m.pairs);
    add_timeframes(make, m.timeframes, "Lengths of candles (default: 1m 5m)");
    add_exchange(make, m.exchange);
    add_formats(make, m.format, m.trades_format);
    add_mode(make, m.trading_mode);
    make.footer("Example:\n  tremolo trades-to-ohlcv --exchange binance -p BTC/USDT -t 5m 1h");
}

void data_grammar::add_markets(CLI::App& app, bool& version) {
    markets_.pairs_only = false;
    pairs_.pairs_only = true;
    for (auto* options : {&pairs_, &markets_}) {
        auto& to = options->pairs_only ? command_named(app, "list-pairs", "List the pairs that can be traded")
                                       : command_named(app, "list-markets", "List all markets of the exchange");
        add_common(to, *options, version);
        add_exchange(to, options->exchange);
        to.add_flag("--print-list", options->print_list, "As one sentence");
        to.add_flag("--print-json", options->print_json, "As JSON");
        to.add_flag("-1,--one-column", options->one_column, "One a line");
        to.add_flag("--print-csv", options->print_csv, "As CSV");
        option(to, "--base", options->base, "Of these base currencies only", "NAME");
        option(to, "--quote", options->quote, "Of these quote currencies only", "NAME");
        to.add_flag("-a,--all", options->all, "Inactive ones too");
        add_mode(to, options->trading_mode);
        to.footer(options->pairs_only ? "Example:\n  tremolo list-pairs --exchange binance --quote USDT --print-json"
                                      : "Example:\n  tremolo list-markets --exchange binance --print-csv");
    }

    auto& exchanges = command_named(app, "list-exchanges", "List the exchanges that this program can trade on");
    add_common(exchanges, exchanges_, version);
    exchanges.add_flag("-1,--one-column", exchanges_.one_column, "Names only, one a line");
    exchanges.add_flag("-a,--all", exchanges_.all, "All that are known");
    add_mode(exchanges, exchanges_.trading_mode);
    exchanges.add_flag("--dex-exchanges", exchanges_.dex_only, "Decentralised ones only");
    exchanges.footer("Example:\n  tremolo list-exchanges -1");

    auto& test = command_named(app, "test-pairlist", "Show what the configured pair lists make");
    add_config(test, pairlist_);
    test.add_flag("-v,--verbose", pairlist_.verbosity, "Log more; -vv for all of it")->group("Common arguments");
    option(test, "--quote", pairlist_.quote, "Stake currencies to try (default: the configured one)", "NAME");
    test.add_flag("-1,--one-column", pairlist_.one_column, "One a line");
    test.add_flag("--print-json", pairlist_.print_json, "As JSON");
    add_exchange(test, pairlist_.exchange);
    test.footer("Example:\n  tremolo test-pairlist -c user_data/config.json --quote USDT BTC");
}

void data_grammar::add_plots(CLI::App& app, bool& version) {
    auto& candles = command_named(app, "plot-dataframe", "Draw candles, indicators and trades as web pages");
    auto& c = candles_;
    add_common(candles, c, version);
    add_strategy(candles, c, ignored_);
    add_pairs(candles, c.pairs);
    option(candles, "--indicators1", c.indicators1, "Columns to draw over the candles (default: as the strategy says)",
           "NAME");
    option(candles, "--indicators2", c.indicators2, "Columns to draw below them", "NAME");
    option(candles, "--plot-limit", c.plot_limit, "Candles at most, the last ones (default: 750)", "INT");
    add_trade_source(candles, c, ignored_);
    add_result(candles, c);
    add_timerange(candles, c.timerange);
    option(candles, "-i,--timeframe", c.timeframe, "Length of a candle, as in 5m", "NAME");
    candles.add_flag("--no-trades", c.no_trades, "Without trades");
    candles.footer("Example:\n  tremolo plot-dataframe --strategy SampleStrategy -p BTC/USDT --timerange 20260101-");

    auto& profit = command_named(app, "plot-profit", "Draw how profit came about as a web page");
    auto& p = profit_;
    p.profit = true;
    add_common(profit, p, version);
    add_strategy(profit, p, ignored_);
    add_pairs(profit, p.pairs);
    add_timerange(profit, p.timerange);
    add_result(profit, p);
    add_trade_source(profit, p, ignored_);
    option(profit, "-i,--timeframe", p.timeframe, "Length of a candle, as in 5m", "NAME");
    profit.add_flag("--auto-open", p.auto_open, "Open the page in a browser");
    profit.footer("Example:\n  tremolo plot-profit -p BTC/USDT ETH/USDT");
}

void data_grammar::add_to(CLI::App& app, bool& version) {
    add_files(app, version);
    add_results(app, version);
    add_markets(app, version);
    add_plots(app, version);
}

std::optional<command> data_grammar::result(const CLI::App& app) const {
    const auto given = [&](const char* name) { return app.got_subcommand(name); };
    if (given("download-data")) return data_command{download_};
    if (given("convert-data")) return data_command{convert_};
    if (given("convert-trade-data")) return data_command{convert_trades_};
    if (given("trades-to-ohlcv")) return data_command{candles_of_trades_};
    if (given("list-data")) return data_command{data_};
    if (given("backtesting-show")) return data_command{show_};
    if (given("backtesting-analysis")) return data_command{analysis_};
    if (given("show-trades")) return data_command{trades_};
    if (given("list-pairs")) return data_command{pairs_};
    if (given("list-markets")) return data_command{markets_};
    if (given("list-exchanges")) return data_command{exchanges_};
    if (given("test-pairlist")) return data_command{pairlist_};
    if (given("plot-dataframe")) return data_command{candles_};
    if (given("plot-profit")) return data_command{profit_};
    return {};
}

} // namespace tremolo::cli
