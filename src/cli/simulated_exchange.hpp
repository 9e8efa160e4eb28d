// The configuration's words for the simulated exchange in the words of the exchange itself.
#pragma once
#include "config/configuration.hpp"
#include "exchange/simulated/settings.hpp"

namespace tremolo::cli {

[[nodiscard]] exchange::simulated_settings simulated_settings_of(const config::configuration& settings);

} // namespace tremolo::cli
