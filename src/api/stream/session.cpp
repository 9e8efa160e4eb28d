#include "api/stream/session.hpp"
#include "api/failures.hpp"
#include "rpc/commands.hpp"
#include "json/write.hpp"

namespace tremolo::api::stream {

namespace {

constexpr std::size_t enough_waiting = 1024 * 1024; // bytes: then the client must take some before more is written

std::string with_texts(std::string_view before, std::string_view first, std::string_view between,
                       std::string_view second = {}, std::string_view after = {}) {
    std::string out{before};
    json::write_string(out, first);
    out += between;
    if (after.empty()) return out;
    json::write_string(out, second);
    out += after;
    return out;
}

} // namespace

std::string range_text(const http::kept_range& range) {
    std::string out = "{\"since\":" + std::to_string(range.since);
    out += ",\"first\":" + std::to_string(range.first);
    out += ",\"last\":" + std::to_string(range.last);
    out += range.complete ? ",\"complete\":true}" : ",\"complete\":false}";
    return out;
}

void websocket_session::opened(http::stream& with) {
    line_ = &with;
    if (options_.needs_token)
        line().set_alarm(around_.token_deadline);
    else
        enter();
}

void websocket_session::enter() {
    entered_ = true;
    member_.form.deflated = line().deflates();
    member_.join(around_.hub, line());
    if (options_.numbered) be_numbered();
}

void websocket_session::be_numbered() {
    member_.form.numbered = true;
    line().keep_alive();
}

void websocket_session::take_token(std::string_view message) {
    const auto token = read_token(message);
    try {
        if (token && around_.auth.opens_websocket(*token, line().peer().address)) {
            line().set_alarm(std::chrono::milliseconds{0});
            line().keep_alive();
            return enter();
        }
    } catch (const detail_error& wait) {
        refuse("too_many_tries", wait.what());
        return line().close_when_sent(http::close_code::policy, "too many wrong tokens");
    }
    refuse("unauthorized", token
                               ? "This token is not valid."
                               : "The first message must be {\"token\": \"...\"} with a ws_token or an access token.");
    line().close_when_sent(http::close_code::policy, "unauthorized");
}

void websocket_session::expired() {
    if (entered_) return;
    refuse("unauthorized", "No token came in time.");
    line().close_when_sent(http::close_code::policy, "no token came in time");
}

void websocket_session::text(std::string& message) {
    if (!entered_) return take_token(message);
    auto said = read_wish(message);
    std::visit([this](auto& what) { act(what); }, said);
}

void websocket_session::binary(std::string& message) {
    if (options_.needs_token) return stream_handler::binary(message);
    line().close(http::close_code::normal); // as freqtrade does
}

void websocket_session::act(subscribe& what) {
    member_.topics = what.types;
    member_.form.filter = around_.filter_for(what.analysed);
    if (options_.since) replay();
}

void websocket_session::act(const resume& what) {
    be_numbered();
    options_.since = what.since;
    if (member_.topics != 0) replay(); // else with the first subscription
}

void websocket_session::replay() {
    const auto since = *std::exchange(options_.since, {});
    tell(member_.resume(since));
    catch_up();
}

void websocket_session::catch_up() {
    member_.catch_up([this](const http::kept_range& range) { tell(range); });
}

void websocket_session::tell(const http::kept_range& range) {
    line().send_text("{\"type\":\"resume\",\"data\":" + range_text(range) + "}");
}

void websocket_session::act(const ask_whitelist&) {
    const auto picture = around_.bot ? around_.bot->newest() : nullptr;
    if (!picture) return refuse_for_want_of_a_bot();
    line().send_text(rpc::whitelist_message(*picture));
}

void websocket_session::act(ask_analysed& what) {
    auto picture = around_.bot ? around_.bot->newest() : nullptr;
    if (!picture) return refuse_for_want_of_a_bot();
    if (what.pairs.empty()) what.pairs = picture->whitelist;
    task_ = std::make_shared<task>(task{std::move(picture), std::move(what.pairs), 0, std::move(what.selection)});
    line().pause(); // requests are answered in their order
    write_next();
}

void websocket_session::write_next() {
    if (!task_ || writing_) return;
    if (task_->next == task_->pairs.size()) {
        task_.reset();
        return line().resume();
    }
    if (line().queued_bytes() > enough_waiting) return; // until it has drained
    const auto deliver = [this, line = line().weak()](http::shared_bytes frame) {
        const auto open = line.lock(); // keeps the loop, too
        if (!open) return;
        (void)open->loop().run_later([this, line, frame = std::move(frame)] {
            const auto alive = line.lock(); // and with it this session
            if (!alive || gone_) return;
            writing_ = false;
            if (frame) alive->send(frame);
            alive->flush();
            write_next();
        });
    };
    writing_ = true;
    const auto at = task_->next++;
    const bool taken = around_.workers.post(
        false,
        [task = task_, at, deliver, deflates = line().deflates()](rpc::archive*) {
            const auto text = rpc::analysed_message(*task->picture, task->pairs[at], task->selection);
            deliver(http::text_frame(text, deflates));
        },
        [deliver](std::exception_ptr) { deliver(nullptr); });
    if (taken) return;
    writing_ = false;
    task_.reset();
    line().close(http::close_code::try_later, "too many requests are waiting");
}

void websocket_session::drained() {
    catch_up();
    write_next();
}

void websocket_session::closed() {
    gone_ = true;
    task_.reset();
    member_.leave();
}

void websocket_session::act(const unknown_type& what) {
    const auto text = "Invalid request type: " + what.name;
    if (options_.needs_token) return refuse("invalid_request", text);
    line().send_text(with_texts(R"({"type":"exception","data":)", text, "}"));
}

void websocket_session::act(const malformed& what) {
    if (options_.needs_token) return refuse("invalid_request", what.why);
    line().close_when_sent(http::close_code::normal); // as freqtrade does
}

void websocket_session::refuse(std::string_view error, const std::string& detail) {
    line().send_text(with_texts(R"({"error":)", error, R"(,"detail":)", detail, "}"));
}

void websocket_session::refuse_for_want_of_a_bot() {
    const std::string text = "Error processing request";
    if (options_.needs_token) return refuse("no_bot", "The bot is not there yet.");
    line().send_text(with_texts(R"({"type":"exception","data":)", text, "}"));
}

void event_session::opened(http::stream& with) {
    line_ = &with;
    member_.form.kind = http::delivery_form::wire::events;
    member_.form.filter = around_.filter_for(options_.analysed);
    member_.topics = options_.types;
    member_.join(around_.hub, line());
    line().keep_alive();
    line().send(std::make_shared<const std::string>("retry: 2000\n\n"));
    if (!options_.since) return;
    tell(member_.resume(*options_.since));
    drained();
}

void event_session::drained() {
    member_.catch_up([this](const http::kept_range& range) { tell(range); });
}

void event_session::tell(const http::kept_range& range) {
    line().send(std::make_shared<const std::string>("event: resume\ndata: " + range_text(range) + "\n\n"));
}

} // namespace tremolo::api::stream
