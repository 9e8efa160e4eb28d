// The log: lines in freqtrade's shape ("asctime - logger - LEVEL - message") to stderr and a file, and the last 1,000
// of them kept for GET /logs. A `log_sink` is made in main and handed on as a `logger` with the name of its part. All
// of it is thread-safe; writing never blocks on a reader.
#pragma once
#include "base/clock.hpp"
#include <deque>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace tremolo {

enum class log_level { debug, info, warning, error };
[[nodiscard]] std::string_view name_of(log_level level); // DEBUG, INFO, WARNING, ERROR

struct log_line {
    timestamp at;
    std::string logger;
    log_level level = log_level::info;
    std::string message;
};

class log_sink {
  public:
    struct options {
        log_level least = log_level::info; // lines below it are dropped
        bool to_stderr = true;
        std::filesystem::path file{}; // empty: none
        std::size_t kept_lines = 1000;
    };
    log_sink(const clock& clock, options settings); // throws operational_error when the file cannot be opened
    ~log_sink();
    log_sink(const log_sink&) = delete;
    log_sink& operator=(const log_sink&) = delete;

    void write(std::string_view logger, log_level level, std::string_view message);
    [[nodiscard]] bool takes(log_level level) const { return level >= settings_.least; }
    // The newest `limit` lines (0: all kept), oldest first.
    [[nodiscard]] std::vector<log_line> last(std::size_t limit) const;

  private:
    struct outlets;
    const clock& clock_;
    options settings_;
    std::unique_ptr<outlets> outlets_;
    mutable std::mutex mutex_;
    std::deque<log_line> kept_;
};

// A name on a sink; copied freely. Without a sink it is silent, which is what most unit tests want.
class logger {
  public:
    logger() = default;
    logger(std::shared_ptr<log_sink> sink, std::string name) : sink_{std::move(sink)}, name_{std::move(name)} {}

    [[nodiscard]] logger named(std::string name) const { return {sink_, std::move(name)}; }
    template <class... A>
    void debug(fmt::format_string<A...> text, A&&... a) const {
        put(log_level::debug, text, std::forward<A>(a)...);
    }
    template <class... A>
    void info(fmt::format_string<A...> text, A&&... a) const {
        put(log_level::info, text, std::forward<A>(a)...);
    }
    template <class... A>
    void warning(fmt::format_string<A...> text, A&&... a) const {
        put(log_level::warning, text, std::forward<A>(a)...);
    }
    template <class... A>
    void error(fmt::format_string<A...> text, A&&... a) const {
        put(log_level::error, text, std::forward<A>(a)...);
    }
    [[nodiscard]] const std::shared_ptr<log_sink>& sink() const { return sink_; }

  private:
    template <class... A>
    void put(log_level level, fmt::format_string<A...> text, A&&... a) const {
        if (sink_ && sink_->takes(level)) sink_->write(name_, level, fmt::format(text, std::forward<A>(a)...));
    }
    std::shared_ptr<log_sink> sink_;
    std::string name_;
};

} // namespace tremolo
