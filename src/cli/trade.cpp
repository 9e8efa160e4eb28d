#include "cli/trade.hpp"
#include "api/failures.hpp"
#include "api/service.hpp"
#include "api/stream/door.hpp"
#include "base/version.hpp"
#include "cli/engine_factory.hpp"
#include "cli/signals.hpp"
#include "cli/simulated_exchange.hpp"
#include "cli/start.hpp"
#include "cli/systemd.hpp"
#include "config/folders.hpp"
#include "consumer/message_consumer.hpp"
#include "http/server.hpp"
#include "rpc/database_answer_log.hpp"
#include "rpc/database_archive.hpp"
#include <fmt/format.h>
#include <malloc.h>
#include <random>
#include <sys/resource.h>

namespace tremolo::cli {
namespace {

constexpr std::chrono::milliseconds glance{250}; // between two looks at the worker while waiting for a signal

// What a program that lives for months allocates for a moment goes back to the system.
void keep_memory_small() { mallopt(M_ARENA_MAX, 2); }

// Every listener needs a descriptor: as many as the system grants without asking.
void allow_many_connections() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) return;
    files.rlim_cur = files.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &files);
}

std::uint64_t random_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

api::service_options service_options_of(const config::configuration& settings, const exchange::simulated& market,
                                        const logger& log) {
    const auto& server = settings.api_server;
    api::service_options out;
    out.keys = {server.username, server.password, server.jwt_secret_key, server.ws_token.tokens};
    out.cors_origins = server.CORS_origins;
    out.enable_openapi = server.enable_openapi;
    out.base_path = server.base_path;
    out.installed_ui = settings.user_data_dir / "ui" / "installed";
    out.log = log.named("tremolo.api");
    out.bot_time = &market.exchange_clock();
    out.bot_speed = market.speed();
    return out;
}

api::stream::door_options door_options_of(const config::configuration& settings, const logger& log) {
    api::stream::door_options out;
    out.cors_origins = settings.api_server.CORS_origins;
    out.base_path = settings.api_server.base_path;
    out.log = log.named("tremolo.stream");
    return out;
}

http::server_options server_options_of(const config::configuration& settings, const logger& log) {
    http::server_options out;
    out.address = settings.api_server.listen_ip_address;
    out.port = static_cast<std::uint16_t>(settings.api_server.listen_port);
    out.name = "uvicorn"; // what clients of freqtrade see
    out.on_failure = api::failure_response;
    out.log = log.named("tremolo.http");
    if (settings.api_server.verbosity == config::access_log::info) out.access_log = log.named("uvicorn.access");
    return out;
}

void warn_of_open_doors(const config::configuration& settings, const logger& log) {
    const auto& server = settings.api_server;
    if (!server.listen_ip_address.starts_with("127.") && server.listen_ip_address != "localhost" &&
        server.listen_ip_address != "::1") {
        log.warning("SECURITY WARNING - Local Rest Server listening to external connections");
        log.warning("SECURITY WARNING - This is insecure please set to your loopback, e.g 127.0.0.1 in config.json");
    }
    if (server.password.empty())
        log.warning(
            "SECURITY WARNING - No password for local REST Server defined. Please make sure that this is intentional!");
}

// The parts of one running program, in the order in which they stand on each other.
class program {
  public:
    program(const trade_options& options, const clock& clock)
        : clock_{clock}, how_{load_options_of(options, config::process_environment())},
          begun_{start(how_, options, clock)}, log_{begun_.log, "tremolo"} {}

    int run(const signal_gate& signals);

  private:
    void open();
    void start_api();
    void close();
    [[nodiscard]] bool end_of_replay();

    const clock& clock_;
    const config::load_options how_;
    started begun_;
    logger log_;
    std::stop_source stopping_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::shared_ptr<exchange::simulated> market_;
    std::shared_ptr<store::database> database_;
    std::shared_ptr<strategy::producers> producers_ = std::make_shared<strategy::producers>();
    std::optional<consumer::consumer_slot> consumer_;
    std::unique_ptr<api::stream::door> door_;
    rpc::message_feed feed_{[this](unsigned type, std::string_view text) {
        if (door_) door_->publish(type, text);
    }};
    std::unique_ptr<engine_factory> factory_;
    std::unique_ptr<bot::worker> worker_;
    std::unique_ptr<api::service> service_;
    std::unique_ptr<http::server> server_;
    bool replay_ended_ = false;
};

