#include "rpc/commands.hpp"
#include "rpc/queries.hpp"
#include "rpc/trade_views.hpp"
#include <fmt/format.h>

namespace tremolo::rpc {
namespace {

// Hands the wish over; `answer` makes the payload of what the worker answered, its exceptions are the failure.
// It is moved, which clang-tidy does not see inside of a template.
// NOLINTBEGIN(performance-unnecessary-value-param)
template <class T, class Answer>
void hand_over(bot::port& bot, bot::command wish, taker<T> take, Answer answer) {
    bot.submit(std::move(wish), [take = std::move(take), answer = std::move(answer)](bot::command_result result) {
        outcome<T> out;
        try {
            if (result.failure) std::rethrow_exception(result.failure);
            out.value = answer(std::move(result.answer));
        } catch (...) { out.failure = std::current_exception(); }
        take(std::move(out));
    });
}
// NOLINTEND(performance-unnecessary-value-param)

std::shared_ptr<const bot::snapshot> present(bot::port& bot) {
    auto newest = bot.newest();
    if (!newest) throw no_bot();
    return newest;
}

schema::open_trade_schema with_profit(bot::port& bot, const bot::command_answer& answer) {
    if (!answer.trade) throw refusal{"no active trade"};
    const auto now = present(bot);
    for (const auto& open : now->open_trades)
        if (open.trade->id == answer.trade->id)
            return trade_with_profit(*open.trade, open.current_rate, now->fiat_rate);
    return trade_with_profit(*answer.trade, std::nullopt, now->fiat_rate);
}

schema::blacklist_response blacklist_with(bot::port& bot, const bot::command_answer& answer) {
    auto list = blacklist(*present(bot));
    for (const auto& [entry, fault] : answer.errors) list.errors.emplace_back(entry, schema::blacklist_fault{fault});
    return list;
}

void set_state(bot::port& bot, bot::bot_state state) {
    bot.control().set_state(state);
    bot.wake();
}

} // namespace

void force_enter(bot::port& bot, bot::force_enter wish, taker<schema::force_enter_answer> take) {
    auto pair = wish.pair;
    auto side = wish.is_short ? "short" : "long";
    hand_over<schema::force_enter_answer>(
        bot, std::move(wish), std::move(take), [pair = std::move(pair), side](bot::command_answer answer) {
            if (answer.trade) return schema::force_enter_answer{typed_trade(*answer.trade)};
            return schema::force_enter_answer{
                schema::status_msg{fmt::format("Error entering {} trade for pair {}.", side, pair)}};
        });
}

void force_exit(bot::port& bot, bot::force_exit wish, taker<schema::result_msg> take) {
    hand_over<schema::result_msg>(bot, std::move(wish), std::move(take), [](bot::command_answer answer) {
        return schema::result_msg{std::move(answer.text)};
    });
}

void cancel_open_order(bot::port& bot, std::int64_t trade_id, taker<schema::open_trade_schema> take) {
    hand_over<schema::open_trade_schema>(
        bot, bot::cancel_open_order{trade_id}, std::move(take),
        [&bot](const bot::command_answer& answer) { return with_profit(bot, answer); });
}

void delete_trade(bot::port& bot, std::int64_t trade_id, taker<schema::delete_trade> take) {
    hand_over<schema::delete_trade>(
        bot, bot::delete_trade{trade_id}, std::move(take), [trade_id](bot::command_answer answer) {
            return schema::delete_trade{answer.cancelled_orders, "success", std::move(answer.text), trade_id};
        });
}

void reload_trade(bot::port& bot, std::int64_t trade_id, taker<schema::open_trade_schema> take) {
    hand_over<schema::open_trade_schema>(
        bot, bot::reload_trade{trade_id}, std::move(take),
        [&bot](const bot::command_answer& answer) { return with_profit(bot, answer); });
}

void add_locks(bot::port& bot, bot::add_locks wish, const clock& clock, taker<schema::lock_list> take) {
    hand_over<schema::lock_list>(bot, std::move(wish), std::move(take), [&bot, &clock](const bot::command_answer&) {
        return locks(*present(bot), clock.now());
    });
}

void delete_locks(bot::port& bot, bot::delete_locks wish, const clock& clock, taker<schema::lock_list> take) {
    hand_over<schema::lock_list>(bot, std::move(wish), std::move(take), [&bot, &clock](const bot::command_answer&) {
        return locks(*present(bot), clock.now());
    });
}

void add_blacklist(bot::port& bot, bot::add_blacklist wish, taker<schema::blacklist_response> take) {
    hand_over<schema::blacklist_response>(
        bot, std::move(wish), std::move(take),
        [&bot](const bot::command_answer& answer) { return blacklist_with(bot, answer); });
}

void delete_blacklist(bot::port& bot, bot::delete_blacklist wish, taker<schema::blacklist_response> take) {
    hand_over<schema::blacklist_response>(
        bot, std::move(wish), std::move(take),
        [&bot](const bot::command_answer& answer) { return blacklist_with(bot, answer); });
}

void change_settings(bot::port& bot, boost::json::object changes, taker<schema::show_config> take) {
    hand_over<schema::show_config>(
        bot, bot::change_settings{std::move(changes)}, std::move(take),
        [&bot](const bot::command_answer&) { return show_config(*present(bot), bot.control().state()); });
}

schema::status_msg start(bot::port& bot) {
    if (bot.control().state() == bot::bot_state::running) return {"already running"};
    set_state(bot, bot::bot_state::running);
    return {"starting trader ..."};
}

schema::status_msg stop(bot::port& bot) {
    const auto state = bot.control().state();
    if (state != bot::bot_state::running && state != bot::bot_state::paused) return {"already stopped"};
    set_state(bot, bot::bot_state::stopped);
    return {"stopping trader ..."};
}

schema::status_msg pause(bot::port& bot) {
    const bool stopped = bot.control().state() == bot::bot_state::stopped;
    set_state(bot, bot::bot_state::paused);
    if (stopped)
        return {"starting bot with trader in paused state, no entries will occur. Run /start to enable entries."};
    return {"paused, no more entries will occur from now. Run /start to enable entries."};
}

schema::status_msg reload_config(bot::port& bot) {
    set_state(bot, bot::bot_state::reload_config);
    return {"Reloading config ..."};
}

} // namespace tremolo::rpc
