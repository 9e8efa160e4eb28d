// Whitelist, blacklist and locks of pairs.
#pragma once
#include "json/write.hpp"
#include <boost/json/object.hpp>

namespace tremolo::rpc::schema {

// Why an entry could not be added to or deleted from the blacklist.
struct blacklist_fault {
    std::string error_msg;
};
BOOST_DESCRIBE_STRUCT(blacklist_fault, (), (error_msg))
// Clients know the errors as an object of anything: no schema of its own.
inline boost::json::object json_schema(const blacklist_fault*) { return {}; }

struct blacklist_response {
    std::vector<std::string> blacklist;
    std::vector<std::string> blacklist_expanded;
    json::ordered_map<blacklist_fault> errors;
    std::int64_t length = 0;
    std::vector<std::string> method;
};
BOOST_DESCRIBE_STRUCT(blacklist_response, (), (blacklist, blacklist_expanded, errors, length, method))

struct whitelist_response {
    std::vector<std::string> whitelist;
    std::int64_t length = 0;
    std::vector<std::string> method;
};
BOOST_DESCRIBE_STRUCT(whitelist_response, (), (whitelist, length, method))

struct lock_model {
    std::int64_t id = 0;
    bool active = false;
    std::string lock_end_time;
    std::int64_t lock_end_timestamp = 0;
    std::string lock_time;
    std::int64_t lock_timestamp = 0;
    std::string pair;
    std::string side;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(lock_model, (),
                      (id, active, lock_end_time, lock_end_timestamp, lock_time, lock_timestamp, pair, side, reason))

struct lock_list {
    std::int64_t lock_count = 0;
    std::vector<lock_model> locks;
};
BOOST_DESCRIBE_STRUCT(lock_list, (), (lock_count, locks))
constexpr std::string_view json_type_name(const lock_list*) { return "Locks"; }

} // namespace tremolo::rpc::schema
