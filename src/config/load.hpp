// From files, environment variables and command line to a configuration: freqtrade's rules of merging, then validation
// (validate.hpp), then the typed struct. All problems of a configuration are told at once, in one configuration_error.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"
#include <boost/json/object.hpp>

namespace tremolo::config {

struct load_options {
    std::vector<std::string> files{};                 // in the order given; later ones win; "-" is standard input
    std::map<std::string, std::string> environment{}; // all of it; FREQTRADE__A__B are taken and win over files
    boost::json::object command_line{};               // keys that win over all: {"dry_run": true}
    std::filesystem::path user_data_dir{};            // --userdir; empty: the files', else ./user_data
    std::filesystem::path datadir{};                  // --datadir; empty: the files', else USER_DATA/data/EXCHANGE
    std::optional<run_mode> mode{};                   // absent: live or dry_run, by the key dry_run
    bool use_dry_run = false;                         // of utilities that must never trade
};

// Throws configuration_error. Settings that a strategy may declare are not required yet, and absent where not set.
[[nodiscard]] configuration load(const load_options& options, const logger& log = {});

// The configuration with the attributes of its strategy (an object with freqtrade's names, nulls left out) where the
// configuration says nothing, and freqtrade's defaults where neither does; validated again, all required keys now.
// Throws configuration_error.
[[nodiscard]] configuration complete(const configuration& settings, const boost::json::object& strategy_attributes,
                                     const logger& log = {});

} // namespace tremolo::config
