// Starting a program as a process of ours: a group of its own, the signals as any program expects them, no file of ours
// but its three. Private to src/jobs.
#pragma once
#include <string>
#include <sys/types.h>
#include <vector>

namespace tremolo::jobs {

// Both ends of a connection to a process; each is closed by who holds it, -1 for none.
struct file_pair {
    int ours = -1;
    int theirs = -1;
};
[[noreturn]] void cannot_start(std::string_view what); // an operational_error with errno's text
void close_file(int& file);                            // becomes -1
// Writing to a process that has died is an error there, never a signal. Throws operational_error, as the next.
[[nodiscard]] file_pair socket_to_child();
// Ours is read from.
[[nodiscard]] file_pair pipe_from_child();

// -1 with errno when it cannot be started. `environment` is "NAME=value", for names that our own does not have.
[[nodiscard]] pid_t spawn(const std::vector<std::string>& command, int input, int output, int errors,
                          const std::vector<std::string>& environment = {});

} // namespace tremolo::jobs
