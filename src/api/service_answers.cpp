#include "api/health.hpp"
#include "api/service_body.hpp"
#include "http/gzip.hpp"

namespace tremolo::api {

namespace {

// freqtrade never compresses, and its clients are known to offer gzip for this answer and to read it as it is.
bool may_be_compressed(const exchange& x) { return !x.route.row || x.route.row->path != "/show_config"; }

// Whether the request is worth a line in the log: it may have changed something.
bool is_command(const exchange& x) {
    const auto* row = x.route.row;
    return row && row->when == mode::trade && row->method != "GET" && !row->slow;
}

// What a bug or a failure of the database says of itself, for the log.
std::string text_of(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) { return e.what(); } catch (...) {
        return "an exception of unknown type";
    }
}

// The answer that was given to the first request with a key.
http::response repeated(int status, const std::string& body) {
    http::response answer = status == 500 ? bug_response() : json_response(status, body);
    answer.add_header("idempotency-replayed", "true");
    return answer;
}

detail_error other_content() {
    return {422, "This Idempotency-Key was used for another request. Every request needs a key of its own."};
}

} // namespace

void service::body::run_keyed(const exchange_pointer& x) {
    const std::string key{*x->request.header("idempotency-key")};
    keyed_requests::check(key);
    if (!keyed_.has_log()) throw detail_error{503, "There is no database to keep answers in."};
    const auto content = keyed_requests::content_of(x->request, x->path);
    const auto self = shared_from_this();
    const auto role = keyed_.join(
        key, content, [self, x](int status, const std::string& body) { self->send(x, repeated(status, body)); });
    if (role == keyed_requests::role::follows) return;
    if (role == keyed_requests::role::another) throw other_content();
    x->key = key;
    const bool taken = readers_->post(
        false, [self, x, content](rpc::archive*) { self->act_once(x, content); },
        [self, x](std::exception_ptr failure) { self->fail(x, failure); });
    if (!taken) throw detail_error{503, "Too many requests are waiting."};
}

// On a reading thread: whoever has the key already was answered, or this request acts now.
void service::body::act_once(const exchange_pointer& x, const std::string& content) {
    using enum rpc::recorded_answer::standing;
    const auto found = keyed_.claim(x->key, content, time_.now());
    switch (found.what) {
    case another: throw other_content();
    case begun:
        throw detail_error{409, "A request with this Idempotency-Key was begun, and the bot ended before it was "
                                "answered. Look whether it took effect, then ask again with another key."};
    case answered: return send(x, repeated(found.status, found.body));
    case unknown: break;
    }
    x->acts = true;
    run_handler(x, nullptr);
}

void service::body::answer_readiness(const exchange_pointer& x) {
    const auto answer = [self = shared_from_this(), x](const std::optional<std::string>& database_trouble) {
        self->send(x, health_response(rpc::readiness(
                          self->resources_.bot, {self->resources_.time, self->options_.bot_speed}, database_trouble)));
    };
    if (!resources_.bot) return answer(std::nullopt);
    const bool taken = readers_->post(
        true,
        [answer](rpc::archive* records) {
            static_cast<void>(records->trade(0));
            answer(std::nullopt);
        },
        [answer](std::exception_ptr failure) { answer(text_of(failure)); });
    if (!taken) answer("too many reads are waiting");
}

void service::body::finish(const exchange_pointer& x, written outcome) {
    if (outcome.failure) return fail(x, outcome.failure);
    if (outcome.source) {
        http::response answer{outcome.status, outcome.content_type, std::string{}};
        if (may_be_compressed(*x) && !http::is_local(x->request) && http::accepts_gzip(x->request)) {
            outcome.source = http::gzipped(std::move(outcome.source));
            answer.add_header("content-encoding", "gzip");
            answer.add_header("vary", "Accept-Encoding");
        }
        answer.set_source(std::move(outcome.source));
        return send(x, std::move(answer));
    }
    const auto text = std::make_shared<const representation>(std::move(outcome.body));
    if (x->stamp && outcome.status == 200) cache_.keep(x->cache_key, *x->stamp, text);
    for (const auto& other : followers(*x)) send_text(other, outcome.status, outcome.content_type, text);
    send_text(x, outcome.status, outcome.content_type, text);
}

// Compressing a large text would keep whoever answers, be it the connections' thread or the bot's.
void service::body::send_text(const exchange_pointer& x, int status, std::string_view type,
                              const shared_representation& text) {
    const bool packed = may_be_compressed(*x);
    if (!stopped_ && packed && takes_long(x->request, *text)) {
        const auto self = shared_from_this();
        const auto pack = [self, x, status, type, text](rpc::archive*) {
            self->send(x, in_form_for(x->request, status, type, *text));
        };
        if (readers_->post(false, pack, [self, x](std::exception_ptr failure) { self->fail(x, failure); })) return;
    }
    send(x, in_form_for(x->request, status, type, *text, packed));
}

// Kept before it is sent: a client that has the answer has it for good.
void service::body::send_keyed(const exchange_pointer& x, http::response&& response) {
    const auto key = std::exchange(x->key, {});
    const auto answer = std::make_shared<http::response>(std::move(response));
    const auto conclude = [self = shared_from_this(), x, key, answer](rpc::archive*) {
        const std::string body{answer->body()};
        try {
            if (x->acts) self->keyed_.record(key, answer->status(), body);
        } catch (const std::exception& e) {
            self->options_.log.error("Request {}: its answer could not be kept under its key: {}", x->id, e.what());
        }
        self->keyed_.settle(key, answer->status(), body);
        self->send(x, std::move(*answer));
    };
    // Not on the bot's thread, from which most of these answers come.
    if (!x->acts || stopped_ || !readers_->post(false, conclude, [](std::exception_ptr) {})) conclude(nullptr);
}

void service::body::fail(const exchange_pointer& x, std::exception_ptr failure) {
    for (const auto& other : followers(*x)) fail(other, failure);
    if (!x->responder) return; // it was the answering itself that failed
    if (auto response = response_for(failure, x->path)) return send(x, std::move(*response));
    options_.log.error("Request {}, {} {}: {}", x->id, x->request.method(), x->path, text_of(failure));
    send(x, bug_response());
}

std::vector<exchange_pointer> service::body::followers(exchange& x) {
    if (!x.leads) return {};
    x.leads = false;
    return flights_.land(x.cache_key);
}

void service::body::send(const exchange_pointer& x, http::response&& response) {
    if (!x->key.empty()) return send_keyed(x, std::move(response));
    // Of a bug nothing is marked but its id: what failed may be the marking.
    if (!x->is_preflight && response.status() != 500) cors_.mark(x->request, response);
    if (!x->id.empty()) response.add_header("x-request-id", x->id);
    if (is_command(*x))
        options_.log.info("Request {}, {} {}: {}", x->id, x->request.method(), x->path, response.status());
    x->responder.answer(std::move(response));
}

} // namespace tremolo::api
