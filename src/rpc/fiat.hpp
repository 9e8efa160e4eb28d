// Amounts of stake currency in the currency that the trader counts in (fiat_display_currency).
#pragma once
#include "bot/snapshot.hpp"

namespace tremolo::rpc {

// 0 where no such currency is set or its price is not known.
[[nodiscard]] inline double in_fiat(const bot::snapshot& bot, double amount) {
    return bot.fiat_rate ? amount * *bot.fiat_rate : 0;
}

} // namespace tremolo::rpc
