// What changes a bot: each function hands the worker a command and gives the answer, once it is committed, to a taker.
// The taker is called exactly once, from any thread, possibly before the function returns; a failure is a
// tremolo::refusal with freqtrade's text, or whatever went wrong.
#pragma once
#include "bot/port.hpp"
#include "rpc/failures.hpp"
#include "rpc/schema/info.hpp"
#include "rpc/schema/lists.hpp"
#include "rpc/schema/trades.hpp"
#include <functional>

namespace tremolo::rpc {

// Exactly one of both is set.
template <class T>
struct outcome {
    std::optional<T> value;
    std::exception_ptr failure;
};
template <class T>
using taker = std::function<void(outcome<T>)>;

// -- trades
void force_enter(bot::port& bot, bot::force_enter wish, taker<schema::force_enter_answer> take);
void force_exit(bot::port& bot, bot::force_exit wish, taker<schema::result_msg> take);
// Answers the trade; refuses "no active trade" when it was removed with its unfilled entry.
void cancel_open_order(bot::port& bot, std::int64_t trade_id, taker<schema::open_trade_schema> take);
void delete_trade(bot::port& bot, std::int64_t trade_id, taker<schema::delete_trade> take);
void reload_trade(bot::port& bot, std::int64_t trade_id, taker<schema::open_trade_schema> take);

// -- lists; each answers the list as it is afterwards
void add_locks(bot::port& bot, bot::add_locks wish, const clock& clock, taker<schema::lock_list> take);
void delete_locks(bot::port& bot, bot::delete_locks wish, const clock& clock, taker<schema::lock_list> take);
void add_blacklist(bot::port& bot, bot::add_blacklist wish, taker<schema::blacklist_response> take);
void delete_blacklist(bot::port& bot, bot::delete_blacklist wish, taker<schema::blacklist_response> take);

// -- settings, until the configuration is read again; answers them as they are then. What cannot be combined is a
// configuration_error.
void change_settings(bot::port& bot, boost::json::object changes, taker<schema::show_config> take);

// -- the bot itself; done at once, the worker follows in its next round
[[nodiscard]] schema::status_msg start(bot::port& bot);
[[nodiscard]] schema::status_msg stop(bot::port& bot);
[[nodiscard]] schema::status_msg pause(bot::port& bot);
[[nodiscard]] schema::status_msg reload_config(bot::port& bot);

} // namespace tremolo::rpc
