// The program `tremolo`.
#include "cli/run.hpp"
#include <csignal>
#include <iostream>
#include <unistd.h>

int main(int count, char** words) {
    using namespace tremolo;
    std::signal(SIGXFSZ, SIG_IGN); // a file that may not grow is an error of that file
    cli::terminal talk{std::cin, std::cout, std::cerr, isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0,
                       isatty(STDOUT_FILENO) != 0};
    return cli::run({words + (count > 0 ? 1 : 0), words + count}, config::process_environment(), talk);
}
