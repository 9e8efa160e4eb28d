// The options that all subcommands with a configuration have.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::cli {

// Of every subcommand that reads a configuration.
struct common_options {
    std::vector<std::string> config;     // --config, in order; empty: the default file
    std::filesystem::path user_data_dir; // --userdir; empty: as the configuration says
    std::filesystem::path datadir;       // --datadir
    std::string logfile;                 // --logfile
    int verbosity = 0;                   // number of -v
    bool no_color = false;
};

} // namespace tremolo::cli
