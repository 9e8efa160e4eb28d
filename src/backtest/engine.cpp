#include "backtest/engine.hpp"
#include "backtest/loop.hpp"
#include "backtest/parallel.hpp"
#include "backtest/statistics/statistics.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "config/load.hpp"
#include "strategy/analysis.hpp"
#include <algorithm>
#include <limits>
#include <thread>

namespace tremolo::backtest {
namespace {

// What of an analysed frame does not belong to the candles it was made of.
std::optional<std::string> mismatch(const market::frame& candles, const market::frame& result) {
    const auto of = [](const char* what) {
        return std::string{"Dataframe returned from strategy has mismatching "} + what + ".";
    };
    if (candles.size() != result.size()) return of("length");
    if (!result.has("close") || candles.last("close") != result.last("close")) return of("last close price");
    if (candles.last_date() != result.last_date()) return of("last date");
    return {};
}

[[noreturn]] void analysis_failed(const std::string& name, const char* callback, const market::pair_name& pair) {
    const auto failure = strategy::current_failure(callback);
    throw operational_error{"Strategy " + name + ": " + callback + " failed for " + pair + ": " + failure.message};
}

// Whether the strategy has any callback in which it may ask for analysed candles.
bool looks_at_candles(const strategy::implemented_callbacks& has) {
    return has.bot_loop_start || has.custom_entry_price || has.custom_stake_amount || has.leverage ||
           has.confirm_trade_entry || has.custom_stoploss || has.custom_roi || has.adjust_trade_position ||
           has.custom_exit || has.custom_exit_price || has.confirm_trade_exit || has.check_entry_timeout ||
           has.check_exit_timeout || has.adjust_entry_price || has.adjust_exit_price || has.adjust_order_price ||
           has.order_filled;
}

// The analysis of all pairs by one strategy.
class analyser {
  public:
    analyser(const candidate& subject, const plugins::settings& settings, const loaded_data& data,
             const surroundings& around)
        : subject_{subject}, settings_{settings}, data_{data}, around_{around} {}

    std::vector<pair_rows> operator()() {
        std::vector<market::frame> frames(data_.pairs.size());
        std::vector<pair_rows> rows(data_.pairs.size());
        const bool in_order = subject_.instances.size() < 2 || subject_.instances.front()->declared().analyse_in_order;
        if (in_order) {
            for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = indicators(i, 0);
            for (std::size_t i = 0; i < frames.size(); ++i) rows[i] = signals(std::move(frames[i]), i, 0);
        } else {
            for_each_index(frames.size(), subject_.instances.size(), [&](std::size_t i, std::size_t worker) {
                rows[i] = signals(indicators(i, worker), i, worker);
            });
        }
        return rows;
    }

  private:
    market::frame indicators(std::size_t pair, std::size_t worker) {
        if (around_.stop.stop_requested()) throw aborted{"Stop requested"};
        const auto& [name, candles, ticks, detail, funding] = data_.pairs[pair];
        market::frame frame = candles;
        add_decimal_counts(frame);
        try {
            strategy::advise_indicators(*subject_.instances[worker], frame, {name});
        } catch (const aborted&) { throw; } catch (...) {
            analysis_failed(subject_.name, "populate_indicators", name);
        }
        if (const auto problem = mismatch(candles, frame)) {
            if (!settings_.strategy.disable_dataframe_checks) throw operational_error{*problem};
            around_.log.warning("{}", *problem);
        }
        return frame;
    }

    pair_rows signals(market::frame frame, std::size_t pair, std::size_t worker) {
        for (const auto* old : {"enter_long", "exit_long", "enter_short", "exit_short", "enter_tag", "exit_tag"})
            frame.drop(old);
        const auto& name = data_.pairs[pair].pair;
        try {
            strategy::advise_signals(*subject_.instances[worker], frame, {name});
        } catch (...) { analysis_failed(subject_.name, "populate_entry_trend or populate_exit_trend", name); }
        if (around_.progress) {
            const std::scoped_lock lock{guard_};
            around_.progress(phase::analyse, ++done_, data_.pairs.size());
        }
        pair_rows rows{std::move(frame), data_.range, data_.startup};
        if (!around_.collect_signals && !looks_at_candles(subject_.implemented)) rows.keep_prices_only();
        return rows;
    }

