#include "backtest/run_id.hpp"
#include "base/error.hpp"
#include <boost/json.hpp>
#include <boost/uuid/detail/sha1.hpp>
#include <fstream>
#include <sstream>

namespace tremolo::backtest {
namespace {

std::string content_of(const std::filesystem::path& file) {
    if (file.empty()) return {};
    std::ifstream in{file, std::ios::binary};
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

} // namespace

std::string run_id_of(const candidate& subject, const config::configuration& configured) {
    auto settings = configured.raw;
    for (const auto* key :
         {"strategy_list", "original_config", "telegram", "api_server", "config_files", "export", "exportfilename",
          "backtest_cache", "backtest_breakdown", "backtest_notes", "verbosity", "logfile"})
        settings.erase(key);
    settings["strategy"] = subject.name;
    boost::uuids::detail::sha1 sum;
    const auto add = [&sum](const std::string& text) { sum.process_bytes(text.data(), text.size()); };
    add(boost::json::serialize(settings));
    add(content_of(subject.parameter_file));
    add(content_of(subject.file));
    boost::uuids::detail::sha1::digest_type digest;
    sum.get_digest(digest);
    std::string text;
    for (const auto word : digest) text += fmt::format("{:08x}", word);
    return text;
}

std::optional<timestamp> oldest_cached(const std::string& backtest_cache, const timerange& range, timestamp now,
                                       const logger& log) {
    using std::chrono::days;
    if (!range.stop_s || from_epoch_ms(*range.stop_s * 1000) > now) {
        log.warning("Backtest result caching disabled due to use of open-ended timerange.");
        return {};
    }
    if (backtest_cache == "none") return {};
    if (backtest_cache == "week") return now - days{7};
    if (backtest_cache == "month") return now - days{28};
    return now - days{1};
}

} // namespace tremolo::backtest
