// Files of the data folder read as a whole, and replaced as a whole or not at all. Private to src/market. Failures are
// an `operational_error`: "cannot read candle file PATH: REASON".
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace tremolo::market::detail {

// What the texts of failures call a file: "candle file".
using file_kind = std::string_view;

[[noreturn]] void unreadable(file_kind kind, const std::filesystem::path& path, std::string_view reason);
[[noreturn]] void unwritable(file_kind kind, const std::filesystem::path& path, std::string_view reason);

[[nodiscard]] std::string read_whole(file_kind kind, const std::filesystem::path& path, bool zipped);
// Makes the file anew.
void write_whole(file_kind kind, const std::filesystem::path& path, std::string_view text, bool zipped);

// `write` fills a file beside it, which takes the place of `path` once it is on the disk. Folders are made. What
// `write` throws is handed on, and nothing is left of the attempt.
void replace_file(file_kind kind, const std::filesystem::path& path,
                  const std::function<void(const std::filesystem::path& part)>& write);

} // namespace tremolo::market::detail
