// Archives of user interfaces. Whatever is in them: they are unpacked or refused, what is unpacked are plain files and
// folders within the limits, and nothing appears beside the folder.
#include "cli/ui_archive.hpp"
#include "base/error.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {
namespace fs = std::filesystem;

constexpr tremolo::cli::archive_limits small{
    .entries = 50, .file_bytes = 1U << 16, .all_bytes = 1U << 18, .name_bytes = 200};

// A folder of this process, with one folder in it.
fs::path home() { return fs::temp_directory_path() / ("tremolo-fuzz-" + std::to_string(getpid())); }
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto folder = home() / "unpacked";
    fs::create_directories(folder);
    try {
        tremolo::cli::unpack_archive(fuzzing::text_of(data, size), folder, small);
    } catch (const tremolo::operational_error&) {} // refused, with a reason
    std::uintmax_t bytes = 0;
    for (const auto& each : fs::recursive_directory_iterator{folder}) {
        const auto status = each.symlink_status();
        fuzzing::require(fs::is_regular_file(status) || fs::is_directory(status), "only plain files and folders");
        if (fs::is_regular_file(status)) bytes += each.file_size();
    }
    fuzzing::require(bytes <= small.all_bytes + (1U << 16),
                     "no more than the limits"); // and the piece that was too much
    fuzzing::require(std::distance(fs::directory_iterator{home()}, {}) == 1, "nothing beside the folder");
    fs::remove_all(home());
    return 0;
}
