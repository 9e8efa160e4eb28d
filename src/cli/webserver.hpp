// `tremolo webserver`: the API without a bot - charts, backtests, downloads, analyses - and the process that works for
// one of its jobs.
#pragma once
#include "base/log.hpp"
#include "cli/options.hpp"
#include "config/configuration.hpp"
#include "config/environment.hpp"
#include "exchange/exchange.hpp"

namespace tremolo::cli {

// Runs until a signal says stop; 0 then. Throws configuration_error and operational_error.
[[nodiscard]] int run_webserver(const webserver_options& options, const config::environment& variables);

// The word behind the program's name that makes it a job's process; no command for users.
inline constexpr std::string_view job_word = "run-job";
// Takes its order from standard input (jobs/order.hpp). The exit code says nothing that was not reported.
[[nodiscard]] int run_job();

// The same for the process in which strategies draw charts (jobs/sandbox_process.hpp).
inline constexpr std::string_view charts_word = "run-charts";
[[nodiscard]] int run_charts();

// The exchange that a configuration names, with temporary failures tried again. `time` outlives it. Throws
// configuration_error where this build has none.
[[nodiscard]] std::shared_ptr<exchange::exchange> open_exchange(const config::configuration& settings,
                                                                const clock& time, const logger& log);

} // namespace tremolo::cli
