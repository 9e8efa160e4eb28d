// The files of our own page, as web/build.mjs bundled them into the program: the page at "/", all else at a path that
// changes with its content. Empty where the program was built without them.
#pragma once
#include <string_view>
#include <vector>

namespace tremolo::api {

struct own_file {
    std::string_view path;
    std::string_view media_type;
    std::string_view bytes;
};

[[nodiscard]] const std::vector<own_file>& own_files();
// The Content-Security-Policy of the page: it loads nothing that is not its own.
[[nodiscard]] std::string_view own_policy();

} // namespace tremolo::api
