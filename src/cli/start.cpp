#include "cli/start.hpp"
#include "base/error.hpp"
#include "config/folders.hpp"

namespace tremolo::cli {
namespace bj = boost::json;

namespace {
void set_text(bj::object& settings, bj::string_view key, const std::string& text) {
    if (!text.empty()) settings[key] = text;
}

// A path of the command line is relative to the working folder, not to a file.
void set_path(bj::object& settings, bj::string_view key, const std::string& path) {
    if (!path.empty()) settings[key] = std::filesystem::absolute(path).lexically_normal().string();
}

log_level level_of(int verbosity) { return verbosity > 0 ? log_level::debug : log_level::info; }

void replay(const log_sink& from, log_sink& to) {
    for (const auto& line : from.last(0)) to.write(line.logger, line.level, line.message);
}

void refuse_special_logfiles(const std::string& logfile) {
    if (logfile.starts_with("syslog") || logfile.starts_with("journald"))
        throw configuration_error{"logfile: found \"" + logfile +
                                  "\", expected the path of a file. For the journal run the bot under systemd, which "
                                  "keeps what is written to stderr."};
}
} // namespace

config::load_options load_options_of(const common_options& options, const config::environment& variables,
                                     bool file_is_optional) {
    config::load_options made{.files = options.config, .environment = variables};
    if (made.files.empty()) {
        const auto file = config::default_config_file(options.user_data_dir);
        std::error_code ignored;
        if (!file_is_optional || std::filesystem::is_regular_file(file, ignored)) made.files = {file.string()};
    }
    made.user_data_dir = options.user_data_dir;
    made.datadir = options.datadir;
    set_text(made.command_line, "logfile", options.logfile);
    if (options.verbosity > 0) made.command_line["verbosity"] = options.verbosity;
    return made;
}

config::load_options load_options_of(const trade_options& options, const config::environment& variables) {
    auto made = load_options_of(static_cast<const common_options&>(options), variables);
    auto& line = made.command_line;
    set_text(line, "strategy", options.strategy);
    set_path(line, "strategy_path", options.strategy_path);
    set_text(line, "db_url", options.db_url);
    if (options.recursive_strategy_search) line["recursive_strategy_search"] = true;
    if (options.sd_notify) line["internals"] = {{"sd_notify", true}};
    if (options.dry_run) line["dry_run"] = true;
    if (options.dry_run_wallet) line["dry_run_wallet"] = *options.dry_run_wallet;
    if (options.fee) line["fee"] = *options.fee;
    return made;
}

started start(const config::load_options& how, const common_options& options, const clock& clock) {
    refuse_special_logfiles(options.logfile);
    const auto early =
        std::make_shared<log_sink>(clock, log_sink::options{.least = level_of(options.verbosity), .to_stderr = false});
    std::optional<config::configuration> settings;
    try {
        settings = config::load(how, logger{early, "tremolo.configuration"});
    } catch (const configuration_error&) {
        log_sink warnings{clock, {.least = log_level::warning}};
        replay(*early, warnings);
        throw;
    }
    refuse_special_logfiles(settings->logfile);
    const auto verbosity = std::max<std::int64_t>(options.verbosity, settings->verbosity);
    auto log = std::make_shared<log_sink>(
        clock, log_sink::options{.least = level_of(static_cast<int>(std::min<std::int64_t>(verbosity, 3))),
                                 .file = settings->logfile});
    replay(*early, *log);
    return {std::move(*settings), std::move(log)};
}

} // namespace tremolo::cli
