#include "api/stream/door.hpp"
#include "api/failures.hpp"
#include "api/stream/session.hpp"
#include "http/query.hpp"
#include "rpc/commands.hpp"
#include "rpc/failures.hpp"
#include "json/write.hpp"
#include <charconv>

namespace tremolo::api::stream {

namespace {

constexpr std::string_view websocket_path = "/api/v1/message/ws";
constexpr std::string_view token_path = "/api/v1/message/ws_token";
constexpr std::string_view events_path = "/api/v1/message/sse";
constexpr std::size_t waiting_tables = 1024;

class subset_filter final : public http::message_filter {
  public:
    explicit subset_filter(rpc::frame_subset wanted) : wanted_{std::move(wanted)} {}
    [[nodiscard]] std::string apply(const http::hub_message& message) const override {
        return rpc::subset_of_message(message.text(), wanted_);
    }

  private:
    const rpc::frame_subset wanted_;
};

http::hub_options hub_options_of(http::hub_options given, timestamp now) {
    for (const auto type : rpc::message_types()) given.topics.emplace_back(type);
    // Higher than any number of the program's former life: who was away then sees that something is missing.
    if (given.first_number == 1) given.first_number = static_cast<std::uint64_t>(now.time_since_epoch().count()) + 1;
    return given;
}

http::response forbidden() {
    http::response out{403, "text/plain; charset=utf-8", std::string{}};
    out.close_connection();
    return out;
}

// What the client has; absent: it does not ask. An empty text: all up to now.
std::optional<std::uint64_t> since_of(std::string_view text, const http::hub& hub) {
    if (text.empty()) return hub.newest();
    std::uint64_t out = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), out);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
        json::violation bad{"int_parsing",
                            {std::string{"query"}, std::string{"since"}},
                            "Input should be a valid integer, unable to parse string as an integer",
                            boost::json::string{text}};
        throw validation_error{{std::move(bad)}};
    }
    return out;
}

std::uint64_t types_of(std::string_view names) {
    const auto types = read_types(names);
    if (types) return *types;
    std::string known;
    for (const auto each : rpc::message_types()) {
        if (!known.empty()) known += ", ";
        known += each;
    }
    json::violation bad{"enum",
                        {std::string{"query"}, std::string{"types"}},
                        "Input should be a list of message types, separated by commas",
                        boost::json::string{names},
                        boost::json::object{{"expected", known}}};
    throw validation_error{{std::move(bad)}};
}

} // namespace

door::door(door_options options, const clock& clock, const authenticator& auth, bot::port* bot)
    : options_{std::move(options)}, auth_{auth}, cors_{options_.cors_origins},
      hub_{hub_options_of(options_.hub, clock.now())}, workers_{1, {}, waiting_tables, options_.log},
      around_{auth_, bot, hub_, workers_, options_.token_deadline, [this](const rpc::frame_subset& subset) {
                  return filter_for(subset);
              }} {}

std::string door::path_of(const http::request& request) const {
    auto path = http::percent_decoded(request.path());
    const auto& base = options_.base_path;
    if (base.empty()) return path;
    return path.starts_with(base + '/') ? path.substr(base.size()) : std::string{};
}

bool door::take(const http::request& request, http::responder& responder) {
    const bool websocket = http::wants_websocket(request);
    if (!websocket && (request.method() != "GET" || path_of(request) != events_path)) return false;
    try {
        if (websocket)
            open_websocket(request, responder);
        else
            open_events(request, responder);
    } catch (...) {
        auto answer = response_for(std::current_exception(), path_of(request));
        if (!answer) throw;
        cors_.mark(request, *answer);
        responder.answer(std::move(*answer));
    }
    return true;
}

// In freqtrade's order: the handshake, the path, the token, the bot.
void door::open_websocket(const http::request& request, http::responder& responder) {
    auto shake = http::websocket_handshake(request);
    if (shake.refused) return responder.answer(std::move(*shake.refused));
    const auto path = path_of(request);
    const bool needs_token = path == token_path;
    if (!needs_token && path != websocket_path) return responder.answer(forbidden());
    const http::query asked{request.query()};
    const auto& address = request.peer().address;
    if (!needs_token && !auth_.opens_websocket(asked.value("token").value_or(""), address))
        return responder.answer(forbidden());
    if (!around_.bot && !options_.without_bot) throw rpc::no_bot();
    session_options wanted{needs_token, false, {}};
    if (const auto since = asked.value("since")) {
        wanted.numbered = true;
        wanted.since = since_of(*since, hub_);
    }
    shake.accepted->limits = options_.limits;
    shake.accepted->handler = std::make_unique<websocket_session>(around_, wanted);
    responder.become(std::move(*shake.accepted));
}

void door::open_events(const http::request& request, http::responder& responder) {
    const http::query asked{request.query()};
    if (!auth_.opens_websocket(asked.value("token").value_or(""), request.peer().address))
        static_cast<void>(auth_.user_of(request));
    if (!around_.bot && !options_.without_bot) throw rpc::no_bot();
    event_options wanted;
    wanted.types = types_of(asked.value("types").value_or(""));
    wanted.analysed = {read_list(asked.value("pairs").value_or("")), read_list(asked.value("columns").value_or(""))};
    if (const auto last = request.header("last-event-id"); last && !last->empty())
        wanted.since = since_of(*last, hub_);
    else if (const auto since = asked.value("since"))
        wanted.since = since_of(*since, hub_);
    http::response marks{200};
    cors_.mark(request, marks);
    auto becoming = http::event_stream(marks.header_lines());
    becoming.limits = options_.limits;
    becoming.handler = std::make_unique<event_session>(around_, std::move(wanted));
    responder.become(std::move(becoming));
}

std::shared_ptr<const http::message_filter> door::filter_for(const rpc::frame_subset& subset) {
    if (subset.pairs.empty() && subset.columns.empty()) return nullptr;
    std::string key;
    json::write(key, subset.pairs);
    json::write(key, subset.columns);
    const std::scoped_lock lock{mutex_};
    std::erase_if(filters_, [](const auto& each) { return each.second.expired(); });
    auto& kept = filters_[key];
    auto filter = kept.lock();
    if (!filter) kept = filter = std::make_shared<const subset_filter>(subset);
    return filter;
}

} // namespace tremolo::api::stream
