#include "cli/analyses.hpp"
#include "backtest/past_exchange.hpp"
#include "cli/grammar_parts.hpp"
#include "cli/run.hpp"
#include "cli/start.hpp"
#include "cli/table.hpp"
#include "cli/webserver.hpp"
#include "rpc/webserver_work.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>

namespace tremolo::cli {

namespace bj = boost::json;
using grammar_parts::option;

namespace {

void add_analysis(CLI::App& to, analysis_options& o, bool& version) {
    grammar_parts::add_common(to, o, version);
    constexpr auto group = "Strategy arguments";
    option(to, "-s,--strategy", o.strategy, "Name of the strategy", "NAME")->group(group);
    option(to, "--strategy-path", o.strategy_path, "Additional folder of strategies", "PATH")->group(group);
    to.add_flag("--recursive-strategy-search", o.recursive_strategy_search,
                "Search the folders of strategies with all below them")
        ->group(group);
    option(to, "-i,--timeframe", o.timeframe, "Candles to look at, as in 5m (default: what the strategy declares)",
           "NAME");
    option(to, "--timerange", o.timerange, "START-STOP as in 20240101-20240201", "RANGE");
    option(to, "--data-format-ohlcv", o.dataformat_ohlcv, "Format of the candle files", "FORMAT")
        ->check(CLI::IsMember({"json", "jsongz", "feather", "parquet"}));
    option(to, "-p,--pairs", o.pairs, "These pairs only", "PAIR");
    option(to, "--freqaimodel", o.ignored, "Accepted and ignored", "NAME")->group("");
    option(to, "--freqaimodel-path", o.ignored, "Accepted and ignored", "PATH")->group("");
    option(to, "--markets", o.markets,
           "File of markets and leverage tiers, as ccxt tells them, instead of an exchange's", "PATH");
}

void set(bj::object& line, const char* key, const std::string& value) {
    if (!value.empty()) line[key] = value;
}

config::load_options load_options_of(const analysis_options& o, const config::environment& variables) {
    auto made = cli::load_options_of(static_cast<const common_options&>(o), variables);
    made.mode = config::run_mode::backtest;
    auto& line = made.command_line;
    line["dry_run"] = true;
    set(line, "strategy", o.strategy_list.empty() ? o.strategy : o.strategy_list.front());
    if (!o.strategy_path.empty()) line["strategy_path"] = std::filesystem::absolute(o.strategy_path).string();
    if (o.recursive_strategy_search) line["recursive_strategy_search"] = true;
    set(line, "timeframe", o.timeframe);
    set(line, "timerange", o.timerange);
    set(line, "dataformat_ohlcv", o.dataformat_ohlcv);
    if (o.fee) line["fee"] = *o.fee;
    if (!o.pairs.empty()) {
        bj::array pairs;
        for (const auto& pair : o.pairs) pairs.emplace_back(pair);
        line["exchange"] = {{"pair_whitelist", std::move(pairs)}};
    }
    return made;
}

// The work of a job, done here.
class analysis {
  public:
    analysis(const analysis_options& options, const config::load_options& how)
        : begun_{start(how, options, clock_)}, log_{begun_.log, "tremolo.analysis"}, markets_{options.markets} {
        around_.open = [this](const config::configuration& settings) -> std::shared_ptr<exchange::exchange> {
            const bool futures = settings.trading_mode == config::trading_mode::futures;
            if (!markets_.empty()) return backtest::exchange_of_file(settings.exchange.name, futures, markets_);
            return open_exchange(settings, clock_, log_);
        };
        names_ = options.strategy_list;
        if (names_.empty()) names_.push_back(begun_.settings.strategy.value_or(""));
    }

    // One result a strategy: {"strategy": ...}.
    template <class Analyse>
    [[nodiscard]] std::vector<bj::object> run(Analyse analyse, const bj::object& task) {
        std::vector<bj::object> results;
        for (const auto& name : names_) {
            rpc::webserver::work job{"analysis", begun_.settings, task, around_};
            job.settings.strategy = name;
            job.settings.raw["strategy"] = name;
            // With a file of markets it does not matter what would trade.
            for (const auto& [key, value] : task) job.settings.raw[key] = value;
            results.push_back(std::move(json::parse(analyse(job)).value.as_object()));
        }
        return results;
    }

