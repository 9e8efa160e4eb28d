#include "strategy/compiler.hpp"
#include "base/error.hpp"
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <regex>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace tremolo::strategy {

namespace {

namespace fs = std::filesystem;

struct hint_rule {
    std::string_view said;
    std::string_view hint;
};

// What authors of strategies run into, by a part of the compiler's message.
constexpr std::array hints{
    hint_rule{"does not override",
              "The function's name or its parameters differ from the ones in strategy/strategy.hpp."},
    hint_rule{"marked 'override', but", "The function's name or its parameters differ from strategy/strategy.hpp."},
    hint_rule{"abstract class type", "A strategy needs populate_indicators, populate_entry_trend and "
                                     "populate_exit_trend, with the parameters (frame&, const metadata&)."},
    hint_rule{"pure within", "A strategy needs populate_indicators, populate_entry_trend and populate_exit_trend."},
    hint_rule{"no match for 'operator&&'", "Join masks with & and |, each comparison in parentheses."},
    hint_rule{"no match for 'operator||'", "Join masks with & and |, each comparison in parentheses."},
    hint_rule{"No such file or directory", "Strategies include \"strategy/prelude.hpp\" and files beside their own."},
    hint_rule{"was not declared in this scope", "Is it spelt as it is declared, and does the file include "
                                                "\"strategy/prelude.hpp\"?"},
    hint_rule{"use of undeclared identifier", "Is it spelt as it is declared, and does the file include "
                                              "\"strategy/prelude.hpp\"?"},
    hint_rule{"expected ';'", "A semicolon is missing at the end of this line, or of the one before."},
    hint_rule{"expected ',' or ';'", "A semicolon is missing at the end of this line, or of the one before."},
    hint_rule{"has no member named", "The members of calls are in strategy/calls.hpp, those of columns in "
                                     "market/series.hpp."},
    hint_rule{"designator", "Attributes are given in the order in which strategy/attributes.hpp declares them."},
};

std::string hint_for(const std::string& message) {
    for (const auto& rule : hints)
        if (message.find(rule.said) != std::string::npos) return std::string{rule.hint};
    return {};
}

// g++ quotes with typographic marks where the locale allows it.
std::string plain_quotes(std::string text) {
    for (const std::string_view mark : {"\u2018", "\u2019"})
        for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at))
            text.replace(at, mark.size(), "'");
    return text;
}

struct pipe_ends {
    int read = -1;
    int write = -1;
    pipe_ends() {
        int ends[2];
        if (pipe2(ends, O_CLOEXEC) != 0) throw operational_error{"Cannot make a pipe for the compiler's output."};
        read = ends[0];
        write = ends[1];
    }
    ~pipe_ends() {
        close(read);
        close_write();
    }
    pipe_ends(const pipe_ends&) = delete;
    pipe_ends& operator=(const pipe_ends&) = delete;
    void close_write() {
        if (write >= 0) close(write);
        write = -1;
    }
};

pid_t start(const std::vector<std::string>& command, int output) {
    std::vector<char*> arguments;
    for (const auto& a : command) arguments.push_back(const_cast<char*>(a.c_str()));
    arguments.push_back(nullptr);
    // Messages in English, for the hints.
    std::vector<std::string> variables{"LC_ALL=C"};
    for (char** v = environ; *v != nullptr; ++v)
        if (std::strncmp(*v, "LC_", 3) != 0 && std::strncmp(*v, "LANG", 4) != 0) variables.emplace_back(*v);
    std::vector<char*> environment;
    for (auto& v : variables) environment.push_back(v.data());
    environment.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, 1);
    posix_spawn_file_actions_adddup2(&actions, output, 2);
    pid_t child = -1;
    const int failure =
        posix_spawn(&child, command.front().c_str(), &actions, nullptr, arguments.data(), environment.data());
    posix_spawn_file_actions_destroy(&actions);
    if (failure != 0)
        throw operational_error{
            fmt::format("Cannot start the compiler {}: {}.", command.front(), std::strerror(failure))};
    return child;
}

bool is_clang(const fs::path& compiler) {
    std::error_code failed;
    const fs::path real = fs::canonical(compiler, failed);
    return (failed ? compiler : real).filename().string().find("clang") != std::string::npos;
}

// Everything the child prints until it closes its output; false when it took longer than `patience`.
bool read_all(int from, std::string& output, std::chrono::seconds patience) {
    std::array<char, 4096> part;
    for (std::chrono::milliseconds left = patience; left.count() > 0;) {
        constexpr std::chrono::milliseconds slice{100};
        pollfd waiting{from, POLLIN, 0};
        const int ready = poll(&waiting, 1, static_cast<int>(slice.count()));
        if (ready == 0) left -= slice;
        if (ready <= 0) continue;
        const auto got = read(from, part.data(), part.size());
        if (got == 0) return true;
        if (got > 0) output.append(part.data(), static_cast<std::size_t>(got));
    }
    return false;
}

} // namespace

