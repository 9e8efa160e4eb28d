// The program `tremolo-client`: freqtrade-client's commands and arguments, with exit codes that a script can act on.
#pragma once
#include <iosfwd>
#include <string>
#include <vector>

namespace tremolo::client_program {

namespace exit_code {
inline constexpr int good = 0;
inline constexpr int wrong_usage = 1; // unknown command, wrong arguments, no or broken configuration file
inline constexpr int refused = 2;     // the bot answered, and said no
inline constexpr int no_answer = 3;   // nobody listens, or the answer took too long
} // namespace exit_code

// `words`: the command line without the program's name. Prints on `out` what was asked for and nothing else.
int run(const std::vector<std::string>& words, std::ostream& out, std::ostream& errors);

} // namespace tremolo::client_program
