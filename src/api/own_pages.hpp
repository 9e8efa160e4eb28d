// The pages and the icon that are built in.
#pragma once
#include "api/representation.hpp"
#include <string_view>

namespace tremolo::api {

// For browsers, while no user interface is installed and where the program was built without its own page.
[[nodiscard]] std::string_view fallback_page();
// GET /docs: a viewer of /openapi.json, which stands below `base_path` as all does.
[[nodiscard]] std::string docs_page(std::string_view base_path);
// favicon.ico: a wave, drawn once.
[[nodiscard]] const representation& icon();

} // namespace tremolo::api
