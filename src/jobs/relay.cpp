#include "jobs/relay.hpp"

namespace tremolo::jobs {

void relay(const logger& log, std::string_view fallback, const std::string& line) {
    const auto& sink = log.sink();
    if (!sink || line.empty()) return;
    const auto after_time = line.find(" - ");
    const auto after_name = after_time == line.npos ? line.npos : line.find(" - ", after_time + 3);
    const auto after_level = after_name == line.npos ? line.npos : line.find(" - ", after_name + 3);
    if (after_level == line.npos) return sink->write(fallback, log_level::warning, line);
    const auto name = line.substr(after_time + 3, after_name - after_time - 3);
    const auto word = line.substr(after_name + 3, after_level - after_name - 3);
    for (const auto level : {log_level::debug, log_level::info, log_level::warning, log_level::error})
        if (name_of(level) == word) {
            if (sink->takes(level)) sink->write(name, level, line.substr(after_level + 3));
            return;
        }
    sink->write(fallback, log_level::warning, line);
}

} // namespace tremolo::jobs
