// The folders that a bot works in: freqtrade's layout of a user_data folder.
#pragma once
#include "base/log.hpp"
#include "config/configuration.hpp"

namespace tremolo::config {

// Makes the subfolders of a user_data folder that are missing, and with `create` the folder itself. Throws
// operational_error when it does not exist or cannot be written.
void prepare_user_data(const std::filesystem::path& folder, bool create, const logger& log = {});

// Both folders of the configuration ready for use: prepare_user_data(), and the data folder created.
void prepare_folders(const configuration& settings, const logger& log = {});

// The file that freqtrade reads without --config: config.json in the user_data folder ("user_data" when none is given),
// else in the working folder; the second is returned whether it exists or not.
[[nodiscard]] std::filesystem::path default_config_file(const std::filesystem::path& user_data_dir);

} // namespace tremolo::config
