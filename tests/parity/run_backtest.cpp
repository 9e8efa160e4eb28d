// Runs the strategies beside it as `tremolo backtesting` would, and writes the result as JSON:
//
//     parity_backtest MARKETS DATADIR OPTIONS OUT CONFIG STRATEGY...
//
// OPTIONS is the JSON of what a command line sets: {"timerange": "20180111-20180125"}.
#include "backtest/past_exchange.hpp"
#include "backtest/session.hpp"
#include "backtest/statistics/statistics.hpp"
#include "config/load.hpp"
#include "strategy/export.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <fstream>
#include <iostream>

// clang-format off
#define STRATEGIES(DO)                                                                                                 \
    DO(BtPlain) DO(BtNone) DO(BtTrailing) DO(BtCustomStop) DO(BtAdjust) DO(BtShort) DO(BtDetail) DO(BtProtect)         \
    DO(BtTrace) DO(DrawnBare) DO(DrawnPrices) DO(DrawnStops) DO(DrawnStakes) DO(DrawnMixed) DO(DrawnAll)
// clang-format on
#define DECLARE(Name) extern const ::tremolo::strategy::plugin tremolo_strategy_##Name;
extern "C" {
STRATEGIES(DECLARE)
}

namespace {

using namespace tremolo;

const strategy::plugin& plugin_named(const std::string& name) {
#define ADDRESS(Name) &tremolo_strategy_##Name,
    for (const auto* one : {STRATEGIES(ADDRESS)})
        if (name == one->name) return *one;
    throw configuration_error{"There is no strategy " + name + "."};
}

backtest::candidate candidate_named(const std::string& name) {
    const auto& found = plugin_named(name);
    backtest::candidate made{.name = name, .implemented = found.implemented};
    const bool alone = name == "BtTrace"; // its file is opened once
    for (int i = 0; i < (alone ? 1 : 2); ++i) made.instances.push_back(found.create());
    return made;
}

int run(const std::vector<std::string>& words) {
    const system_clock time;
    config::load_options how{.files = {words[4]}, .mode = config::run_mode::backtest};
    how.command_line = json::parse(words[2]).value.as_object();
    how.datadir = words[1];
    const auto configured = std::make_shared<const config::configuration>(config::load(how));
    backtest::check_starting_balance(*configured);
    const auto venue = backtest::exchange_of_file(configured->exchange.name,
                                                  configured->trading_mode == config::trading_mode::futures, words[0]);
    backtest::session_request request{.configured = configured, .threads = 2};
    for (std::size_t i = 5; i < words.size(); ++i) request.candidates.push_back(candidate_named(words[i]));
    backtest::session session{std::move(request), {.venue = *venue, .time = time}};
    std::vector<backtest::finished_run> runs;
    for (const auto& one : session.candidates()) runs.push_back(session.run(one));
    std::ofstream{words[3]} << json::text(backtest::make_result(runs));
    return 0;
}

} // namespace

int main(int count, char** words) {
    if (count < 7) {
        std::cerr << "parity_backtest MARKETS DATADIR OPTIONS OUT CONFIG STRATEGY...\n";
        return 2;
    }
    try {
        return run({words + 1, words + count});
    } catch (const std::exception& e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
}
