// What users do to the bot of a scenario.
#include "tests/bot/scenario_bot.hpp"
#include "tests/bot/scenario_exchange.hpp"
#include "tests/bot/scenario_strategy.hpp"

namespace scenario {

namespace {
std::optional<std::string> text_of(const bj::object& args, const char* key) {
    const auto* v = args.if_contains(key);
    return v == nullptr || v->is_null() ? std::nullopt : std::optional{std::string{v->as_string()}};
}
} // namespace

void runner::change_locks(bool add, const bj::object& args) {
    if (add) {
        const auto until = clock_.now() + std::chrono::seconds{args.at("seconds").as_int64()};
        (void)bot_->execute(
            bot::add_locks{{{*text_of(args, "pair"), *text_of(args, "side"), until, text_of(args, "reason")}}});
        return;
    }
    bot::delete_locks wish;
    if (const auto* id = args.if_contains("id")) wish.id = id->as_int64();
    wish.pair = text_of(args, "pair");
    (void)bot_->execute(wish);
}

bj::object runner::act(const bj::object& what) {
    const auto& name = what.at("do").as_string();
    const auto* given = what.if_contains("args");
    const bj::object args = given == nullptr ? bj::object{} : given->as_object();
    const auto text = [&](const char* key) { return text_of(args, key); };
    const auto number = [&](const char* key) {
        const auto* v = args.if_contains(key);
        return v == nullptr ? std::nullopt : number_or_none(*v);
    };
    if (name == "stop") {
        control_.set_state(bot::bot_state::stopped);
        return {{"value", {{"status", "stopping trader ..."}}}};
    }
    if (name == "restart") {
        bot_->clean_up(false);
        const auto before = strategy_;
        begin();
        strategy_->answers = before->answers;
        strategy_->signals = before->signals;
        strategy_->asked = before->asked;
        bot_->start_up();
        return {{"value", nullptr}};
    }
    if (name == "stop_cleanup") {
        bot_->process_stopped();
        return {{"value", nullptr}};
    }
    try {
        if (name == "force_entry") {
            const auto answer = bot_->execute(bot::force_enter{.pair = *text("pair"),
                                                               .is_short = text("side") == "short",
                                                               .price = number("price"),
                                                               .order_type = text("order_type"),
                                                               .stake_amount = number("stake_amount"),
                                                               .enter_tag = text("enter_tag"),
                                                               .leverage = number("leverage")});
            return {{"value", answer.trade.has_value()}};
        }
        if (name == "force_exit") {
            const auto answer =
                bot_->execute(bot::force_exit{*text("trade_id"), text("ordertype"), number("amount"), number("price")});
            return {{"value", {{"result", answer.text}}}};
        }
        if (name == "lock" || name == "unlock") {
            change_locks(name == "lock", args);
            return {{"value", nullptr}};
        }
        const std::int64_t id = args.at("trade_id").as_int64();
        if (name == "reload") {
            (void)bot_->execute(bot::reload_trade{id});
            return {{"value", nullptr}};
        }
        if (name == "cancel") {
            (void)bot_->execute(bot::cancel_open_order{id});
            return {{"value", nullptr}};
        }
        const auto answer = bot_->execute(bot::delete_trade{id});
        return {{"value",
                 {{"result", "success"},
                  {"trade_id", id},
                  {"result_msg", answer.text},
                  {"cancel_order_count", answer.cancelled_orders}}}};
    } catch (const refusal&) { return {{"error", "RPCException"}}; }
}

} // namespace scenario
