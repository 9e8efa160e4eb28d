// User interfaces are built for the root of a server: their files name each other by paths that begin with a slash.
// Below a base path the same files are served with those paths lengthened.
#pragma once
#include <string>
#include <string_view>

namespace tremolo::api {

// `text` with `base` ("/bot") in front of every path of the user interface itself: addresses in the markup of a page,
// url() in style sheets; in scripts the forms that bundlers and routers write: the root of the router's history, the
// front of preloaded files, the folder of assets, the address of the version, and the page's origin where it is taken
// for the address of the API. Whatever else the text holds stays.
[[nodiscard]] std::string lengthened(std::string_view text, std::string_view media_type, std::string_view base);

} // namespace tremolo::api
