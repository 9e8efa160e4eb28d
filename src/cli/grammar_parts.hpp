// What the parts of the command line's grammar are built with. Private to src/cli.
#pragma once
#include "cli/options_common.hpp"
#include <CLI/CLI.hpp>

namespace tremolo::cli::grammar_parts {

inline CLI::App& command_named(CLI::App& app, const std::string& name, const std::string& help) {
    auto& added = *app.add_subcommand(name, help);
    added.set_help_flag("-h,--help", "Show this help and exit");
    return added;
}

template <class T>
CLI::Option* option(CLI::App& to, const std::string& names, T& into, const std::string& help,
                    const std::string& value_name) {
    auto* added = to.add_option(names, into, help)->type_name(value_name);
    // Given twice, the last one counts.
    if (added->get_items_expected_max() == 1) added->take_last();
    return added;
}

inline void add_config(CLI::App& to, common_options& options) {
    option(to, "-c,--config", options.config,
           "Configuration file (default: USERDIR/config.json or config.json, whichever exists). May be given "
           "several times, later files win; - reads standard input",
           "PATH")
        ->allow_extra_args(false)
        ->group("Common arguments");
    option(to, "--userdir,--user-data-dir", options.user_data_dir, "Folder of strategies, data and results", "PATH")
        ->group("Common arguments");
}

// `version`: set when -V is given.
inline void add_common(CLI::App& to, common_options& options, bool& version) {
    add_config(to, options);
    option(to, "-d,--datadir,--data-dir", options.datadir, "Folder of candle files (default: USERDIR/data/EXCHANGE)",
           "PATH")
        ->group("Common arguments");
    to.add_flag("-v,--verbose", options.verbosity, "Log more; -vv for all of it")->group("Common arguments");
    option(to, "--logfile,--log-file", options.logfile, "Log into this file too", "FILE")->group("Common arguments");
    to.add_flag("--no-color", options.no_color, "No colors in the output")->group("Common arguments");
    to.add_flag("-V,--version", version, "Show the version and exit")->group("Common arguments");
}

} // namespace tremolo::cli::grammar_parts
