// GET and POST /pair_history: candles of a file or of the exchange, with what a strategy makes of them.
#include "backtest/timerange.hpp"
#include "base/memory.hpp"
#include "market/candles.hpp"
#include "plugins/settings.hpp"
#include "rpc/webserver.hpp"
#include "rpc/webserver_services.hpp"
#include "strategy/analysis.hpp"
#include <fmt/format.h>

namespace tremolo::rpc::webserver {

namespace {

constexpr std::chrono::days live_days{30};   // of candles from the exchange without a beginning
constexpr std::size_t most_answers = 10'000; // of the exchange, for one chart

market::candle_type type_of(const config::configuration& settings) {
    return settings.trading_mode == config::trading_mode::futures ? market::candle_type::futures
                                                                  : market::candle_type::spot;
}

market::candle_folder folder_of(const config::configuration& settings) {
    const auto format = market::format_named(settings.dataformat_ohlcv);
    if (!format) throw error{fmt::format("candles in the format {} cannot be read", settings.dataformat_ohlcv)};
    return {settings.datadir, *format};
}

// Page by page; without the candle that still forms.
market::frame live_candles(workspace& place, const config::configuration& settings, const history_selection& wanted,
                           const backtest::timerange& range) {
    const market::timeframe length{wanted.timeframe};
    if (!length.usable()) throw error{"a timeframe of no length: " + wanted.timeframe};
    auto since = range.start_s ? from_epoch_ms(*range.start_ms()) : place.now() - live_days;
    std::vector<market::raw_candle> all;
    place.with_exchange(settings, [&](exchange::exchange& venue) {
        for (std::size_t answers = 0; answers < most_answers; ++answers) {
            const auto page = venue.fetch_candles(wanted.pair, wanted.timeframe, type_of(settings), since, 0);
            all.insert(all.end(), page.begin(), page.end());
            if (page.empty() || (range.stop_s && page.back().open_ms > *range.stop_ms())) return;
            const auto next = from_epoch_ms(page.back().open_ms + length.milliseconds());
            if (next <= since || next > place.now()) return;
            since = next;
        }
    });
    auto candles = market::candle_frame(all, length, {.fill_missing = false, .drop_incomplete = true});
    if (range.stop_s && candles.size() > 1) candles = candles.head(candles.lower_bound(*range.stop_ms() + 1));
    return candles;
}

market::frame stored(const config::configuration& settings, const history_selection& wanted,
                     const backtest::timerange& range, std::int64_t startup) {
    auto from = range.start_ms();
    if (from) *from -= startup * market::timeframe{wanted.timeframe}.milliseconds();
    auto candles =
        candles_within(folder_of(settings), {wanted.pair, wanted.timeframe, type_of(settings)}, from, range.stop_ms());
    if (candles.empty())
        throw error{fmt::format("No data for {}, {} in {} found.", wanted.pair, wanted.timeframe, wanted.timerange)};
    return candles;
}

// Startup candles are cut off by number, as freqtrade does it: files may begin later than they should.
market::frame trimmed(const market::frame& candles, const backtest::timerange& range, std::int64_t startup) {
    const auto begin = startup > 0     ? std::min(candles.size(), static_cast<std::size_t>(startup))
                       : range.start_s ? candles.lower_bound(*range.start_ms())
                                       : 0;
    const auto end = range.stop_s ? candles.lower_bound(*range.stop_ms() + 1) : candles.size();
    return candles.slice(begin, end > begin ? end - begin : 0);
}

class charted_strategy {
  public:
    charted_strategy(workspace& place, const config::configuration& settings, const history_selection& wanted,
                     const backtest::timerange& range)
        : loaded_{place.load_strategy(*wanted.strategy)}, settings_{settings}, log_{place.log().named(
                                                                                   "tremolo.strategy")} {
        auto& declared = *loaded_.instance;
        startup_ = settings.startup_candle_count.value_or(declared.declared().startup_candle_count);
        services_ = std::make_unique<chart_services>(
            chart_candles{folder_of(settings), type_of(settings), range.start_ms(), range.stop_ms(), startup_},
            std::vector{wanted.pair}, place.time(), log_);
        strategy::overrides timeframe;
        timeframe.timeframe = wanted.timeframe;
        timeframe.startup_candle_count = startup_;
        declared.attach(*services_, strategy::merge(declared.declared(), timeframe));
    }

