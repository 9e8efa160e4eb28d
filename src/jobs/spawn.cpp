#include "jobs/spawn.hpp"
#include "base/error.hpp"
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace tremolo::jobs {

void cannot_start(std::string_view what) {
    throw operational_error{fmt::format("a job cannot be started: {}: {}", what, std::strerror(errno))};
}

void close_file(int& file) {
    if (file >= 0) close(file);
    file = -1;
}

file_pair socket_to_child() {
    int both[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both) != 0) cannot_start("socketpair");
    return {both[0], both[1]};
}

file_pair pipe_from_child() {
    int both[2];
    if (pipe2(both, O_CLOEXEC) != 0) cannot_start("pipe");
    return {both[0], both[1]};
}

pid_t spawn(const std::vector<std::string>& command, int input, int output, int errors,
            const std::vector<std::string>& environment) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    posix_spawnattr_setpgroup(&how, 0);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    const auto listed = [](const std::vector<std::string>& texts) {
        std::vector<char*> found;
        for (const auto& text : texts) found.push_back(const_cast<char*>(text.c_str()));
        return found;
    };
    auto words = listed(command), variables = listed(environment);
    words.push_back(nullptr);
    for (char** own = environ; *own != nullptr; ++own) {
        const std::string_view name{*own, std::strcspn(*own, "=") + 1};
        std::erase_if(variables, [name](const char* more) { return std::string_view{more}.starts_with(name); });
        variables.push_back(*own);
    }
    variables.push_back(nullptr);
    pid_t process = -1;
    const int failure = posix_spawn(&process, words.front(), &files, &how, words.data(), variables.data());
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    if (failure != 0) {
        errno = failure;
        return -1;
    }
    return process;
}

} // namespace tremolo::jobs