    const candidate& subject_;
    const plugins::settings& settings_;
    const loaded_data& data_;
    const surroundings& around_;
    std::mutex guard_;
    std::size_t done_ = 0;
};

struct span_of_time {
    std::int64_t first_ms = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_ms = std::numeric_limits<std::int64_t>::min();
};

span_of_time span_of(const std::vector<pair_rows>& rows, const loaded_data& data, const logger& log) {
    span_of_time out;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i].candles() == 0) {
            log.warning("{} has no data left after adjusting for startup candles, skipping.", data.pairs[i].pair);
            continue;
        }
        out.first_ms = std::min(out.first_ms, rows[i].first_candle_ms());
        out.last_ms = std::max(out.last_ms, rows[i].last_candle_ms());
    }
    if (out.first_ms > out.last_ms) throw operational_error{"No data left after adjusting for startup candles."};
    constexpr std::int64_t day_ms = 86'400'000;
    log.info("Backtesting with data from {} up to {} ({} days).", date_time_text(from_epoch_ms(out.first_ms)),
             date_time_text(from_epoch_ms(out.last_ms)), (out.last_ms - out.first_ms) / day_ms);
    return out;
}

std::vector<pair_terms> terms_of(const loaded_data& data, exchange::exchange& venue, bool futures) {
    std::vector<pair_terms> out;
    std::string without;
    for (const auto& one : data.pairs) {
        const auto* market = venue.find_market(one.pair);
        if (market == nullptr) throw operational_error{one.pair + " is not a market of " + venue.about().name + "."};
        out.push_back({market, futures ? venue.leverage_tiers(one.pair) : std::vector<market::leverage_tier>{}});
        if (futures && out.back().tiers.empty()) without += (without.empty() ? "" : ", ") + one.pair;
    }
    if (!without.empty())
        throw operational_error{"Pairs " + without +
                                " got no leverage tiers available. It is therefore impossible to "
                                "backtest with this pair at the moment."};
    return out;
}

strategy::guard::reporter reporter_of(const surroundings& around, const clock& time) {
    auto said = std::make_shared<plugins::said_once>(time, std::chrono::hours{1});
    return [log = around.log.named("tremolo.strategy"), said](const strategy::strategy_failure& failure) {
        const auto text = failure.bad_value
                              ? fmt::format("Strategy caused the following exception: {}, calling {}", failure.message,
                                            failure.callback)
                              : fmt::format("Unexpected error {} calling {}", failure.message, failure.callback);
        if (said->fresh(text)) log.error("{}", text);
    };
}

void collect_candles(const shared_parts& shared, const std::vector<pair_rows>& rows, const surroundings& around,
                     finished_run& into) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
        into.candles.push_back({shared.data.pairs[i].pair, shared.data.pairs[i].candles});
        if (around.collect_signals) into.analysed.push_back({shared.data.pairs[i].pair, rows[i].trimmed()});
    }
    if (!around.for_archive) return;
    const bool other_core = std::thread::hardware_concurrency() > 1;
    into.market_change = std::async(other_core ? std::launch::async : std::launch::deferred,
                                    [candles = into.candles, from = into.backtest_start, to = into.backtest_end] {
                                        return market_change_frame(candles, from, to);
                                    });
}

bool is_set(const plugins::settings& settings, const char* key) {
    const auto* found = settings.config->raw.if_contains(key);
    return found != nullptr && *found == true;
}

void tell_speed(const std::vector<pair_rows>& rows, std::chrono::nanoseconds analysis, std::chrono::nanoseconds walk,
                const logger& log) {
    std::size_t candles = 0;
    for (const auto& one : rows) candles += one.size();
    const auto seconds = [](std::chrono::nanoseconds t) { return std::chrono::duration<double>(t).count(); };
    log.info("Tested {} candles: analysed in {:.3f} s, walked through in {:.3f} s.", candles, seconds(analysis),
             seconds(walk));
}

std::int64_t length_of(const std::string& timeframe) {
    return timeframe.empty() ? 0 : market::timeframe{timeframe}.milliseconds();
}

// Nothing unless they are switched on.
std::unique_ptr<plugins::protection_manager> protections_for(const plugins::settings& settings, dry_book& book,
                                                             const clock& time) {
    if (!is_set(settings, "enable_protections")) return {};
    return std::make_unique<plugins::protection_manager>(
        settings.protections, plugins::protection_parts{.timeframe_minutes = settings.parsed_timeframe().minutes(),
                                                        .history = book,
                                                        .clock = time});
}

