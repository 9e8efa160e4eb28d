#include "api/endpoints.hpp"
#include "api/health.hpp"
#include "api/openapi.hpp"
#include "api/own_pages.hpp"
#include "api/service_body.hpp"
#include "http/query.hpp"
#include "json/parse.hpp"
#include <future>

namespace tremolo::api {

namespace {

constexpr std::string_view json_type = "application/json";

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

// The path as it would be without the prefix that all is served under. Throws 404 for what is not under it.
std::string path_behind(std::string_view prefix, std::string path) {
    if (prefix.empty()) return path;
    const bool below = path.starts_with(prefix) && (path.size() == prefix.size() || path[prefix.size()] == '/');
    if (!below) throw detail_error{404, "Not Found"};
    path.erase(0, prefix.size());
    return path.empty() ? "/" : path;
}

detail_error not_allowed(std::string_view method) { return {405, "Method Not Allowed", "allow", std::string{method}}; }

} // namespace

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
    try {
        x->id = ids_.id_for(x->request);
        for (const stage& one : pipeline) {
            (this->*one.run)(*x);
            if (x->response) return send(x, std::move(*x->response));
            if (x->asks_readiness) return answer_readiness(x);
            if (x->known) return send_text(x, 200, json_type, x->known);
        }
        run(x);
    } catch (...) { fail(x, std::current_exception()); }
}

void service::body::answer_preflight(exchange& x) {
    x.response = cors_.preflight(x.request);
    x.is_preflight = x.response.has_value();
}

void service::body::find_row(exchange& x) {
    x.path = path_behind(options_.base_path, http::percent_decoded(x.request.path()));
    x.route = routes_.find(x.request.method(), x.path);
    if (!x.route.row) {
        x.asks_readiness = x.path == readyz_path && (x.request.method() == "GET" || x.request.method() == "HEAD");
        if (!x.asks_readiness) x.response = page(x);
    } else if (x.route.row->instead) {
        if (const auto* other = x.route.row->instead(x.request)) x.route.row = other;
    }
}

// Paths that no row has: the description of the API, and the user interface, which takes every GET.
http::response service::body::page(const exchange& x) {
    const auto method = x.request.method();
    if (!x.path.starts_with('/')) throw detail_error{404, "Not Found"};
    if (x.path == livez_path && (method == "GET" || method == "HEAD"))
        return health_response(rpc::liveness(resources_.bot, {resources_.time, options_.bot_speed}));
    const bool is_document = x.path == "/openapi.json";
    if (is_document || (x.path == "/docs" && options_.enable_openapi)) {
        if (method != "GET" && method != "HEAD") throw not_allowed("GET, HEAD");
        if (is_document) return in_form_for(x.request, 200, json_type, openapi());
        return in_form_for(x.request, 200, "text/html; charset=utf-8", docs());
    }
    if (method == "GET") return files_.serve(x.request, x.path);
    throw not_allowed(x.route.allowed.empty() ? "GET" : x.route.allowed);
}

const representation& service::body::openapi() {
    std::call_once(openapi_once_, [this] { openapi_.emplace(json::text(openapi_document(routes_.rows()))); });
    return *openapi_;
}

const representation& service::body::docs() {
    std::call_once(docs_once_, [this] { docs_.emplace(docs_page(options_.base_path)); });
    return *docs_;
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
    x.known = cache_.find(x.cache_key, *x.stamp);
}

void service::body::read_parameters(exchange& x) {
    x.parameters.path = std::move(x.route.values);
    x.parameters.query = x.request.query();
    x.job = x.route.row->run.prepare(x.parameters);
}

void service::body::run(const exchange_pointer& x) {
    const endpoint& row = *x->route.row;
    if (row.keyed && x->request.header("idempotency-key")) return run_keyed(x);
    if (!row.run.reads_archive && !row.slow) return run_handler(x, nullptr);
    if (x->stamp) {
        const auto role = flights_.join(x->cache_key, *x->stamp, x);
        if (role == flight_role::follows) return;
        x->leads = role == flight_role::leads;
    }
    const auto self = shared_from_this();
    const bool taken = readers_->post(
        row.run.reads_archive, [self, x](rpc::archive* records) { self->run_handler(x, records); },
        [self, x](std::exception_ptr failure) { self->fail(x, failure); });
    if (!taken) throw detail_error{503, "Too many requests are waiting."};
}

void service::body::run_handler(const exchange_pointer& x, rpc::archive* records) {
    const call c{resources_, x->request, x->picture};
    const finisher done = [self = shared_from_this(), x](written outcome) { self->finish(x, std::move(outcome)); };
    x->job({c, records, done});
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
