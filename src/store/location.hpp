// Where the database is, from `db_url` as freqtrade writes it.
#pragma once
#include <filesystem>
#include <string>

namespace tremolo::store {

struct location {
    std::filesystem::path file; // empty: in memory
    [[nodiscard]] bool in_memory() const { return file.empty(); }
};

// "sqlite:///relative/or.sqlite", "sqlite:////absolute.sqlite", "sqlite://" (in memory). Throws configuration_error for
// anything else. Relative files are taken from the current folder.
[[nodiscard]] location parse_url(const std::string& url);

} // namespace tremolo::store
