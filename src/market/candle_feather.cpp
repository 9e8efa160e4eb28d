// Feather files, through tremolo_arrow.so: loaded when first needed, from where the program lies.
#include "base/error.hpp"
#include "market/arrow/feather.h"
#include "market/candle_files.hpp"
#include "market/candle_formats.hpp"
#include <array>
#include <dlfcn.h>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

namespace filesystem = std::filesystem;

struct library {
    decltype(&tremolo_arrow_read) read = nullptr;
    decltype(&tremolo_arrow_write) write = nullptr;
    std::string reason; // why the others are missing
};

// Beside the program; one folder above it, where tests find it; where packages put it.
std::vector<filesystem::path> places() {
    std::error_code ignored;
    const auto folder = filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
    std::vector<filesystem::path> all;
    for (const auto* place : {"", "..", "../lib/tremolo"}) all.push_back(folder / place / "tremolo_arrow.so");
    return all;
}

template <class F>
bool find_symbol(void* handle, const char* name, F& function) {
    // What POSIX promises of dlsym, and no cast says.
    function = reinterpret_cast<F>(dlsym(handle, name));
    return function != nullptr;
}

// The library stays loaded for the life of the program; loading it again costs a look-up.
library load() {
    library found;
    for (const auto& path : places()) {
        std::error_code ignored;
        if (!filesystem::exists(path, ignored)) continue;
        void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        decltype(&tremolo_arrow_abi) abi = nullptr;
        if (handle == nullptr) {
            found.reason = dlerror();
        } else if (!find_symbol(handle, "tremolo_arrow_abi", abi) || abi() != TREMOLO_ARROW_ABI ||
                   !find_symbol(handle, "tremolo_arrow_read", found.read) ||
                   !find_symbol(handle, "tremolo_arrow_write", found.write)) {
            found.reason = fmt::format("{} belongs to another version of Tremolo", path.string());
        }
        return found;
    }
    found.reason =
        "tremolo_arrow.so is not beside the program: build Tremolo after scripts/fetch_arrow.sh, or convert the "
        "files to json";
    return found;
}

using error_text = std::array<char, 1024>;

} // namespace

feather_support check_feather() {
    const auto arrow = load();
    return {arrow.read != nullptr, arrow.reason};
}

namespace detail {

raw_columns read_feather_candles(const filesystem::path& path) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot read candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load();
    if (arrow.read == nullptr) fail(arrow.reason);
    struct taken {
        raw_columns columns;
        bool dated = false;
    } file;
    const tremolo_arrow_sink sink{
        .context = &file,
        .dates =
            [](void* context, std::size_t rows) {
                auto& to = *static_cast<taken*>(context);
                to.dated = true;
                to.columns.dates.resize(rows);
                return to.columns.dates.data();
            },
        .column =
            [](void* context, const char* name, std::size_t rows) {
                auto& to = static_cast<taken*>(context)->columns;
                to.names.emplace_back(name);
                return to.values.emplace_back(rows).data();
            },
    };
    error_text text{};
    if (arrow.read(path.c_str(), &sink, text.data(), text.size()) != 0) fail(text.data());
    if (!file.dated) fail("it has no column \"date\"");
    return std::move(file.columns);
}

void write_feather_candles(const filesystem::path& path, const frame& candles,
                           const std::vector<std::string>& columns) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot write candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load();
    if (arrow.write == nullptr) fail(arrow.reason);
    std::vector<series> held;
    std::vector<tremolo_arrow_column> written;
    for (const auto& name : columns) {
        held.push_back(candles[name]);
        written.push_back({name.c_str(), held.back().view().data()});
    }
    error_text text{};
    if (arrow.write(path.c_str(), candles.dates().data(), written.data(), written.size(), candles.size(), text.data(),
                    text.size()) != 0)
        fail(text.data());
}

} // namespace detail
} // namespace tremolo::market
