#include "backtest/results/result_folder.hpp"
#include "base/error.hpp"
#include "json/parse.hpp"
#include "json/read.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tremolo::backtest {
namespace {

namespace filesystem = std::filesystem;

std::optional<std::string> content_of(const filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return {};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

// backtest-result-2026-11-21_08-20-16.zip: something, a dash, two digits; no metadata.
bool is_result_name(std::string_view name) {
    if (!name.starts_with("backtest-result-") || name.ends_with(".meta.json")) return false;
    if (!name.ends_with(".zip") && !name.ends_with(".json")) return false;
    for (auto dash = name.find('-', std::string_view{"backtest-result-"}.size()); dash != name.npos;
         dash = name.find('-', dash + 1))
        if (dash + 2 < name.size() && std::isdigit(static_cast<unsigned char>(name[dash + 1])) != 0 &&
            std::isdigit(static_cast<unsigned char>(name[dash + 2])) != 0)
            return true;
    return false;
}

std::vector<filesystem::path> result_files(const filesystem::path& folder) {
    std::vector<filesystem::path> files;
    std::error_code failure;
    for (filesystem::directory_iterator at{folder, failure}, end; !failure && at != end; at.increment(failure))
        if (is_result_name(at->path().filename().string())) files.push_back(at->path());
    if (failure && failure != std::errc::no_such_file_or_directory)
        throw operational_error{fmt::format("cannot list results in {}: {}", folder.string(), failure.message())};
    std::ranges::sort(files, std::ranges::greater{});
    return files;
}

std::vector<history_entry> entries_of(const filesystem::path& file) {
    std::vector<history_entry> out;
    for (const auto& [strategy, about] : read_metadata(file))
        out.push_back({file.stem().string(), strategy, about.run_id, about.backtest_start_time,
                       about.notes.value.value_or(""), about.backtest_start_ts, about.backtest_end_ts, about.timeframe,
                       about.timeframe_detail});
    return out;
}

} // namespace

filesystem::path metadata_path(const filesystem::path& archive) {
    return archive.parent_path() / (archive.stem().string() + ".meta.json");
}

json::ordered_map<result_metadata> read_metadata(const filesystem::path& archive) {
    const auto path = metadata_path(archive);
    const auto text = content_of(path);
    json::ordered_map<result_metadata> out;
    if (!text) return out;
    const auto parsed = json::parse(*text);
    json::reader r{{}, {.every_member_has_a_default = true}};
    if (!parsed || !json::read(parsed.value, out, r))
        throw operational_error{
            fmt::format("Unexpected error while loading backtest metadata: {} holds something else", path.string())};
    return out;
}

std::vector<history_entry> result_folder::list(const logger& log) const {
    std::vector<history_entry> all;
    for (const auto& file : result_files(folder_)) {
        try {
            std::ranges::move(entries_of(file), std::back_inserter(all));
        } catch (const operational_error& failure) { log.warning("{}", failure.what()); }
    }
    return all;
}

std::vector<history_entry> result_folder::entries(const std::string& filename) const {
    const auto path = find(filename);
    return path ? entries_of(*path) : std::vector<history_entry>{};
}

std::optional<filesystem::path> result_folder::find(const std::string& filename) const {
    const filesystem::path name{filename};
    if (filename.empty() || name.filename() != name || filename.find('\\') != filename.npos || filename == "..")
        return {};
    std::error_code ignored;
    const auto is_result = [&](const filesystem::path& path) {
        const bool has_kind = path.extension() == ".zip" || path.extension() == ".json";
        return has_kind && path.stem().extension() != ".meta" && filesystem::is_regular_file(path, ignored);
    };
    for (const auto* ending : {"", ".zip", ".json"})
        if (auto path = folder_ / (filename + ending); is_result(path)) return path;
    // As freqtrade reads a name with another ending: its metadata, say.
    for (const auto* ending : {".zip", ".json"})
        if (auto path = folder_ / filesystem::path{filename}.replace_extension(ending); is_result(path)) return path;
    return {};
}

filesystem::path result_folder::latest() const {
    std::error_code ignored;
    if (!filesystem::is_directory(folder_, ignored))
        throw operational_error{fmt::format("Directory '{}' does not exist.", folder_.string())};
    const auto text = content_of(folder_ / ".last_result.json");
    if (!text)
        throw operational_error{
            fmt::format("Directory '{}' does not seem to contain backtest statistics yet.", folder_.string())};
    const auto parsed = json::parse(*text);
    const auto* name =
        parsed && parsed.value.is_object() ? parsed.value.get_object().if_contains("latest_backtest") : nullptr;
    if (name == nullptr || !name->is_string()) throw operational_error{"Invalid '.last_result.json' format."};
    const std::string filename{name->get_string()};
    const auto path = find(filename);
    if (!path)
        throw operational_error{fmt::format("File or directory {} does not exist.", (folder_ / filename).string())};
    return *path;
}

bool result_folder::remove(const std::string& filename) const {
    const auto path = find(filename);
    if (!path) return false;
    const auto stem = path->stem().string();
    std::error_code failure;
    // Older versions kept parts beside the result: STEM_market_change.feather, STEM_signals.pkl.
    std::vector<filesystem::path> files;
    for (const auto& entry : filesystem::directory_iterator{folder_, failure}) {
        const auto name = entry.path().filename().string();
        const bool is_part = name.starts_with(stem + "_") || name == stem + ".zip" || name == stem + ".json" ||
                             name == stem + ".meta.json";
        if (is_part) files.push_back(entry.path());
    }
    for (const auto& file : files) {
        filesystem::remove(file, failure);
        if (failure) throw operational_error{fmt::format("cannot remove {}: {}", file.string(), failure.message())};
    }
    return true;
}

result_folder::noted result_folder::set_notes(const std::string& filename, const std::string& strategy,
                                              const std::string& notes) const {
    const auto path = find(filename);
    const auto text = path ? content_of(metadata_path(*path)) : std::optional<std::string>{};
    if (!text) return noted::no_file;
    // As a value, so that what others wrote into it stays.
    auto parsed = json::parse(*text);
    if (!parsed || !parsed.value.is_object()) return noted::no_file;
    auto* about = parsed.value.get_object().if_contains(strategy);
    if (about == nullptr || !about->is_object()) return noted::no_strategy;
    about->get_object()["notes"] = notes;
    write_whole(metadata_path(*path), json::text(parsed.value));
    return noted::done;
}

std::vector<history_entry> result_folder::find_cached(const std::vector<std::pair<std::string, std::string>>& run_ids,
                                                      timestamp not_before) const {
    std::vector<history_entry> found;
    const auto all = list();
    for (const auto& [strategy, run_id] : run_ids) {
        const auto same = std::ranges::find_if(all, [&](const history_entry& e) {
            return e.strategy == strategy && e.run_id == run_id && e.backtest_start_time >= epoch_seconds(not_before);
        });
        if (same != all.end()) found.push_back(*same);
    }
    return found;
}

backtest_result result_folder::merged(std::span<const history_entry> entries) const {
    backtest_result out;
    for (const auto& entry : entries) {
        const auto path = find(entry.filename);
        if (!path) throw operational_error{fmt::format("The backtest result {} is gone.", entry.filename)};
        auto whole = archive{*path}.result();
        const auto take = [&](auto& from, auto& to) {
            for (auto& [name, value] : from)
                if (name == entry.strategy) to.emplace_back(name, std::move(value));
        };
        take(whole.metadata, out.metadata);
        take(whole.strategy, out.strategy);
        if (!out.metadata.empty() && out.metadata.back().first == entry.strategy)
            out.metadata.back().second.filename = entry.filename;
        for (auto& row : whole.strategy_comparison)
            if (row.key == row_key{entry.strategy}) out.strategy_comparison.push_back(std::move(row));
    }
    return out;
}

filesystem::path archive_path(const filesystem::path& file_or_folder) {
    std::error_code ignored;
    if (filesystem::is_directory(file_or_folder, ignored)) return result_folder{file_or_folder}.latest();
    if (!filesystem::is_regular_file(file_or_folder, ignored))
        throw operational_error{fmt::format("File or directory {} does not exist.", file_or_folder.string())};
    return file_or_folder;
}

} // namespace tremolo::backtest
