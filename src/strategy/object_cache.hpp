// The shared objects that strategies were compiled to, kept by what they were made of: the source with its own
// includes, the program's headers and library, and the compiler. A file in it is never changed.
#pragma once
#include "strategy/compiler.hpp"
#include <functional>

namespace tremolo::strategy {

struct cached_object {
    std::filesystem::path file;
    bool was_compiled = false;
};

struct object_request {
    std::filesystem::path source;
    std::filesystem::path headers;
    std::filesystem::path cache{}; // empty: chosen
    std::chrono::seconds patience{300};
    std::function<void(const std::string&)> note{};
};

// The object for a source, compiled if need be. Throws configuration_error for what does not compile and for a machine
// without a compiler, operational_error when nothing can be written.
[[nodiscard]] cached_object object_for(const object_request& request);

// Of the source and of what it includes from beside itself.
[[nodiscard]] std::string content_id(const std::filesystem::path& source, const std::filesystem::path& headers);

} // namespace tremolo::strategy
