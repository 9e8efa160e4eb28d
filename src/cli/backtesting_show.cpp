// `tremolo backtesting-show`: the tables of a result that lies in a file.
#include "backtest/results/archive.hpp"
#include "cli/backtest_tables.hpp"
#include "cli/data_commands.hpp"

namespace tremolo::cli {

int run_backtesting_show(const backtesting_show_options& options, const config::environment& variables,
                         terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    const backtest::archive file{result_path(options, settings)};
    logger{log, "tremolo.backtest"}.info("Loading backtest result from {}", file.path().string());
    const auto result = file.result();
    talk.out << backtest_tables(result, breakdowns_named(options.breakdown), look_on(talk, options.no_color));
    if (options.show_pair_list) talk.out << sorted_pair_lists(result);
    return 0;
}

} // namespace tremolo::cli
