#include "rpc/webserver_session.hpp"
#include "rpc/webserver_services.hpp"
#include "strategy/analysis.hpp"
#include "strategy/parameter_file.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>
#include <openssl/evp.h>

namespace tremolo::rpc::webserver {

namespace {

// What has no influence on the result of one backtest.
constexpr const char* unimportant[] = {"strategy_list", "telegram",  "api_server",     "backtest_cache", "logfile",
                                       "verbosity",     "bot_name",  "backtest_notes", "export",         "webhook",
                                       "discord",       "internals", "db_url",         "initial_state"};

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::string sha1(const std::string& text) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest, &length, EVP_sha1(), nullptr);
    std::string out;
    for (unsigned i = 0; i < length; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

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
    auto venue = job.around.open(job.settings);
    venue->load_markets();
    return venue;
}

prepared_session::prepared_session(const work& job, const config::configuration& settings,
                                   std::shared_ptr<exchange::exchange> venue, unsigned threads, progress_taker progress)
    : job_{job}, settings_{std::make_shared<const config::configuration>(settings)}, venue_{std::move(venue)} {
    backtest::session_request request;
    request.configured = settings_;
    request.candidates.push_back(candidate_of(*settings_, job.around, threads));
    request.threads = threads;
    backtest::surroundings around{.venue = *venue_, .time = job.around.time, .log = job.around.log};
    around.progress = std::move(progress);
    session_ = std::make_unique<backtest::session>(std::move(request), std::move(around));
}

std::string prepared_session::run_id() const {
    auto settings = session_->settings_of(candidate()).config->raw;
    for (const auto* key : unimportant) settings.erase(key);
    std::string all = boost::json::serialize(settings);
    all += text_of(candidate().parameter_file);
    all += text_of(candidate().file);
    return sha1(all);
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
