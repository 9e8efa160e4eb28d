#include "strategy/strategy.hpp"
#include "base/error.hpp"

namespace tremolo::strategy {

strategy::strategy(attributes declared) : declared_{std::move(declared)} {}
strategy::~strategy() = default;

std::optional<double> strategy::custom_stoploss(const stoploss_call& /*call*/) { return effective_.stoploss; }

void strategy::attach(services& bot, const tremolo::strategy::settings& effective) {
    bot_ = &bot;
    effective_ = effective;
}

services& strategy::bot() const {
    if (bot_ == nullptr) throw error{"The bot is not there yet: a strategy may use it from bot_start on."};
    return *bot_;
}

} // namespace tremolo::strategy
