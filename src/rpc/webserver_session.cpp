#include "rpc/webserver_session.hpp"
#include "backtest/past_exchange.hpp"
#include "rpc/webserver_orders.hpp"
#include "rpc/webserver_services.hpp"
#include "strategy/analysis.hpp"
#include "strategy/parameter_file.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::rpc::webserver {

namespace {

// As many instances as there are threads to analyse on.
backtest::candidate candidate_of(const config::configuration& settings, const work_surroundings& around,
                                 unsigned threads) {
    if (!settings.strategy || settings.strategy->empty())
        throw configuration_error{"No strategy set. Please use `--strategy` to specify the strategy class to use."};
    const workspace place{settings, around.time, around.log, {}};
    backtest::candidate out;
    out.name = *settings.strategy;
    for (unsigned i = 0; i < std::max(1U, threads); ++i) {
        auto loaded = place.load_strategy(out.name);
        out.implemented = loaded.implemented;
        out.file = loaded.file;
        out.instances.push_back(std::move(loaded.instance));
    }
    if (const auto found = strategy::read_parameter_file(out.file, out.name); found.file)
        out.parameter_file = found.file->path;
    return out;
}

} // namespace

std::shared_ptr<exchange::exchange> venue_of(const work& job) {
    const auto& exchange = job.settings.exchange;
    try {
        auto venue = job.around.open(job.settings);
        venue->load_markets();
        return venue;
    } catch (const configuration_error& e) {
        // Stored candles can be looked at without an exchange.
        if (exchange.connector != config::connector_kind::none) throw;
        job.around.log.warning("{} No limits, amounts of eight decimals, and the usual fees are assumed.", e.what());
        return backtest::exchange_of_names(exchange.name, job.settings.trading_mode == config::trading_mode::futures,
                                           exchange.pair_whitelist);
    }
}

prepared_session::prepared_session(const work& job, const config::configuration& settings,
                                   std::shared_ptr<exchange::exchange> venue, unsigned threads, progress_taker progress,
                                   trades_taker closed)
    : job_{job}, settings_{std::make_shared<const config::configuration>(settings)}, venue_{std::move(venue)} {
    backtest::session_request request;
    request.configured = settings_;
    request.candidates.push_back(candidate_of(*settings_, job.around, threads));
    request.threads = threads;
    backtest::surroundings around{.venue = *venue_,
                                  .time = job.around.time,
                                  .log = job.around.log,
                                  .for_archive = job.category == backtest_category && settings.export_ != "none"};
    around.progress = std::move(progress);
    around.closed = std::move(closed);
    session_ = std::make_unique<backtest::session>(std::move(request), std::move(around));
}

std::optional<market::frame> prepared_session::analysed(const market::pair_name& pair, bool with_signals) {
    const auto& pairs = session_->data().pairs;
    const auto found = std::ranges::find(pairs, pair, &backtest::loaded_pair::pair);
    if (found == pairs.end()) return {};
    const auto& settings = session_->settings_of(candidate());
    const auto asked = candidate_of(*settings_, job_.around, 1);
    const auto format = market::format_named(settings_->dataformat_ohlcv);
    chart_services services{{{settings_->datadir, *format},
                             settings.candle_type(),
                             session_->range().start_ms(),
                             session_->range().stop_ms(),
                             settings.strategy.startup_candle_count},
                            {pair},
                            job_.around.time,
                            job_.around.log};
    auto& subject = *asked.instances.front();
    subject.attach(services, settings.strategy);
    strategy::guarded_strategy{asked.instances.front(), asked.implemented, {}}.bot_start();
    auto candles = found->candles;
    try {
        strategy::advise_indicators(subject, candles, {pair});
        if (with_signals) strategy::advise_signals(subject, candles, {pair});
    } catch (...) {
        const auto failure = strategy::current_failure("populate");
        throw operational_error{fmt::format("Strategy {} failed on {}: {}", asked.name, pair, failure.message)};
    }
    return candles;
}

} // namespace tremolo::rpc::webserver
