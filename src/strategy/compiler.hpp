// Compiles one source file of strategies to a shared object, with the C++ compiler of the machine and a fixed command.
// What the compiler has to say comes back as places and messages with a hint each.
#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::strategy {

struct compile_problem {
    std::string file;
    int line = 0;   // 0: not told
    int column = 0; // 0: not told
    std::string message;
    std::string hint; // what to do about it; "" when nothing is known
};

struct compile_result {
    bool compiled = false;
    std::vector<compile_problem> problems; // errors, in the compiler's order
    std::string output;                    // all that it printed
};

// c++, g++ or clang++, the first that $PATH has; nothing when it has none.
[[nodiscard]] std::optional<std::filesystem::path> find_compiler();

// The fixed part of the command.
[[nodiscard]] std::span<const std::string_view> compile_flags();

// Runs `compiler`; gives up after `patience`. operational_error when it cannot be started.
[[nodiscard]] compile_result compile(const std::filesystem::path& compiler, const std::filesystem::path& source,
                                     const std::filesystem::path& headers, const std::filesystem::path& object,
                                     std::chrono::seconds patience);

// The errors in what g++ or clang++ printed.
[[nodiscard]] std::vector<compile_problem> problems_in(std::string_view output);

// For a reader: "SampleStrategy.cpp:12:5: message" and a hint, at most `most` problems.
[[nodiscard]] std::string text_of(const std::vector<compile_problem>& problems, std::size_t most = 5);

} // namespace tremolo::strategy
