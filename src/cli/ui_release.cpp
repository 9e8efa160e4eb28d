#include "cli/ui_release.hpp"
#include "base/error.hpp"
#include "json/parse.hpp"
#include <fmt/format.h>

namespace tremolo::cli {
namespace bj = boost::json;

namespace {

std::string text_at(const bj::object& object, std::string_view key) {
    const auto* value = object.if_contains({key.data(), key.size()});
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

bj::array array_of(std::string_view text) {
    auto parsed = json::parse(text);
    if (!parsed || !parsed.value.is_array())
        throw operational_error{"The list of releases cannot be read: expected a JSON array, as GitHub answers it."};
    return std::move(parsed.value.get_array());
}

} // namespace

ui_release release_of(std::string_view list, const std::optional<std::string>& version, bool prerelease) {
    const auto releases = array_of(list);
    const bj::object* found = nullptr;
    for (const auto& each : releases) {
        const auto* release = each.if_object();
        if (!release) continue;
        if (version ? text_at(*release, "name") != *version && text_at(*release, "tag_name") != *version
                    : !prerelease && release->if_contains("prerelease") && release->at("prerelease") == bj::value(true))
            continue;
        // Times are in one form, so their order is that of the texts.
        if (!found || text_at(*release, "created_at") > text_at(*found, "created_at")) found = release;
    }
    if (!found)
        throw operational_error{version ? fmt::format("FreqUI has no release {}.", *version)
                                        : std::string{"The list of releases holds none that can be installed."}};
    ui_release out{text_at(*found, "name"), {}, text_at(*found, "assets_url")};
    if (out.name.empty()) out.name = text_at(*found, "tag_name");
    if (const auto* assets = found->if_contains("assets"); assets && assets->is_array() && !assets->get_array().empty())
        if (const auto* first = assets->get_array().front().if_object())
            out.download = text_at(*first, "browser_download_url");
    return out;
}

std::string first_asset(std::string_view list) {
    const auto assets = array_of(list);
    const auto* first = assets.empty() ? nullptr : assets.front().if_object();
    auto url = first ? text_at(*first, "browser_download_url") : std::string{};
    if (url.empty()) throw operational_error{"The release has no file to download."};
    return url;
}

std::string message_in(std::string_view answer) {
    const auto parsed = json::parse(answer);
    auto said = parsed && parsed.value.is_object() ? text_at(parsed.value.get_object(), "message") : std::string{};
    while (said.ends_with('.')) said.pop_back();
    return said;
}

} // namespace tremolo::cli
