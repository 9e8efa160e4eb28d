// The program behind main(): parses, runs the subcommand, and turns what goes wrong into one clear paragraph on stderr
// and an exit code.
#pragma once
#include "cli/terminal.hpp"
#include "config/environment.hpp"
#include <string>
#include <vector>

namespace tremolo::cli {

enum exit_code : int {
    exit_good = 0,
    exit_failed = 1,   // something is broken, or something unexpected happened
    exit_unusable = 2, // the command line or the configuration
};

[[nodiscard]] int run(const std::vector<std::string>& arguments, const config::environment& variables, terminal& talk);

} // namespace tremolo::cli
