// Lines that a process of ours logs, as lines of the server's log.
#pragma once
#include "base/log.hpp"

namespace tremolo::jobs {

// "asctime - logger - LEVEL - message" becomes such a line; any other is a warning of the logger `fallback`.
void relay(const logger& log, std::string_view fallback, const std::string& line);

} // namespace tremolo::jobs
