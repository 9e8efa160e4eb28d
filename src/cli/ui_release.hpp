// Which of FreqUI's releases to install: read from the list that GitHub answers, as freqtrade does.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::cli {

// Where FreqUI's releases are listed.
inline constexpr std::string_view frequi_releases = "https://api.github.com/repos/freqtrade/frequi/releases";

struct ui_release {
    std::string name;     // the version
    std::string download; // URL of the archive; empty when the list names none
    std::string assets;   // URL of the list of its files, for that case
};

// The newest release of `list` (JSON), without those marked as trials unless `prerelease`; or the one named `version`.
// Throws operational_error when there is none, or the list is none.
[[nodiscard]] ui_release release_of(std::string_view list, const std::optional<std::string>& version, bool prerelease);

// URL of the first file in a release's list of files. Throws operational_error when there is none.
[[nodiscard]] std::string first_asset(std::string_view list);

// What GitHub says in an answer that is no list, such as that too many were asked for; without a
// full stop, empty when it says nothing.
[[nodiscard]] std::string message_in(std::string_view answer);

} // namespace tremolo::cli
