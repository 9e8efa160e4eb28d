#include "market/arrow_library.hpp"
#include <dlfcn.h>
#include <filesystem>
#include <fmt/format.h>
#include <vector>

namespace tremolo::market::detail {
namespace {

namespace filesystem = std::filesystem;

// Beside the program; one folder above it, where tests find it; where packages put it.
std::vector<filesystem::path> places(const char* name) {
    std::error_code ignored;
    const auto folder = filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    std::vector<filesystem::path> all;
    for (const auto* place : {"", "..", "../lib/tremolo"}) all.push_back(folder / place / name);
    return all;
}

template <class F>
bool find_symbol(void* handle, const char* name, F& function) {
    // What POSIX promises of dlsym, and no cast says.
    function = reinterpret_cast<F>(dlsym(handle, name));
    return function != nullptr;
}

} // namespace

arrow_library load_arrow(column_format format) {
    arrow_library found;
    const char* name = format == column_format::parquet ? "tremolo_parquet.so" : "tremolo_arrow.so";
    for (const auto& path : places(name)) {
        std::error_code ignored;
        if (!filesystem::exists(path, ignored)) continue;
        void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        decltype(&tremolo_arrow_abi) abi = nullptr;
        if (handle == nullptr) {
            found.reason = dlerror();
        } else if (!find_symbol(handle, "tremolo_arrow_abi", abi) || abi() != TREMOLO_ARROW_ABI ||
                   !find_symbol(handle, "tremolo_arrow_read", found.read) ||
                   !find_symbol(handle, "tremolo_arrow_write", found.write) ||
                   !find_symbol(handle, "tremolo_arrow_read_table", found.read_table) ||
                   !find_symbol(handle, "tremolo_arrow_write_table", found.write_table)) {
            found.read = nullptr;
            found.write = nullptr;
            found.reason = fmt::format("{} belongs to another version of Tremolo", path.string());
        }
        return found;
    }
    found.reason = fmt::format("{} is not beside the program: build Tremolo after scripts/fetch_arrow.sh, or convert "
                               "the files to json",
                               name);
    return found;
}

} // namespace tremolo::market::detail
