// `tremolo list-strategies`: the strategies that can be run, and what is wrong with those that cannot.
#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/start.hpp"
#include "cli/table.hpp"
#include "strategy/loader.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace tremolo::cli {

namespace {
using listed = strategy::listed_strategy;

table_cell condition_of(const listed& one) {
    switch (one.is) {
    case listed::condition::broken: return {"LOAD FAILED", "1;31"};
    case listed::condition::duplicate: return {"DUPLICATE NAME", "1;33"};
    case listed::condition::ok:
    case listed::condition::unchecked: return {"OK", "1;32"};
    }
    return {};
}

// Parameters by the space they belong to.
std::map<std::string, int> parameter_counts(const strategy::loader& loader, const listed& one, const logger& log) {
    std::map<std::string, int> counts;
    if (one.is != listed::condition::ok) return counts;
    try {
        const auto loaded = loader.load(one.name);
        for (const auto* parameter : loaded.instance->parameters()) ++counts[parameter->space()];
    } catch (const error& problem) {
        log.warning("The parameters of strategy {} cannot be told: {}", one.name, problem.what());
    }
    return counts;
}

std::vector<table_cell> row_of(const strategy::loader& loader, const listed& one, const logger& log) {
    auto counts = parameter_counts(loader, one, log);
    const bool has_any = !counts.empty();
    const auto take = [&counts](const char* space) {
        const auto number = counts[space];
        counts.erase(space);
        return table_cell{std::to_string(number)};
    };
    std::vector<table_cell> cells{{one.name.empty() ? "--" : one.name}, {one.location}, condition_of(one)};
    cells.push_back({has_any ? "Yes" : "No"});
    for (const auto* space : {"buy", "sell", "protection"}) cells.push_back(take(space));
    std::string others;
    for (const auto& [space, number] : counts)
        others += fmt::format("{}{}: {}", others.empty() ? "" : ", ", space, number);
    cells.push_back({others});
    return cells;
}
} // namespace

int run_list_strategies(const list_strategies_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    auto how = load_options_of(options, variables, true);
    how.mode = config::run_mode::other;
    how.use_dry_run = true;
    if (!options.strategy_path.empty())
        how.command_line["strategy_path"] = std::filesystem::absolute(options.strategy_path).string();
    if (options.recursive_strategy_search) how.command_line["recursive_strategy_search"] = true;
    const auto [settings, sink] = start(how, options, clock);
    const logger log{sink, "tremolo.strategy"};

    strategy::loader_settings where{.folders = {}, .recursive = settings.recursive_strategy_search};
    if (!settings.strategy_path.empty()) where.folders.push_back(settings.strategy_path);
    where.folders.push_back(settings.user_data_dir / "strategies");
    where.note = [log](const std::string& text) { log.info("{}", text); };
    const strategy::loader loader{where};
    auto found = loader.list(!options.one_column);
    if (found.empty()) {
        log.warning("No strategies found.");
        return 0;
    }
    std::ranges::stable_sort(found, {}, &listed::name);
    if (options.one_column) {
        for (const auto& one : found)
            if (!one.name.empty()) talk.out << one.name << "\n";
        return 0;
    }
    std::vector<std::vector<table_cell>> rows;
    for (const auto& one : found) {
        if (!one.problem.empty()) log.warning("{}: {}", one.location, one.problem);
        rows.push_back(row_of(loader, one, log));
    }
    talk.out << draw_table({"Strategy name", "Location", "Status", "Hyperoptable", "Buy-params", "Sell-params",
                            "Protection-params", "Custom-params"},
                           rows, look_on(talk, options.no_color));
    return 0;
}

} // namespace tremolo::cli
