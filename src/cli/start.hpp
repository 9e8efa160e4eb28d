// What every command that reads a configuration does first: its options laid over files and environment, and a log that
// also has what was said while loading.
#pragma once
#include "base/log.hpp"
#include "cli/options.hpp"
#include "config/environment.hpp"
#include "config/load.hpp"

namespace tremolo::cli {

// The options as the configuration takes them. Without --config it is the default file; with `file_is_optional` only if
// it exists.
[[nodiscard]] config::load_options load_options_of(const common_options& options, const config::environment& variables,
                                                   bool file_is_optional = false);
[[nodiscard]] config::load_options load_options_of(const trade_options& options, const config::environment& variables);

struct started {
    config::configuration settings; // not yet completed with a strategy
    std::shared_ptr<log_sink> log;
};

// Loads the configuration, then opens the log that it asks for (stderr, and --logfile or the key `logfile`) and writes
// there what loading had to say. `clock` must outlive the log. Throws configuration_error; its warnings went to stderr.
[[nodiscard]] started start(const config::load_options& how, const common_options& options, const clock& clock);

} // namespace tremolo::cli
