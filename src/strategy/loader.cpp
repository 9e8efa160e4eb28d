#include "strategy/loader.hpp"
#include "base/error.hpp"
#include "strategy/export.hpp"
#include "strategy/source_scan.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <cxxabi.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <regex>
#include <set>

namespace tremolo::strategy {

namespace {

namespace fs = std::filesystem;

std::string demangled(const std::string& name) {
    int failed = 0;
    const std::unique_ptr<char, decltype(&std::free)> text{abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &failed),
                                                           &std::free};
    return failed == 0 && text ? text.get() : name;
}

// The loader's own words, with C++ names made readable.
std::string why_not_loaded(const fs::path& source) {
    const char* said = dlerror();
    std::string text = said != nullptr ? said : "unknown reason";
    static const std::regex undefined{R"(undefined symbol: (\w+))"};
    std::smatch m;
    if (std::regex_search(text, m, undefined))
        text = fmt::format("{} is declared but defined nowhere", demangled(m[1]));
    return fmt::format("Impossible to load the strategies of {}: {}.", source.string(), text);
}

const plugin& plugin_in(const fs::path& object, const fs::path& source, const std::string& name) {
    // Never closed: code of the strategy may be on a stack, and unloading C++ is not reliable.
    void* handle = dlopen(object.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) throw configuration_error{why_not_loaded(source)};
    const auto* found = static_cast<const plugin*>(dlsym(handle, ("tremolo_strategy_" + name).c_str()));
    if (found == nullptr)
        throw configuration_error{
            fmt::format("Impossible to load Strategy '{}': {} does not export it.", name, source.string())};
    if (found->size != sizeof(plugin) || found->library != library_version || found->layout != layout_fingerprint())
        throw configuration_error{
            fmt::format("Impossible to load Strategy '{}': {} was compiled with other headers, or another C++ library, "
                        "than this tremolo. Remove it, so that it is compiled again.",
                        name, object.string())};
    return *found;
}

// An object for the source that can be opened. One in the cache that cannot (a disk that was full, a file cut off) is
// made again.
cached_object sound_object(const object_request& request) {
    cached_object object = object_for(request);
    if (object.was_compiled || !find_compiler() || dlopen(object.file.c_str(), RTLD_NOW | RTLD_LOCAL) != nullptr)
        return object;
    std::error_code failed;
    fs::remove(object.file, failed);
    return failed ? object : object_for(request);
}

std::shared_ptr<strategy> create(const plugin& from, const std::string& name) {
    try {
        return from.create();
    } catch (...) {
        throw configuration_error{
            fmt::format("Strategy '{}' failed in its constructor: {}", name, current_failure("constructor").message)};
    }
}

// What freqtrade refuses in a strategy, too, before it runs.
void validate(const strategy& subject, const implemented_callbacks& has, const std::string& name) {
    if (has.adjust_order_price && (has.adjust_entry_price || has.adjust_exit_price))
        throw configuration_error{fmt::format("Strategy '{}' implements `adjust_order_price`, so `adjust_entry_price` "
                                              "and `adjust_exit_price` are never asked: implement one or the others.",
                                              name)};
    try {
        (void)subject.parameters();
    } catch (const error& e) { throw configuration_error{fmt::format("Strategy '{}': {}", name, e.what())}; }
    const std::string& plot = subject.declared().plot_config;
    if (plot.empty()) return;
    const auto parsed = json::parse(plot);
    if (!parsed)
        throw configuration_error{fmt::format("Strategy '{}': plot_config is no JSON: {} (character {}).", name,
                                              parsed.failure->message, parsed.failure->offset)};
    if (!parsed.value.is_object())
        throw configuration_error{fmt::format("Strategy '{}': plot_config has to be a JSON object.", name)};
}

std::vector<fs::path> sources_in(const fs::path& folder, bool recursive) {
    std::vector<fs::path> files;
    std::error_code failed;
    const auto take = [&](const fs::directory_entry& entry) {
        std::error_code ignored;
        if (entry.is_regular_file(ignored) && entry.path().extension() == ".cpp") files.push_back(entry.path());
    };
    if (recursive) {
        using walk = fs::recursive_directory_iterator;
        for (walk at{folder, fs::directory_options::skip_permission_denied, failed}; !failed && at != walk{};
             at.increment(failed)) {
            if (at->path().filename().string().starts_with('.') && at->is_directory()) at.disable_recursion_pending();
            take(*at);
        }
    } else {
        for (const auto& entry : fs::directory_iterator{folder, failed}) take(entry);
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

fs::path default_headers() {
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed);
    const fs::path installed = program.parent_path().parent_path() / "include" / "tremolo";
    if (!failed && fs::exists(installed / "strategy" / "prelude.hpp", failed)) return installed;
    return TREMOLO_HEADERS;
}

void loader::note(const std::string& text) const {
    if (settings_.note) settings_.note(text);
}

std::vector<listed_strategy> loader::scan() const {
    std::vector<listed_strategy> all;
    std::set<fs::path> seen;
    for (const fs::path& folder : settings_.folders) {
        for (const fs::path& file : sources_in(folder, settings_.recursive)) {
            std::error_code failed;
            if (!seen.insert(fs::weakly_canonical(file, failed)).second) continue;
            const std::string location = file.lexically_relative(folder).string();
            const auto names = exported_names(read_source(file));
            for (const std::string& name : names) all.push_back({name, file, location, {}, {}});
            if (names.empty())
                all.push_back({"", file, location, listed_strategy::condition::broken,
                               "It exports no strategy: a line TREMOLO_STRATEGY(its class) is missing."});
        }
    }
    return all;
}

fs::path loader::find(const std::string& name) const {
    const auto all = scan();
    const auto found = std::find_if(all.begin(), all.end(), [&](const auto& s) { return s.name == name; });
    if (found != all.end()) return found->file;

    std::vector<std::string> folders;
    for (const auto& folder : settings_.folders) folders.push_back(folder.string());
    std::set<std::string> names;
    for (const auto& s : all)
        if (!s.name.empty()) names.insert(s.name);
    std::string text = fmt::format("Impossible to load Strategy '{}'. No .cpp file in {} has a line "
                                   "TREMOLO_STRATEGY({}).",
                                   name, fmt::join(folders, ", "), name);
    text += names.empty() ? " There are no strategies yet." : fmt::format(" There are: {}.", fmt::join(names, ", "));
    throw configuration_error{text};
}

object_request loader::request_for(const fs::path& source) const {
    return {.source = source,
            .headers = settings_.headers.empty() ? default_headers() : settings_.headers,
            .cache = settings_.cache,
            .patience = settings_.patience,
            .note = settings_.note};
}

void loader::compile(const std::string& name) const { static_cast<void>(object_for(request_for(find(name)))); }

loaded_strategy loader::load(const std::string& name) const {
    if (name.empty())
        throw configuration_error{
            "No strategy set. Name one with `--strategy`, or as \"strategy\" in the configuration."};
    loaded_strategy loaded;
    loaded.name = name;
    loaded.file = find(name);
    loaded.source = read_source(loaded.file);
    const auto object = sound_object(request_for(loaded.file));
    loaded.was_compiled = object.was_compiled;
    const plugin& found = plugin_in(object.file, loaded.file, name);
    loaded.implemented = found.implemented;
    loaded.instance = create(found, name);
    validate(*loaded.instance, loaded.implemented, name);

    const auto parameters = read_parameter_file(loaded.file, name);
    if (!parameters.warning.empty()) note(parameters.warning);
    if (!parameters.file) return loaded;
    note(fmt::format("Loading parameters from file {}", parameters.file->path.string()));
    for (const std::string& remark : apply(*parameters.file, *loaded.instance)) note(remark);
    return loaded;
}

std::optional<std::string> loader::source_of(const std::string& name) const {
    for (const auto& s : scan())
        if (!name.empty() && s.name == name) return read_source(s.file);
    return {};
}

std::vector<listed_strategy> loader::list(bool check) const {
    auto all = scan();
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < all.size(); ++i) {
        auto& s = all[i];
        if (s.name.empty()) continue;
        const bool twice = (i > 0 && all[i - 1].name == s.name) || (i + 1 < all.size() && all[i + 1].name == s.name);
        if (twice) s.is = listed_strategy::condition::duplicate;
        if (twice || !check) continue;
        try {
            (void)load(s.name);
            s.is = listed_strategy::condition::ok;
        } catch (const error& e) {
            s.is = listed_strategy::condition::broken;
            s.problem = e.what();
        }
    }
    return all;
}

} // namespace tremolo::strategy
