#include "client/message_stream.hpp"
#include "base/error.hpp"
#include "client/rest_client.hpp"
#include "http/websocket_client.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <thread>

namespace tremolo::client {

namespace bj = boost::json;
using std::chrono::milliseconds;

namespace {

constexpr std::uint16_t policy_violation = 1008; // a token that is not taken
constexpr milliseconds first_pause{500};
constexpr milliseconds longest_pause{10'000};

const std::vector<std::string> every_type{"status",
                                          "warning",
                                          "exception",
                                          "startup",
                                          "entry",
                                          "entry_fill",
                                          "entry_cancel",
                                          "exit",
                                          "exit_fill",
                                          "exit_cancel",
                                          "protection_trigger",
                                          "protection_trigger_global",
                                          "strategy_msg",
                                          "whitelist",
                                          "analyzed_df",
                                          "new_candle",
                                          "liquidation_warning"};

std::string text_of(const bj::value& value) {
    std::string text;
    json::write_value(text, value);
    return text;
}

const bj::value* member(const bj::value& value, std::string_view name) {
    return value.is_object() ? value.get_object().if_contains(name) : nullptr;
}

} // namespace

message_stream::message_stream(address server, std::vector<std::string> types, std::optional<std::uint64_t> since)
    : server_{std::move(server)}, types_{types.empty() ? every_type : std::move(types)}, newest_{since} {
    connect();
}
message_stream::~message_stream() = default;

std::string message_stream::token() const {
    if (!server_.ws_token.empty()) return server_.ws_token;
    rest_client login{server_};
    const auto given = login.post("/token/login");
    const auto body = given.good() ? given.json() : bj::value{};
    const auto* access = member(body, "access_token");
    if (access == nullptr || !access->is_string())
        throw error{fmt::format("{} does not let us in: {}", shown(server_), given.failure())};
    return std::string{std::string_view{access->get_string()}};
}

void message_stream::connect() {
    const auto key = token();
    http::websocket_client_options options;
    options.connect_timeout = server_.timeout;
    const auto since = newest_ ? std::to_string(*newest_) : std::string{};
    auto made = std::make_shared<http::websocket_client>(
        server_.host, server_.port, server_.base_path + "/api/v1/message/ws_token?since=" + since, std::move(options));
    made->send(text_of({{"token", key}}));
    made->send(text_of({{"type", "subscribe"}, {"data", bj::array(types_.begin(), types_.end())}}));
    const std::scoped_lock lock{mutex_};
    wire_ = std::move(made);
}

bool message_stream::reconnect(milliseconds& patience) {
    if (wire_->closed() && wire_->closed()->code == policy_violation)
        throw error{fmt::format("{} closed the stream: {}", shown(server_), wire_->closed()->reason)};
    for (auto pause = first_pause; patience > pause && !interrupted_; pause = std::min(2 * pause, longest_pause)) {
        std::this_thread::sleep_for(pause);
        patience -= pause;
        try {
            connect();
            return true;
        } catch (const operational_error&) { // nobody there yet
        }
    }
    return false;
}

std::optional<message> message_stream::read(std::string text) {
    auto parsed = json::parse(text);
    const auto* type = parsed ? member(parsed.value, "type") : nullptr;
    if (type == nullptr || !type->is_string()) return {};
    if (type->get_string() == "resume") { // what is kept of what was missed
        const auto* range = member(parsed.value, "data");
        const auto* complete = range != nullptr ? member(*range, "complete") : nullptr;
        if (complete != nullptr && complete->is_bool() && !complete->get_bool()) gap_ = true;
        return {};
    }
    message got{.type = std::string{std::string_view{type->get_string()}}, .text = std::move(text)};
    if (const auto* number = member(parsed.value, "seq"); number != nullptr && number->is_number())
        newest_ = got.number = number->to_number<std::uint64_t>();
    got.body = std::move(parsed.value);
    return got;
}

std::optional<message> message_stream::next(milliseconds patience) {
    while (!interrupted_) {
        auto text = wire_->receive(patience);
        if (!text && !wire_->closed()) return {};
        if (!text) {
            if (interrupted_ || !reconnect(patience)) return {};
        } else if (auto got = read(std::move(*text))) {
            return got;
        }
    }
    return {};
}

bool message_stream::has_gap() { return std::exchange(gap_, false); }
bool message_stream::is_connected() const { return !wire_->closed(); }

void message_stream::interrupt() {
    interrupted_ = true;
    const std::scoped_lock lock{mutex_};
    wire_->interrupt();
}

} // namespace tremolo::client
