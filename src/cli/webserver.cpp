#include "cli/webserver.hpp"
#include "api/service.hpp"
#include "api/webserver_mode.hpp"
#include "cli/signals.hpp"
#include "cli/simulated_exchange.hpp"
#include "cli/start.hpp"
#include "config/folders.hpp"
#include "exchange/retry.hpp"
#include "exchange/simulated/simulated.hpp"
#include "exchange/uuid.hpp"
#include "http/server.hpp"
#include <fmt/format.h>
#include <random>
#include <stop_token>
#include <thread>

namespace tremolo::cli {
namespace {

constexpr std::chrono::seconds glance{1}; // between two looks while waiting for a signal

std::uint64_t random_seed() {
    std::random_device device;
    return (static_cast<std::uint64_t>(device()) << 32) | device();
}

api::service_options service_options_of(const config::configuration& settings, const logger& log) {
    const auto& server = settings.api_server;
    api::service_options out;
    out.keys = {server.username, server.password, server.jwt_secret_key, server.ws_token.tokens};
    out.cors_origins = server.CORS_origins;
    out.enable_openapi = server.enable_openapi;
    out.base_path = server.base_path;
    out.running = api::mode::webserver;
    out.installed_ui = settings.user_data_dir / "ui" / "installed";
    out.log = log.named("tremolo.api");
    return out;
}

http::server_options server_options_of(const config::configuration& settings, const logger& log) {
    http::server_options out;
    out.address = settings.api_server.listen_ip_address;
    out.port = static_cast<std::uint16_t>(settings.api_server.listen_port);
    out.name = "uvicorn"; // what clients of freqtrade see
    out.log = log.named("tremolo.http");
    if (settings.api_server.verbosity == config::access_log::info) out.access_log = log.named("uvicorn.access");
    return out;
}

jobs::board_options board_options_of(const config::configuration& settings, const logger& log) {
    jobs::board_options out;
    out.folder = settings.user_data_dir / "jobs";
    out.command = {"/proc/self/exe", std::string{job_word}};
    out.new_id = [ids = std::make_shared<exchange::uuid_source>(random_seed())] { return ids->next(); };
    out.side_by_side = std::max(1U, std::thread::hardware_concurrency());
    out.log = log.named("tremolo.jobs");
    return out;
}

} // namespace

std::shared_ptr<exchange::exchange> open_exchange(const config::configuration& settings, const clock& time,
                                                  const logger& log) {
    if (settings.exchange.connector == config::connector_kind::none)
        throw configuration_error{
            fmt::format("exchange.connector is not set, and this build cannot ask {} itself: expected \"simulated\", "
                        "with the market to ask in exchange.simulated. See docs/configuration.md.",
                        settings.exchange.name)};
    auto market = exchange::open_simulated(simulated_settings_of(settings), time, log.named("tremolo.exchange"));
    return std::make_shared<exchange::retrying>(std::move(market), std::stop_token{}, log.named("tremolo.exchange"));
}

int run_webserver(const webserver_options& options, const config::environment& variables) {
    const signal_gate signals;
    const system_clock clock;
    auto how = load_options_of(static_cast<const common_options&>(options), variables);
    how.mode = config::run_mode::webserver;
    how.command_line["dry_run"] = true;
    if (!options.strategy_path.empty())
        how.command_line["strategy_path"] = std::filesystem::absolute(options.strategy_path).string();
    if (options.recursive_strategy_search) how.command_line["recursive_strategy_search"] = true;
    const auto begun = start(how, options, clock);
    const logger log{begun.log, "tremolo"};
    config::prepare_folders(begun.settings, log);

    rpc::webserver::workspace place{begun.settings, clock, log, [&](const config::configuration& settings) {
                                        return open_exchange(settings, clock, log);
                                    }};
    jobs::board board{board_options_of(begun.settings, log), clock};
    api::webserver_mode mode{place, board};
    auto service_options = service_options_of(begun.settings, log);
    service_options.webserver = &mode;
    api::service service{std::move(service_options), clock, nullptr, begun.log.get(), {}};
    http::server server{clock, server_options_of(begun.settings, log),
                        [&service](http::request&& request, http::responder responder) {
                            service.handle(std::move(request), std::move(responder));
                        }};
    server.start();
    log.named("tremolo.api")
        .info("API server listening on http://{}:{}", begun.settings.api_server.listen_ip_address, server.port());
    while (signals.wait(std::chrono::duration_cast<std::chrono::milliseconds>(glance)) != signal_kind::stop) {}
    log.info("Stopping: jobs that run are ended.");
    server.stop();
    return 0;
}

} // namespace tremolo::cli
