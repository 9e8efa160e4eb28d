// The program `tremolo`.
#include "cli/run.hpp"
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>

namespace {
// Of the standard output: as COLUMNS says, else those of the terminal that it is; 0 where it is none.
std::size_t columns_of_output() {
    if (const char* said = std::getenv("COLUMNS")) {
        constexpr std::size_t most_digits = 6;
        const std::string text{said};
        const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
        // One column is no terminal's: who says so does not know.
        if (is_number && text.size() <= most_digits && std::stoul(text) > 1) return std::stoul(text);
    }
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col : 0;
}
} // namespace

int main(int count, char** words) {
    using namespace tremolo;
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of that file
    cli::terminal talk{std::cin,
                       std::cout,
                       std::cerr,
                       isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0,
                       isatty(STDOUT_FILENO) != 0,
                       columns_of_output()};
    const int code = cli::run({words + (count > 0 ? 1 : 0), words + count}, config::process_environment(), talk);
    if (!talk.kept.empty()) std::_Exit(code); // all is written; the rest the system takes back by itself
    return code;
}
