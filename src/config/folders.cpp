#include "config/folders.hpp"
#include "base/error.hpp"
#include <fmt/format.h>

namespace tremolo::config {
namespace fs = std::filesystem;

namespace {
void make(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (!fs::is_directory(folder))
        throw operational_error{fmt::format("The folder {} cannot be created: {}.", folder.string(),
                                            problem ? problem.message() : "a file of this name is in the way")};
}
} // namespace

void prepare_user_data(const fs::path& folder, bool create, const logger& log) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) {
        if (fs::exists(folder, ignored))
            throw operational_error{fmt::format("{} is a file, not a user_data folder.", folder.string())};
        if (!create)
            throw operational_error{fmt::format("The folder {0} does not exist. Create it with `tremolo create-userdir "
                                                "--userdir {0}`, or name another with --userdir.",
                                                folder.string())};
        make(folder);
        log.info("Created user-data directory: {}", folder.string());
    }
    for (const auto* part : {"backtest_results", "data", "hyperopts", "hyperopt_results", "logs", "notebooks", "plot",
                             "strategies", "freqaimodels"})
        make(folder / part);
}

void prepare_folders(const configuration& settings, const logger& log) {
    prepare_user_data(settings.user_data_dir, false, log);
    log.info("Using user-data directory: {} ...", settings.user_data_dir.string());
    make(settings.datadir);
    log.info("Using data directory: {} ...", settings.datadir.string());
}

fs::path default_config_file(const fs::path& user_data_dir) {
    const auto in_user_data = (user_data_dir.empty() ? fs::path{"user_data"} : user_data_dir) / "config.json";
    std::error_code ignored;
    return fs::is_regular_file(in_user_data, ignored) ? in_user_data : fs::path{"config.json"};
}

} // namespace tremolo::config
