// The small subcommands, one function each; all return the exit code and throw configuration_error or
// operational_error. `trade` is in trade.hpp.
#pragma once
#include "cli/options.hpp"
#include "cli/terminal.hpp"
#include "config/environment.hpp"

namespace tremolo::cli {

[[nodiscard]] int run_version(terminal& talk);
[[nodiscard]] int run_completion(const completion_options& options, terminal& talk);
[[nodiscard]] int run_show_config(const show_config_options& options, const config::environment& variables,
                                  terminal& talk);
[[nodiscard]] int run_list_timeframes(const list_timeframes_options& options, const config::environment& variables,
                                      terminal& talk);
[[nodiscard]] int run_list_strategies(const list_strategies_options& options, const config::environment& variables,
                                      terminal& talk);
[[nodiscard]] int run_install_ui(const install_ui_options& options, const config::environment& variables,
                                 terminal& talk);
[[nodiscard]] int run_create_userdir(const create_userdir_options& options, terminal& talk);
[[nodiscard]] int run_new_config(const new_config_options& options, terminal& talk);

} // namespace tremolo::cli
