#include "backtest/results/archive.hpp"
#include "backtest/results/pickle.hpp"
#include "backtest/results/result_folder.hpp"
#include "backtest/results/signal_rows.hpp"
#include "backtest/statistics/statistics.hpp"
#include "backtest/told_trades.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "config/redact.hpp"
#include "market/feather_table.hpp"
#include "json/parse.hpp"
#include "json/read.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <future>
#include <map>
#include <sstream>
#include <thread>

namespace tremolo::backtest {
namespace {

namespace filesystem = std::filesystem;

[[noreturn]] void unreadable(const filesystem::path& path, std::string_view reason) {
    throw operational_error{fmt::format("cannot read the backtest result {}: {}", path.string(), reason)};
}

std::optional<std::string> content_of(const filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) return {};
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

// 2026-11-21_08-20-16
std::string file_time(timestamp now) {
    auto text = date_time_text(now);
    std::ranges::replace(text, ' ', '_');
    std::ranges::replace(text, ':', '-');
    return text;
}

filesystem::path path_for(const filesystem::path& place, timestamp now) {
    const bool is_folder = filesystem::is_directory(place) || !place.has_extension();
    if (is_folder) return place / fmt::format("backtest-result-{}.zip", file_time(now));
    return place.parent_path() / fmt::format("{}-{}.zip", place.stem().string(), file_time(now));
}

// What is made of a run for the archive, or a line in the log that says why it is left out.
template <class F>
void add_table(std::vector<zip_member>& members, const std::string& name, const logger& log, F make) {
    try {
        members.push_back({name, make()});
    } catch (const operational_error& failure) { log.warning("{} is left out: {}", name, failure.what()); }
}

void add_strategy(std::vector<zip_member>& members, const std::string& stem, const finished_run& run,
                  const logger& log) {
    if (run.strategy_file.empty()) return;
    const auto& name = run.settings->strategy_name;
    auto source = content_of(run.strategy_file);
    if (!source) {
        log.warning("Strategy file '{}' does not exist. Skipping.", run.strategy_file.string());
        return;
    }
    members.push_back({fmt::format("{}_{}{}", stem, name, run.strategy_file.extension().string()), std::move(*source)});
    if (run.parameter_file.empty()) return;
    if (auto parameters = content_of(run.parameter_file))
        members.push_back({fmt::format("{}_{}.json", stem, name), std::move(*parameters)});
}

// What the analysis of freqtrade reads: every pair that was analysed has a table, with its pair among the rejected.
std::string signals_for_python(std::span<const finished_run> runs, const std::string& which) {
    std::vector<pickled_strategy> strategies;
    for (const auto& run : runs) {
        auto& strategy = strategies.emplace_back(pickled_strategy{run.settings->strategy_name, {}});
        const auto all = signal_rows(run, which);
        const auto& pairs = all.texts("pair");
        std::size_t first = 0; // rows of one pair stand together
        std::map<std::string, market::frame> tables;
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i + 1 < all.size() && pairs[i + 1] == pairs[i]) continue;
            auto table = all.slice(first, i + 1 - first);
            if (which != "rejected") table.drop("pair");
            tables.emplace(*pairs[i], std::move(table));
            first = i + 1;
        }
        for (const auto& one : run.analysed) strategy.pairs.emplace_back(one.pair, tables[one.pair]);
    }
    return pickled(strategies);
}

std::vector<zip_member> tables_of(std::span<const finished_run> runs, const logger& log) {
    std::vector<zip_member> members;
    if (!runs.empty()) {
        const auto& run = runs.front();
        add_table(members, "_market_change.feather", log, [&] {
            return market::feather_bytes(run.market_change.valid()
                                             ? run.market_change.get()
                                             : market_change_frame(run.candles, run.backtest_start, run.backtest_end));
        });
    }
    for (const auto& run : runs) {
        const auto& name = run.settings->strategy_name;
        if (!run.wallet.empty())
            add_table(members, fmt::format("_{}_wallet.feather", name), log,
                      [&] { return market::feather_bytes(run.wallet, {.numbered = true, .microseconds = true}); });
        for (const auto* which : {"signals", "rejected", "exited"}) {
            if (run.analysed.empty()) continue;
            add_table(members, fmt::format("_{}_{}.feather", name, which), log,
                      [&] { return market::feather_bytes(signal_rows(run, which)); });
        }
    }
    return members;
}

// What the strategy's run has told of its trades; nothing where it did not, or where the result is of another run.
std::span<const packed_text> told_text(std::span<const finished_run> runs, const std::string& strategy) {
    const auto run =
        std::ranges::find(runs, strategy, [](const finished_run& one) { return one.settings->strategy_name; });
    if (run == runs.end() || !run->told) return {};
    return run->told->text;
}

