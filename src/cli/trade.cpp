#include "cli/trade.hpp"
#include "cli/start.hpp"
#include "config/folders.hpp"

namespace tremolo::cli {

int run_trade(const trade_options& options) {
    const system_clock machine;
    std::optional<pinned_clock> pinned;
    if (options.clock) pinned.emplace(*options.clock);
    const clock& clock = pinned ? static_cast<const tremolo::clock&>(*pinned) : machine;

    const auto [settings, log] = start(load_options_of(options, config::process_environment()), options, clock);
    config::prepare_folders(settings, logger{log, "tremolo"});
    return 0;
}

} // namespace tremolo::cli