std::span<const std::string_view> compile_flags() {
    static constexpr std::array flags {
        std::string_view{"-std=c++20"}, std::string_view{"-O2"}, std::string_view{"-fPIC"}, std::string_view{"-shared"},
            std::string_view{"-fvisibility=hidden"},
        // What the program is watched by has to see the strategy, too.
#if defined(__SANITIZE_ADDRESS__)
            std::string_view{"-fsanitize=address"},
#elif defined(__SANITIZE_THREAD__)
            std::string_view{"-fsanitize=thread"},
#endif
    };
    return flags;
}

std::optional<fs::path> find_compiler() {
    const char* path = std::getenv("PATH");
    const std::string_view folders = path != nullptr ? path : "/usr/local/bin:/usr/bin:/bin";
    for (const char* name : {"c++", "g++", "clang++"}) {
        for (std::size_t begin = 0; begin <= folders.size();) {
            const std::size_t end = std::min(folders.find(':', begin), folders.size());
            const fs::path candidate = fs::path{folders.substr(begin, end - begin)} / name;
            begin = end + 1;
            if (candidate.is_absolute() && access(candidate.c_str(), X_OK) == 0) return candidate;
        }
    }
    return {};
}

compile_result compile(const fs::path& compiler, const fs::path& source, const fs::path& headers,
                       const fs::path& object, std::chrono::seconds patience) {
    std::vector<std::string> command{compiler.string()};
    for (const std::string_view flag : compile_flags()) command.emplace_back(flag);
    // g++ alone knows it: without, objects of two versions of a strategy could be taken for one another.
    if (!is_clang(compiler)) command.emplace_back("-fno-gnu-unique");
    for (const std::string& part : {"-I" + headers.string(), std::string{"-o"}, object.string(), source.string()})
        command.push_back(part);
    pipe_ends ends;
    const pid_t child = start(command, ends.write);
    ends.close_write();
    compile_result result;
    const bool in_time = read_all(ends.read, result.output, patience);
    if (!in_time) kill(child, SIGKILL);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    result.compiled = in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0 && fs::exists(object);
    if (result.compiled) return result;
    result.problems = problems_in(result.output);
    if (!in_time)
        result.problems.push_back({source.string(), 0, 0,
                                   fmt::format("compiling took more than {} s", patience.count()),
                                   "The machine may be short of memory; 1 GB is enough for the samples."});
    return result;
}

std::vector<compile_problem> problems_in(std::string_view output) {
    static const std::regex place{R"(^(.+?):(\d+):(?:(\d+):)? (?:fatal )?error: (.*)$)"};
    static const std::regex bare{
        R"(^(?:.*/)?(ld|collect2|c\+\+|g\+\+|clang(?:\+\+)?|cc1plus)[^:]*: (?:fatal )?(?:error: )?(.*)$)"};
    std::vector<compile_problem> problems;
    std::vector<compile_problem> others;
    for (std::size_t begin = 0; begin < output.size();) {
        const std::size_t end = std::min(output.find('\n', begin), output.size());
        const std::string line = plain_quotes(std::string{output.substr(begin, end - begin)});
        begin = end + 1;
        std::smatch m;
        if (std::regex_match(line, m, place))
            problems.push_back({m[1], std::stoi(m[2]), m[3].matched ? std::stoi(m[3]) : 0, m[4], hint_for(m[4])});
        else if (std::regex_match(line, m, bare))
            others.push_back({"", 0, 0, m[2], hint_for(m[2])});
    }
    return problems.empty() ? others : problems;
}

std::string text_of(const std::vector<compile_problem>& problems, std::size_t most) {
    std::string text;
    for (std::size_t i = 0; i < std::min(most, problems.size()); ++i) {
        const auto& p = problems[i];
        std::string place = fs::path{p.file}.filename().string();
        if (p.line > 0) place += fmt::format(":{}", p.line);
        if (p.column > 0) place += fmt::format(":{}", p.column);
        text += fmt::format("\n  {}{}{}", place, place.empty() ? "" : ": ", p.message);
        if (!p.hint.empty()) text += fmt::format("\n    Hint: {}", p.hint);
    }
    if (problems.size() > most) text += fmt::format("\n  ... and {} more.", problems.size() - most);
    return text;
}

} // namespace tremolo::strategy
