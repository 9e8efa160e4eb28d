#include "api/service.hpp"
#include "api/answer_cache.hpp"
#include "api/cors.hpp"
#include "api/endpoints.hpp"
#include "api/openapi.hpp"
#include "api/own_pages.hpp"
#include "api/reader_pool.hpp"
#include "api/route_table.hpp"
#include "api/single_flight.hpp"
#include "api/ui_files.hpp"
#include "http/query.hpp"
#include "json/parse.hpp"
#include <array>
#include <atomic>
#include <future>
#include <mutex>

namespace tremolo::api {

namespace {

// One request on its way; shared with whoever answers it later.
struct exchange {
    exchange(http::request&& r, http::responder&& a) : request{std::move(r)}, responder{std::move(a)} {}
    http::request request;
    http::responder responder;
    std::uint64_t id = 0; // counts requests: what the log of a bug names
    std::string path;     // decoded
    route_match route;
    parameter_source parameters;
    std::shared_ptr<const bot::snapshot> picture;
    std::optional<answer_cache::stamp> stamp; // set where the answer may be kept
    std::string cache_key;
    operation::job job;
    std::optional<http::response> response; // set: no later stage runs
    bool is_preflight = false;
    bool leads = false; // others wait for this answer
};
using exchange_pointer = std::shared_ptr<exchange>;

bool is_json(std::string_view content_type) {
    std::string type;
    for (const char c : content_type.substr(0, content_type.find(';')))
        if (c != ' ' && c != '\t') type += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return type == "application/json" || (type.starts_with("application/") && type.ends_with("+json"));
}

// The body as FastAPI takes it: JSON by its content type, else one text. Throws what cannot be read.
boost::json::value body_of(const http::request& request) {
    const detail_error unreadable{400, "There was an error parsing the body"};
    if (!is_json(request.header("content-type").value_or(""))) {
        if (!json::is_utf8(request.body())) throw unreadable;
        return boost::json::string{request.body()};
    }
    auto parsed = json::parse(request.body());
    if (parsed) return std::move(parsed.value);
    const auto& failure = *parsed.failure;
    if (failure.why != json::parse_failure::reason::syntax) throw unreadable;
    json::violation bad{"json_invalid",
                        {std::string{"body"}, static_cast<std::int64_t>(failure.offset)},
                        "JSON decode error",
                        boost::json::object{},
                        boost::json::object{{"error", failure.message}}};
    throw validation_error{{std::move(bad)}};
}

// The second or the day that an answer speaks of.
std::int64_t moment_of(caching how, timestamp now) {
    switch (how) {
    case caching::snapshot_and_second: return epoch_seconds(now);
    case caching::snapshot_and_day: return epoch_seconds(now) / 86400;
    default: return 0;
    }
}

detail_error not_allowed(std::string_view method) { return {405, "Method Not Allowed", "allow", std::string{method}}; }

} // namespace

class service::body : public std::enable_shared_from_this<service::body> {
  public:
    body(service_options options, const clock& clock, bot::port* bot, const log_sink* lines,
         rpc::archive_opener open_archive)
        : options_{std::move(options)}, auth_{options_.keys, clock},
          resources_{bot, options_.bot_time ? *options_.bot_time : clock, auth_, lines}, cors_{options_.cors_origins},
          routes_{all_endpoints()}, files_{options_.installed_ui}, readers_{std::make_unique<reader_pool>(
                                                                       options_.readers, std::move(open_archive),
                                                                       options_.waiting_reads, options_.log)} {}

    void handle(http::request&& request, http::responder&& responder);
    // Ends the reading threads once their work is done; nothing may be handled afterwards.
    void stop() { readers_.reset(); }
    [[nodiscard]] const authenticator& auth() const { return auth_; }

    struct stage {
        std::string_view name;
        void (body::*run)(exchange&);
    };
    static const std::array<stage, 8> pipeline;

  private:
    void answer_preflight(exchange& x);
    void find_row(exchange& x);
    void read_body(exchange& x);
    void check_credentials(exchange& x);
    void check_mode(exchange& x);
    void take_snapshot(exchange& x);
    void answer_from_cache(exchange& x);
    void read_parameters(exchange& x);

