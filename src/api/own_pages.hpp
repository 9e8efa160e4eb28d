// The pages and the icon that are built in.
#pragma once
#include <memory>
#include <string>
#include <string_view>

namespace tremolo::api {

// For browsers, while no user interface is installed.
[[nodiscard]] std::string_view fallback_page();
// GET /docs
[[nodiscard]] std::string_view docs_page();
// favicon.ico: a wave, drawn once.
[[nodiscard]] std::shared_ptr<const std::string> icon();

} // namespace tremolo::api