void program::open() {
    const auto& settings = begun_.settings;
    if (settings.exchange.connector == config::connector_kind::none)
        throw configuration_error{fmt::format("exchange.connector is not set, and this build cannot trade on {} "
                                              "itself: expected \"simulated\", with the market to "
                                              "trade on in exchange.simulated. See docs/configuration.md.",
                                              settings.exchange.name)};
    config::prepare_folders(settings, log_);
    market_ = exchange::open_simulated(simulated_settings_of(settings), clock_, log_.named("tremolo.exchange"));
    database_ = std::make_shared<store::database>(settings.db_url, clock_);
    consumer_.emplace(producers_, clock_, log_.named("tremolo.consumer"));
    factory_ = std::make_unique<engine_factory>(
        engine_surroundings{.how = how_,
                            .configured = settings,
                            .log = begun_.log,
                            .market = market_,
                            .database = database_,
                            .control = control_,
                            .board = board_,
                            .sink = &feed_,
                            .producers = producers_,
                            .on_build = [this](const auto& read) { consumer_->apply(consumer::settings_of(read.raw)); },
                            .seed = random_seed(),
                            .stop = stopping_.get_token()});
    const char* socket = std::getenv("NOTIFY_SOCKET");
    worker_ = std::make_unique<bot::worker>(
        bot::worker_parts{.clock = market_->exchange_clock(),
                          .log = log_.named("tremolo.worker"),
                          .board = board_,
                          .control = control_,
                          .prepare = [this] { return factory_->prepare(); },
                          .version = std::string{program_version},
                          .notify = systemd_notifier(settings.internals.sd_notify, socket ? socket : ""),
                          .clock_speed = market_->speed()});
}

void program::start_api() {
    const auto& settings = begun_.settings;
    if (!settings.api_server.enabled) return;
    warn_of_open_doors(settings, log_.named("tremolo.api"));
    auto options = service_options_of(settings, *market_, log_);
    options.open_answers = [this] { return std::make_unique<rpc::database_answer_log>(database_->open_answers()); };
    service_ = std::make_unique<api::service>(std::move(options), clock_, worker_.get(), begun_.log.get(), [this] {
        return std::make_unique<rpc::database_archive>(database_->open_reader());
    });
    door_ =
        std::make_unique<api::stream::door>(door_options_of(settings, log_), clock_, service_->auth(), worker_.get());
    server_ = std::make_unique<http::server>(clock_, server_options_of(settings, log_),
                                             [this](http::request&& request, http::responder responder) {
                                                 if (door_->take(request, responder)) return;
                                                 service_->handle(std::move(request), std::move(responder));
                                             });
    server_->start();
    log_.named("tremolo.api")
        .info("API server listening on http://{}:{}", settings.api_server.listen_ip_address, server_->port());
}

// The worker first: what it still answers needs the server.
void program::close() {
    stopping_.request_stop();
    if (worker_) {
        worker_->request_stop();
        worker_->join();
    }
    consumer_.reset(); // hangs up
    if (server_) server_->stop();
    door_.reset();
    service_.reset();
}

bool program::end_of_replay() {
    if (replay_ended_ || !market_->finished()) return false;
    replay_ended_ = true;
    return true;
}

int program::run(const signal_gate& signals) {
    open();
    start_api();
    worker_->start();
    while (!worker_->failed()) {
        const auto taken = signals.wait(glance);
        if (taken == signal_kind::stop) break;
        if (taken == signal_kind::reload) {
            control_.set_state(bot::bot_state::reload_config);
            worker_->wake();
        }
        if (end_of_replay()) {
            log_.warning("The end of the replay is reached: no price changes any more. The bot stops trading, its API "
                         "stays up.");
            control_.set_state(bot::bot_state::stopped);
            worker_->wake();
        }
    }
    const bool failed = worker_->failed();
    if (!failed) log_.info("Stopping: the bot finishes its step and closes the database.");
    close();
    return failed ? 1 : 0;
}

} // namespace

int run_trade(const trade_options& options) {
    keep_memory_small();
    allow_many_connections();
    const signal_gate signals;
    const system_clock machine;
    std::optional<pinned_clock> pinned;
    if (options.clock) pinned.emplace(*options.clock);
    program trading{options, pinned ? static_cast<const clock&>(*pinned) : machine};
    return trading.run(signals);
}

} // namespace tremolo::cli
