// The API: a request goes in, an answer comes out. It knows no sockets: http::server calls handle(), tests call
// answer(). How one request travels is the list `pipeline` in service.cpp. Thread-safe; handlers run on the caller's
// thread unless they read the database or take long, then on threads of the service's own, or answer from the bot's
// thread.
#pragma once
#include "api/auth.hpp"
#include "api/call.hpp"
#include "api/endpoint.hpp"
#include "http/responder.hpp"
#include "rpc/answer_log.hpp"
#include <filesystem>

namespace tremolo::api {

struct service_options {
    access_keys keys{};
    std::vector<std::string> cors_origins{};
    bool enable_openapi = false;          // GET /docs; /openapi.json is always there
    mode running = mode::trade;           // trade or webserver
    webserver_mode* webserver = nullptr;  // of that mode; outlives the service
    std::string base_path{};              // "/bot": all paths are below it; empty: they begin at the root
    std::filesystem::path installed_ui{}; // folder with index.html; empty: none
    unsigned readers = 2;                 // threads that read the database and write large answers
    std::size_t waiting_reads = 1024;     // more are answered 503
    logger log{};
    rpc::answer_log_opener open_answers{}; // where answers to requests with a key are kept; empty: nowhere
    double bot_speed = 1;                  // seconds of the bot's time a second (a replay)
    const clock* bot_time = nullptr;       // the time that the bot lives in, where it has its own (a replay)
};

class service {
  public:
    // What is referred to outlives the service. `bot` and `lines` may be null; `open_archive` may be empty where there
    // is no database. Nothing is opened before it is needed.
    service(service_options options, const clock& clock, bot::port* bot, const log_sink* lines,
            rpc::archive_opener open_archive);
    // Waits for the reads under way; commands that the bot has not answered keep what they need.
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    // Never throws and never blocks on bot or database.
    void handle(http::request&& request, http::responder responder);
    // The same, waited for.
    [[nodiscard]] http::response answer(http::request request);

    [[nodiscard]] const authenticator& auth() const;
    // Names of the pipeline's stages, in order.
    [[nodiscard]] static std::vector<std::string_view> stages();

  private:
    class body;
    std::shared_ptr<body> body_;
};

} // namespace tremolo::api
