#include "cli/backtesting.hpp"
#include "backtest/past_exchange.hpp"
#include "backtest/results/result_folder.hpp"
#include "backtest/run_id.hpp"
#include "backtest/statistics/statistics.hpp"
#include "base/memory.hpp"
#include "cli/backtest_tables.hpp"
#include "cli/start.hpp"
#include "cli/webserver.hpp"
#include "strategy/loader.hpp"
#include <algorithm>
#include <thread>

namespace tremolo::cli {
namespace {
namespace bj = boost::json;

void set(bj::object& line, const char* key, const std::string& text) {
    if (!text.empty()) line[key] = text;
}
void set(bj::object& line, const char* key, bool flag) {
    if (flag) line[key] = true;
}

// A number where the text is one: amounts may also be words.
bj::value number_or_word(const std::string& text) {
    try {
        std::size_t used = 0;
        const double value = std::stod(text, &used);
        if (used == text.size()) return value;
    } catch (const std::logic_error&) { // a word, which validation judges
    }
    return bj::value{bj::string{text}};
}

bj::array list_of(const std::vector<std::string>& texts) {
    bj::array out;
    for (const auto& one : texts) out.emplace_back(one);
    return out;
}

config::load_options load_options_of(const backtesting_options& o, const config::environment& variables) {
    auto made = cli::load_options_of(static_cast<const common_options&>(o), variables);
    made.mode = config::run_mode::backtest;
    auto& line = made.command_line;
    line["dry_run"] = true;
    set(line, "strategy", o.strategy);
    if (!o.strategy_path.empty()) line["strategy_path"] = std::filesystem::absolute(o.strategy_path).string();
    set(line, "recursive_strategy_search", o.recursive_strategy_search);
    if (!o.strategy_list.empty()) line["strategy_list"] = list_of(o.strategy_list);
    set(line, "timeframe", o.timeframe);
    set(line, "timeframe_detail", o.timeframe_detail);
    set(line, "timerange", o.timerange);
    set(line, "dataformat_ohlcv", o.dataformat_ohlcv);
    if (o.max_open_trades.value_or(0) != 0) line["max_open_trades"] = *o.max_open_trades;
    if (o.stake_amount) line["stake_amount"] = number_or_word(*o.stake_amount);
    if (o.fee) line["fee"] = *o.fee;
    if (o.dry_run_wallet) line["dry_run_wallet"] = *o.dry_run_wallet;
    if (!o.pairs.empty()) line["exchange"] = {{"pair_whitelist", list_of(o.pairs)}};
    set(line, "position_stacking", o.position_stacking);
    set(line, "enable_protections", o.enable_protections);
    set(line, "enable_dynamic_pairlist", o.enable_dynamic_pairlist);
    set(line, "export", o.export_);
    if (!o.breakdown.empty()) line["backtest_breakdown"] = list_of(o.breakdown);
    set(line, "backtest_cache", o.cache);
    set(line, "backtest_notes", o.notes);
    return made;
}

std::string text_of(const config::configuration& settings, const char* key, const std::string& otherwise) {
    const auto* found = settings.raw.if_contains(key);
    return found != nullptr && found->is_string() ? std::string{found->as_string()} : otherwise;
}

std::vector<std::string> words_of(const config::configuration& settings, const char* key) {
    std::vector<std::string> out;
    const auto* found = settings.raw.if_contains(key);
    if (found != nullptr && found->is_array())
        for (const auto& one : found->as_array()) out.emplace_back(one.as_string());
    return out;
}

std::vector<backtest::candidate> candidates_of(const config::configuration& settings, std::size_t instances,
                                               const logger& log) {
    strategy::loader_settings where{.folders = {}, .recursive = settings.recursive_strategy_search};
    if (!settings.strategy_path.empty()) where.folders.push_back(settings.strategy_path);
    where.folders.push_back(settings.user_data_dir / "strategies");
    where.note = [log](const std::string& text) { log.info("{}", text); };
    const strategy::loader loader{where};
    auto names = words_of(settings, "strategy_list");
    if (names.empty() && settings.strategy && !settings.strategy->empty()) names.push_back(*settings.strategy);
    if (names.empty())
        throw configuration_error{
            "No strategy is set: name one with --strategy, or as \"strategy\" in the configuration."};
    std::vector<backtest::candidate> out;
    for (const auto& name : names) {
        auto loaded = loader.load(name);
        backtest::candidate made{.name = loaded.name,
                                 .instances = {loaded.instance},
                                 .implemented = loaded.implemented,
                                 .file = loaded.file};
        auto parameters = loaded.file;
        parameters.replace_extension(".json");
        if (std::filesystem::exists(parameters)) made.parameter_file = parameters;
        const bool alone = loaded.instance->declared().analyse_in_order;
        for (std::size_t i = 1; i < instances && !alone; ++i) made.instances.push_back(loader.load(name).instance);
        out.push_back(std::move(made));
    }
    return out;
}

// The markets of the exchange, of a file, or, of an exchange that this build does not know, those of the whitelist.
std::shared_ptr<exchange::exchange> venue_of(const backtesting_options& options, const config::configuration& settings,
                                             const clock& time, const logger& log) {
    const bool futures = settings.trading_mode == config::trading_mode::futures;
    if (!options.markets.empty()) return backtest::exchange_of_file(settings.exchange.name, futures, options.markets);
    if (settings.exchange.connector != config::connector_kind::none) {
        auto venue = open_exchange(settings, time, log);
        venue->load_markets();
        return venue;
    }
    log.warning("The markets of {} are not known here: no limits, amounts of eight decimals, and the usual fees are "
                "assumed. Name a file of them with --markets, or set exchange.connector.",
                settings.exchange.name);
    return backtest::exchange_of_names(settings.exchange.name, futures, settings.exchange.pair_whitelist);
}

// A line that tells how far the work is, on a terminal.
class progress_line {
  public:
    explicit progress_line(terminal& talk) : talk_{talk} {}
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;
    ~progress_line() {
        if (shown_) talk_.errors << "\r\x1b[K" << std::flush;
    }
    void operator()(backtest::phase at, std::size_t done, std::size_t total, std::chrono::nanoseconds now) {
        if (!talk_.has_colors || total == 0) return;
        if (at != phase_) begun_ = now, phase_ = at;
        if (shown_ && now - last_ < std::chrono::milliseconds{200}) return;
        last_ = now;
        shown_ = true;
        const double share = static_cast<double>(done) / static_cast<double>(total);
        const double left = share > 0 ? std::chrono::duration<double>(now - begun_).count() * (1 - share) / share : 0;
        constexpr int width = 40;
        const auto filled = static_cast<std::size_t>(share * width);
        talk_.errors << "\r\x1b[K"
                     << fmt::format("{:<12} [{}{}] {:3.0f}% {:.0f} s left", name_of(at), std::string(filled, '#'),
                                    std::string(width - filled, '.'), share * 100, left)
                     << std::flush;
    }

