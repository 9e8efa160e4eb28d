#include "cli/ui_folder.hpp"
#include "base/error.hpp"
#include "cli/random_text.hpp"
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <unistd.h>

namespace tremolo::cli {
namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
    throw operational_error{fmt::format("{} cannot be written: {}.", path.string(), why)};
}

// Removed with all that is in it when this goes.
struct scratch_folder {
    explicit scratch_folder(fs::path where) : path{std::move(where)} {
        std::error_code failed;
        fs::create_directories(path, failed);
        if (failed) fail(path, failed.message());
    }
    ~scratch_folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;
    const fs::path path;
};

// Some archives hold one folder with all in it.
fs::path root_of(const fs::path& unpacked) {
    if (fs::is_regular_file(unpacked / "index.html")) return unpacked;
    fs::path only;
    for (const auto& entry : fs::directory_iterator{unpacked}) {
        if (entry.path().filename().string().starts_with('.')) continue;
        if (!only.empty() || !entry.is_directory()) return unpacked;
        only = entry.path();
    }
    return only.empty() ? unpacked : only;
}

// `made` becomes `place` in one step, whatever is there; what was there is at `made` then.
void take_place(const fs::path& made, const fs::path& place) {
    if (renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, place.c_str(), RENAME_EXCHANGE) == 0) return;
    std::error_code failed;
    if (fs::symlink_status(place).type() == fs::file_type::not_found) {
        fs::rename(made, place, failed);
        if (failed) fail(place, failed.message());
        return;
    }
    // A file system that cannot exchange: two steps, the first undone when the second fails.
    const auto aside = fs::path{made}.concat(".old");
    fs::rename(place, aside, failed);
    if (failed) fail(place, failed.message());
    fs::rename(made, place, failed);
    std::error_code ignored;
    if (failed) {
        fs::rename(aside, place, ignored);
        fail(place, failed.message());
    }
    fs::remove_all(aside, ignored);
}

} // namespace

std::optional<std::string> ui_folder::version() const { return ui_version_in(installed()); }

std::optional<std::string> ui_version_in(const fs::path& folder) {
    std::ifstream in{folder / ".uiversion"};
    std::string text;
    if (!in || !std::getline(in, text) || text.empty()) return std::nullopt;
    return text;
}

void ui_folder::replace(const std::function<std::string(const fs::path&)>& fill) {
    const scratch_folder work{home_ / (".installing-" + random_hex(4))};
    const auto made = work.path / "made";
    const scratch_folder empty{made};
    const auto version = fill(made);
    const auto root = root_of(made);
    if (!fs::is_regular_file(root / "index.html"))
        throw operational_error{"This is no user interface that a browser can show: it has no index.html."};
    std::ofstream mark{root / ".uiversion", std::ios::trunc};
    mark << version;
    mark.close();
    if (!mark) fail(root / ".uiversion", "is the disk full?");
    take_place(root, installed());
}

bool ui_folder::erase() {
    std::error_code failed;
    if (fs::symlink_status(installed()).type() == fs::file_type::not_found) return false;
    const scratch_folder work{home_ / (".erasing-" + random_hex(4))};
    fs::rename(installed(), work.path / "old", failed);
    if (failed) fail(installed(), failed.message());
    return true;
}

void copy_plain_files(const fs::path& from, const fs::path& to) {
    std::error_code failed;
    for (auto each = fs::recursive_directory_iterator{from, failed};
         !failed && each != fs::recursive_directory_iterator{}; each.increment(failed)) {
        if (each->path().filename().string().starts_with('.')) {
            if (each->is_directory()) each.disable_recursion_pending();
            continue;
        }
        const auto status = each->symlink_status();
        const auto target = to / fs::relative(each->path(), from);
        if (fs::is_directory(status)) {
            fs::create_directories(target);
            continue;
        }
        if (!fs::is_regular_file(status))
            throw operational_error{fmt::format("{} is no plain file.", each->path().string())};
        std::error_code problem;
        fs::copy_file(each->path(), target, problem);
        if (problem) fail(target, problem.message());
    }
    if (failed) throw operational_error{fmt::format("{} cannot be read: {}.", from.string(), failed.message())};
}

} // namespace tremolo::cli
