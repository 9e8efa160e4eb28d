// `tremolo backtesting`: strategies tested on stored candles. The grammar of its command line, and the command.
#pragma once
#include "cli/backtesting_options.hpp"
#include "cli/terminal.hpp"
#include "config/environment.hpp"

namespace CLI {
class App;
}

namespace tremolo::cli {

// `version` is set when -V is given. All outlive the parsing.
void add_backtesting(CLI::App& app, backtesting_options& options, bool& version);

// Runs the tests, stores the result and prints it. Throws configuration_error and operational_error.
[[nodiscard]] int run_backtesting(const backtesting_options& options, const config::environment& variables,
                                  terminal& talk);

} // namespace tremolo::cli
