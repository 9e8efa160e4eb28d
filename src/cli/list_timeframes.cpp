// `tremolo list-timeframes`: what candles the exchange has.
#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/simulated_exchange.hpp"
#include "cli/start.hpp"
#include "exchange/simulated/simulated.hpp"
#include <fmt/ranges.h>

namespace tremolo::cli {

int run_list_timeframes(const list_timeframes_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    auto how = load_options_of(options, variables, true);
    how.mode = config::run_mode::other;
    how.use_dry_run = true;
    if (!options.exchange.empty()) how.command_line["exchange"] = {{"name", options.exchange}};
    const auto [settings, log] = start(how, options, clock);
    if (settings.exchange.name.empty())
        throw configuration_error{"list-timeframes needs an exchange: name it with --exchange, or a configuration that "
                                  "does with --config."};

    const auto exchange =
        exchange::open_simulated(simulated_settings_of(settings), clock, logger{log, "tremolo.exchange"});
    const auto& about = exchange->about();
    if (options.one_column)
        talk.out << fmt::format("{}\n", fmt::join(about.timeframes, "\n"));
    else
        talk.out << fmt::format("Timeframes available for the exchange `{}`: {}\n", about.name,
                                fmt::join(about.timeframes, ", "));
    return 0;
}

} // namespace tremolo::cli