  private:
    static const char* name_of(backtest::phase at) {
        switch (at) {
        case backtest::phase::load: return "Loading";
        case backtest::phase::analyse: return "Analysing";
        case backtest::phase::convert: return "Converting";
        case backtest::phase::backtest: return "Backtesting";
        }
        return "";
    }
    terminal& talk_;
    backtest::phase phase_ = backtest::phase::load;
    std::chrono::nanoseconds begun_{}, last_{};
    bool shown_ = false;
};

// Results in the order in which the strategies were named, whether they were run now or before.
backtest::backtest_result combined(backtest::backtest_result fresh, backtest::backtest_result cached,
                                   const std::vector<backtest::candidate>& order) {
    if (cached.strategy.empty()) return fresh;
    backtest::backtest_result out;
    const auto take = [&out](backtest::backtest_result& from, const std::string& name) {
        for (auto& [key, value] : from.strategy)
            if (key == name) out.strategy.emplace_back(key, std::move(value));
        for (auto& [key, value] : from.metadata)
            if (key == name) out.metadata.emplace_back(key, std::move(value));
        for (auto& row : from.strategy_comparison)
            if (row.key == backtest::row_key{name}) out.strategy_comparison.push_back(row);
    };
    for (const auto& one : order) {
        take(cached, one.name);
        take(fresh, one.name);
    }
    return out;
}

} // namespace

int run_backtesting(const backtesting_options& options, const config::environment& variables, terminal& talk) {
    keep_freed_memory();
    const system_clock time;
    const auto how = load_options_of(options, variables);
    const auto [settings, sink] = start(how, options, time);
    const logger log{sink, "tremolo.backtest"};
    backtest::check_starting_balance(settings);
    const auto threads = std::max<std::size_t>(1, std::thread::hardware_concurrency());
    const auto configured = std::make_shared<const config::configuration>(settings);
    const auto venue = venue_of(options, settings, time, log);
    const auto breakdowns = breakdowns_named(words_of(settings, "backtest_breakdown"));
    const std::string wanted_export = text_of(settings, "export", "trades");

    backtest::backtest_result fresh, cached;
    auto& runs = talk.keep(std::vector<backtest::finished_run>{});
    backtest::result_folder folder{options.backtest_directory.empty() ? settings.user_data_dir / "backtest_results"
                                                                      : options.backtest_directory};
    progress_line line{talk};
    backtest::session session{{.configured = configured,
                               .candidates = candidates_of(settings, threads, log.named("tremolo.strategy")),
                               .threads = threads},
                              {.venue = *venue,
                               .time = time,
                               .log = log,
                               .progress = [&](backtest::phase at, std::size_t done,
                                               std::size_t total) { line(at, done, total, time.monotonic()); },
                               .for_archive = wanted_export != "none",
                               .collect_signals = wanted_export == "signals"}};

    std::vector<std::pair<std::string, std::string>> ids;
    for (const auto& one : session.candidates()) ids.emplace_back(one.name, backtest::run_id_of(one, settings));
    if (const auto oldest =
            backtest::oldest_cached(text_of(settings, "backtest_cache", "day"), session.range(), time.now(), log)) {
        const auto found = folder.find_cached(ids, *oldest);
        if (!found.empty()) cached = folder.merged(found);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto& name = ids[i].first;
        if (std::ranges::any_of(cached.strategy, [&](const auto& known) { return known.first == name; })) {
            log.info("Reusing result of previous backtest for {}", name);
            continue;
        }
        runs.push_back(session.run(session.candidates()[i]));
        runs.back().run_id = ids[i].second;
    }
    const bool stored = !runs.empty() && wanted_export != "none";
    backtest::archive_tables tables;
    if (stored) tables = backtest::begin_tables(runs, log);
    if (!runs.empty()) fresh = backtest::make_result(runs);
    const auto& result = talk.keep(combined(std::move(fresh), std::move(cached), session.candidates()));
    if (stored) {
        const auto place = options.backtest_filename.empty() ? folder.path() : options.backtest_filename;
        const auto file = backtest::store_archive(
            place, {.result = result, .config = settings.original, .runs = runs, .tables = std::move(tables)},
            time.now(), log);
        log.info("The result is in {}", file.string());
    }
    talk.out << backtest_tables(result, breakdowns, look_on(talk, options.no_color));
    return 0;
}

} // namespace tremolo::cli
