// Reads what a strategy's source says of itself without compiling it: the classes it exports, and the files that it is
// made of.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::strategy {

// The names in TREMOLO_STRATEGY(...) lines, comments and texts left out.
[[nodiscard]] std::vector<std::string> exported_names(std::string_view source);

// The quoted includes of a source, as written.
[[nodiscard]] std::vector<std::string> quoted_includes(std::string_view source);

// All of a file; operational_error when it cannot be read.
[[nodiscard]] std::string read_source(const std::filesystem::path& file);

// SHA-256 as 64 hexadecimal digits.
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

// The id of the headers that strategies are compiled with, under `root`: of "strategy/prelude.hpp" and all that it
// includes. The build computes the same over its own (header_id.cmake). "" when the headers are not there.
[[nodiscard]] std::string header_id(const std::filesystem::path& root);

// The headers that this program was built with.
[[nodiscard]] std::string_view built_header_id();

} // namespace tremolo::strategy
