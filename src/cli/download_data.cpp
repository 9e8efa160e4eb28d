// `tremolo download-data`: candles and funding rates, or trades, from the exchange into the data folder.
#include "backtest/data/trade_download.hpp"
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "cli/signals.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/ranges.h>
#include <fstream>
#include <sstream>
#include <thread>

namespace tremolo::cli {

namespace {

std::vector<std::string> pairs_of_file(const std::filesystem::path& path) {
    std::ifstream in{path};
    std::ostringstream text;
    text << in.rdbuf();
    const auto parsed = json::parse(text.str());
    std::vector<std::string> pairs;
    const bool is_list = in && parsed && parsed.value.is_array();
    if (is_list)
        for (const auto& pair : parsed.value.get_array())
            if (pair.is_string()) pairs.emplace_back(pair.get_string());
    if (!is_list || pairs.empty() || pairs.size() != parsed.value.get_array().size())
        throw configuration_error{fmt::format("--pairs-file: {} holds no JSON list of pairs.", path.string())};
    return pairs;
}

std::vector<std::string> wanted_pairs(const download_data_options& options, const config::configuration& settings) {
    if (!options.pairs_file.empty()) return pairs_of_file(options.pairs_file);
    if (!options.pairs.empty()) return options.pairs;
    if (!settings.exchange.pair_whitelist.empty()) return settings.exchange.pair_whitelist;
    const auto file = settings.datadir / "pairs.json";
    std::error_code ignored;
    if (std::filesystem::exists(file, ignored)) return pairs_of_file(file);
    throw configuration_error{"download-data needs pairs: name them with --pairs or --pairs-file, or in the "
                              "configuration's exchange.pair_whitelist."};
}

// What the first pair is traded against: "USDT" of BTC/USDT:USDT.
std::string quote_of(const std::vector<std::string>& pairs) {
    const auto slash = pairs.front().find('/');
    if (slash == std::string::npos) return "";
    const auto quote = pairs.front().substr(slash + 1);
    return quote.substr(0, quote.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"));
}

// One line on a terminal, written over again and again.
class progress_line {
  public:
    progress_line(terminal& talk, const clock& time)
        : talk_{talk}, time_{time}, shown_{talk.can_ask}, begun_{time.monotonic()} {}
    ~progress_line() {
        if (shown_) talk_.errors << "\r\x1b[K" << std::flush;
    }
    progress_line(const progress_line&) = delete;
    progress_line& operator=(const progress_line&) = delete;

    void show(const backtest::download_progress& now) {
        if (!shown_ || now.total == 0) return;
        constexpr double width = 30;
        const double share = (static_cast<double>(now.done) + now.part) / static_cast<double>(now.total);
        const double passed = std::chrono::duration<double>(time_.monotonic() - begun_).count();
        const auto left = share > 0 ? static_cast<std::int64_t>(passed / share - passed) : 0;
        const auto full = static_cast<std::size_t>(share * width);
        talk_.errors << fmt::format("\r\x1b[K{}{} {:3.0f}% {}/{} {}:{:02} left  {}", std::string(full, '='),
                                    std::string(static_cast<std::size_t>(width) - full, '-'), share * 100, now.done,
                                    now.total, left / 60, left % 60, now.description)
                     << std::flush;
    }

  private:
    terminal& talk_;
    const clock& time_;
    bool shown_;
    std::chrono::nanoseconds begun_;
};

bool wants_trades(const download_data_options& options, const config::configuration& settings) {
    const auto* configured = settings.raw.if_contains("download_trades");
    return options.trades || (configured != nullptr && *configured == true);
}

backtest::download_request request_of(const download_data_options& options, const config::configuration& settings,
                                      const exchange::exchange& from, timestamp now) {
    if (options.days && !options.timerange.empty())
        throw configuration_error{"--days and --timerange exclude each other: give one of them."};
    if (options.convert && !wants_trades(options, settings))
        throw configuration_error{"--convert makes candles of trades: it goes with --dl-trades."};
    backtest::download_request request{.folder = candle_folder_of(settings, options.format), .pairs = {}};
    request.mode = market_mode(settings);
    request.pairs = backtest::expanded_pairs(from, wanted_pairs(options, settings), options.include_inactive);
    if (!options.timeframes.empty()) request.timeframes = options.timeframes;
    request.candle_types = candle_types_named(options.candle_types);
    if (options.days) request.range = backtest::last_days(*options.days, now);
    if (!options.timerange.empty()) request.range = backtest::parse_timerange(options.timerange);
    request.new_pairs_days = options.new_pairs_days.value_or(settings.new_pairs_days);
    request.erase = options.erase;
    request.prepend = options.prepend;
    return request;
}

// What the commands of one run have in common: Ctrl-C, progress and the log.
struct running_download {
    const opened_market& market;
    const logger& log;
    terminal& talk;
    const clock& time;
    std::stop_source stop{};
};

int download_candles(running_download& run, const backtest::download_request& request,
                     const std::filesystem::path& folder) {
    backtest::download_outcome outcome;
    {
        progress_line line{run.talk, run.time};
        outcome = backtest::download(*run.market.exchange, request, run.market.time, run.log, run.stop.get_token(),
                                     [&](const auto& now) { line.show(now); });
    }
    if (!outcome.not_available.empty())
        run.log.info("Pairs {} not available on exchange {}.", outcome.not_available,
                     run.market.exchange->about().name);
    std::size_t added = 0;
    std::size_t failed = 0;
    for (const auto& one : outcome.series) {
        added += one.added;
        failed += one.failure.empty() ? 0U : 1U;
    }
    run.talk.out << fmt::format("Downloaded {} new candles of {} series into {}{}.\n", added,
                                outcome.series.size() - failed, folder.string(),
                                outcome.cancelled ? ", then was stopped" : "");
    if (failed > 0)
        throw operational_error{fmt::format("{} series could not be downloaded; the log says why.", failed)};
    return outcome.cancelled ? 1 : 0;
}

int download_trades(running_download& run, const backtest::download_request& wish, const market::trade_folder& into,
                    const std::filesystem::path& folder, bool convert) {
    backtest::check_timeframes(*run.market.exchange, wish.timeframes);
    const backtest::trade_request request{.folder = into,
                                          .pairs = wish.pairs,
                                          .range = wish.range,
                                          .new_pairs_days = wish.new_pairs_days,
                                          .erase = wish.erase,
                                          .prepend = wish.prepend};
    backtest::trade_outcome outcome;
    {
        progress_line line{run.talk, run.time};
        outcome = backtest::download_trades(*run.market.exchange, request, run.market.time, run.log,
                                            run.stop.get_token(), [&](const auto& now) { line.show(now); });
    }
    if (!outcome.not_available.empty())
        run.log.warning("Encountered a problem downloading the following pairs from {}: {}",
                        run.market.exchange->about().name, fmt::join(outcome.not_available, ", "));
    std::size_t added = 0;
    std::size_t failed = 0;
    for (const auto& one : outcome.pairs) {
        added += one.added;
        failed += one.failure.empty() ? 0U : 1U;
    }
    run.talk.out << fmt::format("Downloaded {} new trades of {} {} into {}{}.\n", added, outcome.pairs.size() - failed,
                                outcome.pairs.size() - failed == 1 ? "pair" : "pairs", folder.string(),
                                outcome.cancelled ? ", then was stopped" : "");
    if (failed > 0) throw operational_error{fmt::format("{} pairs could not be downloaded; the log says why.", failed)};
    if (outcome.cancelled) return 1;
    if (convert) {
        const auto type =
            wish.mode == market::trading_mode::futures ? market::candle_type::futures : market::candle_type::spot;
        const auto files = backtest::convert_trades(into, wish.folder, wish.pairs, wish.timeframes, type, run.log);
        run.talk.out << fmt::format("Made {} {} of candles of them.\n", files, files == 1 ? "file" : "files");
    }
    return 0;
}

} // namespace

int run_download_data(const download_data_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const signal_gate signals;
    auto [settings, sink] = start_utility(options, variables, clock);
    const logger log{sink, "tremolo.data"};
    if (settings.stake_currency.value_or("").empty())
        settings.stake_currency = quote_of(wanted_pairs(options, settings));
    const auto market = open_market(settings, clock, sink, "download-data");
    const auto request = request_of(options, settings, *market.exchange, market.time.now());
    if (request.pairs.empty())
        throw configuration_error{"No pairs available for download: none of the names is a pair of this exchange and "
                                  "trading mode."};
    log.info("About to download pairs: {}, intervals: {} to {}", request.pairs, request.timeframes,
             settings.datadir.string());

    running_download run{market, log, talk, clock};
    std::jthread watch{[&](const std::stop_token& done) {
        constexpr std::chrono::milliseconds patience{50};
        while (!done.stop_requested())
            if (signals.wait(patience) == signal_kind::stop) run.stop.request_stop();
    }};
    if (!wants_trades(options, settings)) return download_candles(run, request, settings.datadir);
    return download_trades(run, request, trade_folder_of(settings, options.trades_format), settings.datadir,
                           options.convert);
}

} // namespace tremolo::cli
