// `tremolo trade`: the composition root of a running bot.
#pragma once
#include "cli/options.hpp"

namespace tremolo::cli {

// Runs the bot until it is told to stop; the exit code. Throws configuration_error and operational_error.
[[nodiscard]] int run_trade(const trade_options& options);

} // namespace tremolo::cli
