// The inside of the service, for the files that implement it: service.cpp is the way of a request to its handler,
// service_answers.cpp the way of what comes out of it to the client.
#pragma once
#include "api/answer_cache.hpp"
#include "api/cors.hpp"
#include "api/endpoints.hpp"
#include "api/keyed_requests.hpp"
#include "api/reader_pool.hpp"
#include "api/request_id.hpp"
#include "api/route_table.hpp"
#include "api/service.hpp"
#include "api/single_flight.hpp"
#include "api/ui_files.hpp"
#include <array>
#include <atomic>
#include <mutex>

namespace tremolo::api {

// One request on its way; shared with whoever answers it later.
struct exchange {
    exchange(http::request&& r, http::responder&& a) : request{std::move(r)}, responder{std::move(a)} {}
    http::request request;
    http::responder responder;
    std::string id;   // what answer and log name the request by
    std::string path; // decoded, behind base_path
    route_match route;
    parameter_source parameters;
    std::shared_ptr<const bot::snapshot> picture;
    std::optional<answer_cache::stamp> stamp; // set where the answer may be kept
    std::string cache_key;
    operation::job job;
    std::optional<http::response> response; // set: no later stage runs,
    shared_representation known;            // nor where this answer was found
    bool is_preflight = false;
    bool leads = false; // others wait for this answer
    bool asks_readiness = false;
    std::string key;   // its Idempotency-Key, until it is answered
    bool acts = false; // it was the first with that key: its answer is kept
};
using exchange_pointer = std::shared_ptr<exchange>;

class service::body : public std::enable_shared_from_this<service::body> {
  public:
    body(service_options options, const clock& clock, bot::port* bot, const log_sink* lines,
         rpc::archive_opener open_archive)
        : options_{std::move(options)}, auth_{options_.keys, clock},
          resources_{
              bot,      options_.bot_time ? *options_.bot_time : clock, auth_, lines, reading(), options_.webserver,
              working()},
          cors_{options_.cors_origins}, time_{clock}, ids_{clock}, keyed_{options_.open_answers},
          routes_{all_endpoints()}, files_{options_.installed_ui, options_.base_path},
          readers_{std::make_unique<reader_pool>(options_.readers, std::move(open_archive), options_.waiting_reads,
                                                 options_.log)} {}

    void handle(http::request&& request, http::responder&& responder);
    // Ends the reading threads once their work is done; nothing may be handled afterwards.
    void stop() {
        stopped_ = true;
        readers_.reset();
    }
    [[nodiscard]] const authenticator& auth() const { return auth_; }

    struct stage {
        std::string_view name;
        void (body::*run)(exchange&);
    };
    static const std::array<stage, 8> pipeline;

  private:
    // For answers that are read while they are sent; used while the server runs.
    [[nodiscard]] read_later reading() {
        return [this](std::function<void(rpc::archive&)> work, std::function<void(std::exception_ptr)> failed) {
            return !stopped_ &&
                   readers_->post(
                       true, [work = std::move(work)](rpc::archive* records) { work(*records); }, std::move(failed));
        };
    }
    [[nodiscard]] work_later working() {
        return [this](std::function<void()> work, std::function<void(std::exception_ptr)> failed) {
            return !stopped_ && readers_->post(
                                    false, [work = std::move(work)](rpc::archive*) { work(); }, std::move(failed));
        };
    }
    void answer_preflight(exchange& x);
    void find_row(exchange& x);
    void read_body(exchange& x);
    void check_credentials(exchange& x);
    void check_mode(exchange& x);
    void take_snapshot(exchange& x);
    void answer_from_cache(exchange& x);
    void read_parameters(exchange& x);

    [[nodiscard]] http::response page(const exchange& x);
    [[nodiscard]] const representation& openapi();
    [[nodiscard]] const representation& docs();
    void run(const exchange_pointer& x);
    void run_keyed(const exchange_pointer& x);
    void act_once(const exchange_pointer& x, const std::string& content);
    void send_keyed(const exchange_pointer& x, http::response&& response);
    void answer_readiness(const exchange_pointer& x);
    void run_handler(const exchange_pointer& x, rpc::archive* records);
    void finish(const exchange_pointer& x, written outcome);
    void fail(const exchange_pointer& x, std::exception_ptr failure);
    [[nodiscard]] std::vector<exchange_pointer> followers(exchange& x);
    void send_text(const exchange_pointer& x, int status, std::string_view type, const shared_representation& text);
    void send(const exchange_pointer& x, http::response&& response);

    const service_options options_;
    const authenticator auth_;
    const resources resources_;
    const cors cors_;
    const clock& time_; // the machine's
    request_ids ids_;
    keyed_requests keyed_;
    const route_table routes_;
    ui_files files_;
    answer_cache cache_;
    single_flight<exchange_pointer> flights_;
    std::once_flag openapi_once_, docs_once_;
    std::optional<representation> openapi_, docs_;
    std::atomic<bool> stopped_{false};
    std::unique_ptr<reader_pool> readers_; // last: its threads use all of the above
};

} // namespace tremolo::api
