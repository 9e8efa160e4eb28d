// Starting, pausing, stopping and reloading the bot.
#include "api/endpoints.hpp"

namespace tremolo::api::endpoints {

namespace {

using rpc::schema::status_msg;

status_msg start(const call& c) { return rpc::start(c.port()); }
status_msg stop(const call& c) { return rpc::stop(c.port()); }
status_msg pause(const call& c) { return rpc::pause(c.port()); }
status_msg reload_config(const call& c) { return rpc::reload_config(c.port()); }

constexpr endpoint row(std::string_view path, std::string_view name, operation run) {
    return {"POST", path, name, "Trading,Bot-control", run, access::user, mode::trade};
}

const endpoint rows[] = {
    row("/start", "start", on<start>),   row("/stop", "stop", on<stop>),
    row("/stopbuy", "pause", on<pause>), row("/stopentry", "pause", on<pause>),
    row("/pause", "pause", on<pause>),   row("/reload_config", "reload_config", on<reload_config>),
};

} // namespace

std::span<const endpoint> control() { return rows; }

} // namespace tremolo::api::endpoints
