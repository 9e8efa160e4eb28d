// From the words of a command line to the options of a subcommand, with freqtrade's names and aliases.
#pragma once
#include "cli/options.hpp"

namespace tremolo::cli {

// Throws configuration_error for what it does not know, with the nearest known word where there is one.
[[nodiscard]] command parse_arguments(const std::vector<std::string>& arguments);

// What a shell needs to know to complete a command line.
struct option_outline {
    std::vector<std::string> names; // "-c", "--config"
    std::string help;
    bool takes_value = false;
    bool is_path = false;
};
struct command_outline {
    std::string name;
    std::string help;
    std::vector<option_outline> options;
    std::vector<std::string> words; // that may follow: the shells of `completion`
};
[[nodiscard]] std::vector<command_outline> outlines();

// The word of `known` that a typing mistake may have made `word` of; "" when none is near.
[[nodiscard]] std::string nearest(const std::string& word, const std::vector<std::string>& known);

} // namespace tremolo::cli
