#include "cli/version.hpp"

namespace tremolo::cli {

std::string_view version() { return TREMOLO_VERSION; }
std::string_view protocol_version() { return "2.50"; }

} // namespace tremolo::cli