    [[nodiscard]] http::response page(const exchange& x);
    [[nodiscard]] std::shared_ptr<const std::string> openapi();
    void run(const exchange_pointer& x);
    void run_handler(const exchange_pointer& x, rpc::archive* records);
    void finish(exchange& x, written outcome);
    void fail(exchange& x, std::exception_ptr failure);
    [[nodiscard]] std::vector<exchange_pointer> followers(exchange& x);
    void send(exchange& x, http::response&& response);

    const service_options options_;
    const authenticator auth_;
    const resources resources_;
    const cors cors_;
    const route_table routes_;
    ui_files files_;
    answer_cache cache_;
    single_flight<exchange_pointer> flights_;
    std::atomic<std::uint64_t> requests_{0};
    std::once_flag openapi_once_;
    std::shared_ptr<const std::string> openapi_;
    std::unique_ptr<reader_pool> readers_; // last: its threads use all of the above
};

// How a request travels, up to its handler. The guard around it is handle(): what any stage throws becomes an answer
// there, once.
const std::array<service::body::stage, 8> service::body::pipeline{{
    {"preflight", &body::answer_preflight},    // browsers ask before they have credentials, on any path
    {"route", &body::find_row},                // nothing else is known before the row is; pages end here
    {"body", &body::read_body},                // a broken body is told even without credentials, as clients know it
    {"credentials", &body::check_credentials}, // before anything of the bot shows
    {"mode", &body::check_mode},               // 503 before 422: parameters of what is not here do not matter
    {"snapshot", &body::take_snapshot},        // one picture for all that follows
    {"cache", &body::answer_from_cache},       // a known answer needs no parameters read: the key is their text
    {"parameters", &body::read_parameters},    // all violations at once, then the handler
}};

void service::body::handle(http::request&& request, http::responder&& responder) {
    const auto x = std::make_shared<exchange>(std::move(request), std::move(responder));
    x->id = ++requests_;
    try {
        for (const stage& one : pipeline) {
            (this->*one.run)(*x);
            if (x->response) return send(*x, std::move(*x->response));
        }
        run(x);
    } catch (...) { fail(*x, std::current_exception()); }
}

void service::body::answer_preflight(exchange& x) {
    x.response = cors_.preflight(x.request);
    x.is_preflight = x.response.has_value();
}

void service::body::find_row(exchange& x) {
    x.path = http::percent_decoded(x.request.path());
    x.route = routes_.find(x.request.method(), x.path);
    if (!x.route.row) x.response = page(x);
}

// Paths that no row has: the description of the API, and the user interface, which takes every GET.
http::response service::body::page(const exchange& x) {
    const auto method = x.request.method();
    if (!x.path.starts_with('/')) throw detail_error{404, "Not Found"};
    const bool is_document = x.path == "/openapi.json";
    if (is_document || (x.path == "/docs" && options_.enable_openapi)) {
        if (method != "GET" && method != "HEAD") throw not_allowed("GET, HEAD");
        if (is_document) return {200, "application/json", openapi()};
        return {200, "text/html; charset=utf-8", docs_page("")};
    }
    if (method == "GET") return files_.serve(x.request, x.path);
    throw not_allowed(x.route.allowed.empty() ? "GET" : x.route.allowed);
}

std::shared_ptr<const std::string> service::body::openapi() {
    std::call_once(openapi_once_, [this] {
        openapi_ = std::make_shared<const std::string>(json::text(openapi_document(routes_.rows())));
    });
    return openapi_;
}

void service::body::read_body(exchange& x) {
    if (x.route.row->run.reads_body && !x.request.body().empty()) x.parameters.body = body_of(x.request);
}

void service::body::check_credentials(exchange& x) {
    if (x.route.row->who == access::user) static_cast<void>(auth_.user_of(x.request));
}

void service::body::check_mode(exchange& x) {
    const mode needed = x.route.row->when;
    if (needed != mode::both && needed != options_.running) throw detail_error{503, "Bot is not in the correct state."};
}

void service::body::take_snapshot(exchange& x) {
    if (resources_.bot) x.picture = resources_.bot->newest();
}

void service::body::answer_from_cache(exchange& x) {
    const caching how = x.route.row->cached;
    if (how == caching::none || !x.picture) return;
    x.stamp = answer_cache::stamp{x.picture.get(), x.picture->number, resources_.bot->control().changes(),
                                  moment_of(how, resources_.time.now())};
    x.cache_key = x.path;
    (x.cache_key += '?') += x.request.query();
    if (auto body = cache_.find(x.cache_key, *x.stamp)) x.response.emplace(200, "application/json", std::move(body));
}

void service::body::read_parameters(exchange& x) {
    x.parameters.path = std::move(x.route.values);
    x.parameters.query = x.request.query();
    x.job = x.route.row->run.prepare(x.parameters);
}

void service::body::run(const exchange_pointer& x) {
    const endpoint& row = *x->route.row;
    if (!row.run.reads_archive && !row.slow) return run_handler(x, nullptr);
    if (x->stamp) {
        const auto role = flights_.join(x->cache_key, *x->stamp, x);
        if (role == flight_role::follows) return;
        x->leads = role == flight_role::leads;
    }
    const auto self = shared_from_this();
    const bool taken = readers_->post(
        row.run.reads_archive, [self, x](rpc::archive* records) { self->run_handler(x, records); },
        [self, x](std::exception_ptr failure) { self->fail(*x, failure); });
    if (!taken) throw detail_error{503, "Too many requests are waiting."};
}

void service::body::run_handler(const exchange_pointer& x, rpc::archive* records) {
    const call c{resources_, x->request, x->picture};
    const finisher done = [self = shared_from_this(), x](written outcome) { self->finish(*x, std::move(outcome)); };
    x->job({c, records, done});
}

void service::body::finish(exchange& x, written outcome) {
    if (outcome.failure) return fail(x, outcome.failure);
    const auto body = std::make_shared<const std::string>(std::move(outcome.body));
    if (x.stamp) cache_.keep(x.cache_key, *x.stamp, body);
    for (const auto& other : followers(x)) send(*other, {200, "application/json", body});
    send(x, {200, "application/json", body});
}

void service::body::fail(exchange& x, std::exception_ptr failure) {
    for (const auto& other : followers(x)) fail(*other, failure);
    if (!x.responder) return; // it was the answering itself that failed
    if (auto response = response_for(failure, x.path)) return send(x, std::move(*response));
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        options_.log.error("Request {}, {} {}: {}", x.id, x.request.method(), x.path, e.what());
    } catch (...) {
        options_.log.error("Request {}, {} {}: an exception of unknown type", x.id, x.request.method(), x.path);
    }
    x.responder.answer(bug_response()); // bare: what failed may be the marking
}

std::vector<exchange_pointer> service::body::followers(exchange& x) {
    if (!x.leads) return {};
    x.leads = false;
    return flights_.land(x.cache_key);
}

void service::body::send(exchange& x, http::response&& response) {
    if (!x.is_preflight) cors_.mark(x.request, response);
    x.responder.answer(std::move(response));
}

service::service(service_options options, const clock& clock, bot::port* bot, const log_sink* lines,
                 rpc::archive_opener open_archive)
    : body_{std::make_shared<body>(std::move(options), clock, bot, lines, std::move(open_archive))} {}

service::~service() { body_->stop(); }

void service::handle(http::request&& request, http::responder responder) {
    body_->handle(std::move(request), std::move(responder));
}

http::response service::answer(http::request request) {
    const auto answered = std::make_shared<std::promise<http::response>>();
    auto waiting = answered->get_future();
    handle(std::move(request), http::responder{[answered](http::response r) { answered->set_value(std::move(r)); }});
    return waiting.get();
}

const authenticator& service::auth() const { return body_->auth(); }

std::vector<std::string_view> service::stages() {
    std::vector<std::string_view> names;
    for (const auto& one : body::pipeline) names.push_back(one.name);
    return names;
}

} // namespace tremolo::api
