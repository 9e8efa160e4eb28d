// `tremolo completion SHELL`: scripts made of the same grammar that parses the command line.
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tremolo::cli {

namespace {
std::string words_of(const command_outline& command) {
    std::vector<std::string> words = command.words;
    for (const auto& option : command.options) words.insert(words.end(), option.names.begin(), option.names.end());
    return fmt::format("{}", fmt::join(words, " "));
}

// The first sentence is enough beside a word; quotes and brackets would end the shells' own.
std::string short_help(const std::string& help) {
    std::string out;
    for (const char c : help.substr(0, help.find(" (")))
        if (c != '\'' && c != '[' && c != ']' && c != ':' && c != '"' && c != '`' && c != '$') out += c;
    return out;
}

std::string bash(const std::vector<command_outline>& commands) {
    std::string names;
    std::string cases;
    std::string path_options;
    for (const auto& command : commands) {
        names += (names.empty() ? "" : " ") + command.name;
        cases += fmt::format("        {}) words=\"{}\" ;;\n", command.name, words_of(command));
        for (const auto& option : command.options)
            if (option.is_path)
                for (const auto& name : option.names)
                    if (("|" + path_options + "|").find("|" + name + "|") == std::string::npos)
                        path_options += (path_options.empty() ? "" : "|") + name;
    }
    return fmt::format(
        "# bash completion for tremolo\n"
        "_tremolo() {{\n"
        "    local current=\"${{COMP_WORDS[COMP_CWORD]}}\" previous=\"${{COMP_WORDS[COMP_CWORD-1]}}\" words\n"
        "    case \"$previous\" in\n"
        "        {}) COMPREPLY=($(compgen -f -- \"$current\")); return ;;\n"
        "    esac\n"
        "    case \"${{COMP_WORDS[1]}}\" in\n{}"
        "        *) words=\"{} --help --version\" ;;\n"
        "    esac\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then words=\"{} --help --version\"; fi\n"
        "    COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
        "}}\n"
        "complete -F _tremolo tremolo\n",
        path_options, cases, names, names);
}

std::string zsh(const std::vector<command_outline>& commands) {
    std::string names;
    std::string cases;
    for (const auto& command : commands) {
        names += fmt::format("        '{}:{}'\n", command.name, short_help(command.help));
        cases += fmt::format("        {})\n            _arguments", command.name);
        for (const auto& option : command.options)
            for (const auto& name : option.names)
                cases += fmt::format(" \\\n                '*{}[{}]{}'", name, short_help(option.help),
                                     option.is_path       ? ":path:_files"
                                     : option.takes_value ? ":value: "
                                                          : "");
        if (!command.words.empty())
            cases += fmt::format(" \\\n                '1:word:({})'", fmt::join(command.words, " "));
        cases += "\n            ;;\n";
    }
    return fmt::format("#compdef tremolo\n"
                       "_tremolo() {{\n"
                       "    local -a commands\n"
                       "    commands=(\n{}    )\n"
                       "    if (( CURRENT == 2 )); then\n"
                       "        _describe 'command' commands\n"
                       "        return\n"
                       "    fi\n"
                       "    local command=$words[2]\n"
                       "    shift words\n"
                       "    (( CURRENT-- ))\n"
                       "    case $command in\n{}    esac\n"
                       "}}\n"
                       "if [ \"$funcstack[1]\" = _tremolo ]; then _tremolo \"$@\"; else compdef _tremolo tremolo; fi\n",
                       names, cases);
}

std::string fish(const std::vector<command_outline>& commands) {
    std::string out = "# fish completion for tremolo\ncomplete -c tremolo -f\n";
    for (const auto& command : commands) {
        out += fmt::format("complete -c tremolo -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                           short_help(command.help));
        const auto inside = fmt::format("complete -c tremolo -n '__fish_seen_subcommand_from {}'", command.name);
        for (const auto& option : command.options) {
            out += inside;
            for (const auto& name : option.names)
                out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
            out += option.is_path ? " -r -F" : option.takes_value ? " -x" : "";
            out += fmt::format(" -d '{}'\n", short_help(option.help));
        }
        if (!command.words.empty()) out += fmt::format("{} -a '{}'\n", inside, fmt::join(command.words, " "));
    }
    return out;
}
} // namespace

int run_completion(const completion_options& options, terminal& talk) {
    const auto commands = outlines();
    if (options.shell == "bash")
        talk.out << bash(commands);
    else if (options.shell == "zsh")
        talk.out << zsh(commands);
    else
        talk.out << fish(commands);
    return 0;
}

} // namespace tremolo::cli
