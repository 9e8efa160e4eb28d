#include "base/log.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace tremolo {

std::string_view name_of(log_level level) {
    switch (level) {
    case log_level::debug: return "DEBUG";
    case log_level::info: return "INFO";
    case log_level::warning: return "WARNING";
    case log_level::error: return "ERROR";
    }
    return "INFO";
}

struct log_sink::outlets {
    std::vector<spdlog::sink_ptr> all;
};

log_sink::log_sink(const clock& clock, options settings)
    : clock_{clock}, settings_{std::move(settings)}, outlets_{std::make_unique<outlets>()} {
    if (settings_.to_stderr) outlets_->all.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (!settings_.file.empty()) {
        try {
            outlets_->all.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(settings_.file.string()));
        } catch (const spdlog::spdlog_ex& failure) {
            throw operational_error{
                fmt::format("The log file {} cannot be opened: {}", settings_.file.string(), failure.what())};
        }
    }
    for (const auto& sink : outlets_->all) sink->set_pattern("%v");
}

log_sink::~log_sink() = default;

void log_sink::write(std::string_view logger, log_level level, std::string_view message) {
    if (!takes(level)) return;
    const auto at = clock_.now();
    const auto millisecond = (epoch_ms(at) % 1000 + 1000) % 1000;
    const auto line =
        fmt::format("{},{:03} - {} - {} - {}", date_time_text(at), millisecond, logger, name_of(level), message);
    for (const auto& sink : outlets_->all) {
        sink->log(spdlog::details::log_msg{spdlog::string_view_t{}, spdlog::level::info, line});
        sink->flush();
    }
    const std::scoped_lock lock{mutex_};
    if (kept_.size() == settings_.kept_lines) kept_.pop_front();
    kept_.push_back({at, std::string{logger}, level, std::string{message}});
}

std::vector<log_line> log_sink::last(std::size_t limit) const {
    const std::scoped_lock lock{mutex_};
    const auto count = limit == 0 ? kept_.size() : std::min(limit, kept_.size());
    return {kept_.end() - static_cast<std::ptrdiff_t>(count), kept_.end()};
}

} // namespace tremolo
