#include "strategy/object_cache.hpp"
#include "base/error.hpp"
#include "strategy/abi.hpp"
#include "strategy/source_scan.hpp"
#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace tremolo::strategy {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kept_versions = 4; // of one source file

bool is_writable_folder(const fs::path& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    return !failed && access(folder.c_str(), W_OK) == 0;
}

// Folders in which compiled strategies may be, the preferred first.
std::vector<fs::path> cache_folders(const object_request& request) {
    if (!request.cache.empty()) return {request.cache};
    std::vector<fs::path> folders{request.source.parent_path() / ".cache"};
    const char* xdg = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (xdg != nullptr && *xdg == '/')
        folders.push_back(fs::path{xdg} / "tremolo" / "strategies");
    else if (home != nullptr && *home == '/')
        folders.push_back(fs::path{home} / ".cache" / "tremolo" / "strategies");
    return folders;
}

// Which compiler it is, without asking it: asking takes longer than loading a strategy.
std::string compiler_id(const fs::path& compiler) {
    std::error_code failed;
    const fs::path real = fs::canonical(compiler, failed);
    struct stat about {};
    if (failed || stat(real.c_str(), &about) != 0) return compiler.string();
    return fmt::format("{} {} {}", real.string(), about.st_size, about.st_mtime);
}

std::vector<fs::path> objects_named(const fs::path& folder, const std::string& beginning) {
    std::vector<fs::path> found;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator{folder, failed})
        if (entry.path().filename().string().starts_with(beginning) && entry.path().extension() == ".so")
            found.push_back(entry.path());
    return found;
}

// Forgets all but the newest versions of one source; programs that use an older one keep it mapped.
void drop_old(const fs::path& folder, const std::string& stem) {
    auto objects = objects_named(folder, stem + "-");
    const auto age = [](const fs::path& p) {
        std::error_code failed;
        return fs::last_write_time(p, failed);
    };
    std::sort(objects.begin(), objects.end(), [&](const auto& a, const auto& b) { return age(a) > age(b); });
    for (std::size_t i = kept_versions; i < objects.size(); ++i) {
        std::error_code ignored;
        fs::remove(objects[i], ignored);
    }
}

std::string not_compiled(const fs::path& source, const compile_result& result) {
    std::string text = fmt::format("Impossible to load the strategies of {}: it does not compile.", source.string());
    return text + (result.problems.empty() ? "\n" + result.output : text_of(result.problems));
}

void check_headers(const fs::path& headers) {
    const std::string id = header_id(headers);
    if (id.empty())
        throw configuration_error{fmt::format("Strategies cannot be compiled: the headers are not in {}. Install them "
                                              "(strategy/prelude.hpp and what it includes), or build tremolo again.",
                                              headers.string())};
    if (id != built_header_id())
        throw configuration_error{fmt::format("Strategies cannot be compiled: the headers in {} are not those that "
                                              "this tremolo was built with. Build or install it again.",
                                              headers.string())};
}

// Compiles into `folder`, under a name that nobody uses before it is complete.
void compile_into(const object_request& request, const fs::path& compiler, const fs::path& folder,
                  const std::string& name) {
    const auto thread = std::hash<std::thread::id>{}(std::this_thread::get_id());
    const fs::path unfinished = folder / fmt::format(".{}.{}.{:x}.tmp", name, getpid(), thread);
    const auto result = compile(compiler, request.source, request.headers, unfinished, request.patience);
    std::error_code ignored;
    if (!result.compiled) {
        fs::remove(unfinished, ignored);
        throw configuration_error{not_compiled(request.source, result)};
    }
    std::error_code failed;
    fs::rename(unfinished, folder / name, failed);
    if (failed) {
        fs::remove(unfinished, ignored);
        throw operational_error{
            fmt::format("Cannot keep the compiled strategy in {}: {}.", folder.string(), failed.message())};
    }
}

} // namespace

std::string content_id(const fs::path& source, const fs::path& headers) {
    std::vector<fs::path> queue{source};
    std::set<fs::path> seen{source};
    std::string all;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        const fs::path file = queue[i];
        const std::string text = read_source(file);
        all += sha256_hex(text);
        for (const std::string& include : quoted_includes(text)) {
            const fs::path beside = file.parent_path() / include;
            std::error_code ignored;
            const bool ours = fs::is_regular_file(headers / include, ignored);
            if (!ours && fs::is_regular_file(beside, ignored) && seen.insert(beside).second) queue.push_back(beside);
        }
    }
    return sha256_hex(fmt::format("{} {} {} {} {}", all, built_header_id(), library_version, layout_fingerprint(),
                                  fmt::join(compile_flags(), " ")));
}

cached_object object_for(const object_request& request) {
    const auto compiler = find_compiler();
    const std::string stem = request.source.stem().string();
    const std::string content = content_id(request.source, request.headers).substr(0, 20);
    const std::string name =
        fmt::format("{}-{}-{}.so", stem, content, sha256_hex(compiler ? compiler_id(*compiler) : "").substr(0, 8));

    const auto folders = cache_folders(request);
    for (const fs::path& folder : folders) {
        std::error_code ignored;
        if (fs::is_regular_file(folder / name, ignored)) return {folder / name, false};
        if (compiler) continue;
        // Without a compiler, one that another compiler made is better than none.
        if (const auto made = objects_named(folder, stem + "-" + content); !made.empty()) return {made.front(), false};
    }
    if (!compiler)
        throw configuration_error{
            fmt::format("The strategies of {} have to be compiled first, and there is no C++ compiler: none of c++, "
                        "g++ and clang++ is in $PATH. Install one, on Debian with: apt-get install g++",
                        request.source.string())};
    check_headers(request.headers);
    const auto folder = std::find_if(folders.begin(), folders.end(), is_writable_folder);
    if (folder == folders.end())
        throw operational_error{fmt::format("There is no place to keep compiled strategies: {} cannot be written.",
                                            folders.front().string())};
    if (request.note) request.note(fmt::format("Compiling {} ...", request.source.string()));
    compile_into(request, *compiler, *folder, name);
    drop_old(*folder, stem);
    return {*folder / name, true};
}

} // namespace tremolo::strategy
