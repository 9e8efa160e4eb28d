// Bodies of the requests that trade.
#pragma once
#include "rpc/schema/info.hpp"
#include "json/read.hpp"

namespace tremolo::api::schema {

using rpc::schema::order_type_values;

enum class signal_direction { long_, short_ };
BOOST_DESCRIBE_ENUM(signal_direction, long_, short_)

struct force_enter_payload {
    std::string pair;
    signal_direction side = signal_direction::long_;
    std::optional<double> price;
    std::optional<order_type_values> ordertype;
    std::optional<double> stakeamount;
    std::optional<std::string> entry_tag;
    std::optional<double> leverage;
};
BOOST_DESCRIBE_STRUCT(force_enter_payload, (), (pair, side, price, ordertype, stakeamount, entry_tag, leverage))
constexpr auto json_rules(const force_enter_payload*) {
    return std::array{json::rule{.member = "side", .optional = true}};
}

struct force_exit_payload {
    std::variant<std::string, std::int64_t> tradeid;
    std::optional<order_type_values> ordertype;
    std::optional<double> amount;
    std::optional<double> price;
};
BOOST_DESCRIBE_STRUCT(force_exit_payload, (), (tradeid, ordertype, amount, price))

struct blacklist_payload {
    std::vector<std::string> blacklist;
};
BOOST_DESCRIBE_STRUCT(blacklist_payload, (), (blacklist))

struct locks_payload {
    std::string pair;
    std::string side = "*";
    json::aware_time until;
    std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(locks_payload, (), (pair, side, until, reason))
constexpr auto json_rules(const locks_payload*) { return std::array{json::rule{.member = "side", .optional = true}}; }

struct delete_lock_request {
    std::optional<std::string> pair;
    std::optional<std::int64_t> lockid;
};
BOOST_DESCRIBE_STRUCT(delete_lock_request, (), (pair, lockid))

} // namespace tremolo::api::schema