// Without its metadata.
text_parts parts_of(const backtest_result& result, std::span<const finished_run> runs) {
    text_parts parts;
    const char* before = "{\"strategy\":{";
    for (const auto& [name, one] : result.strategy) {
        parts.push_back({[before, &name = name](std::string& out) {
            out += before;
            json::write_string(out, name);
            out += ':';
        }});
        add_parts(parts, one, told_text(runs, name));
        before = ",";
    }
    parts.push_back({[before, &result](std::string& out) {
        if (result.strategy.empty()) out += before;
        out += "},\"strategy_comparison\":";
        json::write(out, result.strategy_comparison);
        out += '}';
    }});
    return parts;
}

std::vector<zip_member> members_of(const std::string& stem, archive_content& content, const logger& log) {
    if (!content.tables.valid()) content.tables = begin_tables(content.runs, log); // while the texts are written
    std::vector<zip_member> members;
    members.push_back(packed(stem + ".json", parts_of(content.result, content.runs),
                             std::max(1U, std::thread::hardware_concurrency())));
    members.push_back({stem + "_config.json", json::text(config::redacted(content.config))});
    for (const auto& run : content.runs) add_strategy(members, stem, run, log);
    for (auto& table : content.tables.get()) members.push_back({stem + table.name, std::move(table.content)});
    const bool with_signals = std::ranges::any_of(content.runs, [](const auto& run) { return !run.analysed.empty(); });
    for (const auto* which : {"signals", "rejected", "exited"})
        if (with_signals)
            members.push_back({fmt::format("{}_{}.pkl", stem, which), signals_for_python(content.runs, which)});
    return members;
}

} // namespace

archive_tables begin_tables(std::span<const finished_run> runs, const logger& log) {
    return std::async(std::launch::async, [runs, log] { return tables_of(runs, log); });
}

filesystem::path store_archive(const filesystem::path& place, archive_content content, timestamp now,
                               const logger& log) {
    const auto path = path_for(place, now);
    std::error_code failure;
    filesystem::create_directories(path.parent_path(), failure);
    if (failure)
        throw operational_error{
            fmt::format("cannot write into {}: {}", path.parent_path().string(), failure.message())};
    write_zip(path, members_of(path.stem().string(), content, log), now);
    try {
        write_whole(metadata_path(path), json::text(content.result.metadata));
    } catch (...) {
        filesystem::remove(path, failure); // a result without metadata is in no list
        throw;
    }
    // Last, so that it never names what is not there.
    write_whole(path.parent_path() / ".last_result.json",
                fmt::format("{{\"latest_backtest\":\"{}\"}}", path.filename().string()));
    return path;
}

archive::archive(filesystem::path path) : path_{std::move(path)} {
    std::error_code ignored;
    if (!filesystem::is_regular_file(path_, ignored)) unreadable(path_, "there is no such file");
    if (path_.extension() == ".zip")
        zip_ = std::make_unique<zip_reader>(path_);
    else if (path_.extension() != ".json")
        unreadable(path_, "its name ends in neither .zip nor .json");
}

std::string archive::result_text() const {
    auto text = zip_ ? zip_->read(stem() + ".json") : content_of(path_);
    if (!text) unreadable(path_, zip_ ? "it holds no " + stem() + ".json" : "it cannot be opened");
    return std::move(*text);
}

backtest_result archive::result() const {
    const auto parsed = json::parse(result_text());
    if (!parsed) unreadable(path_, fmt::format("{} at character {}", parsed.failure->message, parsed.failure->offset));
    if (!parsed.value.is_object() || !parsed.value.get_object().contains("strategy"))
        unreadable(path_, "it is none of a version that is known: an object with the key strategy is expected");
    json::reader r;
    backtest_result out;
    if (!json::read(parsed.value, out, r)) {
        const auto& first = r.violations().front();
        unreadable(path_,
                   fmt::format("it is none of a version that is known: {} at {}", first.msg, json::text(first.loc)));
    }
    out.metadata = read_metadata(path_);
    return out;
}

std::optional<market::frame> archive::table(const std::string& ending) const {
    if (!zip_) return {};
    const auto bytes = zip_->read(stem() + ending);
    if (!bytes) return {};
    try {
        return market::frame_of_feather(*bytes);
    } catch (const operational_error& failure) { unreadable(path_, failure.what()); }
}

std::optional<market::frame> archive::market_change() const { return table("_market_change.feather"); }

std::optional<market::frame> archive::wallet(const std::string& strategy) const {
    return table("_" + strategy + "_wallet.feather");
}

std::optional<market::frame> archive::signals(const std::string& strategy, const std::string& which) const {
    return table(fmt::format("_{}_{}.feather", strategy, which));
}

bool archive::has_python_signals() const { return zip_ && zip_->read(stem() + "_signals.pkl").has_value(); }

} // namespace tremolo::backtest
