// What changes the bot from outside: commands on the worker's queue, answered on the worker's thread once they are
// committed. A refusal is a tremolo::refusal with freqtrade's text (FACTS.md section 6, ENGINE.md section 19).
#pragma once
#include "base/clock.hpp"
#include "trading/trade.hpp"
#include <boost/json/object.hpp>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace tremolo::bot {

struct force_enter {
    std::string pair;
    bool is_short = false;
    std::optional<double> price;
    std::optional<std::string> order_type; // limit, market
    std::optional<double> stake_amount;
    std::optional<std::string> enter_tag;
    std::optional<double> leverage;
};
struct force_exit {
    std::string trade_id; // or "all"
    std::optional<std::string> order_type;
    std::optional<double> amount;
    std::optional<double> price;
};
struct cancel_open_order {
    std::int64_t trade_id = 0;
};
struct delete_trade {
    std::int64_t trade_id = 0;
};
struct reload_trade {
    std::int64_t trade_id = 0;
};
struct add_locks {
    struct wish {
        std::string pair;
        std::string side = "*";
        timestamp until{};
        std::optional<std::string> reason;
    };
    std::vector<wish> locks;
};
struct delete_locks {
    std::optional<std::int64_t> id; // wins over the pair
    std::optional<std::string> pair;
};
struct add_blacklist {
    std::vector<std::string> entries;
};
struct delete_blacklist {
    std::vector<std::string> entries;
};
// Settings that hold from now until the configuration is read again. A combination that is not possible is a
// configuration_error, and changes nothing.
struct change_settings {
    boost::json::object changes; // keys and values of the configuration's top level
};
using command = std::variant<force_enter, force_exit, cancel_open_order, delete_trade, reload_trade, add_locks,
                             delete_locks, add_blacklist, delete_blacklist, change_settings>;

// What a command answers; which member is set depends on the command.
struct command_answer {
    std::optional<trading::trade>
        trade;        // force_enter (none: "Failed to enter position for P." was refused before), cancel, reload
    std::string text; // force_exit: the result text; delete_trade: result_msg
    int cancelled_orders = 0;                                // delete_trade
    std::vector<std::pair<std::string, std::string>> errors; // blacklist: entry and error text, each entry once
};
// Exactly one of both is set.
struct command_result {
    command_answer answer;
    std::exception_ptr failure;
};
// Called once, on the worker's thread, after the commit and after the new snapshot was published.
using command_done = std::function<void(command_result)>;

} // namespace tremolo::bot
