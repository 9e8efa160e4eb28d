// Unpacks the zip archive of a user interface into a folder of its own. The archive is not trusted: nothing is written
// outside the folder, nothing but plain files and folders, and no more than a user interface may need.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace tremolo::cli {

struct archive_limits {
    std::size_t entries = 5'000;
    std::uintmax_t file_bytes = 64ULL << 20;
    std::uintmax_t all_bytes = 256ULL << 20;
    std::size_t name_bytes = 500;
};

// `bytes` unpacked into `folder`, which exists and is empty. Throws operational_error: no zip archive, a damaged one,
// or one that this machine should not unpack, with the name of the entry and the reason. What was unpacked by then
// stays.
void unpack_archive(std::string_view bytes, const std::filesystem::path& folder, const archive_limits& limits = {});

// Why an entry of that name must not be unpacked: it leads out of the folder, or is no name that all systems take.
// Empty for a good one.
[[nodiscard]] std::string fault_of_name(std::string_view name);

} // namespace tremolo::cli
