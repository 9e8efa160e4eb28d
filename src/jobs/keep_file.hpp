// Files that are there whole or not at all.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace tremolo::jobs {

// Written beside the path, synchronised, then renamed. Throws operational_error; then nothing has changed.
void keep_file(const std::filesystem::path& path, std::string_view text);
// Throws operational_error.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);

} // namespace tremolo::jobs
