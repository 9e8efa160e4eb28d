#include "strategy/guard.hpp"
#include "base/error.hpp"
#include <cmath>
#include <exception>
#include <fmt/format.h>
#include <stdexcept>

namespace tremolo::strategy {

namespace {

// What a price callback may leave open: then the proposed price holds.
double price_or(const std::optional<double>& answer, double proposed) {
    return answer && *answer != 0 && !std::isnan(*answer) ? *answer : proposed;
}

} // namespace

strategy_failure current_failure(const char* callback) {
    try {
        throw;
    } catch (const std::logic_error& e) { return {callback, e.what(), true}; } catch (const std::exception& e) {
        return {callback, e.what(), false};
    } catch (...) { return {callback, "something that is no std::exception was thrown", false}; }
}

void guard::report_current(const char* callback) const {
    const strategy_failure failure = current_failure(callback);
    if (report_) report_(failure);
}

void guarded_strategy::bot_start() const {
    try {
        subject_->bot_start();
    } catch (...) {
        throw operational_error{
            fmt::format("The strategy failed in bot_start: {}", current_failure("bot_start").message)};
    }
}

void guarded_strategy::bot_loop_start(timestamp current_time) const {
    guard_.run("bot_loop_start", [&] { subject_->bot_loop_start(current_time); });
}

std::vector<informative_pair> guarded_strategy::informative_pairs() const {
    return guard_.ask("informative_pairs", std::vector<informative_pair>{},
                      [&] { return subject_->informative_pairs(); });
}

std::optional<std::string> guarded_strategy::version() const {
    return guard_.ask("version", std::optional<std::string>{}, [&] { return subject_->version(); });
}

double guarded_strategy::custom_entry_price(const entry_price_call& call) const {
    return guard_.ask("custom_entry_price", call.proposed_rate,
                      [&] { return price_or(subject_->custom_entry_price(call), call.proposed_rate); });
}

std::optional<double> guarded_strategy::custom_stake_amount(const stake_call& call) const {
    return guard_.ask("custom_stake_amount", std::optional{call.proposed_stake},
                      [&] { return subject_->custom_stake_amount(call); });
}

double guarded_strategy::leverage(const leverage_call& call) const {
    return guard_.ask("leverage", 1.0, [&] { return subject_->leverage(call); });
}

bool guarded_strategy::confirm_trade_entry(const confirm_entry_call& call) const {
    return guard_.ask("confirm_trade_entry", true, [&] { return subject_->confirm_trade_entry(call); });
}

std::optional<double> guarded_strategy::custom_stoploss(const stoploss_call& call) const {
    return guard_.ask("custom_stoploss", std::optional<double>{}, [&] { return subject_->custom_stoploss(call); });
}

std::optional<double> guarded_strategy::custom_roi(const roi_call& call) const {
    return guard_.ask("custom_roi", std::optional<double>{}, [&] { return subject_->custom_roi(call); });
}

std::optional<stake_change> guarded_strategy::adjust_trade_position(const adjust_position_call& call) const {
    return guard_.ask("adjust_trade_position", std::optional<stake_change>{},
                      [&] { return subject_->adjust_trade_position(call); });
}

exit_answer guarded_strategy::custom_exit(const exit_call& call) const {
    return guard_.ask("custom_exit", exit_answer{}, [&] { return subject_->custom_exit(call); });
}

double guarded_strategy::custom_exit_price(const exit_price_call& call) const {
    return guard_.ask("custom_exit_price", call.proposed_rate,
                      [&] { return price_or(subject_->custom_exit_price(call), call.proposed_rate); });
}

bool guarded_strategy::confirm_trade_exit(const confirm_exit_call& call) const {
    return guard_.ask("confirm_trade_exit", true, [&] { return subject_->confirm_trade_exit(call); });
}

bool guarded_strategy::check_entry_timeout(const order_call& call) const {
    return guard_.ask("check_entry_timeout", false, [&] { return subject_->check_entry_timeout(call); });
}

bool guarded_strategy::check_exit_timeout(const order_call& call) const {
    return guard_.ask("check_exit_timeout", false, [&] { return subject_->check_exit_timeout(call); });
}

std::optional<double> guarded_strategy::adjust_order_price(const adjust_price_call& call) const {
    return guard_.ask("adjust_order_price", std::optional{call.current_order_rate},
                      [&] { return subject_->adjust_order_price(call); });
}

void guarded_strategy::order_filled(const order_call& call) const {
    guard_.run("order_filled", [&] { subject_->order_filled(call); });
}

std::vector<annotation> guarded_strategy::plot_annotations(const annotations_call& call) const {
    return guard_.ask("plot_annotations", std::vector<annotation>{}, [&] { return subject_->plot_annotations(call); });
}

} // namespace tremolo::strategy
