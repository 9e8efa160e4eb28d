#include "cli/webserver.hpp"
#include "api/service.hpp"
#include "api/stream/door.hpp"
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

// Charts, lists and results are made on these; one that waits for a compiler does not hold up the others.
constexpr unsigned readers = 6;
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
    out.readers = readers;
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

// What jobs report goes to whoever listens, while there is a door to listen at.
class progress_feed {
  public:
    void lead_to(api::stream::door* door) {
        const std::scoped_lock lock{mutex_};
        door_ = door;
    }
    void tell(const jobs::job& job) {
        const std::scoped_lock lock{mutex_};
        if (door_ != nullptr) door_->publish(*rpc::message_number("job_progress"), api::progress_message(job));
    }

  private:
    std::mutex mutex_;
    api::stream::door* door_ = nullptr;
};

jobs::board_options board_options_of(const config::configuration& settings, const logger& log) {
    jobs::board_options out;
    out.folder = settings.user_data_dir / "jobs";
    out.command = {"/proc/self/exe", std::string{job_word}};
    out.new_id = [ids = std::make_shared<exchange::uuid_source>(random_seed())] { return ids->next(); };
    out.side_by_side = std::max(1U, std::thread::hardware_concurrency());
    out.log = log.named("tremolo.jobs");
    return out;
}

constexpr std::chrono::seconds constructor_patience{20}; // for a strategy that was compiled to say what it is

std::string whole_answer(jobs::sandbox& charts, const std::string& order) {
    const auto answer = charts.ask(order, constructor_patience);
    std::string text;
    for (;;) {
        const auto piece = answer->next();
        if (!piece) throw operational_error{"The process that was to answer has ended."};
        if (piece->empty()) return text;
        text += *piece;
    }
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
    progress_feed feed;
    auto board_options = board_options_of(begun.settings, log);
    board_options.on_change = [&feed](const jobs::job& job) { feed.tell(job); };
    jobs::board board{std::move(board_options), clock};
    // Columns of a long chart are new memory for each: by the large page it is there at once.
    jobs::sandbox charts{{.command = {"/proc/self/exe", std::string{charts_word}},
                          .environment = {"GLIBC_TUNABLES=glibc.malloc.hugetlb=1"},
                          .log = log},
                         clock};
    charts.start();
    place.show_strategies_by([&charts](const std::string& order) { return whole_answer(charts, order); });
    api::webserver_mode mode{place, board, &charts};
    auto service_options = service_options_of(begun.settings, log);
    service_options.webserver = &mode;
    api::service service{std::move(service_options), clock, nullptr, begun.log.get(), {}};
    api::stream::door_options door_options;
    door_options.cors_origins = begun.settings.api_server.CORS_origins;
    door_options.base_path = begun.settings.api_server.base_path;
    door_options.log = log.named("tremolo.stream");
    door_options.without_bot = true;
    api::stream::door door{std::move(door_options), clock, service.auth(), nullptr};
    http::server server{clock, server_options_of(begun.settings, log),
                        [&](http::request&& request, http::responder responder) {
                            if (door.take(request, responder)) return;
                            service.handle(std::move(request), std::move(responder));
                        }};
    server.start();
    feed.lead_to(&door);
    log.named("tremolo.api")
        .info("API server listening on http://{}:{}", begun.settings.api_server.listen_ip_address, server.port());
    while (signals.wait(std::chrono::duration_cast<std::chrono::milliseconds>(glance)) != signal_kind::stop) {}
    log.info("Stopping: jobs that run are ended.");
    feed.lead_to(nullptr);
    charts.stop();
    place.show_strategies_by([](const std::string&) -> std::string { throw operational_error{"The server stops."}; });
    server.stop();
    return 0;
}

} // namespace tremolo::cli