    [[nodiscard]] const logger& log() const { return log_; }
    [[nodiscard]] std::string file_of(const std::string& strategy) const {
        const rpc::webserver::workspace place{begun_.settings, clock_, log_, {}};
        return place.load_strategy(strategy).file.filename().string();
    }

  private:
    const system_clock clock_;
    const started begun_;
    const logger log_;
    const std::filesystem::path markets_;
    rpc::webserver::work_surroundings around_{.time = clock_, .log = log_, .open = {}};
    std::vector<std::string> names_;
};

std::string text(const bj::object& of, const char* key) { return bj::value_to<std::string>(of.at(key)); }
std::int64_t number(const bj::object& of, const char* key) { return of.at(key).to_number<std::int64_t>(); }

std::string joined(const bj::object& result, const char* with) {
    std::string out;
    for (const auto& one : result.at("biased_indicators").as_array())
        out += (out.empty() ? "" : with) + bj::value_to<std::string>(one);
    return out;
}

// A row of CSV; rows of the same strategy in the file go, others stay.
void export_rows(const std::filesystem::path& path, const std::vector<std::pair<std::string, bj::object>>& rows) {
    constexpr auto head =
        "filename,strategy,has_bias,total_signals,biased_entry_signals,biased_exit_signals,biased_indicators";
    std::vector<std::string> lines;
    std::ifstream in{path};
    for (std::string line; std::getline(in, line);)
        if (!line.empty() && line != head) lines.push_back(line);
    for (const auto& [file, result] : rows) {
        const auto begin = fmt::format("{},{},", file, text(result, "strategy"));
        std::erase_if(lines, [&](const std::string& line) { return line.starts_with(begin); });
        const auto indicators = joined(result, ",");
        const auto quoted = indicators.find(',') == std::string::npos ? indicators : fmt::format("\"{}\"", indicators);
        lines.push_back(fmt::format("{}{},{},{},{},{}", begin, result.at("has_bias").as_bool() ? "True" : "False",
                                    number(result, "total_signals"), number(result, "biased_entry_signals"),
                                    number(result, "biased_exit_signals"), quoted));
    }
    std::ofstream out{path, std::ios::trunc};
    out << head << '\n';
    for (const auto& line : lines) out << line << '\n';
    out.flush();
    if (!out) throw operational_error{fmt::format("cannot write {}", path.string())};
}

} // namespace

void add_lookahead_analysis(CLI::App& app, lookahead_options& o, bool& version) {
    auto& to = grammar_parts::command_named(app, "lookahead-analysis", "Find out whether a strategy looks ahead");
    add_analysis(to, o, version);
    option(to, "--strategy-list", o.strategy_list, "Several strategies, one after the other", "NAME")
        ->group("Strategy arguments");
    option(to, "--fee", o.fee, "Fee as a ratio, on entry and exit (default: the exchange's)", "RATIO");
    option(to, "--minimum-trade-amount", o.minimum_trade_amount, "Fewer trades say nothing (default: 10)", "INT");
    option(to, "--targeted-trade-amount", o.targeted_trade_amount, "Trades to look at (default: 20)", "INT");
    option(to, "--lookahead-analysis-exportfilename", o.export_file, "Write the table into this CSV file, too", "PATH");
    to.add_flag("--allow-limit-orders", o.allow_limit_orders, "Leave order types as they are");
    option(to, "--timeframe-detail", o.timeframe_detail, "Shorter candles to look at within them, as in 1m", "NAME");
    to.add_flag("--enable-dynamic-pairlist", o.enable_dynamic_pairlist, "Make the pair list anew at each candle");
    to.add_flag("--enable-protections,--enableprotections", o.enable_protections,
                "Accepted and ignored: the analysis sets its own terms")
        ->group("");
    for (const auto* name : {"--max-open-trades", "--stake-amount", "--dry-run-wallet,--starting-balance", "--export",
                             "--backtest-filename,--export-filename", "--backtest-directory,--export-directory"})
        option(to, name, o.ignored, "Accepted and ignored: the analysis sets its own terms", "VALUE")->group("");
    to.footer("Example:\n  tremolo lookahead-analysis --strategy SampleStrategy --timerange 20240101-20240201");
}

void add_recursive_analysis(CLI::App& app, recursive_options& o, bool& version) {
    auto& to = grammar_parts::command_named(app, "recursive-analysis",
                                            "Find out whether indicators depend on where their candles begin");
    add_analysis(to, o, version);
    option(to, "--startup-candle", o.startup_candle,
           "Numbers of startup candles to try (default: 199 399 499 999 1999)", "INT");
    to.footer("Example:\n  tremolo recursive-analysis --strategy SampleStrategy --timerange 20240101-20240201");
}

int run_lookahead_analysis(const lookahead_options& options, const config::environment& variables, terminal& talk) {
    const auto minimum = options.minimum_trade_amount.value_or(10);
    auto how = load_options_of(options, variables);
    set(how.command_line, "timeframe_detail", options.timeframe_detail);
    if (options.enable_dynamic_pairlist) how.command_line["enable_dynamic_pairlist"] = true;
    analysis here{options, how};
    const auto results = here.run(rpc::webserver::analyse_lookahead,
                                  {{"minimum_trade_amount", minimum},
                                   {"targeted_trade_amount", options.targeted_trade_amount.value_or(20)},
                                   {"lookahead_allow_limit_orders", options.allow_limit_orders}});
    std::vector<std::vector<table_cell>> rows;
    std::vector<std::pair<std::string, bj::object>> exported;
    for (const auto& result : results) {
        const auto strategy = text(result, "strategy");
        const auto file = here.file_of(strategy);
        const auto signals = number(result, "total_signals");
        if (signals < minimum) {
            rows.push_back({{file},
                            {strategy},
                            {fmt::format("too few trades caught ({}/{}).Test failed.", signals, minimum)},
                            {},
                            {},
                            {},
                            {}});
            continue;
        }
        const bool biased = result.at("has_bias").as_bool();
        rows.push_back({{file},
                        {strategy},
                        {biased ? "Yes" : "No", biased ? "1;31" : "1;32"},
                        {std::to_string(signals)},
                        {std::to_string(number(result, "biased_entry_signals"))},
                        {std::to_string(number(result, "biased_exit_signals"))},
                        {joined(result, ", ")}});
        if (signals > minimum) exported.emplace_back(file, result);
    }
    talk.out << draw_table({"filename", "strategy", "has_bias", "total_signals", "biased_entry_signals",
                            "biased_exit_signals", "biased_indicators"},
                           rows, look_on(talk, options.no_color, "Lookahead Analysis"));
    if (!options.export_file.empty() && !exported.empty()) export_rows(options.export_file, exported);
    return exit_good;
}

int run_recursive_analysis(const recursive_options& options, const config::environment& variables, terminal& talk) {
    analysis here{options, load_options_of(options, variables)};
    bj::object task;
    if (!options.startup_candle.empty())
        task["startup_candle"] = bj::array(options.startup_candle.begin(), options.startup_candle.end());
    for (const auto& result : here.run(rpc::webserver::analyse_recursive, task)) {
        std::vector<std::string> heads{"Indicators"};
        for (const auto& count : result.at("startup_candles").as_array()) {
            const auto candles = count.to_number<std::int64_t>();
            heads.push_back(candles == number(result, "strategy_scc") ? fmt::format("{} (from strategy)", candles)
                                                                      : std::to_string(candles));
        }
        std::vector<std::vector<table_cell>> rows;
        for (const auto& [indicator, values] : result.at("results").as_object()) {
            std::vector<table_cell> row{{std::string{indicator}}};
            for (const auto& count : result.at("startup_candles").as_array()) {
                const auto* value = values.as_object().if_contains(std::to_string(count.to_number<std::int64_t>()));
                row.push_back({value == nullptr   ? "-"
                               : value->is_null() ? "nan%"
                                                  : fmt::format("{:.3f}%", value->to_number<double>() * 100)});
            }
            rows.push_back(std::move(row));
        }
        if (rows.empty())
            here.log().info("No variance on indicator(s) found due to recursive formula.");
        else
            talk.out << draw_table(heads, rows, look_on(talk, options.no_color, "Recursive Analysis"));
    }
    return exit_good;
}

} // namespace tremolo::cli
