#include "consumer/message_consumer.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "http/query.hpp"
#include "market/frame_json.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <array>
#include <boost/json.hpp>

namespace tremolo::consumer {

namespace {

namespace bj = boost::json;

constexpr std::chrono::milliseconds between_requests{50}; // so that a producer is not flooded

std::optional<market::candle_type> candle_type_of(std::string_view text) {
    using enum market::candle_type;
    constexpr std::array<std::pair<std::string_view, market::candle_type>, 8> known{{{"spot", spot},
                                                                                     {"", spot},
                                                                                     {"futures", futures},
                                                                                     {"mark", mark},
                                                                                     {"index", index},
                                                                                     {"premiumIndex", premium_index},
                                                                                     {"funding_rate", funding_rate},
                                                                                     {"open_interest", open_interest}}};
    for (const auto& [name, type] : known)
        if (name == text) return type;
    return {};
}

const bj::value* member(const bj::object& of, std::string_view name) { return of.if_contains(name); }

std::string text_of(const bj::object& of, std::string_view name) {
    const auto* found = member(of, name);
    return found && found->is_string() ? std::string{found->get_string()} : std::string{};
}

double number_of(const bj::object& of, std::string_view name, double otherwise) {
    const auto* found = member(of, name);
    return found && found->is_number() ? found->to_number<double>() : otherwise;
}

bool is_set(const bj::object& of, std::string_view name) {
    const auto* found = member(of, name);
    return found && found->is_bool() && found->get_bool();
}

std::chrono::milliseconds seconds_of(const bj::object& of, std::string_view name, double otherwise) {
    return std::chrono::milliseconds{static_cast<std::int64_t>(number_of(of, name, otherwise) * 1000)};
}

std::string candle_request(std::int64_t limit, std::string_view pair = {}) {
    std::string out = R"({"type":"analyzed_df","data":{"limit":)" + std::to_string(limit);
    if (!pair.empty()) {
        out += R"(,"pair":)";
        json::write_string(out, pair);
    }
    return out += "}}";
}

void drop_signals(market::frame& candles) {
    for (const auto* name : {"enter_long", "exit_long", "enter_short", "exit_short"}) candles.set(name, 0);
    for (const auto* name : {"enter_tag", "exit_tag"}) candles.set(name, market::text_series{candles.size()});
}

} // namespace

consumer_settings settings_of(const bj::object& configuration) {
    consumer_settings out;
    const auto* section = member(configuration, "external_message_consumer");
    if (section == nullptr || !section->is_object() || !is_set(section->get_object(), "enabled")) return out;
    const auto& s = section->get_object();
    out.wait_timeout = seconds_of(s, "wait_timeout", 30);
    out.ping_timeout = seconds_of(s, "ping_timeout", 10);
    out.sleep_time = seconds_of(s, "sleep_time", 10);
    out.initial_candle_limit = static_cast<std::int64_t>(number_of(s, "initial_candle_limit", 1500));
    out.message_bytes = static_cast<std::size_t>(number_of(s, "message_size_limit", 8)) << 20U;
    out.remove_entry_exit_signals = is_set(s, "remove_entry_exit_signals");
    const auto* producers = member(s, "producers");
    if (producers == nullptr || !producers->is_array()) return out;
    for (const auto& one : producers->get_array()) {
        const auto& p = one.as_object();
        out.producers.push_back({text_of(p, "name"), text_of(p, "host"),
                                 static_cast<std::uint16_t>(number_of(p, "port", 8080)), is_set(p, "secure"),
                                 secret{text_of(p, "ws_token")}});
    }
    return out;
}

struct message_consumer::line {
    producer_address to;
    http::websocket_client* client = nullptr; // while connected; guarded by mutex_
    std::deque<std::string> requests;         // still to be sent
    std::thread thread;
};

message_consumer::message_consumer(consumer_settings settings, std::shared_ptr<strategy::producers> into,
                                   const clock& clock, logger log)
    : settings_{std::move(settings)}, into_{std::move(into)}, clock_{clock}, log_{std::move(log)} {
    for (const auto& each : settings_.producers) {
        lines_.push_back(std::make_unique<line>());
        lines_.back()->to = each;
    }
    for (const auto& each : lines_) each->thread = std::thread{[this, to = each.get()] { listen(*to); }};
}

message_consumer::~message_consumer() {
    {
        const std::scoped_lock lock{mutex_};
        end_ = true;
        stop_.request_stop();
        for (const auto& each : lines_)
            if (each->client) each->client->interrupt();
    }
    ending_.notify_all();
    for (const auto& each : lines_) each->thread.join();
}

bool message_consumer::sleep(std::chrono::milliseconds length) {
    std::unique_lock lock{mutex_};
    return !ending_.wait_for(lock, length, [this] { return end_; });
}

void message_consumer::listen(line& to) {
    const auto target = "/api/v1/message/ws?token=" + http::percent_encoded(to.to.ws_token.reveal());
    do {
        try {
            http::websocket_client client{to.to.host,
                                          to.to.port,
                                          target,
                                          {.secure = to.to.secure,
                                           .message_bytes = settings_.message_bytes,
                                           .authorities = settings_.authorities,
                                           .stop = stop_.get_token()}};
            {
                const std::scoped_lock lock{mutex_};
                if (end_) return;
                to.client = &client;
            }
            log_.info("Connected to producer `{}` at {}:{}", to.to.name, to.to.host, to.to.port);
            converse(to, client);
            {
                const std::scoped_lock lock{mutex_};
                to.client = nullptr;
                if (end_) return;
            }
            const auto why = client.closed().value_or(http::websocket_closed{});
            log_.warning("Connection to producer `{}` ended ({}), retrying in {} s", to.to.name, why.code,
                         std::chrono::duration<double>{settings_.sleep_time}.count());
        } catch (const std::exception& trouble) {
            const std::scoped_lock lock{mutex_};
            to.client = nullptr;
            if (end_) return;
            log_.error("Producer `{}`: {}, retrying in {} s", to.to.name, trouble.what(),
                       std::chrono::duration<double>{settings_.sleep_time}.count());
        }
    } while (sleep(settings_.sleep_time));
}

// Until the connection or the consumer ends.
void message_consumer::converse(line& to, http::websocket_client& client) {
    to.requests = {R"({"type":"subscribe","data":["whitelist","analyzed_df"]})", R"({"type":"whitelist"})",
                   candle_request(settings_.initial_candle_limit)};
    std::optional<std::size_t> pongs_before; // a ping waits for its answer
    while (!client.closed()) {
        {
            const std::scoped_lock lock{mutex_};
            if (end_) return;
        }
        const bool more = !to.requests.empty();
        if (more) {
            if (!client.send(to.requests.front())) return;
            to.requests.pop_front();
        }
        const auto patience = more ? between_requests : pongs_before ? settings_.ping_timeout : settings_.wait_timeout;
        if (const auto message = client.receive(patience)) {
            pongs_before.reset();
            take(to, *message);
        } else if (!more && !client.closed()) {
            if (pongs_before && client.pongs() == *pongs_before) {
                log_.warning("Producer `{}` does not answer a ping", to.to.name);
                return;
            }
            pongs_before = client.pongs();
            if (!client.ping()) return;
        }
    }
}

void message_consumer::take(line& from, std::string_view message) {
    const auto read = json::parse(message);
    const auto* said = read ? read.value.if_object() : nullptr;
    const auto* data = said ? member(*said, "data") : nullptr;
    if (data == nullptr) return log_.error("Invalid message from `{}`", from.to.name);
    const auto type = text_of(*said, "type");
    if (type == "whitelist" && data->is_array()) {
        std::vector<market::pair_name> pairs;
        for (const auto& each : data->get_array())
            if (each.is_string()) pairs.emplace_back(each.get_string());
        into_->set_pairs(from.to.name, std::move(pairs));
    } else if (type == "analyzed_df" && data->is_object()) {
        take_candles(from, data->get_object());
    } else if (type == "exception") {
        log_.error("Producer `{}` says: {}", from.to.name, json::text(*data));
    }
}

void message_consumer::take_candles(line& from, const bj::object& data) {
    const auto* key = member(data, "key");
    const auto* df = member(data, "df");
    const bool whole = key && key->is_array() && key->get_array().size() == 3 && df && df->is_object();
    const auto word = [&](std::size_t at) -> std::string {
        const auto* text = key->get_array()[at].if_string();
        return text ? std::string{*text} : std::string{};
    };
    const auto type = whole ? candle_type_of(word(2)) : std::nullopt;
    auto candles = whole ? market::read_split(text_of(df->get_object(), "__value__")) : std::nullopt;
    if (!type || !candles) return log_.error("Invalid candles from `{}`", from.to.name);
    if (candles->empty()) return;
    if (settings_.remove_entry_exit_signals) drop_signals(*candles);
    const auto analysed_at = parse_time(text_of(data, "la")).value_or(clock_.now());
    try {
        const auto wanted = into_->add(from.to.name, {word(0), word(1), *type}, *candles, analysed_at);
        if (!wanted) return;
        // One more, for the newest candle that is known may have changed; as a rule all, where most are missing.
        const auto count = *wanted + 1 < 100 ? *wanted + 1 : 1500;
        log_.info("Candles of {} are missing between those of `{}`: asking for {}", word(0), from.to.name, count);
        from.requests.push_back(candle_request(count, word(0)));
    } catch (const error& bad) { log_.error("Invalid candles from `{}`: {}", from.to.name, bad.what()); }
}

void consumer_slot::apply(const consumer_settings& settings) {
    if (settings == current_) return;
    listening_.reset();
    current_ = settings;
    std::vector<std::string> names;
    for (const auto& each : settings.producers) names.push_back(each.name);
    into_->keep_only(names);
    if (!names.empty()) listening_ = std::make_unique<message_consumer>(settings, into_, clock_, log_);
}

} // namespace tremolo::consumer
