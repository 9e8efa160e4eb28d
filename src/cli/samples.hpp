// Where the sample strategies lie that `create-userdir` copies.
#pragma once
#include <filesystem>
#include <optional>

namespace tremolo::cli {

// Of a program at this path: ../share/tremolo/strategies when it is installed, strategies/ in the source tree when it
// was built below it; nothing when neither is there.
[[nodiscard]] std::optional<std::filesystem::path> sample_strategies_folder(const std::filesystem::path& program);

// The path of this program.
[[nodiscard]] std::filesystem::path program_path();

} // namespace tremolo::cli
