// What this program calls itself.
#pragma once
#include <string_view>

namespace tremolo::cli {

[[nodiscard]] std::string_view version();          // "0.1.0"
[[nodiscard]] std::string_view protocol_version(); // of freqtrade's REST API that it speaks: "2.50"

} // namespace tremolo::cli
