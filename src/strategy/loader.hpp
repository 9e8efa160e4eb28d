// Finds strategies by name, compiles the file that holds one when it is not in the cache, and loads it. A strategy is
// one .cpp file in user_data/strategies that ends with TREMOLO_STRATEGY(its class). What was once loaded stays mapped
// until the program ends; a changed file is compiled to another name and loaded beside it. Everything that is wrong
// with a strategy is a configuration_error that says what and where.
#pragma once
#include "strategy/compiler.hpp"
#include "strategy/guard.hpp"
#include "strategy/object_cache.hpp"
#include "strategy/parameter_file.hpp"
#include <functional>

namespace tremolo::strategy {

struct loader_settings {
    // Searched in this order: first the folder of --strategy-path, then user_data/strategies.
    std::vector<std::filesystem::path> folders;
    bool recursive = false; // also their folders (--recursive-strategy-search)
    // Where compiled strategies are kept; empty: .cache beside the source, or below $XDG_CACHE_HOME when that is
    // read-only.
    std::filesystem::path cache{};
    // The headers to compile with; empty: the program's own.
    std::filesystem::path headers{};
    std::chrono::seconds patience{300}; // for one compilation
    // What is worth a line in the log: that a strategy is being compiled, and from which file parameters come.
    std::function<void(const std::string&)> note{};
};

struct loaded_strategy {
    std::string name;
    std::filesystem::path file;
    std::string source; // the text of the file, for GET /strategy
    std::shared_ptr<strategy> instance;
    implemented_callbacks implemented;
    bool was_compiled = false; // now, not taken from the cache
};

struct listed_strategy {
    std::string name; // "" for a file that exports none
    std::filesystem::path file;
    std::string location; // the file, relative to its folder
    enum class condition { unchecked, ok, duplicate, broken } is = condition::unchecked;
    std::string problem; // of a broken one
};

class loader {
  public:
    explicit loader(loader_settings settings) : settings_{std::move(settings)} {}

    // A new instance of the strategy, with the values of its parameter file.
    [[nodiscard]] loaded_strategy load(const std::string& name) const;
    // Compiles the strategy's file if need be, and runs nothing of it.
    void compile(const std::string& name) const;
    // The text of the strategy's file, without compiling it; nothing when there is none of that name.
    [[nodiscard]] std::optional<std::string> source_of(const std::string& name) const;
    // All strategies by name. `check` compiles each, to tell which are broken.
    [[nodiscard]] std::vector<listed_strategy> list(bool check) const;

  private:
    [[nodiscard]] std::vector<listed_strategy> scan() const;
    [[nodiscard]] std::filesystem::path find(const std::string& name) const;
    [[nodiscard]] object_request request_for(const std::filesystem::path& source) const;
    void note(const std::string& text) const;
    loader_settings settings_;
};

// The headers for strategies: <prefix>/include/tremolo of an installed program, else the source tree it was built from.
[[nodiscard]] std::filesystem::path default_headers();

} // namespace tremolo::strategy