    [[nodiscard]] std::int64_t startup() const { return startup_; }

    [[nodiscard]] market::frame analysed(const market::frame& candles, const history_selection& wanted,
                                         const backtest::timerange& range) {
        constexpr std::size_t usual_columns = 24;
        const pages_ahead pages{candles.size() * usual_columns * sizeof(double)};
        guarded().bot_start();
        auto result = strategy::analyse(*loaded_.instance, candles, {wanted.pair});
        if (result.is == strategy::analysis::outcome::empty) return candles;
        if (!result) {
            const auto where = result.callback.empty() ? "" : fmt::format(" ({})", result.callback);
            throw error{fmt::format("{}{}", result.problem, where)};
        }
        auto shown = trimmed(result.dataframe, range, startup_);
        if (shown.empty())
            throw error{fmt::format("After trimming by startup_candle_count, no data for {}, {} in {} left.",
                                    wanted.pair, wanted.timeframe, wanted.timerange)};
        return shown;
    }

    void annotate(schema::pair_history& out, const market::frame& shown) {
        if (shown.empty()) return;
        const auto first = from_epoch_ms(shown.dates().front()), last = from_epoch_ms(shown.dates().back());
        for (const auto& a : guarded().plot_annotations({out.pair, first, last, shown}))
            out.annotations->push_back(wire_annotation(a));
    }

  private:
    [[nodiscard]] strategy::guarded_strategy guarded() const {
        return {loaded_.instance, loaded_.implemented, [log = log_](const strategy::strategy_failure& failure) {
                    log.error("Unexpected error {} calling {}", failure.message, failure.callback);
                }};
    }

    strategy::loaded_strategy loaded_;
    const config::configuration& settings_;
    logger log_;
    std::unique_ptr<chart_services> services_;
    std::int64_t startup_ = 0;
};

std::unique_ptr<candle_answer> charted(workspace& place, const history_selection& wanted) {
    const auto settings = place.settings_for(wanted.where);
    const auto range = backtest::parse_timerange(wanted.timerange);
    const bool has_strategy = wanted.strategy && !wanted.strategy->empty();
    std::optional<charted_strategy> strategy;
    if (has_strategy) strategy.emplace(place, settings, wanted, range);
    const auto startup = strategy ? strategy->startup() : 0;

    auto candles =
        wanted.live ? live_candles(place, settings, wanted, range) : stored(settings, wanted, range, startup);
    schema::pair_history out;
    out.strategy = has_strategy ? *wanted.strategy : "";
    out.pair = wanted.pair;
    out.timeframe = wanted.timeframe;
    out.timeframe_ms = market::timeframe{wanted.timeframe}.milliseconds();
    out.annotations.emplace();
    std::shared_ptr<row_beginnings> beginnings;
    if (strategy) {
        beginnings = std::make_shared<row_beginnings>(trimmed(candles, range, startup));
        candles = strategy->analysed(candles, wanted, range);
        strategy->annotate(out, candles);
    }
    out.last_analyzed = place.now();
    out.last_analyzed_ts = epoch_seconds(out.last_analyzed);
    return std::make_unique<candle_answer>(std::move(out), std::move(candles), wanted.columns, std::move(beginnings));
}

} // namespace

std::unique_ptr<candle_answer> pair_history(workspace& place, const history_selection& wanted) {
    try {
        return charted(place, wanted);
    } catch (const error& e) { throw failed(e.what()); }
}

} // namespace tremolo::rpc::webserver
