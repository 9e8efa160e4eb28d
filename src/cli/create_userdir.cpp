// `tremolo create-userdir`: freqtrade's folder layout, with the sample strategies.
#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/samples.hpp"
#include "config/folders.hpp"
#include <fmt/format.h>
#include <fstream>

namespace tremolo::cli {
namespace fs = std::filesystem;

namespace {
void copy_samples(const fs::path& from, const fs::path& to, bool reset, const logger& log) {
    for (const auto& entry : fs::directory_iterator{from}) {
        if (!entry.is_regular_file() || entry.path().extension() != ".cpp") continue;
        const auto target = to / entry.path().filename();
        const bool is_there = fs::exists(target);
        if (is_there && !reset) {
            log.warning("File `{}` exists already, not deploying sample file.", target.string());
            continue;
        }
        if (is_there) log.warning("File `{}` exists already, overwriting.", target.string());
        std::error_code problem;
        fs::copy_file(entry.path(), target, fs::copy_options::overwrite_existing, problem);
        if (problem)
            throw operational_error{fmt::format("{} cannot be written: {}.", target.string(), problem.message())};
    }
}
} // namespace

fs::path program_path() {
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored);
}

std::optional<fs::path> sample_strategies_folder(const fs::path& program) {
    const auto home = program.parent_path();
    std::error_code ignored;
    for (const auto& candidate : {home / ".." / "share" / "tremolo" / "strategies", home / ".." / ".." / "strategies"})
        if (fs::is_directory(candidate, ignored)) return candidate.lexically_normal();
    return std::nullopt;
}

int run_create_userdir(const create_userdir_options& options, terminal& talk) {
    if (options.user_data_dir.empty())
        throw configuration_error{"create-userdir needs the folder: tremolo create-userdir --userdir user_data"};
    const system_clock clock;
    const logger log{std::make_shared<log_sink>(clock, log_sink::options{}), "tremolo"};
    config::prepare_user_data(options.user_data_dir, true, log);
    if (const auto samples = sample_strategies_folder(program_path()))
        copy_samples(*samples, options.user_data_dir / "strategies", options.reset, log);
    else
        log.warning("The sample strategies are not beside this program, none was copied.");
    talk.out << fmt::format("{} is ready.\n", options.user_data_dir.string());
    return 0;
}

} // namespace tremolo::cli
