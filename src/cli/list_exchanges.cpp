// `tremolo list-exchanges`: what this program can trade on. That is its own simulated exchange, under whatever name a
// configuration gives it.
#include "cli/data_commands.hpp"
#include "cli/table.hpp"

namespace tremolo::cli {

int run_list_exchanges(const list_exchanges_options& options, const config::environment& variables, terminal& talk) {
    static_cast<void>(variables); // no configuration says what is compiled in
    if (options.one_column) {
        if (!options.dex_only) talk.out << "simulated\n";
        return 0;
    }
    std::vector<std::vector<table_cell>> rows;
    const bool has_mode =
        options.trading_mode.empty() || options.trading_mode == "spot" || options.trading_mode == "futures";
    if (!options.dex_only && has_mode)
        rows.push_back({{"Simulated (Supported)", "1;32"},
                        {"simulated"},
                        {"spot, isolated futures, cross futures"},
                        {"`exchange.connector: \"simulated\"`, reported under `exchange.name`"}});
    const auto title =
        std::string{options.all ? "All exchanges known to Tremolo (" : "Exchanges available for Tremolo ("} +
        std::to_string(rows.size()) + "):";
    auto look = look_on(talk, options.no_color, title);
    look.left_columns = table_look::all;
    talk.out << draw_table({"Exchange Name", "Class Name", "Markets", "Reason"}, rows, look);
    return 0;
}

} // namespace tremolo::cli