// What is known of a run beside what happened in it.
void tell_facts(const candidate& subject, const shared_parts& shared, const plugins::settings& settings,
                finished_run& into) {
    into.pairlist = shared.pairlist;
    into.timerange = shared.timerange;
    into.timeframe_detail = shared.timeframe_detail;
    into.enable_protections = is_set(settings, "enable_protections");
    into.fee = shared.fee;
    for (const auto& [currency, amount] : settings.wallets().dry_run_wallet)
        if (currency == settings.stake_currency()) into.starting_balance = amount;
    into.strategy_file = subject.file;
    into.parameter_file = subject.parameter_file;
}

} // namespace

std::shared_ptr<const plugins::settings> settings_for(const config::configuration& configured, const candidate& subject,
                                                      const logger& log) {
    auto dry = configured;
    dry.dry_run = true;
    auto made = std::make_shared<plugins::settings>(
        *plugins::make_settings(dry, *subject.instances.front(), subject.name, log));
    made->strategy.order_types.stoploss_on_exchange = false;
    return made;
}

double fee_of(const config::configuration& configured, const exchange::exchange& venue,
              const market::pair_name& first) {
    if (configured.fee) return *configured.fee;
    const auto* market = venue.find_market(first);
    const auto& usual = venue.about();
    if (market == nullptr) return std::max(usual.default_taker_fee, usual.default_maker_fee);
    return std::max(market->taker_fee.value_or(usual.default_taker_fee),
                    market->maker_fee.value_or(usual.default_maker_fee));
}

finished_run run(const candidate& subject, std::shared_ptr<const plugins::settings> settings,
                 const shared_parts& shared, const surroundings& around) {
    finished_run out;
    out.run_start = around.time.now();
    around.log.info("Running backtesting for Strategy {}", subject.name);
    past_services services{{.settings = *settings,
                            .data = shared.data,
                            .candles = shared.candles,
                            .venue = around.venue,
                            .time = around.time,
                            .whitelist = shared.pairlist,
                            .mode = around.mode,
                            .log = around.log.named("tremolo.strategy")}};
    for (const auto& instance : subject.instances) instance->attach(services, settings->strategy);
    const auto reporter = reporter_of(around, around.time);
    const strategy::guarded_strategy asked{subject.instances.front(), subject.implemented, reporter};
    for (const auto& instance : subject.instances)
        strategy::guarded_strategy{instance, subject.implemented, reporter}.bot_start();

    const auto begun = around.time.monotonic();
    const auto rows = analyser{subject, *settings, shared.data, around}();
    const auto analysed = around.time.monotonic();
    services.show(&rows);
    const auto span = span_of(rows, shared.data, around.log);
    out.backtest_start = from_epoch_ms(span.first_ms);
    out.backtest_end = from_epoch_ms(span.last_ms);
    collect_candles(shared, rows, around, out);
    dry_book book{*settings, names_of(shared.data)};
    services.trade_with(&book);
    const auto protections = protections_for(*settings, book, around.time);
    const auto terms = terms_of(shared.data, around.venue, settings->is_futures());
    simulation candles{{.settings = *settings,
                        .strategy = asked,
                        .data = shared.data,
                        .rows = rows,
                        .terms = terms,
                        .venue = around.venue.about(),
                        .book = book,
                        .fee = shared.fee,
                        .position_stacking = is_set(*settings, "position_stacking"),
                        .protections = protections.get(),
                        .collect_rejected = around.collect_signals,
                        .log = around.log}};
    loop walk{{.settings = *settings,
               .strategy = asked,
               .data = shared.data,
               .rows = rows,
               .book = book,
               .candles = candles,
               .services = services,
               .around = around,
               .start_ms = span.first_ms,
               .end_ms = span.last_ms,
               .detail_ms = length_of(shared.timeframe_detail)}};
    walk.run();
    candles.leave_open_trades(walk.steps().order_of_coming());
    book.update_wallets();
    tell_speed(rows, analysed - begun, around.time.monotonic() - analysed, around.log);

    out.settings = settings;
    out.told = walk.take_told_trades();
    out.trades = book.take_closed();
    out.locks = book.locks().rows();
    out.counters = candles.counters();
    out.final_balance = book.total_of_stake_currency();
    out.wallet = walk.take_wallet();
    out.rejected = candles.take_rejected();
    tell_facts(subject, shared, *settings, out);
    out.run_end = around.time.now();
    return out;
}

} // namespace tremolo::backtest
