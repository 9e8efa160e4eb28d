#include "client_program/watch.hpp"
#include "client/message_stream.hpp"
#include "client_program/output.hpp"
#include "json/write.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>
#include <ostream>

namespace tremolo::client_program {

namespace {

namespace bj = boost::json;

// The members of the messages that are shown, in this order, and how they are called.
constexpr std::pair<const char*, const char*> shown_members[] = {{"status", ""},
                                                                 {"pair", ""},
                                                                 {"trade_id", "trade"},
                                                                 {"direction", ""},
                                                                 {"order_rate", "rate"},
                                                                 {"open_rate", "open"},
                                                                 {"close_rate", "close"},
                                                                 {"amount", "amount"},
                                                                 {"stake_amount", "stake"},
                                                                 {"stake_currency", ""},
                                                                 {"profit_ratio", "profit"},
                                                                 {"profit_amount", "profit"},
                                                                 {"enter_tag", "tag"},
                                                                 {"exit_reason", "because"},
                                                                 {"reason", "because"},
                                                                 {"lock_end_time", "until"},
                                                                 {"msg", ""}};

std::string text_of(const bj::value& value) {
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    std::string text;
    json::write_value(text, value);
    return text;
}

} // namespace

std::string watched(const bj::value& message) {
    const auto& whole = message.as_object();
    std::string line = fmt::format("{:<18}", text_of(whole.at("type")));
    const auto add = [&](const bj::object& from) {
        for (const auto& [member, name] : shown_members) {
            const auto* value = from.if_contains(member);
            if (value == nullptr || value->is_null()) continue;
            line += *name != '\0' ? fmt::format(" {} {}", name, text_of(*value)) : ' ' + text_of(*value);
        }
    };
    add(whole);
    if (const auto* data = whole.if_contains("data")) {
        if (data->is_object())
            add(data->get_object());
        else
            line += ' ' + text_of(*data);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

int watch(const client::address& server, std::vector<std::string> types, bool as_json, std::ostream& out,
          std::ostream& errors) {
    if (types.empty())
        types = {"status",       "warning",     "exception",          "startup",
                 "entry",        "entry_fill",  "entry_cancel",       "exit",
                 "exit_fill",    "exit_cancel", "protection_trigger", "protection_trigger_global",
                 "strategy_msg", "whitelist",   "liquidation_warning"};
    client::message_stream news{server, std::move(types)};
    for (;;) {
        const auto said = news.next(std::chrono::hours{24});
        if (news.has_gap()) errors << "tremolo-client: messages are missing here: the bot no longer has them\n";
        if (said) out << (as_json ? python_spaced(said->text) : watched(said->body)) << std::endl;
    }
}

} // namespace tremolo::client_program
