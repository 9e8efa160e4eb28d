// Whether the bot lives and does its work, with the reason where it does not: for supervisors and load balancers.
#pragma once
#include "bot/port.hpp"
#include "json/write.hpp"

namespace tremolo::rpc {

namespace schema {

struct wellbeing_check {
    bool ok = true;
    std::optional<double> age_s; // of what is checked
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(wellbeing_check, (), (ok, age_s, reason))

struct wellbeing {
    std::string status; // "ok" or "failing"
    std::string state;  // of the bot; "" without one
    std::optional<std::string> reason;
    json::ordered_map<wellbeing_check> checks;
};
BOOST_DESCRIBE_STRUCT(wellbeing, (), (status, state, reason, checks))

} // namespace schema

// The clock that the bot lives by, and its seconds in a second of the machine.
struct bot_time {
    const clock& time;
    double speed = 1;
};

// Whether the bot's thread turns its rounds: if not, only another start helps. `bot` may be null (webserver mode).
[[nodiscard]] schema::wellbeing liveness(bot::port* bot, const bot_time& when);
// Whether rounds are on time, the exchange answers, the database can be read (`database_trouble` says why not) and
// candles are fresh.
[[nodiscard]] schema::wellbeing readiness(bot::port* bot, const bot_time& when,
                                          const std::optional<std::string>& database_trouble);

} // namespace tremolo::rpc
